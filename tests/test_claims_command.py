"""`rekindle claims` as a person meets it: worlds made, kept, refused when they no longer hold, and files that mean harm."""

from __future__ import annotations

import io
import json
import re
import shutil
import sys
import time
from pathlib import Path

import pytest

from city_claims import ANOTHER, CALM, CLAIMS, FOLDER, call, scenario_in
from rekindle.cli.app import main
from rekindle.files import sealed, write_json

PRIORS = "Worlds are drawn from the priors: no packaged posterior was learnt on my-city."


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """A folder with a scenario, its claims, and the worlds that decide them, simulated once by the command."""
    folder = tmp_path_factory.mktemp("claims")
    scenario_in(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setattr(sys, "argv", ["rekindle", "claims", "my-city", "--fresh", "--worlds", "100", "--threads", "1"])
        with pytest.raises(SystemExit) as stop:
            main()
    assert not stop.value.code
    assert {file.name for file in (folder / FOLDER).iterdir()} - {".rekindle-lock"} == {"worlds.json", "worlds.npz"}
    return folder


@pytest.fixture
def here(made, tmp_path, monkeypatch) -> Path:
    """A copy of it for one test, as the working folder."""
    folder = tmp_path / "work"
    shutil.copytree(made, folder)
    monkeypatch.chdir(folder)
    return folder


# --- worlds made, kept and read back ---------------------------------------------------------------------------------


def test_stored_worlds_answer_as_json(here, monkeypatch, capfd):
    code, out, err = call(monkeypatch, capfd, "claims", "my-city", "--json")
    found = json.loads(out)
    assert (code, err) == (0, PRIORS)
    assert [claim["id"] for claim in found["claims"]] == [1, 3, 7]
    assert (found["worlds"], found["seed"], found["written"]) == (100, 1, "2016-01-04")
    first = found["claims"][0]["propositions"][0]
    assert first["worlds"] == 100
    assert first["probability"] == first["holds"] / 100
    assert found["claims"][0]["verdict"] == ("upheld" if first["probability"] >= 0.66 else "not upheld")
    code, out, _ = call(monkeypatch, capfd, "claims", "my-city", "7", "--json")
    assert json.loads(out)["claims"] == found["claims"][2:]


def test_filters_leave_statements_out_of_the_list_and_of_json(here, monkeypatch, capfd):
    every = json.loads(call(monkeypatch, capfd, "claims", "my-city", "--json")[1])
    verdict = every["claims"][0]["verdict"]
    code, out, _ = call(monkeypatch, capfd, "claims", "my-city", "--json", "--verdict", verdict)
    assert code == 0
    assert json.loads(out) == every | {"claims": [one for one in every["claims"] if one["verdict"] == verdict]}
    code, out, _ = call(monkeypatch, capfd, "claims", "my-city", "--search", "xyzzy")
    assert code == 0 and "No statement meets every filter." in out and verdict in out
    code, out, err = call(monkeypatch, capfd, "claims", "my-city", "--verdict", verdict[:-1] + "x")
    assert (code, out) == (2, "") and f"Did you mean '{verdict}'?" in " ".join(err.split())
    code, out, err = call(monkeypatch, capfd, "claims", "my-city", "1", "--search", "xyzzy")
    assert (code, out) == (2, "") and "--search does not apply with ID" in err


def test_fresh_worlds_of_the_same_seed_are_the_same_and_of_another_are_not(here, monkeypatch, capfd):
    stored = json.loads(call(monkeypatch, capfd, "claims", "my-city", "1", "--json")[1])
    fresh = ("claims", "my-city", "1", "--json", "--fresh", "--worlds", "100", "--out", "anew")
    code, out, err = call(monkeypatch, capfd, *fresh, "--threads", "2")
    assert code == 0
    assert "verdicts want 2,000 worlds" in err
    assert json.loads(out)["claims"] == stored["claims"]
    other = json.loads(call(monkeypatch, capfd, *fresh, "--seed", "2")[1])
    assert other["seed"] == 2
    assert other["claims"][0]["propositions"][0]["estimate"] != stored["claims"][0]["propositions"][0]["estimate"]
    again = json.loads(call(monkeypatch, capfd, "claims", "my-city", "1", "--json", "--out", "anew")[1])
    assert (again["seed"], again["claims"]) == (2, other["claims"])


def test_another_policy_is_simulated_once_and_added(here, monkeypatch, capfd):
    before = json.loads(call(monkeypatch, capfd, "claims", "my-city", "--json")[1])
    (here / "my-city" / "policies" / "storm.yaml").write_text(CALM.replace("calm", "storm").replace("0.9", "0.1"))
    code, out, err = call(monkeypatch, capfd, "claims", "my-city", "--policy", "storm", "--json")
    found = json.loads(out)
    assert code == 0
    assert "1 of the runs" in err
    assert found["claims"][0]["propositions"][0]["asked_under"] == "storm"
    assert found["claims"][0]["propositions"][0]["policies"] == ["storm"]
    assert found["claims"][2] == before["claims"][2]  # compares policies itself
    code, out, err = call(monkeypatch, capfd, "claims", "my-city", "--policy", "storm")
    assert (code, err) == (0, PRIORS)
    assert "Tested under the policy storm" in out
    assert json.loads(call(monkeypatch, capfd, "claims", "my-city", "--json")[1])["claims"] == before["claims"]
    (here / "my-city" / "policies" / "storm.yaml").write_text(CALM.replace("calm", "storm").replace("0.9", "0.2"))
    assert "they are simulated and kept" in call(monkeypatch, capfd, "claims", "my-city", "--policy", "storm")[2]


def test_a_new_metric_is_not_decided_until_it_is_simulated_and_the_rest_stays(here, monkeypatch, capfd):
    file = here / "my-city" / "claims.yaml"
    file.write_text(CLAIMS.replace("  - id: 3\n", ANOTHER + "  - id: 3\n"), encoding="utf-8")
    code, out, _ = call(monkeypatch, capfd, "claims", "my-city")
    assert code == 0
    assert "not decided" in out
    assert "rekindle claims my-city --fresh" in " ".join(out.split())
    rows = json.loads(call(monkeypatch, capfd, "claims", "my-city", "1", "--json")[1])["claims"][0]["propositions"]
    assert [row["decided"] for row in rows] == [True, False]
    assert call(monkeypatch, capfd, "claims", "my-city", "1")[1].count("Not decided, because") == 1
    code, out, _ = call(monkeypatch, capfd, "claims", "my-city", "1", "--fresh", "--worlds", "100")
    assert (code, "not decided" in out.lower()) == (0, False)


def test_a_threshold_is_changed_without_a_new_run(here, monkeypatch, capfd):
    file = here / "my-city" / "claims.yaml"
    file.write_text(CLAIMS.replace("threshold: 50", "threshold: 0"), encoding="utf-8")
    code, out, err = call(monkeypatch, capfd, "claims", "my-city", "1", "--json")
    assert (code, err) == (0, PRIORS)
    assert json.loads(out)["claims"][0]["propositions"][0]["holds"] == 100


@pytest.mark.parametrize("words", [(), ("1",), ("3",), ("7",), ("--policy", "calm")])
def test_no_line_is_wider_than_80_columns(words, here, monkeypatch, capfd):
    code, out, _ = call(monkeypatch, capfd, "claims", "my-city", *words)
    assert code == 0
    assert [line for line in out.splitlines() if len(line) > 80] == []


def test_an_interrupt_writes_nothing_and_says_so(here, monkeypatch, capfd):
    from rekindle.analysis.claims import store as claim_worlds

    kept = {file.name: file.read_bytes() for file in (here / FOLDER).iterdir()}
    through = claim_worlds.chunks

    def stopped(*words, **options):
        yield next(iter(through(*words, **options)))
        raise KeyboardInterrupt

    monkeypatch.setattr(claim_worlds, "chunks", stopped)
    code, out, err = call(monkeypatch, capfd, "claims", "my-city", "--fresh", "--worlds", "100", "--seed", "5")
    assert (code, out) == (130, "")
    assert "nothing was written" in err
    assert {file.name: file.read_bytes() for file in (here / FOLDER).iterdir()} == kept
    call(monkeypatch, capfd, "claims", "my-city", "--fresh", "--worlds", "100", "--out", "elsewhere")
    assert list((here / "elsewhere").iterdir()) == []


def test_flips_are_looked_for_after_enough_fresh_worlds_and_kept_beside_them(here, monkeypatch, capfd):
    from rekindle.analysis.claims import flips as flip
    from rekindle.analysis.claims.flips_kept import Flips, key_of
    from rekindle.api import statements

    def found_at_once(claims, found, asked, policy="historical", tick=None):
        keys = [key_of(one, found.about["sha256"], policy) for _, _, one in claims.propositions()]
        return {key: Flips((), f"nothing, {i}") for i, key in enumerate(keys)}

    def tried(*words: str) -> list[str]:
        found = json.loads(call(monkeypatch, capfd, "claims", "my-city", "--json", *words)[1])
        return [row["flips_tried"] for claim in found["claims"] for row in claim["propositions"]]

    assert all("not looked for yet" in text for text in tried())
    monkeypatch.setattr(statements, "ENOUGH", 100)
    monkeypatch.setattr(flip, "flips_of", found_at_once)
    assert tried("--fresh", "--worlds", "100", "--seed", "3") == ["nothing, 0", "nothing, 1"]
    assert tried() == ["nothing, 0", "nothing, 1"]
    assert "not looked for" in tried("--policy", "calm")[0]  # of another policy, whose worlds are added
    assert tried() == ["nothing, 0", "nothing, 1"]  # what was found before holds beside them


def test_without_the_extra_flips_are_left_out_with_a_note(here, monkeypatch, capfd):
    from rekindle.analysis.claims import flips as flip
    from rekindle.api import statements
    from rekindle.errors import UsageError

    def lacking(*words, **options):
        raise UsageError("flips need rekindle-lab[verdicts].")

    def stopped(*words, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr(statements, "ENOUGH", 100)
    monkeypatch.setattr(flip, "flips_of", lacking)
    code, out, err = call(monkeypatch, capfd, "claims", "my-city", "--fresh", "--worlds", "100", "--out", "a")
    assert (code, "In full" in out) == (0, True)
    assert "was not looked for: flips need rekindle-lab[verdicts]" in err
    monkeypatch.setattr(flip, "flips_of", stopped)
    code, out, err = call(monkeypatch, capfd, "claims", "my-city", "--fresh", "--worlds", "100", "--out", "b")
    assert (code, out) == (130, "")
    assert "the worlds are kept in b" in err
    assert call(monkeypatch, capfd, "claims", "my-city", "--out", "b")[0] == 0


# --- stored worlds that cannot be used -------------------------------------------------------------------------------


def test_an_altered_table_is_refused(here, monkeypatch, capfd):
    table = here / FOLDER / "worlds.npz"
    table.write_bytes(table.read_bytes()[:-1] + b"?")
    code, _, err = call(monkeypatch, capfd, "claims", "my-city")
    assert code == 2
    assert "SHA-256 differ" in err
    assert "--fresh" in err


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"sha256": 3}', "drop worlds", "drop arms", "drop sha256"])
def test_a_torn_description_is_refused(text, here, monkeypatch, capfd):
    file = here / FOLDER / "worlds.json"
    if text.startswith("drop"):
        about = json.loads(file.read_text())
        del about[text.split()[1]]
        text = json.dumps(about)
    file.write_text(text)
    code, _, err = call(monkeypatch, capfd, "claims", "my-city")
    assert code == 2
    assert "--fresh" in err


@pytest.mark.parametrize("other", ['"worlds": 1e999', '"seed": 3', '"seed": "x"'])
def test_a_description_of_worlds_that_was_altered_is_not_believed(here, monkeypatch, capfd, other):
    file = here / FOLDER / "worlds.json"
    name = other.split(":")[0]
    altered = re.sub(rf"^ {name}: \d+", f" {other}", file.read_text(), count=1, flags=re.MULTILINE)
    assert altered != file.read_text()
    file.write_text(altered)
    code, out, err = call(monkeypatch, capfd, "claims", "my-city")
    assert (code, out) == (2, "")
    assert "worlds.json was altered since it was written" in err and "--fresh" in err


def test_worlds_of_an_edited_scenario_are_not_used(here, monkeypatch, capfd):
    file = here / "my-city" / "scenario.yaml"
    file.write_text(file.read_text().replace("best: 20000, high: 30000", "best: 20001, high: 30000"))
    code, out, err = call(monkeypatch, capfd, "claims", "my-city")
    assert (code, out) == (4, "")
    assert "the scenario my-city or its policies have been edited" in err
    assert "rekindle claims my-city --fresh" in err


def test_worlds_of_another_model_or_posterior_are_not_used(here, monkeypatch, capfd):
    code, _, err = call(monkeypatch, capfd, "claims", "my-city", "--worlds-from", "posterior", "--transfer")
    assert code == 4
    assert "another table (prior) than is asked for now (the packaged posterior)" in err
    about = json.loads((here / FOLDER / "worlds.json").read_text())
    about["model"] = "0" * 64
    for claim_run in about["arms"].values():
        claim_run["digest"] = "0" * 16
    write_json(here / FOLDER / "worlds.json", sealed(about))
    code, _, err = call(monkeypatch, capfd, "claims", "my-city")
    assert code == 4
    assert "the model has been changed" in err
    assert "another table" not in err


def test_one_edited_policy_leaves_what_does_not_need_it(here, monkeypatch, capfd):
    (here / "my-city" / "policies" / "calm.yaml").write_text(CALM.replace("0.9", "0.7"))
    code, out, _ = call(monkeypatch, capfd, "claims", "my-city", "--json")
    found = json.loads(out)
    assert code == 0
    assert [claim["verdict"] == "not decided" for claim in found["claims"]] == [False, False, True]
    assert found["stale"] == ["my-city calm 2016-03-31"]
    assert "Not used, because the model or scenario changed since: 1" in " ".join(
        call(monkeypatch, capfd, "claims", "my-city")[1].split()
    )


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("my-city", "5"), 2, "no statement 5. The nearest is 3; there are 1, 3, 7."),
        (("my-city", "99"), 2, "no statement 99. The nearest is 7"),
        (("my-city", "one"), 2, "Invalid value"),
        (("my-city", "--seed", "4"), 2, "--seed does not apply without --fresh"),
        (("my-city", "--worlds", "200"), 2, "--worlds does not apply without --fresh"),
        (("my-city", "--fresh", "--worlds", "50"), 2, "--worlds must be at least 100"),
        (("my-city", "--fresh", "--threads", "0"), 2, "--threads must be at least 1"),
        (("my-city", "--fresh", "--seed", "-1"), 2, "--seed must be"),
        (("my-city", "--policy", "clam"), 2, "Did you mean calm"),
        (("my-city", "--policy", "nowhere.yaml"), 4, "There is no file nowhere.yaml"),
        (("my-city", "--worlds-from", "guess"), 2, "neither prior nor posterior"),
        (("my-city", "--quiz", "--json"), 2, "leave one out"),
        (("my-city", "--quiz", "--questions", "0"), 2, "--questions must be at least 1"),
        (("mosul-2014",), 4, "Scenarios that have one: mali-2013, mosul-2016"),
        (("mosul-2106",), 2, "Did you mean mosul-2016"),
        (("my-city", "--out", "nowhere"), 4, "No worlds are stored for the claims of my-city"),
        (("my-city", "--fresh", "--worlds", "100", "--out", "my-city/claims.yaml"), 2, "Choose another --out"),
    ],
)
def test_what_cannot_be_done_says_why(words, code, says, here, monkeypatch, capfd):
    found, out, err = call(monkeypatch, capfd, "claims", *words)
    assert (found, out) == (code, "")
    assert says in err


# --- files that mean harm --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "bad", "says"),
    [
        ("metric: covert", "metric: covrt", r"claims\.yaml:1\d: There is no metric `covrt`"),
        ("horizon: 2016-03-31", "horizon: 2016-02-30", r"claims\.yaml:1\d: .*2016-02-30.*not a date"),
        ("metric: covert", "metric: \"__import__('os').system('touch pwned')\"", r"claims\.yaml:1\d: "),
        ("threshold: 50", "threshold: \"__import__('os').system('touch pwned')\"", r"claims\.yaml:1\d: "),
        ("metric: covert", "metric: !!python/object/apply:os.system ['touch pwned']", r"claims\.yaml:\d+: "),
        ("place: city_north", "place: atlantis", r"claims\.yaml:1\d: There is no place `atlantis`"),
        ("a: calm", "a: storm", r"claims\.yaml:4\d: There is no policy or experiment `storm`"),
        ("cities.city.residents", "cities.city.elephants", r"claims\.yaml:\d+: There is no quantity"),
        ("claims:", "claims: [", r"claims\.yaml:\d+: "),
    ],
)
def test_a_hostile_file_gets_a_clear_error(old, bad, says, here, monkeypatch, capfd):
    (here / "my-city" / "claims.yaml").write_text(CLAIMS.replace(old, bad), encoding="utf-8")
    for words in (("claims", "my-city", "--fresh", "--worlds", "100"), ("check", "my-city")):
        code, out, err = call(monkeypatch, capfd, *words)
        assert (code, out) == (3, "")
        assert re.search(says, err)
    assert not list(here.rglob("pwned"))


def test_every_problem_is_told_at_once(here, monkeypatch, capfd):
    text = CLAIMS.replace("metric: covert", "metric: covrt").replace("source: our-judgement", "source: our-judgment", 1)
    (here / "my-city" / "claims.yaml").write_text(text, encoding="utf-8")
    code, _, err = call(monkeypatch, capfd, "claims", "my-city")
    assert code == 3
    assert len(re.findall(r"claims\.yaml:\d+: ", err)) == 3


def test_ten_thousand_claims_are_refused_quickly(here, monkeypatch, capfd):
    head, body = CLAIMS.split("claims:\n")
    first = body.split("  - id: 3\n")[0]
    text = head + "claims:\n" + "".join(first.replace("id: 1\n", f"id: {number}\n") for number in range(1, 10_001))
    (here / "my-city" / "claims.yaml").write_text(text, encoding="utf-8")
    began = time.monotonic()
    code, _, err = call(monkeypatch, capfd, "claims", "my-city")
    assert code == 3
    assert len(err) < 2000
    assert time.monotonic() - began < 30


# --- the quiz --------------------------------------------------------------------------------------------------------


def test_the_quiz_runs_from_a_pipe(here, monkeypatch, capfd):
    code, out, err = call(monkeypatch, capfd, "claims", "my-city", "--quiz", "--seed", "2", typed="70\n0.5\n")
    assert (code, err) == (0, PRIORS)
    assert "Question 2 of 2" in out
    assert "A Brier score is" in out
    assert [line for line in out.splitlines() if len(line) > 80] == []


def test_the_quiz_ends_without_entries_and_with_an_interrupt(here, monkeypatch, capfd):
    code, out, _ = call(monkeypatch, capfd, "claims", "my-city", "1", "--quiz")
    assert code == 0
    assert "No question was answered" in out
    code, out, _ = call(monkeypatch, capfd, "claims", "my-city", "3", "--quiz", typed="50\n")
    assert code == 0
    assert "nothing to ask" in out

    class Stopped(io.StringIO):
        def readline(self, *size):
            raise KeyboardInterrupt

    monkeypatch.setattr(sys, "argv", ["rekindle", "claims", "my-city", "1", "--quiz"])
    monkeypatch.setattr(sys, "stdin", Stopped())
    with pytest.raises(SystemExit) as stop:
        main()
    out, err = capfd.readouterr()
    assert stop.value.code == 130
    assert "No question was answered" in out
    assert "Traceback" not in err
