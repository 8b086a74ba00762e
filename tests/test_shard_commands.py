"""Large runs by the command line: parts and gathering, worker processes, going on, and what is refused with which code."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import rekindle
from calling import call, one_picture  # noqa: F401

pytestmark = pytest.mark.usefixtures("one_picture")

ASKED = ("--worlds", "13", "--seed", "4", "--until", "2016-03-14")


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(rekindle.new("my-city", tmp_path_factory.mktemp("home")))


def words_of(text: str) -> str:
    return " ".join(text.split())


def sums(folder: Path) -> str:
    return (folder / "SHA256SUMS").read_text(encoding="utf-8")


@pytest.mark.slow
def test_parts_are_gathered_into_the_bytes_of_a_run_with_workers(city: str, tmp_path: Path, monkeypatch, capfd) -> None:
    parts, whole = tmp_path / "parts", tmp_path / "whole"
    for part, worlds in (("2", "8 to 12"), ("0", "0 to 3")):
        code, out, err = call(monkeypatch, capfd, "shard", city, "--of", "3", "--part", part, *ASKED, "--out", str(parts))
        assert code == 0, err
        assert out == f"Part {part} of 3, worlds {worlds}: 1 shard in {parts / 'shards'}\n"
        assert f"When all 3 parts are there: rekindle gather {parts}" in words_of(err)
    code, out, err = call(monkeypatch, capfd, "gather", str(parts))
    assert (code, out) == (4, "")
    assert "4 of 13 worlds are missing" in words_of(err) and "(of 3 parts: 1). Run those parts" in words_of(err)
    code, _, err = call(monkeypatch, capfd, "shard", city, "--of", "3", "--part", "2", *ASKED, "--out", str(parts))
    assert code == 2 and "holds shards of part 2 already. Add --resume" in words_of(err)
    code, _, err = call(monkeypatch, capfd, "run", city, *ASKED, "--out", str(parts))
    assert code == 2 and "holds 2 shards of a run that was not finished. The same command with --resume" in words_of(err)
    code, out, err = call(monkeypatch, capfd, "run", city, *ASKED, "--out", str(parts), "--seed", "5", "--resume")
    assert code == 5 and "is of another run: seed is 4 there and 5 here" in words_of(err)
    code, out, err = call(monkeypatch, capfd, "shard", city, "--of", "3", "--part", "1", *ASKED, "--out", str(parts))
    assert code == 0, err
    shutil.copytree(parts, tmp_path / "damaged")
    (tmp_path / "damaged" / "shards" / "000000004-000000007" / "shard.json").write_text("{}")
    code, out, err = call(monkeypatch, capfd, "gather", str(tmp_path / "damaged"))
    assert (code, out) == (5, "") and "shard.json was altered or is damaged" in words_of(err)

    code, out, err = call(monkeypatch, capfd, "gather", str(parts), "--json")
    assert code == 0 and json.loads(out)["worlds"] == 13, err
    assert {path.name for path in parts.iterdir() if not path.name.startswith(".")} == {
        "results.zarr", "summary.json", "manifest.json", "ro-crate-metadata.json", "SHA256SUMS", "figures", "report.html",
    }  # fmt: skip
    words = ("run", city, *ASKED, "--workers", "2", "--out", str(whole))
    code, out, err = call(monkeypatch, capfd, *words)
    assert code == 0 and f"Report: {whole / 'report.html'}" in out, err
    assert sums(whole) == sums(parts)
    before = (whole / "manifest.json").stat().st_mtime_ns
    code, out, err = call(monkeypatch, capfd, *words, "--resume", "--json")
    assert code == 0 and json.loads(out)["complete"], err
    assert sums(whole) == sums(parts) and (whole / "results.zarr").stat().st_mtime_ns < before
    assert call(monkeypatch, capfd, "verify", str(parts))[0] == 0


@pytest.mark.parametrize(
    ("command", "words", "says"),
    [
        ("shard", ("--part", "3", "--of", "3"), "--part must be from 0 to 2, not 3: parts are counted from 0"),
        ("shard", ("--part", "-1", "--of", "3"), "--part must be from 0 to 2, not -1"),
        ("shard", ("--part", "0", "--of", "0"), "--of must be at least 1, not 0"),
        ("shard", ("--part", "0", "--of", "14"), "--of 14 is more parts than the 13 worlds of the run"),
        ("shard", ("--part", "0", "--of", "2", "--threads", "0"), "--threads must be at least 1, not 0"),
        ("shard", ("--part", "0", "--of", "2", "--until", "2015-01-01"), "--until 2015-01-01 is outside"),
        ("shard", ("--part", "0", "--of", "2", "--transfer"), "--transfer does not apply without --worlds-from"),
        ("run", ("--workers", "0"), "--workers must be at least 1, not 0"),
        ("run", ("--workers", "3", "--threads", "2"), "--threads 2 is not enough for --workers 3: each needs one at least"),
        (
            "run",
            ("--workers", "2", "--cluster", "tcp://x:1"),
            "--workers does not apply with --cluster: --workers are processes",
        ),
        ("run", ("--threads", "2", "--cluster", "tcp://x:1"), "--threads does not apply with --cluster: each task of a Dask"),
        ("run", ("--cluster=",), "--cluster is empty"),
    ],
)
def test_what_cannot_be_is_refused_before_a_folder_is_made(command, words, says, city: str, tmp_path: Path, monkeypatch, capfd):
    code, out, err = call(monkeypatch, capfd, command, city, *ASKED, *words, "--out", str(tmp_path / "out"))
    assert (code, out) == (2, "") and says in words_of(err)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("--workers", "2"), 2, "--workers does not apply without --resume: shards that are there are gathered and nothing"),
        (("--threads", "2"), 2, "--threads does not apply without --resume"),
        (("--cluster", "tcp://x:1"), 2, "--cluster does not apply without --resume"),
        (("--cluster", "tcp://x:1", "--resume", "--workers", "1"), 2, "--workers does not apply with --cluster"),
        ((), 4, "holds no shards. `rekindle shard NAME --of K --part J --out"),
        (("--resume",), 4, "holds no shards"),
    ],
)
def test_what_cannot_be_gathered_is_refused(words, code: int, says: str, tmp_path: Path, monkeypatch, capfd):
    found, out, err = call(monkeypatch, capfd, "gather", str(tmp_path / "nowhere"), *words)
    assert (found, out) == (code, "") and says in words_of(err)
    assert not list(tmp_path.iterdir())
