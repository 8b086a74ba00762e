"""What pydantic finds wrong with a file's form, said in words for people who write scenarios, with line numbers."""

from __future__ import annotations

import datetime
import math
import re
from typing import Any

from pydantic import TypeAdapter, ValidationError

from rekindle.scenario.parts import Refers
from rekindle.scenario.problem import MOST, Problem, listed, nearest, short
from rekindle.scenario.quantity import FAULT, Figure, Measure, Quantity
from rekindle.scenario.yaml.commas import advice, without_comma
from rekindle.scenario.yaml.document import Path, Tree
from rekindle.scenario.yaml.walk import at, choices, dotted, is_model, kind_at

_NUMERIC = re.compile(r"[~<>≈ ]*[-+]?[0-9][0-9 ,_'.]*(k|m|%)?", re.IGNORECASE)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def shape_problems(tree: Tree, annotation: Any) -> list[Problem]:
    """Everything whose form is wrong: unknown and missing keys, wrong types, words that are none of the choices."""
    try:
        TypeAdapter(annotation).validate_python(tree.data)
    except ValidationError as error:
        wrong = [found for found in error.errors(include_url=False) if found["type"] != FAULT]
        return [_problem(tree, annotation, found) for found in wrong[:MOST] if not _only_misspelt(tree, annotation, found)]
    return []


def _only_misspelt(tree: Tree, annotation: Any, error: Any) -> bool:
    """Whether a missing key is there under a name that is reported as unknown."""
    if error["type"] != "missing":
        return False
    path = _in_file(tuple(error["loc"]), tree.data)
    owner, _ = kind_at(annotation, path[:-1])
    return path[-1] in misspelt(owner, at(tree.data, path[:-1])).values()


def _problem(tree: Tree, annotation: Any, error: Any) -> Problem:
    """One of pydantic's errors in our words."""
    path = _in_file(tuple(error["loc"]), tree.data)
    name = dotted(path, tree.data) or "The file"
    kind, notes = kind_at(annotation, tuple(error["loc"]))
    sort = error["type"]
    if path and path[-1] == "[key]":
        return _bad_id(tree, path[:-1], annotation, error)
    if sort == "missing":
        return _missing(tree, path, annotation, tuple(error["loc"]))
    if sort == "extra_forbidden":
        return _unknown(tree, path, annotation, tuple(error["loc"]))
    if sort == "finite_number":
        what = f"{name} is {'not a number' if _is_nan(error['input']) else 'infinite'}."
        return tree.problem(path, what, todo="Give a finite number.")
    if sort in ("greater_than_equal", "less_than_equal"):
        side, end = ("below", error["ctx"].get("ge")) if "ge" in error["ctx"] else ("above", error["ctx"].get("le"))
        return tree.problem(path, f"{name} is {short(error['input'])}, {side} {end:g}.", todo="Mend the number.")
    if sort in ("too_short", "string_too_short"):
        return tree.problem(path, f"{name} is empty.", "At least one entry is needed.", todo="Give one.")
    if sort == "string_too_long":
        most = error["ctx"]["max_length"]
        return tree.problem(path, f"{name} is too long.", todo=f"Keep it under {most} characters; use `note` for more.")
    if sort == "literal_error":
        return _no_choice(tree, path, name, kind, error["input"])
    if sort == "string_pattern_mismatch":
        return _bad_name(tree, path, name, error)
    return _wrong_type(tree, path, name, kind, notes, error)


def _in_file(loc: Path, data: Any) -> Path:
    """A quantity's single figure is written without `figures`, so these steps are taken out."""
    path: Path = ()
    i = 0
    while i < len(loc):
        here = at(data, path)
        if loc[i] == "figures" and isinstance(here, dict) and "figures" not in here and i + 1 < len(loc):
            i += 2
            continue
        path = (*path, loc[i])
        i += 1
    return path


def _owner(annotation: Any, loc: Path) -> Any:
    return kind_at(annotation, loc[:-1])[0]


def misspelt(owner: Any, given: Any) -> dict[str, str]:
    """Unknown keys of a group and the key each probably means: one that is not there yet."""
    if not is_model(owner) or not isinstance(given, dict):
        return {}
    known = {*owner.model_fields, *(Figure.model_fields if owner is Quantity else ())}
    lacking = [key for key in sorted(known) if key not in given]
    unknown = [key for key in given if key not in known]
    found = {key: nearest(key, lacking) for key in unknown[:20]}
    return {key: near for key, near in found.items() if near}


def _missing(tree: Tree, path: Path, annotation: Any, loc: Path) -> Problem:
    owner, key = _owner(annotation, loc), str(path[-1])
    parent = dotted(path[:-1], tree.data) or "The file"
    field = owner.model_fields.get(key) if is_model(owner) else None
    why = field.description if field and field.description else ""
    if owner is Figure and key == "source":
        why = "Every number needs a source; our own guess has one of kind judgement."
    kind, notes = kind_at(annotation, loc)
    return tree.problem(path[:-1], f"{parent} lacks `{key}`.", why, todo=f"Add {example(key, kind, notes)}.")


def example(key: str, kind: Any, notes: tuple[Any, ...]) -> str:
    """How an entry is written, for advice."""
    measure = next((note for note in notes if isinstance(note, Measure)), None)
    if kind is Quantity:
        unit = measure.unit if measure and measure.unit else "people"
        return f"`{key}: {quantity_example(unit)}`"
    if kind is datetime.date:
        return f"`{key}: 2016-10-17`"
    refers = next((note for note in notes if isinstance(note, Refers)), None)
    if refers is not None:
        return f"`{key}: ID`, an id of `{refers.section}`"
    words = choices(kind)
    if words:
        return f"`{key}: {words[0]}` (or {listed(words[1:])})"
    if key == "source":
        return "`source: ID`, an id of sources.yaml"
    if key == "unit":
        return '`unit: people`, or `unit: "1"` for a share'
    return f"`{key}: ...`" if kind in (str, float, int) else f"a section `{key}:`"


def quantity_example(unit: str) -> str:
    """How a number is written, for advice."""
    quoted = f'"{unit}"' if unit[0].isdigit() else unit
    numbers = "low: 0.2, best: 0.4, high: 0.6" if unit == "1" else "low: 100, best: 200, high: 400"
    return f"{{{numbers}, unit: {quoted}, source: ID, status: judgement, known_on: 2016-10-16}}"


def _unknown(tree: Tree, path: Path, annotation: Any, loc: Path) -> Problem:
    owner, key = _owner(annotation, loc), str(path[-1])
    parent = dotted(path[:-1], tree.data)
    keys = list(owner.model_fields) if is_model(owner) else []
    if owner is Quantity:
        if key in Figure.model_fields:
            what, why = (
                f"{parent} has `{key}` beside `figures`.",
                "Each figure has its own numbers and source.",
            )
            return tree.problem(path, what, why, todo="Move it into a figure.")
        keys = [*dict.fromkeys([*keys, *Figure.model_fields])]
    given = at(tree.data, path[:-1])
    near = nearest(key, [name for name in keys if name not in given]) or nearest(key, keys)
    where = f"{parent} has" if parent else "The file has"
    todo = "Rename or remove it." if near else f"Remove it. Keys known here: {listed(keys, 30)}."
    return tree.problem(path, f"{where} the unknown key `{short(key)}`.", nearest=near, todo=todo)


def _bad_id(tree: Tree, path: Path, annotation: Any, error: Any) -> Problem:
    parent, key = dotted(path[:-1], tree.data), str(path[-1])
    if error["type"] == "literal_error":
        words = re.findall(r"'([^']*)'", str(error["ctx"].get("expected", "")))
        near = nearest(key, words)
        what = f"{parent} has the unknown key `{short(key)}`."
        return tree.problem(path, what, nearest=near, todo=f"Use {listed(words)}.")
    if error["type"] == "value_error":
        what = f"{parent}: `{short(key)}` is no date."
        return tree.problem(path, what, "Points of a course are named by their day.", todo=_date_advice(key))
    return _bad_name(tree, path, f"{parent}: `{short(key)}`", error)


def _bad_name(tree: Tree, path: Path, name: str, error: Any) -> Problem:
    if "-]" in str(error.get("ctx", {}).get("pattern", "")):
        rule = "Names have lower-case letters, digits and hyphens"
        clean = re.sub(r"[^a-z0-9]+", "-", str(error["input"]).lower()).strip("-")
    else:
        rule = "Ids have lower-case letters, digits and underscores, a letter first"
        clean = slug(error["input"])
    todo = f"Write `{clean[:60]}`, here and wherever it is named." if clean else "Give it another."
    return tree.problem(path, f"{name} cannot be used as a name.", f"{rule}, at most 60.", todo=todo)


def slug(text: Any) -> str:
    """The id that a text was probably meant to be."""
    return re.sub(r"[^a-z0-9]+", "_", str(text).lower()).strip("_0123456789")


def _no_choice(tree: Tree, path: Path, name: str, kind: Any, given: Any) -> Problem:
    words = choices(kind)
    near = nearest(given, words)
    return tree.problem(path, f"{name} is {said(given)}.", nearest=near, todo=f"Use one of: {listed(words)}.")


def said(value: Any) -> str:
    """What a file has in some place, for a message."""
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, dict):
        return "a group of keys"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, datetime.date):
        return f"the date {value}"
    if isinstance(value, int | float):
        return f"the number {short(value)}"
    return f"the text `{short(value)}`"


def _wrong_type(tree: Tree, path: Path, name: str, kind: Any, notes: tuple[Any, ...], error: Any) -> Problem:
    given, sort = error["input"], error["type"]
    found = f"{name} is {said(given)}"
    if kind is Quantity:
        measure = next((note for note in notes if isinstance(note, Measure)), None)
        unit = measure.unit if measure and measure.unit else "people"
        why = "A number stands with its unit, source, status and the day it was known."
        return tree.problem(path, f"{found}, not a sourced number.", why, todo=f"Write {quantity_example(unit)}.")
    if sort.startswith("float"):
        return tree.problem(path, f"{found}, not a number.", todo=number_advice(given))
    if sort.startswith("date"):
        return tree.problem(path, f"{found}, not a date.", todo=_date_advice(given))
    if sort.startswith("string"):
        todo = "Write text; a number or date that is meant as text goes in quotes."
        return tree.problem(path, f"{found}, not text.", todo=todo)
    if sort.startswith("list"):
        todo = "Begin each entry with `- `, or write [one, two]."
        return tree.problem(path, f"{found}, not a list.", todo=todo)
    if sort.startswith(("dict", "model")):
        todo = "Write `key: value` lines below it, indented."
        return tree.problem(path, f"{found}, not a group of keys.", todo=todo)
    return tree.problem(path, f"{found}: {error['msg']}.", todo="Compare it with a scenario made by `rekindle new`.")


def number_advice(given: Any) -> str:
    """What to write where a number is wanted and something else is given."""
    if not isinstance(given, str) or not _NUMERIC.fullmatch(given.strip()):
        return "Write a plain number, such as 30000 or 0.4."
    text = given.strip()
    if "," in text and (meant := without_comma(text.rstrip("% "))):
        return advice(text) if not text.endswith("%") else f"Write {meant} with `unit: percent`."
    digits = re.sub(r"[^-0-9.]", "", text)
    if text.endswith("%"):
        return f"Write {digits} with `unit: percent`."
    if text.lower().endswith(("k", "m")):
        return "Write the number out, such as 30000."
    if text[0] in "~<>≈":
        return "Write a plain number; say how unsure it is with `low` and `high`."
    return f"Write it without separators or quotes: {digits}."


def _date_advice(given: Any) -> str:
    if isinstance(given, str) and _DATE.fullmatch(given):
        try:
            datetime.date.fromisoformat(given)
        except ValueError:
            return "The calendar has no such day."
        return "Remove the quotes."
    if isinstance(given, str) and _DATE.match(given):
        return f"Leave out the time of day: {given[:10]}."
    return "Write year, month and day: 2016-10-17."


def _is_nan(value: Any) -> bool:
    return isinstance(value, float) and math.isnan(value)
