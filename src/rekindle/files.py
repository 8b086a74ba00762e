"""Files written whole, and files that belong together put in place at once.

New files are made in a hidden folder beside the old ones. When all are written and flushed, one rename of that folder makes
them count: before it the old files are whole, after it the new ones. They are then moved to where they belong; if the process
is killed during that, the next one that looks into the folder finishes it (`settle`). One file, named `last`, describes the
others: it is taken away before the first of them is touched and put back after the last, so it never describes a mixture.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from rekindle.errors import UsageError
from rekindle.json_text import json_text
from rekindle.streams import ESCAPE

UNFINISHED, FINISHED, REPLACED = ".rekindle-unfinished", ".rekindle-finished", ".rekindle-replaced"
LOCK = ".rekindle-lock"
PLAN = ".plan"
PATIENCE = 10.0
"""Seconds that one who only reads waits for another process to put its files in place."""


def make_folder(folder: Path, option: str) -> None:
    """Make a folder that an option names. Raises UsageError where it cannot be made."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"cannot write to {folder}: {error.strerror or error}. Choose another {option}.") from None


def write_text(path: Path, text: str) -> Path:
    """Write a file whole or not at all, whatever happens meanwhile; a path in it may hold bytes that are no UTF-8."""
    return write_bytes(path, text.encode("utf-8", ESCAPE))


def write_bytes(path: Path, content: bytes) -> Path:
    """Write a file whole or not at all, whatever happens meanwhile; its folder is made if need be."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with unfinished.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except BaseException:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise
    return path


def write_json(path: Path, content: Any, indent: int = 2) -> Path:
    """Write a JSON file whole or not at all."""
    return write_text(path, json_text(content, indent) + "\n")


def read_json(path: Path) -> Any:
    """What a JSON file holds. Raises OSError, and ValueError for what is no JSON, or nested more deeply than any of ours."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


SEAL = "seal"
"""The entry of a JSON file that holds the SHA-256 of all others, where no list of checksums stands beside the file."""


def sealed(about: Mapping[str, Any]) -> dict[str, Any]:
    """The same with its seal."""
    plain = {key: value for key, value in about.items() if key != SEAL}
    return {**plain, SEAL: hashlib.sha256(json_text(plain).encode("utf-8", ESCAPE)).hexdigest()}


def is_sealed(about: Mapping[str, Any]) -> bool:
    """Whether everything that a file says is as it was written."""
    return about.get(SEAL) == sealed(about)[SEAL]


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Keep other processes from writing into a folder. A process that dies releases it.

    Within a process it may be entered again. Raises UsageError where another process has it.
    """
    lock = FileLock(folder.absolute() / LOCK, timeout=0, is_singleton=True)
    try:
        lock.acquire()
    except Timeout:
        raise UsageError(f"another command is writing to {folder}. Wait until it is done, or choose another --out.") from None
    except NotImplementedError:  # a file system without locks: then nobody can be kept away
        pass
    try:
        yield
    finally:
        lock.release()


class Staged:
    """A hidden folder in which files are made that will belong to `folder`, with the file `last` describing the others."""

    def __init__(self, folder: Path, last: str, path: Path | None = None) -> None:
        """Make the folder, empty, and remove what killed processes left; or go on with what lies in `path`.

        The caller holds the lock of `folder`.
        """
        self.folder, self.last = folder, last
        _settle(folder)
        if path is None:
            for left in folder.glob(f"{UNFINISHED}-*"):
                shutil.rmtree(left, ignore_errors=True)
            path = folder / f"{UNFINISHED}-{secrets.token_hex(4)}"  # no other process ever writes there, lock or no lock
        self.path = path
        self.path.mkdir(parents=True, exist_ok=True)
        (self.path / PLAN).touch()

    def check(self) -> None:
        """Raise FileNotFoundError if the folder was removed meanwhile; writing goes on by itself, into a new one."""
        if not (self.path / PLAN).is_file():
            raise FileNotFoundError(2, "the folder was removed meanwhile")

    def discard(self) -> None:
        """Remove what was made."""
        shutil.rmtree(self.path, ignore_errors=True)

    def put_in_place(self, gone: Iterable[str] = (), into: Path | None = None) -> Path:
        """Make the files count, in `into` if they do not go to `folder`; what is named in `gone` goes, unless it comes anew."""
        into = into or self.folder
        self.check()
        gone = [name for name in gone if not (self.path / name).exists()]  # else a second try would take what the first brought
        write_json(self.path / PLAN, {"last": self.last, "gone": gone})
        into.mkdir(exist_ok=True)
        with alone_in(into):  # entered already, unless the files go elsewhere than to the folder they were made in
            _settle(into)
            _flush(self.path)
            self.path.rename(into / FINISHED)
            _flush_folder(into)
            _settle(into)
        return into


@contextmanager
def staged_in(folder: Path, last: str) -> Iterator[Staged]:
    """A hidden folder for new files of a folder, while no other process writes there; what was not put in place goes."""
    with alone_in(folder):
        files = Staged(folder, last)
        try:
            yield files
        finally:
            files.discard()


def put_folder(made: Path, folder: Path) -> Path:
    """Let a folder that was made beside `folder` count under that name, with one rename; `folder`.

    Where there is one already, made by another process meanwhile, that one stays and this one goes. Nobody needs a lock.
    """
    _flush(made)
    try:
        made.rename(folder)
    except OSError:
        if not folder.is_dir():
            raise
        shutil.rmtree(made, ignore_errors=True)
    _flush_folder(folder.parent)
    return folder


def settle(folder: Path) -> None:
    """Finish what a killed process had begun to put in place in a folder.

    Raises UsageError where that is needed and another process has the folder, or it cannot be written.
    """
    until = time.monotonic() + PATIENCE
    while (folder / FINISHED).is_dir():
        try:
            with alone_in(folder):
                _settle(folder)
        except UsageError:  # that process is at it: a matter of a moment
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
        except OSError as error:
            raise UsageError(
                f"a new result waits in {folder / FINISHED} to be put in place, and that failed: "
                f"{error.strerror or error}. Allow writing to {folder}."
            ) from None


def _settle(folder: Path) -> None:
    """Move finished files to where they belong; each step may be the last of this process and the next one's first."""
    new, old = folder / FINISHED, folder / REPLACED
    if old.exists():
        shutil.rmtree(old)
    if not new.is_dir():
        return
    plan = _plan(new)
    last = plan.get("last", "")
    if last and (new / last).exists():
        old.mkdir()
        names = sorted(path.name for path in new.iterdir() if path.name not in (last, PLAN))
        for name in (last, *plan["gone"], *names):
            if (folder / name).exists():
                (folder / name).rename(old / name)
            if name in names:
                (new / name).rename(folder / name)
        _flush_folder(folder)
        (new / last).rename(folder / last)
        _flush_folder(folder)
    shutil.rmtree(new)
    shutil.rmtree(old, ignore_errors=True)


def _plan(new: Path) -> dict[str, Any]:
    try:
        return dict(read_json(new / PLAN))
    except (OSError, ValueError, TypeError):
        return {}


def _flush(folder: Path) -> None:
    """Make sure that everything in a folder is on the disk and not only on its way there."""
    for where, _, names in os.walk(folder):
        for name in names:
            with (Path(where) / name).open("rb") as file, suppress(OSError):
                os.fsync(file.fileno())
        _flush_folder(Path(where))


def _flush_folder(folder: Path) -> None:
    with suppress(OSError):  # some systems cannot open folders
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


# Checksums


def sums_of(folder: Path, names: Iterable[str]) -> str:
    """SHA-256 of every file named, or in a folder named, in the form that `sha256sum --check` reads."""
    return _listed({path.relative_to(folder).as_posix(): digest(path) for path in files_in(folder, names)})


def _listed(digests: Mapping[str, str]) -> str:
    return "".join(f"{sum_}  {name}\n" for name, sum_ in sorted(digests.items()))


def joined(sums: str, others: str) -> str:
    """Two lists of checksums as one."""
    return _listed(dict(_lines(sums)) | dict(_lines(others)))


def without(sums: str, names: tuple[str, ...]) -> str:
    """A list of checksums without those of some files and folders."""
    return _listed({name: digest for name, digest in _lines(sums) if name.split("/")[0] not in names})


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def files_in(folder: Path, names: Iterable[str]) -> Iterator[Path]:
    """The files named, and those in folders named, at any depth."""
    for name in names:
        path = folder / name
        if path.is_dir():
            yield from (Path(where) / one for where, _, ones in os.walk(path) for one in ones)
        elif path.exists():
            yield path


def differing(folder: Path, sums: str, names: Iterable[str]) -> str:
    """The first way in which files differ from their checksums: altered, missing, foreign; empty where none does."""
    wanted = dict(_lines(sums))
    there = {path.relative_to(folder).as_posix(): path for path in files_in(folder, names)}
    for name in sorted(wanted.keys() | there.keys()):
        if name not in there:
            return f"{name} is missing"
        if name not in wanted:
            return f"{name} is not of this result"
        if digest(there[name]) != wanted[name]:
            return f"{name} was altered or is damaged"
    return "" if sums == _listed(wanted) else "the list of checksums was altered"


def _lines(sums: str) -> Iterator[tuple[str, str]]:
    for line in sums.splitlines():
        digest, _, name = line.partition("  ")
        yield name, digest
