"""`rekindle sensitivity` and `discover` on the difference of two policies, in a made-up city in which the truth is known.

Under the policy `dear` a soldier costs twice what a soldier costs under `posted`, and nothing else differs: the difference of
costs is the pay of the forces, whose strength both policies fix, and no other outcome differs at all.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import numpy as np
import pytest

import rekindle
from calling import call
from rekindle.errors import MissingData, UsageError

pytest.importorskip("SALib", reason="needs rekindle-lab[verdicts]")
pytest.importorskip("ema_workbench", reason="needs rekindle-lab[verdicts]")

HEAD = "title: {0}\nsummary: x\nsource: made up\nname: {0}\nchanges:\n  - {{quantity: forces.army.strength, set: 20000}}\n"
UNTIL = date(2016, 2, 29)
PAIR = ("--policy", "dear", "--baseline", "posted")
NEW = ("--until", "2016-02-29", "--worlds", "300")
COST, KILLED = "cost_money", "civilians_killed_total"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the city, its two policies, a comparison of them and a run of one."""
    folder = tmp_path_factory.mktemp("differences")
    policies = rekindle.new("my-city", folder).parent / "policies"
    policies.mkdir()
    (policies / "posted.yaml").write_text(HEAD.format("posted"), encoding="utf-8")
    (policies / "dear.yaml").write_text(HEAD.format("dear") + "  - {parameter: cost.soldier, scale: 2}\n", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        rekindle.compare_policies("my-city", policies=["posted", "dear"], worlds=300, until=UNTIL, out="both", page=False)
        rekindle.compare_policies("my-city", policies=["posted", "dear"], worlds=60, until=UNTIL, out="few", page=False)
    return folder


@pytest.fixture
def here(made: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(made)
    return made


def flat(text: str) -> str:
    assert all(len(line) <= 80 for line in text.splitlines())
    return " ".join(text.split())


def test_the_parameter_that_alone_makes_the_difference_is_found(here, monkeypatch, capfd) -> None:
    words = ("sensitivity", "my-city", "--outcome", COST, *PAIR, *NEW, "--singles", "--json")
    code, out, err = call(monkeypatch, capfd, *words)
    assert code == 0, err
    printed = json.loads(out)
    first, second, *_ = printed["indices"]
    assert first["name"] == "cost.soldier" and first["first"] > 0.8 and second["first"] < 0.2
    assert (printed["policy"], printed["baseline"], printed["worlds"]) == ("dear", "posted", 300)
    assert printed["differences"]["more"] == 300 and printed["differences"]["one_sign"] == 1
    found = rekindle.sensitivity("my-city", COST, policy="dear", baseline="posted", groups=False, worlds=300, until=UNTIL)
    assert json.loads(json.dumps(found.to_dict())) == printed, "the function gives what the command prints"
    kept = rekindle.sensitivity("my-city", COST, policy="dear", baseline="posted", results="both")
    assert kept.to_dict() == found.to_dict(), "and kept worlds are the same worlds"


def test_the_difference_is_that_of_a_comparison(here) -> None:
    compared = rekindle.compare("my-city", policies=["posted", "dear"], worlds=300, until=UNTIL, out="both")
    differences = compared[COST].sel(policy="dear").values
    line = float(np.median(differences))
    found = rekindle.discover("my-city", COST, above=line, policy="dear", baseline="posted", results="both")
    assert found.beyond == (differences > line).sum() and found.subject.differences is not None
    assert found.subject.differences.median == pytest.approx(line)
    assert found.boxes, "a difference that hangs on one parameter has a box"
    for box in found.boxes:
        (limit,) = box.limits
        assert limit.input.name == "cost.soldier" and limit.high is None and box.held_out.density > 0.75
        assert box.found_on.worlds + box.held_out.worlds == 300


def test_groups_run_both_policies_in_every_swap(here, monkeypatch, capfd) -> None:
    words = ("sensitivity", "my-city", "--outcome", COST, *PAIR, "--until", "2016-02-01", "--worlds", "64")
    code, out, err = call(monkeypatch, capfd, *words, "--json")
    assert code == 0, err
    rows = {row["name"]: row for row in json.loads(out)["indices"]}
    assert max(rows, key=lambda name: rows[name]["total"] or 0) == "forces and campaign"
    assert rows["forces and campaign"]["total"] > 0.9 and (rows["abroad"]["total"] or 0) < 0.05
    text = flat(call(monkeypatch, capfd, *words)[1])
    assert "my-city, dear minus posted, to 2016-02-01: cost_money" in text and "It is more in every world" in text


@pytest.mark.parametrize("command", [("sensitivity", "--singles"), ("sensitivity",), ("discover", "--below", "0")])
def test_what_the_policy_does_not_touch_is_said_to_be_the_same(here, monkeypatch, capfd, command) -> None:
    name, *more = command
    worlds = () if "--below" in more else ("--worlds", "200" if more else "64")
    source = ("--results", "both") if "--below" in more else ("--until", "2016-02-01")
    code, out, err = call(monkeypatch, capfd, name, "my-city", "--outcome", KILLED, *PAIR, *more, *worlds, *source)
    assert code == 0, err
    assert "The two policies give the same in all" in flat(out)
    assert "Under dear and posted civilians_killed_total is the same in all" in flat(out) and "may tell" not in out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("discover", *PAIR), "--below 0 asks when dear has less of it than posted"),
        (("discover", "--below", "0", "--policy", "dear", "--baseline", "dear"), "--policy and --baseline are both dear"),
        (("discover", "--below", "0", "--baseline", "historical"), "are both historical"),
        (("discover", "--below", "0", "--baseline", "postd"), "posted"),
        (("discover", "--below", "0", "--baseline", " "), "--baseline is empty"),
        (
            ("discover", "--below", "0", *PAIR, "--worlds", "199"),
            "--worlds must be at least 200 here, not 199: half of the worlds",
        ),
        (("sensitivity", *PAIR, "--worlds", "63"), "--worlds must be at least 64 here, not 63: fewer cannot tell a group"),
        (("sensitivity", *PAIR, "--singles", "--worlds", "199"), "--worlds must be at least 200 here, not 199: fewer cannot"),
        (("discover", "--below", "0", *PAIR, "--results", "few"), "few holds 60 worlds, and at least 200 are needed here"),
        (("sensitivity", *PAIR, "--results", "few"), "few holds 60 worlds, and at least 200 are needed here"),
        (("discover", "--below", "0", "--results", "both"), "name two policies with --policy and --baseline"),
        (("discover", "--below", "0", "--results", "both/dear", *PAIR), "holds one run, and a difference needs two policies"),
        (("discover", "--below", "0", "--results", "both", "--baseline", "posted"), "--policy historical is not in both"),
        (("discover", "--below", "0", "--results", "both", "--policy", "dear", "--baseline", "post"), "Did you mean posted?"),
        (("discover", "--below", "0", "--results", "both", *PAIR, "--seed", "2"), "--seed does not apply with --results"),
        (("discover", "--below", "0", "--results", "both", "--policy", "dear"), "--policy does not apply with --results"),
        (("sensitivity", *PAIR, "--results", "both", "--groups"), "--groups does not apply with --results"),
        (("sensitivity", *PAIR, "--results", "nowhere"), "holds no results"),
    ],
)
def test_what_is_wrong_is_said_plainly(here, monkeypatch, capfd, words: tuple[str, ...], says: str) -> None:
    command, *rest = words
    code, out, err = call(monkeypatch, capfd, command, "my-city", "--outcome", COST, *rest)
    assert code in (2, 3, 4) and not out
    assert says in " ".join(err.split())


@pytest.mark.parametrize("idle", [{"seed": 2}, {"worlds": 300}, {"until": UNTIL}, {"worlds_from": "prior"}, {"threads": 1}])
def test_functions_refuse_what_a_finished_run_cannot_be_asked(here, idle) -> None:
    option = f"--{next(iter(idle)).replace('_', '-')}"
    for function, line in ((rekindle.discover, {"below": 0.0}), (rekindle.sensitivity, {})):
        with pytest.raises(UsageError, match=f"{option} does not apply with --results"):
            function("my-city", COST, policy="dear", baseline="posted", results="both", **line, **idle)
    with pytest.raises(UsageError, match="--policy does not apply with --results"):
        rekindle.discover("my-city", COST, above=0, policy="dear", results="both/dear")


def test_two_policies_that_were_not_run_in_the_same_worlds_have_no_difference(here, tmp_path: Path) -> None:
    """A folder of one policy may have been put there by hand: it is whole, but of other worlds."""
    import shutil

    shutil.copytree(here / "both", tmp_path / "both")
    shutil.rmtree(tmp_path / "both" / "dear")
    rekindle.simulate("my-city", policy="dear", worlds=300, seed=9, until=UNTIL, out=tmp_path / "both" / "dear", report=False)
    with pytest.raises(MissingData, match="the two policies differ in seed"):
        rekindle.discover("my-city", COST, above=0, policy="dear", baseline="posted", results=tmp_path / "both")
