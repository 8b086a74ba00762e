"""The command line as a person meets it: exit codes, one clear message, never a traceback, nothing overwritten."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from calling import call, one_picture  # noqa: F401
from rekindle.cli.app import main

pytestmark = pytest.mark.usefixtures("one_picture")


@pytest.fixture(scope="module")
def results(tmp_path_factory) -> Path:
    """A small run of the packaged scenario, made by the command line in a process of its own."""
    folder = tmp_path_factory.mktemp("results")
    command = [sys.executable, "-m", "rekindle", "run", "mosul-2016", "--worlds", "6", "--until", "2018-12-31",
               "--out", str(folder), "--json"]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    (folder / "summary.json").read_text(encoding="utf-8")
    assert json.loads(done.stdout)["worlds"] == 6  # data on standard output, progress on standard error
    assert "Worlds" in done.stderr
    return folder


def test_a_run_leaves_everything_in_its_folder(results):
    names = {file.name for file in results.iterdir()}
    assert {"results.zarr", "summary.json", "manifest.json", "figures", "report.html"} <= names
    row = json.loads((results / "summary.json").read_text())["outcomes"]["civilians_killed_battle_mosul"]
    assert set(row) >= {"unit", "worlds", "mean", "p05", "p25", "p50", "p75", "p95"}


def test_figures_are_svg_and_png_on_request(results, tmp_path, monkeypatch, capfd):
    assert {file.suffix for file in (results / "figures").iterdir()} == {".svg", ".txt"}
    out = tmp_path / "with-png"
    args = ("run", "mosul-2016", "--worlds", "2", "--until", "2017-06-30", "--png", "--out", str(out))
    assert call(monkeypatch, capfd, *args)[0] == 0
    assert (out / "figures/outcomes.png").read_bytes().startswith(b"\x89PNG")
    assert (out / "figures/outcomes.svg").is_file()
    assert call(monkeypatch, capfd, "verify", str(out))[0] == 0


def test_a_run_verifies_until_a_number_is_changed(results, monkeypatch, capfd):
    import zarr

    assert call(monkeypatch, capfd, "verify", str(results))[0] == 0
    array = zarr.open_group(results / "results.zarr", mode="r+")["attacks_iraq"]
    kept = array[0, 5]
    array[0, 5] = kept + 1
    code, _, err = call(monkeypatch, capfd, "verify", str(results))
    array[0, 5] = kept
    assert code == 5
    assert "attacks_iraq" in err


def test_one_world_alone_is_that_world_of_the_ensemble(results, monkeypatch, capfd):
    from rekindle.analysis.runs.run import open_results

    code, out, _ = call(monkeypatch, capfd, "world", "mosul-2016", "--world", "4", "--until", "2018-12-31", "--json")
    alone = json.loads(out)["outcomes"]
    stored = open_results(results)
    assert code == 0
    for name in ("battle_weeks_mosul", "civilians_killed_battle_mosul", "attacks_iraq_2018", "displaced_total_mosul"):
        assert alone[name] == float(stored[name][4])


def test_the_end_of_a_file_is_a_fault_and_no_cancellation(monkeypatch, capfd):
    """The library of the command line takes an EOFError for Ctrl-C."""

    def torn(*words, **more):
        raise EOFError("ran out of input")

    monkeypatch.setattr("rekindle.scenario.read", torn)
    monkeypatch.setattr(sys, "argv", ["rekindle", "cite", "mosul-2016"])
    with pytest.raises(SystemExit) as stop:
        main()
    err = capfd.readouterr().err
    assert stop.value.code == 1 and "fault of Rekindle's" in err and "EOFError: ran out of input" in err


def test_what_an_interrupt_left_is_told(monkeypatch, capfd):
    def stopped(*words, **more):
        raise KeyboardInterrupt("12 blocks are kept in results")

    monkeypatch.setattr("rekindle.scenario.read", stopped)
    code, _, err = call(monkeypatch, capfd, "cite", "mosul-2016")
    assert code == 130 and "Cancelled: 12 blocks are kept in results." in err


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("run", "mosul-2106"), 2, "Did you mean mosul-2016"),
        (("run", "nowhere.yaml"), 4, "no file nowhere.yaml"),
        (("run", "mosul-2016", "--worlds", "0"), 2, "--worlds must be at least 1"),
        (("run", "mosul-2016", "--threads", "0"), 2, "--threads must be at least 1"),
        (("run", "mosul-2016", "--until", "2030-01-01"), 2, "outside what mosul-2016 covers"),
        (("run", "mosul-2016", "--until", "soon"), 2, "does not match"),
        (("run", "mosul-2016", "--policy", "histerical"), 2, "Did you mean historical"),
        (("run", "mosul-2016", "--policy", "settled-local"), 2, "is an experiment"),
        (("run", "mosul-2016", "--policy", "nowhere.yaml"), 4, "There is no file nowhere.yaml"),
        (("run", "mosul-2016", "--experiment", "delay"), 2, "ask with --policy delay"),
        (("run", "mosul-2016", "--experiment", "no-defences", "--policy", "delay"), 2, "--experiment no-defences+delay"),
        (("run", "mosul-2016", "--set", "levels.lokal=1"), 2, "Did you mean levels.local?"),
        (("world", "mosul-2016", "--set", "levels.local=3"), 2, "It must be between 0 and 1"),
        (("compare", "mosul-2016", "--policies", "delay", "--set", "levels.local"), 2, "Write PATH=NUMBER"),
        (("run", "mosul-2016", "--variant", "raid"), 2, "GROUP.FIELD=OPTION"),
        (("run", "mosul-2016", "--variant", "no.such=none"), 2, "there is no variant 'no.such'"),
        (("world", "mosul-2016", "--variant", "no.such=none"), 2, "there is no variant 'no.such'"),
        (("policies", "mosul-2106"), 2, "Did you mean mosul-2016"),
        (("check", "nowhere.yaml", "--for", "mosul-2016"), 4, "There is no file nowhere.yaml"),
        (("run", "mosul-2016", "--seed", "-1"), 2, "--seed must be"),
        (("run", "mosul-2016", "--world", "3"), 2, "No such option"),
        (("world", "mosul-2016", "--world", "-3"), 2, "--world must be"),
        (("cite", "mosul-2016", "no-such-number"), 2, "has 'no-such-number' in its name"),
        (("verify", "nowhere"), 4, "holds no results"),
    ],
)
def test_what_cannot_be_done_says_why_and_ends_with_its_code(words, code, says, monkeypatch, capfd, tmp_path):
    monkeypatch.chdir(tmp_path)
    found, _, err = call(monkeypatch, capfd, *words)
    assert found == code
    assert says in " ".join(err.split())
    assert list(tmp_path.iterdir()) == []


def test_results_are_not_put_among_other_peoples_files(monkeypatch, capfd, tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    code, _, err = call(monkeypatch, capfd, "run", "mosul-2016", "--worlds", "2", "--out", str(tmp_path))
    assert code == 2
    assert "thesis.txt" in err
    assert (tmp_path / "thesis.txt").read_text() == "mine"
    assert call(monkeypatch, capfd, "run", "mosul-2016", "--worlds", "2", "--out", str(tmp_path / "thesis.txt"))[0] == 2


def test_a_new_scenario_passes_its_check_and_runs(monkeypatch, capfd, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert call(monkeypatch, capfd, "new", "my-city")[0] == 0
    assert call(monkeypatch, capfd, "check", "my-city")[0] == 0
    code, out, _ = call(monkeypatch, capfd, "run", "my-city", "--worlds", "3", "--out", "results")
    assert code == 0
    assert "3 simulated worlds from the prior" in out and "median" in out
    broken = tmp_path / "my-city" / "scenario.yaml"
    broken.write_text(broken.read_text().replace("    density:", "    densitty:", 1))
    code, _, err = call(monkeypatch, capfd, "check", "my-city")
    assert code == 3
    assert "densitty" in err
    assert "density" in err


def test_a_copy_passes_its_check_and_runs(monkeypatch, capfd, tmp_path):
    monkeypatch.chdir(tmp_path)
    code, out, _ = call(monkeypatch, capfd, "new", "my-war", "--from", "battle-sirte-2016")
    assert code == 0 and "Made my-war/scenario.yaml" in out
    assert call(monkeypatch, capfd, "check", "my-war")[:2] == (0, "my-war: no problems.\n")
    words = ("run", "my-war", "--worlds", "3", "--worlds-from", "prior", "--json")
    code, out, _ = call(monkeypatch, capfd, *words)
    assert code == 0 and json.loads(out)["scenario"] == "my-war"
    code, _, err = call(monkeypatch, capfd, "new", "my-war", "--from", "battle-sirte-2016")
    assert code == 2 and "is there already" in err
    Path("my-war/effects").mkdir()
    Path("my-war/effects/own.yaml").write_text("name: own of my-war\n", encoding="utf-8")
    assert call(monkeypatch, capfd, "new", "other-war", "--from", "my-war")[0] == 0
    assert Path("other-war/effects/own.yaml").read_text(encoding="utf-8") == "name: own of other-war\n"


def test_a_number_set_by_hand_holds_in_every_world_and_is_told_everywhere(monkeypatch, capfd, tmp_path):
    from rekindle.analysis.runs.run import open_results

    monkeypatch.chdir(tmp_path)
    call(monkeypatch, capfd, "new", "my-city")
    setting = ("--set", "places.city_*.defences=0.2", "--set", "levels.local=0.75")
    common = ("my-city", "--until", "2016-06-30", *setting)
    code, out, _ = call(monkeypatch, capfd, "run", *common, "--worlds", "4", "--out", "out")
    told = "places.city_north.defences = 0.2; places.city_south.defences = 0.2; levels.local = 0.75"
    assert code == 0 and f"Set by hand: {told}" in " ".join(out.split())
    assert f"Set by hand: {told}" in Path("out/report.html").read_text(encoding="utf-8")
    by_hand = {"places.city_north.defences": 0.2, "places.city_south.defences": 0.2, "levels.local": 0.75}
    about = json.loads(Path("out/manifest.json").read_text(encoding="utf-8"))
    assert about["set_by_hand"] == by_hand and about["policy"] == "historical"
    assert call(monkeypatch, capfd, "verify", "out")[0] == 0
    alone = json.loads(call(monkeypatch, capfd, "world", *common, "--world", "3", "--json")[1])
    stored = open_results(Path("out"))
    assert alone["outcomes"]["displaced_total_city"] == float(stored["displaced_total_city"][3])
    assert differs_when_run_without(stored)


def differs_when_run_without(stored) -> bool:
    """Whether the same worlds come out otherwise when nothing is set."""
    import rekindle

    plain = rekindle.run("my-city/scenario.yaml", until=date(2016, 6, 30), worlds=4)
    again = rekindle.run("my-city/scenario.yaml", until=date(2016, 6, 30), worlds=4,
                         set={"places.city_*.defences": 0.2, "levels.local": 0.75})  # fmt: skip
    assert (again["displaced_total_city"].values == stored["displaced_total_city"].values).all()
    return bool((plain["displaced_total_city"].values != stored["displaced_total_city"].values).any())


def test_a_comparison_sets_the_same_by_hand_under_every_policy(monkeypatch, capfd, tmp_path):
    monkeypatch.chdir(tmp_path)
    call(monkeypatch, capfd, "new", "my-city")
    Path("my-city", "policies").mkdir()
    text = "name: mine\ntitle: Mine\nsummary: x\nsource: made up\nchanges:\n  - {quantity: levels.regional, set: 1}\n"
    Path("my-city", "policies", "mine.yaml").write_text(text)
    words = ("compare", "my-city", "--policies", "mine", "--worlds", "3", "--until", "2016-06-30", "--out", "out")
    code, out, _ = call(monkeypatch, capfd, *words, "--set", "levels.local=0.75", "--json")
    assert code == 0 and json.loads(out)["set_by_hand"] == {"levels.local": 0.75}
    assert "Set by hand under every policy: levels.local = 0.75" in Path("out/compare.html").read_text(encoding="utf-8")
    assert call(monkeypatch, capfd, "verify", "out")[0] == 0


def test_numbers_are_counted_by_how_well_they_stand(monkeypatch, capfd):
    """The help sends people there."""
    from rekindle import load
    from rekindle.cli.app import app

    numbers = load("battle-sirte-2016").quantities()
    counts = {status: sum(one.status == status for one in numbers.values())
              for status in ("verified", "derived", "recalled", "judgement")}  # fmt: skip
    said = ", ".join(f"{count} {status}" for status, count in counts.items())
    out = call(monkeypatch, capfd, "cite", "battle-sirte-2016")[1]
    assert out.rstrip().endswith(f"{len(numbers)} numbers of battle-sirte-2016: {said}.")
    assert "rekindle cite NAME counts how many" in str(app.info.help)


def test_scenarios_are_listed(monkeypatch, capfd):
    code, out, _ = call(monkeypatch, capfd, "list")
    assert code == 0
    assert out.index("mosul-2014") < out.index("One battle each") < out.index("battle-sirte-2016")
    rows = {row["name"]: row for row in json.loads(call(monkeypatch, capfd, "list", "--json")[1])}
    assert rows["mosul-2016"]["start"] == "2016-10-17" and rows["mosul-2016"]["places"] == 40
    assert rows["battle-sirte-2016"]["battle"] is True


def test_the_program_says_its_version(monkeypatch, capfd):
    from rekindle import __version__

    assert call(monkeypatch, capfd, "--version")[:2] == (0, f"rekindle {__version__}\n")


def test_policies_can_be_found(monkeypatch, capfd):
    code, out, _ = call(monkeypatch, capfd, "policies", "mosul-2016")
    assert code == 0
    assert "historical" in out and "--experiment NAME" in out and "knockout-appeal" in out
    found = json.loads(call(monkeypatch, capfd, "policies", "mosul-2016", "--json")[1])
    assert {row["name"] for row in found["policies"]} >= {"historical", "delay"}
    assert next(row for row in found["policies"] if row["name"] == "settle-local")["from"] == ["2017-07-17"]


def test_what_a_policy_changes_is_told_before_and_after(monkeypatch, capfd):
    code, out, _ = call(monkeypatch, capfd, "policies", "mosul-2016", "delay+counterinsurgency")
    text = " ".join(out.split())
    assert code == 0
    assert "order mosul_old_city.start 2017-06-18 -> 2017-12-17 (shift 26 weeks)" in text
    assert "parameter aid.redress from 2017-07-17 0.075 (0 to 0.15) -> 0.5 (0.25 to 0.75) share (set 0.25 to 0.75)" in text
    found = json.loads(call(monkeypatch, capfd, "policies", "mosul-2016", "counterinsurgency", "--json")[1])
    row = next(one for one in found["changes"] if one["name"] == "aid.redress")
    assert row["after"] == {"low": 0.25, "median": 0.5, "high": 0.75} and row["since"] == "2017-07-17"
    assert "It changes nothing" in call(monkeypatch, capfd, "policies", "mosul-2016", "historical")[1]
    code, _, err = call(monkeypatch, capfd, "policies", "mosul-2016", "dela")
    assert code == 2 and "Did you mean delay?" in err


def test_a_policy_of_ones_own_is_checked_run_and_verified(monkeypatch, capfd, tmp_path):
    monkeypatch.chdir(tmp_path)
    call(monkeypatch, capfd, "new", "my-city")
    text = "name: mine\ntitle: Mine\nsummary: x\nsource: made up\nchanges:\n  - {quantity: levels.local, set: 1}\n"
    text += "delivers: [{variable: settlement_local, at_least: 0.1}]\n"
    Path("mine.yaml").write_text(text)
    assert call(monkeypatch, capfd, "check", "mine.yaml", "--for", "my-city")[:2] == (0, "mine.yaml: no problems.\n")
    code, _, err = call(monkeypatch, capfd, "check", "mine.yaml")
    assert code == 2 and "--for" in err
    words = ("run", "my-city", "--worlds", "2", "--policy", "mine.yaml", "--out", "out", "--json")
    code, out, _ = call(monkeypatch, capfd, *words)
    assert code == 0 and json.loads(out)["policy"] == "mine"
    Path("my-city", "policies").mkdir()
    spoilt = Path("my-city", "policies", "mine.yaml")
    spoilt.write_text(text.replace("levels.local", "levels.lokal"))
    for words in (("check", str(spoilt)), ("check", "my-city")):
        code, _, err = call(monkeypatch, capfd, *words)
        assert code == 3 and "mine.yaml:6" in err and "levels.local" in err
    assert call(monkeypatch, capfd, "verify", "out")[0] == 0


@pytest.mark.skipif(not hasattr(signal, "SIGINT") or os.name == "nt", reason="needs POSIX signals")
def test_an_interrupt_keeps_what_is_done_and_says_so(tmp_path):
    command = [sys.executable, "-m", "rekindle", "run", "mosul-2016", "--worlds", "5000", "--out", str(tmp_path / "out")]
    # a shell's background jobs ignore interrupts and pass that on, so it is undone where the tests run as one
    undo = {"preexec_fn": lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)}
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **undo)
    begun = ".rekindle-unfinished-*/results.zarr/attacks_iraq/c"
    deadline = time.monotonic() + 240  # the first call may have to compile
    while not list((tmp_path / "out").glob(begun)) and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.5)
    running.send_signal(signal.SIGINT)
    _, err = running.communicate(timeout=120)  # the worlds stop at once; what is done is written in some seconds
    assert running.returncode == 130
    assert "Traceback" not in err
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert manifest["complete"] is False
    assert 0 < manifest["worlds"] < 5000


def test_help_loads_nothing_heavy():
    program = (
        "import sys, rekindle.cli.app; print([m for m in ('numba', 'xarray', 'matplotlib', 'pydantic') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
