"""Runs under policies: what the manifest keeps is enough to have them again, without the files they came from."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from rekindle.analysis.runs.one_world import world_alone
from rekindle.analysis.runs.replay import verify
from rekindle.analysis.runs.run import Answer, RunSpec, answer, open_results
from rekindle.ensemble.variants import counts, variants
from rekindle.errors import InvalidScenario, UsageError
from rekindle.scenario import Scenario, read
from rekindle.scenario.policies.policy import BASELINE, Change, Policy
from rekindle.scenario.policies.policy import read as read_policy

WORLDS = 3
UNTIL = date(2017, 1, 30)
MINE = """name: mine
title: Mine
summary: Made up.
source: made up
parts: [delay]
changes:
  - {parameter: "settlement.*", set: 0.9, from: 2016-12-05, until: 2017-01-16}
  - {quantity: "countries.*.corruption", scale: 0.5}
"""


@cache
def mosul() -> Scenario:
    return read("mosul-2016")


@pytest.fixture(scope="module")
def ran(tmp_path_factory) -> Answer:
    """A policy of one's own with a packaged part, and another on top; the file is gone afterwards."""
    folder = tmp_path_factory.mktemp("policy")
    file = folder / "mine.yaml"
    file.write_text(MINE, encoding="utf-8")
    policy = read_policy(f"{file}+enclave", mosul())
    file.unlink()
    return answer(RunSpec(mosul(), policy, WORLDS, 2, UNTIL), folder / "out", 2)


def test_the_manifest_holds_the_whole_policy(ran: Answer):
    kept = json.loads(ran.manifest["policy_text"])
    assert ran.manifest["policy"] == "mine+enclave"
    assert [change["orders"] or change["parameter"] or change["quantity"] for change in kept["changes"]] == [
        "mosul_*", "settlement.*", "countries.*.corruption", "deir_ez_zor*"]  # fmt: skip


def test_a_run_under_a_policy_of_ones_own_comes_out_again(ran: Answer):
    assert verify(ran.folder) == list(range(WORLDS))


def test_one_world_alone_is_that_of_the_run(ran: Answer):
    question = RunSpec(mosul(), Policy.model_validate_json(ran.manifest["policy_text"]), WORLDS, 2, UNTIL)
    alone = world_alone(question, 1)[0]
    stored = open_results(ran.folder)
    for name in ("attacks_iraq", "settlement_local", "overt_syria"):
        assert np.array_equal(alone[name][0], stored[name][1]), name
    assert np.array_equal(alone["parameters"][0], stored["parameters"][1])


def test_a_policy_stores_the_parameters_that_were_drawn(ran: Answer, tmp_path: Path):
    """What differs between worlds is kept; what differs between policies stands in the manifest."""
    plain = answer(RunSpec(mosul(), BASELINE, WORLDS, 2, UNTIL), tmp_path / "out", 2)
    assert np.array_equal(plain.dataset()["parameters"], ran.dataset()["parameters"])
    assert not np.array_equal(plain.dataset()["settlement_local"], ran.dataset()["settlement_local"])


def test_worlds_are_counted_by_variant(ran: Answer):
    assert ran.manifest["fixed_variants"] == {}
    assert ran.manifest["variants"] == counts(2, WORLDS, {})
    assert all(sum(found.values()) == WORLDS for found in ran.manifest["variants"].values())


@pytest.mark.skipif(not variants(), reason="the model has no variants yet")
def test_a_run_with_fixed_variants_comes_out_again(tmp_path: Path):
    fixed = {name: choice.names[-1] for name, choice in variants().items()}
    done = answer(RunSpec(mosul(), BASELINE, WORLDS, 2, UNTIL, variants=fixed), tmp_path / "out", 2)
    assert done.manifest["fixed_variants"] == fixed
    assert all(done.manifest["variants"][name][option] == WORLDS for name, option in fixed.items())
    assert verify(done.folder) == list(range(WORLDS))


def test_what_cannot_be_is_said_before_anything_is_run(tmp_path: Path):
    with pytest.raises(UsageError, match="no variant 'no.such'"):
        answer(RunSpec(mosul(), BASELINE, WORLDS, 2, UNTIL, variants={"no.such": "none"}), tmp_path / "out")
    change = Change.model_validate({"orders": "nowhere", "field": "after", "set": "none"})
    wrong = Policy(name="x", title="x", summary="", changes=[change])
    with pytest.raises(InvalidScenario, match="no order is `nowhere`"):
        answer(RunSpec(mosul(), wrong, WORLDS, 2, UNTIL), tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_the_library_takes_policies_experiments_and_variants():
    import rekindle

    results = rekindle.run("mosul-2016", policy="delay+enclave", worlds=2, until=UNTIL)
    assert results.attrs["policy"] == "delay+enclave"
    assert json.loads(results.attrs["fixed_variants"]) == {}
    settled = rekindle.run("mosul-2016", experiment="settled-local+delay", worlds=2, until=UNTIL)
    assert (settled["settlement_local"][:, 0] == 1).all()
    with pytest.raises(UsageError, match="is an experiment"):
        rekindle.run("mosul-2016", policy="settled-local", worlds=2)
    with pytest.raises(UsageError, match="no variant"):
        rekindle.run("mosul-2016", worlds=2, variants={"no.such": "none"})
