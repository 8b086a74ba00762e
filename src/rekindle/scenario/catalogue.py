"""Finding scenarios: packaged ones by name, others by path."""

from __future__ import annotations

import os
from importlib.resources import files
from pathlib import Path

from rekindle.errors import MissingData, UsageError
from rekindle.scenario.problem import listed, nearest, short

FILE = "scenario.yaml"
SOURCES = "sources.yaml"


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
