"""A scenario file of one's own: read, and read again when it or a file beside it changes; its problems with file and line."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import rekindle
from rekindle.errors import InvalidScenario, RekindleError
from rekindle.web.jobs import line_of

EVERY = 0.4
"""Seconds between two looks at the files."""
FILE = "scenario.yaml"
SUFFIXES = (".yaml", ".yml", ".csv")
MOST_FILES = 500


class Own:
    """A scenario file of one's own. `scenario` is the last version that was sound, `problems` are those of the newest."""

    def __init__(self, path: Path) -> None:
        self.path = path / FILE if path.is_dir() else path
        self.name = _name(self.path)
        self.scenario: Any = None
        self.problems: list[dict[str, Any]] = []
        self.version = 0
        """Counts the sound versions that were read."""
        self.news = 0
        """Counts what there was to tell."""
        self._changed = asyncio.Condition()

    def read(self) -> bool:
        """Read the file; true if it is sound. May take seconds: call it in a thread."""
        try:
            scenario = rekindle.load(self.path)
        except InvalidScenario:
            self.problems = self._found() or [self._problem("the file cannot be read as a scenario")]
            return False
        except (RekindleError, OSError) as error:
            self.problems = [self._problem(line_of(error) if isinstance(error, RekindleError) else str(error.strerror))]
            return False
        self.scenario, self.problems = scenario, []
        self.version += 1
        return True

    def read_beside(self) -> None:
        """Look for problems in what lies beside a sound file: policies, statements, the record. Takes longer still."""
        self.problems = self._found()

    def _found(self) -> list[dict[str, Any]]:
        try:
            problems = rekindle.check(str(self.path))
        except RekindleError as error:
            return [self._problem(line_of(error))]
        return [self._problem(str(one).removeprefix(f"{one.file}:{one.line}: "), one.file, one.line) for one in problems]

    def _problem(self, text: str, file: str = "", line: int = 1) -> dict[str, Any]:
        place = Path(file) if file else self.path
        folder = self.path.resolve().parent
        inside = place.resolve().is_relative_to(folder)
        return {"file": str(place.resolve().relative_to(folder)) if inside else place.name, "line": line, "text": text}

    async def watch(self, reloaded: Callable[[], None], fault: Callable[[BaseException], None]) -> None:
        """Read again whenever a file changes, for ever; `reloaded` is called for each sound version.

        `fault` hears of faults of ours; the page says that there was one, and the next change is followed all the same.
        """
        seen = await asyncio.to_thread(self._files)
        while True:
            await asyncio.sleep(EVERY)
            files = await asyncio.to_thread(self._files)
            if files == seen:
                continue
            await asyncio.sleep(EVERY / 4)  # an editor may still be writing
            seen = await asyncio.to_thread(self._files)
            try:
                await self._follow(reloaded)
            except Exception as error:
                fault(error)
                self.problems = [self._problem(line_of(error))]
                await self.tell()

    async def _follow(self, reloaded: Callable[[], None]) -> None:
        if await asyncio.to_thread(self.read):
            reloaded()
            await self.tell()
            await asyncio.to_thread(self.read_beside)
            if not self.problems:
                return
        await self.tell()

    async def tell(self) -> None:
        """Wake whoever waits for news."""
        async with self._changed:
            self.news += 1
            self._changed.notify_all()

    async def newer(self, than: int) -> int:
        """Wait until there is news that a client has not had; its number."""
        async with self._changed:
            await self._changed.wait_for(lambda: self.news > than)
            return self.news

    def _files(self) -> dict[str, tuple[int, int]]:
        """Every file that belongs to the scenario, with when it was written and its size."""
        folder = self.path.parent
        found: dict[str, tuple[int, int]] = {}
        subfolders = sorted(folder.glob("*/")) if self.path.name == FILE else []
        for place in (folder, *(one for one in subfolders if not one.name.startswith("."))):
            for file in sorted(place.glob("*")):
                if file.suffix in SUFFIXES and len(found) < MOST_FILES:
                    try:
                        stat = file.stat()
                    except OSError:
                        continue
                    found[str(file)] = (stat.st_mtime_ns, stat.st_size)
        return found


def _name(path: Path) -> str:
    """What the page calls the scenario: its folder's name, or that of its file, in the letters that names have."""
    stem = path.resolve().parent.name if path.name == FILE else path.stem
    plain = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in stem.lower()).strip("-")
    return plain[:60] or "own"
