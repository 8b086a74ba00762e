"""Going through a file's data and the classes that describe it side by side, however broken the data is."""

from __future__ import annotations

import types
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from rekindle.scenario.quantity import Measure, Quantity
from rekindle.scenario.yaml.document import Path


@dataclass(frozen=True)
class Spot:
    """One entry: where it stands, what the file has there, what it should be and what its annotation adds."""

    path: Path
    value: Any
    kind: Any
    notes: tuple[Any, ...] = ()

    def note(self, sort: type) -> Any:
        """The annotation of a class, or None."""
        return next((note for note in self.notes if isinstance(note, sort)), None)


def bare(annotation: Any) -> tuple[Any, tuple[Any, ...]]:
    """A type without `Annotated` and `| None`, and what `Annotated` said."""
    notes: tuple[Any, ...] = ()
    while True:
        if get_origin(annotation) is Annotated:
            annotation, *more = get_args(annotation)
            notes += tuple(more)
        elif get_origin(annotation) in (Union, types.UnionType):
            annotation = next(arg for arg in get_args(annotation) if arg is not type(None))
        else:
            return annotation, notes


def is_model(kind: Any) -> bool:
    """Whether a type is one of the classes that describe a file."""
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def walk(annotation: Any, value: Any, path: Path = (), notes: tuple[Any, ...] = ()) -> Iterator[Spot]:
    """Every entry of the data that has the form its class asks for; a quantity is one entry."""
    kind, own = bare(annotation)
    yield Spot(path, value, kind, (*notes, *own))
    if kind is Quantity:
        return
    if is_model(kind) and isinstance(value, dict):
        for name, field in kind.model_fields.items():
            if name in value:
                notes = (*field.metadata, *kind.told(name, value))
                yield from walk(field.annotation, value[name], (*path, name), notes)
    elif get_origin(kind) is dict and isinstance(value, dict):
        key_type, entry_type = get_args(kind)
        key_kind, key_notes = bare(key_type)
        for key, entry in value.items():
            yield Spot((*path, key), key, key_kind, key_notes)
            yield from walk(entry_type, entry, (*path, key), tuple(note for note in notes if isinstance(note, Measure)))
    elif get_origin(kind) is list and isinstance(value, list):
        for i, entry in enumerate(value):
            yield from walk(get_args(kind)[0], entry, (*path, i))


def kind_at(annotation: Any, path: Path) -> tuple[Any, tuple[Any, ...]]:
    """What should stand at a path, and its notes; (None, ()) where the classes know no such place."""
    kind, notes = bare(annotation)
    for step in path:
        if is_model(kind):
            field = kind.model_fields.get(step)
            if field is None:
                return None, ()
            kind, more = bare(field.annotation)
            notes = (*field.metadata, *more)
        elif get_origin(kind) in (dict, list):
            kind, notes = bare(get_args(kind)[-1])
        else:
            return None, ()
    return kind, notes


def choices(kind: Any) -> list[str]:
    """The words a Literal allows."""
    return [str(arg) for arg in get_args(kind)] if get_origin(kind) is Literal else []


def at(data: Any, path: Path) -> Any:
    """What the data has at a path, or None."""
    for step in path:
        inside = isinstance(data, dict) and step in data
        if not inside and not (isinstance(data, list) and isinstance(step, int) and step < len(data)):
            return None
        data = data[step]
    return data


def dotted(path: Path, data: Any) -> str:
    """A path for people: `campaign.east_outer.forces.militias`, list entries by their id where they have one.

    Points of a course are named by what it is of and their day: `courses.coalition.strikes.2008-01-01`.
    """
    words: list[str] = []
    for i, step in enumerate(path):
        if isinstance(step, int):
            entry = at(data, path[: i + 1])
            name = entry.get("of" if path[0] == "courses" else "id") if isinstance(entry, dict) else None
            words.append(name if isinstance(name, str) and name else str(step + 1))
        elif path[0] != "courses" or i != 2 or i == len(path) - 1:
            words.append(step if len(step) <= 60 else step[:57] + "...")
    return ".".join(words)
