"""`rekindle explain`, `sensitivity` and `discover` as a person meets them: on a small scenario, and typed wrong."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest

from city_claims import call
from rekindle.cli.app import main
from rekindle.scenario import new

pytest.importorskip("SALib", reason="needs rekindle-lab[verdicts]")
pytest.importorskip("ema_workbench", reason="needs rekindle-lab[verdicts]")

CLAIMS = """\
written: 2016-01-04
claims:
  - id: 1
    source: our-judgement
    kind: J
    statement: Many of its people stay in hiding.
    mechanisms: [melting-away, recruitment]
    outcomes: [covert]
    propositions:
      - kind: probability
        asks: At least eighty covert members are left in the north
        scenario: my-city
        horizon: 2016-03-31
        metric: covert
        place: city_north
        period: {from: 2016-03-01, to: 2016-03-31}
        statistic: mean
        comparison: ">="
        threshold: 80
        unit: people
        at_least: 0.66
        why: Eighty is what the police cannot watch.
  - id: 3
    source: our-judgement
    kind: F
    statement: Some 200,000 people live in the city.
    mechanisms: [civilians]
    outcomes: [residents]
    quantities: [cities.city.residents]
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("explain")
    home = new("my-city", folder).parent
    (home / "claims.yaml").write_text(CLAIMS, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setattr(sys, "argv", ["rekindle", "claims", "my-city", "--fresh", "--worlds", "120", "--threads", "1"])
        with pytest.raises(SystemExit) as stop:
            main()
    assert not stop.value.code
    return folder


@pytest.fixture
def here(made, monkeypatch) -> Path:
    monkeypatch.chdir(made)
    return made


def test_explain_says_why_as_json_and_draws(here, tmp_path, monkeypatch, capfd):
    words = ("explain", "my-city", "1", "--json", "--worlds", "64", "--out", str(tmp_path / "figures"))
    code, out, err = call(monkeypatch, capfd, *words)
    assert code == 0, err
    found = json.loads(out)
    (row,) = found["propositions"]
    assert row["asks"] == "At least eighty covert members are left in the north" and row["worlds"] == 120
    assert len(row["groups"]) == 11 and {"random draws", "battle", "recruitment"} <= {one["name"] for one in row["groups"]}
    assert row["group_worlds"] == 64 and row["singles"] and row["flips_tried"]
    assert ["recruit", "covert"] in row["chain"]["edges"]
    two = row["two_worlds"]
    assert two["holds"]["value"] >= 80 > two["fails"]["value"] and two["holds"]["events"]
    assert (tmp_path / "figures" / "explain_1_1_chain.png").stat().st_size > 5000


def test_explain_without_new_runs_fits_the_terminal(here, monkeypatch, capfd):
    code, out, _ = call(monkeypatch, capfd, "explain", "my-city", "1", "--worlds", "0")
    assert code == 0 and "Switching conditions" in out and "By groups" not in out
    assert all(len(line) <= 80 for line in out.splitlines())
    row = json.loads(call(monkeypatch, capfd, "claims", "my-city", "1", "--json")[1])["claims"][0]["propositions"][0]
    assert row["flips"] is not None and row["flips_tried"], "what was found is kept for the ledger"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("explain", "my-city", "2"), "nearest is 1"),
        (("explain", "my-city", "3"), "is a figure"),
        (("explain", "my-city", "1", "--number", "2"), "--number goes from 1 to 1"),
        (("explain", "my-city", "1", "--worlds", "5"), "--worlds must be 0 or at least 64"),
        (("explain", "my-city", "1", "--claims", "nowhere", "--worlds-from", "prior"), "--fresh"),
        (("explain", "my-cty", "1"), "my-cty"),
        (("sensitivity", "my-city", "--outcome", "batle_weeks"), "no outcome"),
        (("sensitivity", "my-city", "--outcome", "x", "--worlds", "3"), "--worlds must be at least"),
        (("sensitivity", "my-city", "--outcome", "x", "--until", "1999-01-01"), "--until"),
        (("discover", "my-city", "--outcome", "cost_money"), "--above X and --below X"),
        (("discover", "my-city", "--outcome", "cost_mony", "--above", "1"), "Did you mean cost_money?"),
        (("discover", "my-city", "--outcome", "x", "--above", "1", "--results", "nowhere"), "holds no results"),
        (("discover", "my-city", "--outcome", "cost_money", "--above", "1", "--policy", "nonsense"), "nonsense"),
    ],
)
def test_what_is_wrong_is_said_plainly(here, monkeypatch, capfd, words: tuple[str, ...], says: str):
    code, out, err = call(monkeypatch, capfd, *words)
    assert code in (2, 3, 4) and says in err and not out


def test_no_stored_worlds_says_how_to_make_them(made, tmp_path, monkeypatch, capfd):
    shutil.copytree(made / "my-city", tmp_path / "my-city")
    monkeypatch.chdir(tmp_path)
    code, _, err = call(monkeypatch, capfd, "explain", "my-city", "1")
    assert code == 4 and "rekindle claims my-city --fresh" in err


@pytest.mark.slow
def test_sensitivity_by_groups_and_of_a_finished_run(here, monkeypatch, capfd):
    until = ("--until", "2016-03-31")
    words = ("sensitivity", "my-city", "--outcome", "cost_money", *until, "--worlds", "64", "--json")
    code, out, err = call(monkeypatch, capfd, *words)
    assert code == 0, err
    found = json.loads(out)
    assert found["by"] == "groups" and found["worlds"] == 64 and len(found["indices"]) == 11
    shares = {one["name"]: one["total"] or 0.0 for one in found["indices"]}  # none: it changes too few worlds
    assert shares["forces and campaign"] > shares["abroad"]
    assert call(monkeypatch, capfd, "run", "my-city", *until, "--worlds", "200", "--out", "run")[0] == 0
    code, out, err = call(monkeypatch, capfd, "sensitivity", "my-city", "--outcome", "cost_money", "--results", "run", "--json")
    assert code == 0, err
    assert json.loads(out)["by"] == "singles" and json.loads(out)["worlds"] == 200


def test_discover_finds_what_money_is_spent_on(here, monkeypatch, capfd):
    words = ("discover", "my-city", "--outcome", "cost_money", "--until", "2016-03-31", "--worlds", "400")
    code, out, err = call(monkeypatch, capfd, *words, "--above", "0", "--json")
    assert code == 0, err
    found = json.loads(out)
    assert found["share"] == 1 and found["boxes"] == [] and found["searched"] == []
    code, out, _ = call(monkeypatch, capfd, *words, "--above", "0")
    assert code == 0 and "All 400 worlds that define it agree." in " ".join(out.split())
    assert all(len(line) <= 80 for line in out.splitlines())


def test_a_missing_extra_is_said_before_anything_runs(monkeypatch, capfd):
    """Without rekindle-lab[verdicts] nothing is simulated for nothing."""
    import rekindle.analysis.sensitivity.samples as of

    monkeypatch.setattr(of, "sample", lambda *_, **__: pytest.fail("worlds were run first"))
    for gone in ("ema_workbench.analysis.prim", "SALib.analyze.sobol"):
        monkeypatch.setitem(sys.modules, gone, None)
    for words in (
        ("discover", "mosul-2016", "--outcome", "battle_weeks", "--above", "30"),
        ("sensitivity", "mosul-2016", "--outcome", "battle_weeks", "--singles"),
    ):
        code, _, err = call(monkeypatch, capfd, *words)
        assert code == 2
        assert "pip install '.[verdicts]'" in err
