"""The examples of docs/extending.md run as they stand, in plain Python."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from rekindle.model import lanes
from rekindle.scenario import read
from rekindle.scenario.claims.read import check_claims
from rekindle.scenario.policies.check import check

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "extending.md").read_text(encoding="utf-8")

# What the project's tests ask of every mechanism, asked of the one on the page.
HELD_TO_ITS_WORD = """
from limits import LIMITS
from test_contracts import faults, snapshot, written

for text in FORGIVE.limits:
    LIMITS[FORGIVE.name, text]()
ever = set()
for world in varied():
    before, people = snapshot(world), world.people
    FORGIVE.function(world.state, world.setting, world.orders, world.noise, world.ledger, Amnesty(accept=0.1))
    after = snapshot(world)
    assert not list(faults(after)), list(faults(after))
    assert abs(world.people - people) < 1e-3
    ever |= written(before, after)
assert ever == {*FORGIVE.writes, *(f"flow {name}" for name in FORGIVE.flows)}, ever
print("held to its word")
"""


def blocks(language: str) -> list[str]:
    """Fenced blocks of one language."""
    return re.findall(rf"```{language}\n(.*?)```", PAGE, flags=re.S)


def test_the_python_examples_run_and_the_mechanism_keeps_its_word():
    code = "\n".join(blocks("python"))
    assert code.count("assert") >= 8
    path = os.pathsep.join([str(ROOT / "tests" / "model"), *sys.path])
    environment = os.environ | {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": path}
    asked = [sys.executable, "-c", code + HELD_TO_ITS_WORD]
    ran = subprocess.run(asked, env=environment, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    assert "held to its word" in ran.stdout


@pytest.mark.skipif(not lanes.usable(), reason="worlds run one at a time here")
def test_the_mechanism_can_be_made_for_eight_worlds_at_a_time(tmp_path):
    from rekindle.model.lanes.declared import LEDGER, NOISE, ORDERS, SETTING, STATE
    from rekindle.model.lanes.kinds import Record
    from rekindle.model.lanes.rewriting import Rewriting

    (code,) = [block for block in blocks("python") if "def forgive" in block]
    file = tmp_path / "amnesty.py"
    file.write_text(code, encoding="utf-8")
    spec: Any = importlib.util.spec_from_file_location("amnesty", file)
    amnesty = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(amnesty)
    rewriting = Rewriting()
    made = rewriting.function(amnesty.forgive, (STATE, SETTING, ORDERS, NOISE, LEDGER, Record(amnesty.Amnesty._fields)), False)
    assert f"def {made.name}(state, setting, orders, noise, ledger, parameters):" in rewriting.text()
    compile(rewriting.text(), "amnesty", "exec")


def test_the_policy_passes_the_check_and_changes_what_it_says(tmp_path):
    (text,) = [block for block in blocks("yaml") if "changes:" in block]
    file = tmp_path / "jobs-first.yaml"
    file.write_text(text, encoding="utf-8")
    assert check(file, read("mosul-2016")) == []
    broken = tmp_path / "broken" / file.name
    broken.parent.mkdir()
    broken.write_text(text.replace("governance.repair", "governance.repiar"), encoding="utf-8")
    (problem,) = check(broken, read("mosul-2016"))
    assert "governance.repair" in str(problem)


def test_the_claim_passes_the_check(tmp_path):
    (text,) = [block for block in blocks("yaml") if "claims:" in block]
    file = tmp_path / "claims.yaml"
    file.write_text(text, encoding="utf-8")
    assert check_claims(file) == []
    file.write_text(text.replace("metric: battle_weeks", "metric: battle_weaks"), encoding="utf-8")
    (problem,) = check_claims(file)
    assert "battle_weeks" in str(problem)


def test_every_block_is_tried_and_every_file_it_names_is_there():
    assert len(re.findall(r"^```\w", PAGE, flags=re.M)) == len(blocks("python")) + len(blocks("yaml"))
    assert len(blocks("yaml")) == 2
    named = set(re.findall(r"`((?:src|tests)/[\w/]+(?:\.\w+)?)`", PAGE)) | {
        f"src/rekindle/{name}" for name in re.findall(r"`(model/\w+\.py)`", PAGE)}  # fmt: skip
    assert len(named) >= 6
    assert not [name for name in named if not (ROOT / name).exists()]
