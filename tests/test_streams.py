"""Terminals, pipes and files as people have them: nothing ends, and no data are lost, for the sake of output."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from rekindle.errors import UsageError
from rekindle.streams import ESCAPE, NobodyReads, Steady, fitting, steady_streams

ARABIC = "الموصل"
ENCODINGS = ["ascii", "cp1252", "latin-1:strict", "utf-8", "utf-16"]


def rekindle(*words: str, ends_with: int = 0, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """One call in a process of its own, with the environment that a machine might have."""
    command = [sys.executable, "-m", "rekindle", *words]
    done = subprocess.run(command, capture_output=True, env={**os.environ, **environment})
    assert b"fault of Rekindle" not in done.stderr, done.stderr
    assert done.returncode == ends_with, done.stderr
    return done


@pytest.fixture
def city(tmp_path, monkeypatch) -> Path:
    """A scenario with Arabic labels, in a folder with an Arabic name and a space."""
    monkeypatch.chdir(tmp_path)
    folder = Path(f"{ARABIC} 2016", "my-city")
    rekindle("new", "my-city", "--folder", str(folder.parent))
    file = folder / "scenario.yaml"
    text = file.read_text(encoding="utf-8")
    title = next(line for line in text.splitlines() if line.startswith("title:"))
    file.write_text(text.replace(title, f"title: {ARABIC} − “2016”"), encoding="utf-8")
    return folder


# One text


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "latin-1"])
@pytest.mark.parametrize("text", [ARABIC, "é ÿ", "“−340”, 5 km² – …", "\U0001f600", "\udcff", '"\\ \n'])
def test_json_loses_nothing_in_any_encoding(text, encoding):
    shown = fitting(json.dumps({"name": text, text: 1}, indent=2, ensure_ascii=False) + "\n", encoding)
    assert json.loads(shown.encode(encoding).decode(encoding)) == {"name": text, text: 1}


def test_what_people_read_has_plain_signs_where_there_are_some():
    assert fitting("“−340” – 5 km²…", "ascii") == '"-340" - 5 km2...'
    assert fitting("−340 “five”", "cp1252") == "-340 “five”"  # only what the encoding lacks
    assert fitting("\u0645", "cp1252") == r"\u0645"


def test_a_stream_takes_any_text():
    written = io.TextIOWrapper(io.BytesIO(), encoding="ascii", errors="strict", write_through=True)
    Steady(written, "standard output", needed=True).write(f"{ARABIC[0]} −1\n")
    assert written.buffer.getvalue() == b"\\u0627 -1\n"  # type: ignore[attr-defined]


@pytest.mark.parametrize(("error", "raised"), [(OSError(28, "No space left"), UsageError), (BrokenPipeError(), NobodyReads)])
def test_lost_data_are_said_and_lost_progress_is_not(error, raised):
    class Broken(io.StringIO):
        def write(self, text: str) -> int:
            raise error

    output = Steady(Broken(), "standard output", needed=True)
    for text in ("", "data"):  # also where click looks with an empty text whether a stream takes any
        with pytest.raises(raised):
            output.write(text)
    Steady(Broken(), "standard error", needed=False).write("progress")


def test_closed_streams_take_and_give_nothing(monkeypatch):
    for name in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(sys, name, None)
    with steady_streams():
        print("to nobody")
        print("to nobody", file=sys.stderr)
        assert sys.stdin.readline() == ""
    assert sys.stdout is None


# Commands


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_command_ends_well_in_any_encoding(encoding, city):
    name = encoding.split(":")[0]
    machine = {"PYTHONIOENCODING": encoding, "COLUMNS": "40", "NO_COLOR": "1"}
    told = rekindle("check", str(city), **machine).stdout.decode(name)
    assert "no problems" in told and "2016" in told
    cited = json.loads(rekindle("cite", str(city), "--json", **machine).stdout.decode(name))
    assert len(cited["quantities"]) > 50
    every = ("run --help", "record show mosul-2016", "policies mosul-2016", "claims mosul-2016 15")
    for words in every if name == "cp1252" else every[:1]:  # each takes seconds, and all take one way out
        assert len(rekindle(*words.split(), **machine).stdout.decode(name)) > 100


@pytest.mark.slow
def test_a_run_with_arabic_labels_and_an_arabic_folder_ends_well_in_a_plain_locale(city, tmp_path):
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = rekindle("run", str(city), "--worlds", "2", "--out", f"{ARABIC}/a b", "--json", **plain)
    folder = tmp_path / ARABIC / "a b"
    assert json.loads(done.stdout) == json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    assert ARABIC in (folder / "report.html").read_text(encoding="utf-8")
    assert b"come out again" in rekindle("verify", str(folder), **plain).stdout
    story = rekindle("world", str(city), PYTHONIOENCODING="cp1252").stdout
    assert rb"\u0627" in story and b'- "2016"' in story.replace(b"\x93", b'"').replace(b"\x94", b'"')


@pytest.mark.skipif(os.name == "nt", reason="file names are Unicode there")
@pytest.mark.slow
def test_a_name_that_is_no_utf_8_is_a_name(city):
    place = Path(os.fsdecode(b"place-\xff"))
    try:
        city.parent.rename(place)
    except OSError:
        pytest.skip("this file system takes no such name")
    odd = str(place / city.name)
    assert b"place-\\udcff/my-city: no problems" in rekindle("check", odd, PYTHONIOENCODING="utf-8").stdout
    rekindle("run", odd, "--worlds", "2", "--out", f"{odd}-out")
    about = json.loads((Path(f"{odd}-out") / "manifest.json").read_text(encoding="utf-8"))
    assert Path(about["scenario_path"]).exists()
    assert b"come out again" in rekindle("verify", f"{odd}-out").stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize(
    ("words", "shell", "code"),
    [
        ("cite mosul-2016", "| head -1; exit ${PIPESTATUS[0]}", 0),
        ("cite mosul-2016 --json", "> /dev/full", 2),
        ("run --help", "> /dev/full", 2),
        ("cite mosul-2016", ">&-", 0),
        ("cite mosul-2016", "2>&-", 0),
        ("run mosul-2106", "2>/dev/full", 2),
        ("run mosul-2106", "2>&-", 2),
        ("claims mosul-2016 15 --quiz", "<&-", 0),
        ("claims mosul-2016 15 --quiz", "< <(printf '\\xff\\n')", 0),
    ],
)
def test_closed_and_full_outputs(words, shell, code, tmp_path):
    program = f'"{sys.executable}" -m rekindle {words} {shell}'
    machine = {**os.environ, "PYTHONUNBUFFERED": "1" if "claims" in words else ""}
    done = subprocess.run(["bash", "-c", program], capture_output=True, env=machine, cwd=tmp_path)
    assert done.returncode == code, done.stderr
    assert b"fault of Rekindle" not in done.stderr and b"Traceback" not in done.stderr and b"ignored" not in done.stderr
    assert shell != "> /dev/full" or b"standard output cannot be written: No space left" in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX pipes")
def test_a_run_whose_progress_nobody_reads_goes_on(city, tmp_path):
    read, write = os.pipe()
    command = [sys.executable, "-m", "rekindle", "run", str(city), "--worlds", "3", "--out", "out", "--json"]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=write)
    os.close(read)
    os.close(write)
    out, _ = running.communicate(timeout=600)
    assert running.returncode == 0
    assert json.loads(out)["worlds"] == 3
    assert (tmp_path / "out" / "report.html").exists()


def test_half_letters_can_be_kept_in_files():
    assert json.loads('"\udcff"'.encode("utf-8", ESCAPE)) == "\udcff"
