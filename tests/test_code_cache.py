"""Compiled code on disk: what is damaged, foreign or cannot be kept costs time, is told once, and ends no run."""

from __future__ import annotations

import pickle
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace

import numba
import pytest

from rekindle.analysis.runs.compilation import compile_first
from rekindle.cli.options import Terminal
from rekindle.code_cache import CodeCache, KeptFunction, machine, sealed


def twice(number):
    return 2 * number


def compile_in(folder: Path) -> tuple[CodeCache, int]:
    """Call a function whose compiled code lives in a folder; the cache, and how often it was served from there."""
    cache = CodeCache(folder)
    function = numba.njit(twice)
    function._cache = KeptFunction(cache, twice)
    assert function(21) == 42 and function(1.5) == 3.0
    return cache, sum(function.stats.cache_hits.values())


def code_in(folder: Path) -> list[Path]:
    return sorted(file for file in folder.iterdir() if file.name != "whole")


def test_code_is_kept_and_served_again(tmp_path: Path) -> None:
    assert compile_in(tmp_path)[1] == 0
    assert len(code_in(tmp_path)) == 2, "a file for each signature, and nothing unfinished"
    assert compile_in(tmp_path)[1] == 2


DAMAGE = {
    "empty": lambda content: b"",
    "truncated": lambda content: content[: len(content) // 2],
    "one bit": lambda content: content[:-1] + bytes([content[-1] ^ 1]),
    "a pickle of something else": lambda content: sealed(pickle.dumps({"a": 1})),
    "no pickle": lambda content: sealed(b"\x80"),
    "code of another Numba": lambda content: sealed(pickle.dumps((1, 2, 3))),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_damaged_code_is_compiled_again_and_counted(tmp_path: Path, damage) -> None:
    compile_in(tmp_path)[0].note_whole()
    file = code_in(tmp_path)[0]
    file.write_bytes(damage(file.read_bytes()))
    cache, hits = compile_in(tmp_path)
    assert (cache.damaged, hits, cache.whole) == (1, 1, False)
    cache, hits = compile_in(tmp_path)
    assert (cache.damaged, hits) == (0, 2), "it was written anew"


def test_a_folder_that_cannot_be_used_is_named_and_nothing_is_left_elsewhere(tmp_path, monkeypatch) -> None:
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    (tmp_path / "file").write_text("")
    cache, hits = compile_in(tmp_path / "file" / "cache")
    assert hits == 0 and cache.lost == "Not a directory" and not cache.whole
    cache.note_whole()
    assert list((tmp_path / "tmp").iterdir()) == []


def test_a_full_disk_ends_keeping_and_not_the_run(tmp_path, monkeypatch) -> None:
    def full(path: Path, content: bytes) -> int:
        path.touch()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    cache, _ = compile_in(tmp_path)
    assert cache.lost == "No space left on device"
    cache.note_whole()
    assert list(tmp_path.iterdir()) == []


def test_code_of_another_python_numba_or_processor_has_a_folder_of_its_own() -> None:
    assert f"py{sys.version_info.major}{sys.version_info.minor}-numba{numba.__version__}-" in machine()
    assert machine().count("-") >= 3


# What a person is told


def told(monkeypatch, capfd, cache: CodeCache, while_compiling=lambda: None) -> str:
    monkeypatch.setattr("rekindle.model.compiled.CACHE", cache)
    monkeypatch.setattr("rekindle.ensemble.run.compile_model", lambda frame, seed: while_compiling())
    compile_first(SimpleNamespace(frame=lambda: None, seed=1), Terminal())
    return capfd.readouterr().err


def test_compiling_is_told_once_and_so_is_what_is_wrong_with_the_cache(tmp_path, monkeypatch, capfd) -> None:
    cache = CodeCache(tmp_path)
    assert "Compiling the model, once for this version" in told(monkeypatch, capfd, cache)
    assert told(monkeypatch, capfd, CodeCache(tmp_path)) == "", "whole: nothing to tell"

    def damaged() -> None:
        cache.write("code", b"x")
        (tmp_path / "code").write_bytes(b"")
        cache.read("code")

    says = told(monkeypatch, capfd, cache, damaged)
    assert f"Compiled code in {tmp_path} was damaged and was compiled again (1 of its files)." in says
    (tmp_path / "file").write_text("")
    lost = CodeCache(tmp_path / "file" / "cache")
    says = told(monkeypatch, capfd, lost)
    assert "cannot be kept in" in says and "Not a directory" in says and "XDG_CACHE_HOME=FOLDER" in says

    def fills_up() -> None:
        cache.lost = "No space left on device"

    assert "could not be kept" in told(monkeypatch, capfd, cache, fills_up)
