"""What a value of the model is in lanes: one number for all worlds, a vector with a number of each, a table of them."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import Any


class Unknown(Exception):
    """A construct that the rewriting does not know; says where it stands and what to write instead."""

    placed = False


class Differs(Exception):
    """Worlds differ in what lanes take to be one number for all of them."""


SAME, LANES, MASK, WORDS, NOTHING = "the same in all worlds", "lanes", "a mask of lanes", "words", "nothing"
"""A number that all worlds share, or true or false of all; a number of each world; true or false of each world; an unsigned
whole number of each world; what a function gives back that gives nothing back."""
SINGLE = "single precision"
"""Lanes read from single precision: only to be added up with their like, and stored; everything else would round elsewhere."""


@dataclass(frozen=True)
class Table:
    """An array of numbers; `lanes` if its last axis is the worlds, which `dims` does not count."""

    lanes: bool
    dims: int


@dataclass(frozen=True)
class Records:
    """An array of records with these fields, in lanes a last axis but one of numbers.

    Fields of `one` are the same in all worlds; `number` is the kind of the others.
    """

    fields: tuple[str, ...]
    one: frozenset[str] = frozenset()
    lanes: bool = True
    dims: int = 1
    number: str = LANES


@dataclass(frozen=True)
class Record:
    """One of `Records`."""

    fields: tuple[str, ...]
    one: frozenset[str] = frozenset()
    lanes: bool = True
    number: str = LANES


@dataclass(frozen=True)
class Named:
    """A named tuple."""

    parts: tuple[tuple[str, Any], ...]


@dataclass(frozen=True)
class Several:
    """A plain tuple."""

    parts: tuple[Any, ...]


@dataclass(frozen=True)
class Numbers:
    """Numbers of worlds, by blocks of lanes: `worlds[w]` are those of a block, `worlds.size` is how many blocks there are."""


@dataclass(frozen=True)
class Whole:
    """One row of records of records, which in lanes is a pair: `row` by name, and the same memory as `numbers`."""

    row: Any


def join(a: Any, b: Any) -> Any:
    """Kind of what is a on one way and b on another; None is not known yet."""
    if a == b or b is None:
        return a
    if a is None:
        return b
    for more in (LANES, MASK, WORDS):
        if {a, b} == {SAME, more}:
            return more
    if isinstance(a, Several) and isinstance(b, Several) and len(a.parts) == len(b.parts):
        return Several(tuple(join(x, y) for x, y in zip(a.parts, b.parts, strict=True)))
    raise Unknown(f"it is {word(a)} on one way and {word(b)} on another; give the two different names")


def word(kind: Any) -> str:
    """A kind as a person reads it."""
    return kind if isinstance(kind, str) else f"a {type(kind).__name__.lower()}"


CASTS = {LANES: "as_lanes", MASK: "as_mask", WORDS: "as_words"}
"""What makes a vector of a number that all worlds share."""


# Pieces of source


def call(function: str, *args: ast.expr) -> ast.Call:
    """The call of a function by its name."""
    return ast.Call(ast.Name(function, ast.Load()), list(args), [])


def lane(function: str, *args: ast.expr) -> ast.Call:
    """The call of a function of `functions`: there an underscore is put behind its name."""
    return call(function + "_", *args)


def name(variable: str) -> ast.Name:
    """A variable that is read."""
    return ast.Name(variable, ast.Load())


def assign(target: str, value: ast.expr) -> ast.Assign:
    """A variable that is set."""
    return ast.Assign([ast.Name(target, ast.Store())], value, lineno=0)


def no_lane_in(mask: str) -> ast.expr:
    """True where a mask has no lane."""
    return ast.UnaryOp(ast.Not(), lane("some", name(mask)))


def both(left: ast.expr, right: ast.expr) -> ast.expr:
    """Lanes of both masks."""
    return ast.BinOp(left, ast.BitAnd(), right)


def calls_in(statement: ast.AST) -> int:
    """How many functions a statement calls."""
    return sum(isinstance(node, ast.Call) for node in ast.walk(statement))
