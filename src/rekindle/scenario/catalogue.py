"""Finding scenarios: packaged ones by name, others by path; and what is packaged, at a glance."""

from __future__ import annotations

import os
import re
from dataclasses import asdict, dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

from rekindle.errors import MissingData, UsageError
from rekindle.scenario.problem import listed, nearest, short

FILE = "scenario.yaml"
SOURCES = "sources.yaml"
BATTLE = "battle-"
"""How the names of scenarios of one battle begin."""
KEYS = ("title", "start", "until", "furthest", "places")


@dataclass(frozen=True)
class Listed:
    """A packaged scenario at a glance: what it is called, its clock, how many places it has, whether it is of one battle."""

    name: str
    title: str
    start: date
    until: date
    furthest: date
    places: int
    battle: bool

    def row(self) -> dict[str, Any]:
        """As JSON; dates as text."""
        return {key: str(value) if isinstance(value, date) else value for key, value in asdict(self).items()}


def shelf() -> Path:
    """The folder of the packaged scenarios."""
    return Path(str(files("rekindle"))) / "catalogue"


def library() -> Path:
    """The folder of policies and experiments that fit any scenario."""
    return shelf() / "library"


def names() -> list[str]:
    """Names of the packaged scenarios, in alphabetical order."""
    try:
        return sorted(entry.name for entry in shelf().iterdir() if (entry / FILE).is_file())
    except OSError:
        return []


def path_of(name: str | Path) -> str | None:
    """Where a scenario that is not packaged lies, so that it is found again; None for a packaged one."""
    return None if str(name) in names() else str(Path(name).resolve())


def listing() -> list[Listed]:
    """Every packaged scenario at a glance, those of one battle last."""
    return sorted((_glance(name) for name in names()), key=lambda one: (one.battle, one.name))


def _glance(name: str) -> Listed:
    """The few entries of a scenario's file that a list shows. To read and check all of the file takes seconds."""
    from rekindle.scenario.yaml.document import parse_tree

    text = (shelf() / name / FILE).read_text(encoding="utf-8")
    # an entry at the top of the file runs to the next line that begins with a letter
    entries = {entry.split(":", 1)[0]: entry for entry in re.split(r"^(?=\w)", text, flags=re.MULTILINE)}
    places = len(re.findall(r"^  \w+:", entries["places"], re.MULTILINE))
    data = parse_tree("".join(entries[key] for key in KEYS if key != "places"), name).data
    return Listed(name, places=places, battle=name.startswith(BATTLE), **data)


def locate(name_or_path: str | os.PathLike[str]) -> Path:
    """The scenario file that is meant: a packaged name, a folder with a scenario.yaml in it, or a file.

    Raises UsageError for a name that is not packaged and MissingData for a path that leads nowhere.
    """
    text = os.fspath(name_or_path)
    if isinstance(name_or_path, str) and text in names():
        return shelf() / text / FILE
    path = Path(text)
    try:
        if path.is_dir() and text:
            return _inside(path)
        if path.exists() and text:
            return path
    except (OSError, ValueError):
        pass  # a name no file system accepts is no file
    if isinstance(name_or_path, str) and not _looks_like_path(text):
        raise UsageError(_no_such_name(text))
    raise MissingData(
        f"There is no file {short(text, 200)}. Give a scenario.yaml, its folder, or a packaged scenario: {listed(names())}."
    )


def _inside(folder: Path) -> Path:
    if (folder / FILE).is_file():
        return folder / FILE
    others = sorted(entry.name for entry in folder.glob("*.y*ml"))
    hint = f" It holds {listed(others, 4)}: give one of these files." if others else ""
    raise MissingData(f"The folder {short(folder, 200)} holds no {FILE}.{hint} `rekindle new NAME` makes a folder with one.")


def _looks_like_path(text: str) -> bool:
    return any(sign in text for sign in ("/", "\\", os.sep)) or text.lower().endswith((".yaml", ".yml")) or text == "."


def _no_such_name(text: str) -> str:
    near = nearest(text, names())
    hint = f" Did you mean {near}?" if near else ""
    return (
        f"There is no scenario named '{short(text)}'.{hint} Packaged scenarios: {listed(names())}. "
        f"For one of your own give the path of its folder or of its {FILE}."
    )
