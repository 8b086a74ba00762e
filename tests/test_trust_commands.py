"""Commands that hold the model against the record, as a person meets them: what is wrong gets one message and no traceback."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import rekindle
from calling import call, one_picture  # noqa: F401
from rekindle.ensemble.posterior import Posterior, packaged_posterior, write_posterior
from rekindle.show.terminal.outcomes import outcome_table

pytestmark = pytest.mark.usefixtures("one_picture")


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("backtest", "--origin", "2019-12-31"), 2, "2016-10-16, 2017-12-31, 2018-12-31"),
        (("backtest", "--worlds", "5"), 2, "at least 100"),
        (("backtest", "--posteriors", "no-such-folder", "--origin", "2016-10-16"), 4, "rekindle calibrate makes one"),
        (("calibrate", "--worlds", "10"), 2, "at least 1000"),
        (("calibrate", "--rows", "1"), 2, "at least 100"),
        (("run", "mosul-2016", "--worlds-from", "elsewhere"), 2, "neither prior nor posterior nor a folder"),
        (("run", "mosul-2014", "--as-of", "2014-06-04", "--worlds-from", "posterior"), 2, "--worlds-from prior"),
        (
            ("run", "battle-talafar-2017", "--worlds-from", "posterior"),
            2,
            "was not learnt on battle-talafar-2017, but on mosul-2016",
        ),
        (("run", "mosul-2016", "--worlds-from", "posterior", "--transfer"), 2, "it was learnt on mosul-2016. Leave it out"),
        (("world", "mosul-2016", "--worlds-from", "."), 4, "rekindle calibrate makes one"),
        (("compare", "mosul-2016", "--policies", "delay", "--worlds-from", "x"), 2, "neither prior nor posterior"),
        (("battles", "--half", "first"), 2, "diagnose, opened or all"),
        (("calibrate", "--seed", "-1"), 2, "--seed must be a whole number from 0"),
        (("calibrate", "--threads", "0"), 2, "--threads must be at least 1"),
        (("backtest", "--seed", "18446744073709551616"), 2, "--seed must be a whole number from 0"),
        (("backtest", "--threads", "-1"), 2, "--threads must be at least 1"),
        (("backtest", "--out", "a-file/x"), 2, "Choose another --out"),
        (("backtest", "--forecasts", "a-file/x"), 2, "Choose another --forecasts"),
    ],
)
def test_what_cannot_be_done_is_said_at_once(words, code, told, monkeypatch, capfd, tmp_path: Path):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a-file").touch()
    found, out, err = call(monkeypatch, capfd, *words)
    assert found == code, err
    assert told in " ".join(err.split())
    assert out == ""


def test_a_forecast_refuses_a_posterior_that_was_learnt_later(monkeypatch, capfd, tmp_path: Path):
    later, here = packaged_posterior("2018-12-31"), tmp_path / "2017-12-31"
    write_posterior(here, Posterior(later.names, later.table[:5], later.about))
    code, _, err = call(monkeypatch, capfd, "backtest", "--posteriors", str(tmp_path), "--origin", "2017-12-31",
                        "--out", str(tmp_path / "out"))  # fmt: skip
    assert code == 2
    assert "learnt from the record up to 2018-12-31, and a forecast from 2017-12-31 must not know it" in " ".join(err.split())


def test_a_folder_of_draws_of_another_calibration_is_left_alone(monkeypatch, capfd, tmp_path: Path):
    pytest.importorskip("sbi", reason="needs rekindle-lab[calibrate]")
    (tmp_path / "draws").mkdir()
    (tmp_path / "draws" / "plan.json").write_text(json.dumps({"model": "another"}))
    code, _, err = call(monkeypatch, capfd, "calibrate", "--out", str(tmp_path))
    assert code == 2
    assert "another calibration" in err
    assert [file.name for file in (tmp_path / "draws").iterdir()] == ["plan.json"]


@pytest.mark.parametrize("source", ["prior", "posterior"])
def test_a_run_says_where_its_worlds_come_from_and_verifies(source, monkeypatch, capfd, tmp_path: Path):
    rekindle.run("battle-talafar-2017", worlds=3, worlds_from=source, transfer=source == "posterior", out=tmp_path)
    about = json.loads((tmp_path / "manifest.json").read_text())
    learnt_on = ["mosul-2016", "mosul-2014", "iraq-2006"]
    assert about.get("transfer") == (learnt_on if source == "posterior" else None)
    assert about["worlds_from"] == source
    assert (about["posterior"] is None) == (source == "prior")
    summary = json.loads((tmp_path / "summary.json").read_text())
    assert f"3 simulated worlds from the {source}" in outcome_table(summary)
    told = "Worlds are drawn from a posterior that was learnt on mosul-2016, mosul-2014 and iraq-2006, not on this scenario."
    assert (told in " ".join(outcome_table(summary).split())) == (source == "posterior")
    assert call(monkeypatch, capfd, "verify", str(tmp_path))[0] == 0


def test_where_nothing_was_learnt_worlds_come_from_the_priors_and_a_line_says_so(monkeypatch, capfd, tmp_path: Path):
    monkeypatch.chdir(tmp_path)
    code, out, err = call(monkeypatch, capfd, "run", "battle-talafar-2017", "--worlds", "3", "--out", "here")
    assert code == 0 and "3 simulated worlds from the prior" in out
    assert "Worlds are drawn from the priors: no packaged posterior was learnt on battle-talafar-2017." in " ".join(err.split())
    assert json.loads((tmp_path / "here" / "manifest.json").read_text())["posterior"] is None


def test_pages_of_a_transfer_say_so(monkeypatch, capfd, tmp_path: Path):
    monkeypatch.chdir(tmp_path)
    source = ("--worlds-from", "posterior", "--transfer")
    told = "learnt on mosul-2016, mosul-2014 and iraq-2006, not on this scenario"
    code, out, _ = call(monkeypatch, capfd, "run", "battle-talafar-2017", "--worlds", "3", "--out", "here", *source)
    assert code == 0 and told in " ".join(out.split())
    assert told in (tmp_path / "here" / "report.html").read_text()
    code, out, _ = call(monkeypatch, capfd, "world", "battle-talafar-2017", *source)
    assert code == 0 and told in " ".join(out.split())
