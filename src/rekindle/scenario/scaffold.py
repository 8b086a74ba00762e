"""A new scenario to start from: a small one with comments, or a copy of one that is there, under a name of its own."""

from __future__ import annotations

import os
import re
import tempfile
from codecs import BOM_UTF8
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

from rekindle.errors import UsageError
from rekindle.scenario.catalogue import FILE, SOURCES, locate, names
from rekindle.scenario.problem import short
from rekindle.version import VERSION

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
PLACEHOLDER = "{name}"
TEMPLATES = {FILE: "template.yaml", SOURCES: "template_sources.yaml"}
COPIED = (
    SOURCES, "record.csv", "claims.yaml", "calibration.yaml", "names.yaml",
    "policies/*.yaml", "experiments/*.yaml", "effects/*.yaml",
)  # fmt: skip
"""What a copy has beside its scenario.yaml. Kept verdicts stay behind: they are of the original."""
HEAD = "# A copy of the scenario {} of Rekindle {}, to be changed. What is not changed rests on the sources named.\n#\n"


def new(name: str, folder: str | os.PathLike[str] = ".") -> Path:
    """Write a small scenario of two sectors and their countryside, and return the path of its scenario.yaml.

    It goes into a folder called `name` inside `folder`. The result passes `rekindle check` and can be run. Raises
    UsageError for a name no scenario may have, and rather than write over a file that is there.
    """
    _check_name(name)
    place = Path(folder) / name
    _check_place(place)
    texts = {file: _template(file).replace(PLACEHOLDER, name) for file in (FILE, SOURCES)}

    def write() -> None:
        place.mkdir(parents=True, exist_ok=True)
        for file, text in texts.items():
            # "x" refuses to write over a file that came into being meanwhile
            with (place / file).open("x", encoding="utf-8", newline="\n") as stream:
                stream.write(text)

    return _written(write, place)


def copy(name: str, original: str | os.PathLike[str], folder: str | os.PathLike[str] = ".") -> Path:
    """Copy a scenario (a packaged name, a folder or a file) under a new name, and return the path of its scenario.yaml.

    The copy has the original's sources, record, claims, calibration, policies, experiments and paired experiments of effects,
    comments and all, and its own name wherever the original's stands. It goes into a new folder called `name` inside
    `folder`. Raises UsageError for a name no scenario may have and a folder that is there, and InvalidScenario for an original
    with problems.
    """
    from rekindle.scenario.reader import read

    source = locate(original)
    former = read(original).name
    _check_name(name)
    if name == former:
        raise UsageError(f"'{name}' is the name of the original, and a copy could not be told from it. Choose another name.")
    place = Path(folder) / name
    _check_place(place)
    if place.exists():
        raise UsageError(_taken(place))
    kept = {source: Path(FILE)} | {file: file.relative_to(source.parent) for file in _beside(source.parent)}
    contents = {path: renamed(file.read_bytes(), former, name) for file, path in kept.items()}
    contents[Path(FILE)] = HEAD.format(former, VERSION).encode() + contents[Path(FILE)].removeprefix(BOM_UTF8)

    def write() -> None:
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".rekindle-new-", dir=place.parent) as unfinished:
            made = Path(unfinished) / name
            for path, content in contents.items():
                (made / path).parent.mkdir(parents=True, exist_ok=True)
                (made / path).write_bytes(content)
            made.rename(place)  # the copy is there whole or not at all

    return _written(write, place)


def _beside(home: Path) -> list[Path]:
    """Files beside a scenario that a copy has too."""
    return [file for pattern in COPIED for file in sorted(home.glob(pattern))]


def renamed(content: bytes, former: str, name: str) -> bytes:
    """A file with another name for the scenario wherever the former one stands as a word of its own."""
    return re.sub(rb"(?<![\w-])%s(?![\w-])" % re.escape(former.encode()), name.encode(), content)


def _written(write: Callable[[], None], place: Path) -> Path:
    """The scenario's file, once it is written. Raises UsageError where something is in its place or it cannot be written."""
    try:
        write()
    except FileExistsError as error:
        raise UsageError(_taken(Path(error.filename or place))) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(
            f"The scenario cannot be written to {short(place, 200)}: {reason}. Choose a folder you may write to."
        ) from None
    return place / FILE


def _template(file: str) -> str:
    return (files("rekindle.scenario") / TEMPLATES[file]).read_text(encoding="utf-8")


def _check_name(name: str) -> None:
    """A name is fit for a folder, and none that a packaged scenario has."""
    if not NAME.fullmatch(name):
        clean = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60]
        hint = f" For example {clean}." if clean else " For example my-city-2016."
        raise UsageError(
            f"'{short(name)}' cannot be the name of a scenario: names have lower-case letters, digits and hyphens, "
            f"at most 60.{hint}"
        )
    if name in names():
        free = next(f"{name}-{i}" for i in range(2, 1000) if f"{name}-{i}" not in names())
        raise UsageError(
            f"'{name}' is a packaged scenario, and a second one of that name could not be told from it. "
            f"Choose another name, such as {free}."
        )


def _check_place(place: Path) -> None:
    """Nothing that is there would be lost."""
    try:
        taken = next((place / file for file in (FILE, SOURCES) if (place / file).exists()), None)
        blocked = next((part for part in (place, *place.parents) if part.exists() and not part.is_dir()), None)
    except (OSError, ValueError) as error:
        raise UsageError(f"{short(place, 200)} cannot be a folder: {error}.") from None
    if taken is not None:
        raise UsageError(_taken(taken))
    if blocked is not None:
        raise UsageError(f"{short(blocked, 200)} is a file, not a folder. Choose another name or folder.")


def _taken(path: Path) -> str:
    return (
        f"{short(path, 200)} is there already, and `rekindle new` writes over nothing. "
        "Choose another name or folder, or move it away."
    )
