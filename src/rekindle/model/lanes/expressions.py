"""Expressions of a function of the model, rewritten for the worlds of a vector, and the kind of what each gives."""

from __future__ import annotations

import ast
import builtins
import math
from dataclasses import replace
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np

from rekindle.model.elementary import bits_of, float_of
from rekindle.model.lanes.kinds import (
    CASTS,
    LANES,
    MASK,
    SAME,
    SINGLE,
    WORDS,
    Named,
    Numbers,
    Record,
    Records,
    Several,
    Table,
    Unknown,
    Whole,
    both,
    call,
    join,
    lane,
    name,
)

if TYPE_CHECKING:
    from rekindle.model.lanes.rewriting import Rewriting

Place = tuple[ast.expr, list[ast.expr], list[Any], str]
"""Array, indices, kinds of indices and kind of a number that differs from lane to lane."""
BY_NAME = (np.uint64, min, max, abs, round, int, float)
EXACT = {math.sqrt: ("math.sqrt", "sqrt"), math.floor: ("math.floor", "floor"), math.fabs: ("math.fabs", "fabs")}
"""Functions whose bits are the same everywhere: for one number and for lanes."""
BITS = {bits_of: WORDS, float_of: LANES}
ARITHMETIC = {
    LANES: (ast.Add, ast.Sub, ast.Mult, ast.Div),
    WORDS: (ast.Add, ast.Sub, ast.Mult, ast.BitAnd, ast.BitOr, ast.BitXor, ast.LShift, ast.RShift),
    MASK: (ast.BitAnd, ast.BitOr, ast.BitXor),
}
ORDER = (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq)


def constant(value: Any) -> ast.expr:
    """A number as source."""
    if isinstance(value, np.uint64):
        return ast.parse(f"np.uint64({int(value)})", mode="eval").body
    return ast.parse("math.nan", mode="eval").body if value != value else ast.Constant(value)


class Expressions:
    """One function with the kinds of its arguments: what its variables are so far, and its expressions."""

    def __init__(self, rewriting: Rewriting, plain: Any, masked: bool) -> None:
        self.rewriting, self.plain, self.masked = rewriting, plain, masked
        self.globals = plain.__globals__
        self.env: dict[str, Any] = {}
        """What every variable is at this point."""
        self.known: dict[str, Any] = {}
        """What it is anywhere in the function, as far as is known."""

    def all_lanes(self, mask: str) -> bool:
        """True where what is done is done for every lane."""
        return mask == "_m" and not self.masked

    def expr(self, e: ast.expr, mask: str) -> tuple[ast.expr, Any]:
        """An expression under a mask, and its kind."""
        made, kind = self.raw(e, mask)
        if kind == SINGLE:
            raise Unknown(f"`{ast.unparse(e)}` is read from what is written down, in single precision; work with a variable")
        return made, kind

    def raw(self, e: ast.expr, mask: str) -> tuple[ast.expr, Any]:
        """The same where single precision may be read."""
        rewrite = getattr(self, "on_" + type(e).__name__.lower(), None)
        if rewrite is None:
            raise Unknown(f"`{ast.unparse(e)}` is no expression that lanes know; write numbers, indices, calls and operators")
        return rewrite(e, mask)

    def on_constant(self, e: ast.Constant, mask: str) -> tuple[ast.expr, Any]:
        return e, SAME

    def on_name(self, e: ast.Name, mask: str) -> tuple[ast.expr, Any]:
        for found in (self.env, self.known):
            if e.id in found:
                return name(e.id), found[e.id]
        value = self.globals.get(e.id)
        if isinstance(value, int | float | np.uint64):
            return constant(value), SAME
        raise Unknown(f"`{e.id}` is no number, no argument and no variable that was set before")

    def place(self, e: ast.expr, mask: str) -> Place | None:
        """Where a number that differs from lane to lane stands; None where it does not."""
        if isinstance(e, ast.Attribute):
            if isinstance(e.value, ast.Subscript):
                base, kind = self.expr(e.value.value, mask)
                if isinstance(kind, Records) and kind.dims == 1:
                    index, index_kind = self.expr(e.value.slice, mask)
                    if not kind.lanes or (e.attr in kind.one and index_kind == SAME):
                        return None
                    return base, [index, self.column(kind, e)], [index_kind, SAME], kind.number
            base, kind = self.expr(e.value, mask)
            if isinstance(kind, Record) and kind.lanes and e.attr not in kind.one:
                return base, [self.column(kind, e)], [SAME], kind.number
        elif isinstance(e, ast.Subscript):
            base, kind = self.expr(e.value, mask)
            if isinstance(kind, Table) and kind.lanes:
                parts = e.slice.elts if isinstance(e.slice, ast.Tuple) else [e.slice]
                if len(parts) == kind.dims:  # fewer: a part of it, which is an array again
                    made = [self.expr(p, mask) for p in parts]
                    return base, [m for m, _ in made], [k for _, k in made], LANES
        return None

    def column(self, kind: Records | Record, e: ast.Attribute) -> ast.expr:
        """A field as a column of numbers."""
        if e.attr not in kind.fields:
            raise Unknown(f"`{ast.unparse(e)}`: there is no field {e.attr}; there are {', '.join(kind.fields)}")
        return constant(kind.fields.index(e.attr))

    def load(self, place: Place) -> tuple[ast.expr, Any]:
        """The number at a place."""
        base, indices, kinds, number = place
        verb = "gather" if LANES in kinds else "load"
        return lane(f"{verb}{len(indices)}", base, *indices), number

    def on_attribute(self, e: ast.Attribute, mask: str) -> tuple[ast.expr, Any]:
        room = self.globals.get(e.value.id) if isinstance(e.value, ast.Name) and e.value.id not in self.env else None
        if isinstance(room, ModuleType):
            return constant(getattr(room, e.attr)), SAME
        place = self.place(e, mask)
        if place:
            return self.load(place)
        if isinstance(e.value, ast.Subscript):
            base, kind = self.expr(e.value.value, mask)
            if isinstance(kind, Records) and kind.lanes and kind.dims == 1:
                return lane("first2", base, self.expr(e.value.slice, mask)[0], self.column(kind, e)), SAME
        base, kind = self.expr(e.value, mask)
        read = ast.Attribute(base, e.attr, ast.Load())
        if isinstance(kind, Named) and e.attr in dict(kind.parts):
            return read, dict(kind.parts)[e.attr]
        if isinstance(kind, Record):
            return (lane("first1", base, self.column(kind, e)) if kind.lanes else read), SAME
        if e.attr == "size" and (isinstance(kind, Numbers) or (isinstance(kind, Table | Records) and kind.dims == 1)):
            return ast.Subscript(ast.Attribute(base, "shape", ast.Load()), constant(0), ast.Load()), SAME
        if e.attr == "shape" and isinstance(kind, Table | Records):
            return read, Several((SAME,) * kind.dims)
        raise Unknown(f"`{ast.unparse(e)}` is no field; for the size of a table write `.shape[0]`")

    def on_subscript(self, e: ast.Subscript, mask: str) -> tuple[ast.expr, Any]:
        place = self.place(e, mask)
        if place:
            return self.load(place)
        base, kind = self.expr(e.value, mask)
        parts = e.slice.elts if isinstance(e.slice, ast.Tuple) else [e.slice]
        made = [self.expr(p, mask) for p in parts]
        if any(k != SAME for _, k in made):
            raise Unknown(f"`{ast.unparse(e)}` takes a part of an array that differs between worlds; take single numbers of it")
        out = ast.Subscript(base, made[0][0] if len(made) == 1 else ast.Tuple([m for m, _ in made], ast.Load()), ast.Load())
        if isinstance(kind, Records):
            if len(parts) < kind.dims:
                return out, replace(kind, dims=kind.dims - len(parts))
            return out, Record(kind.fields, kind.one, kind.lanes, kind.number)
        if isinstance(kind, Table):
            return out, (SAME if len(parts) == kind.dims else Table(kind.lanes, kind.dims - len(parts)))
        if isinstance(kind, Numbers):
            return lane("load_words", out), WORDS
        if isinstance(kind, Whole):
            return ast.Attribute(base, "row", ast.Load()), kind.row
        if isinstance(kind, Several):
            if isinstance(parts[0], ast.Constant) and isinstance(parts[0].value, int):
                return out, kind.parts[parts[0].value]
            if len(set(kind.parts)) == 1:
                return out, kind.parts[0]
        raise Unknown(f"`{ast.unparse(e)}`: no part can be taken of what is no array")

    def on_binop(self, e: ast.BinOp, mask: str) -> tuple[ast.expr, Any]:
        left, a = self.raw(e.left, mask)
        right, b = self.raw(e.right, mask)
        if a == b == SINGLE:  # added in double precision and rounded: the same as in single precision
            return lane("single", ast.BinOp(left, e.op, right)), SINGLE
        a, b = (LANES if k == SINGLE else k for k in (a, b))
        kind = join(a, b)
        if kind == LANES and isinstance(e.op, ast.Pow):
            if not (isinstance(e.right, ast.Constant) and e.right.value == 2):
                raise Unknown(f"`{ast.unparse(e)}`: of powers lanes know the square; write `math.exp(power * math.log(x))`")
            return lane("square", left), LANES
        if kind in ARITHMETIC and not isinstance(e.op, ARITHMETIC[kind]):
            raise Unknown(f"`{ast.unparse(e)}`: this operator is not known for numbers that differ between worlds; + - * / are")
        return ast.BinOp(left, e.op, right), kind

    def on_unaryop(self, e: ast.UnaryOp, mask: str) -> tuple[ast.expr, Any]:
        value, kind = self.expr(e.operand, mask)
        if isinstance(e.op, ast.Not) and kind != SAME:
            return ast.UnaryOp(ast.Invert(), self.truth(value, kind, e.operand)), MASK
        return ast.UnaryOp(e.op, value), kind

    def truth(self, value: ast.expr, kind: Any, e: ast.expr) -> ast.expr:
        """What is asked for its truth, and must be true or false."""
        if kind not in (SAME, MASK):
            raise Unknown(f"`{ast.unparse(e)}` is asked for its truth and is a number; compare it: `{ast.unparse(e)} > 0.0`")
        return value

    def on_compare(self, e: ast.Compare, mask: str) -> tuple[ast.expr, Any]:
        made = [self.expr(x, mask) for x in (e.left, *e.comparators)]
        if all(k == SAME for _, k in made):
            return ast.Compare(made[0][0], e.ops, [m for m, _ in made[1:]]), SAME
        if not all(isinstance(op, ORDER) for op in e.ops):
            raise Unknown(f"`{ast.unparse(e)}`: numbers that differ between worlds are compared by < <= > >= == !=")
        out: ast.expr | None = None
        for (a, _), op, (b, _) in zip(made, e.ops, made[1:], strict=False):
            pair = ast.Compare(a, [op], [b])
            out = pair if out is None else both(out, pair)
        assert out is not None
        return out, MASK

    def on_boolop(self, e: ast.BoolOp, mask: str) -> tuple[ast.expr, Any]:
        made = [self.expr(x, mask) for x in e.values]
        if all(k == SAME for _, k in made):
            return ast.BoolOp(e.op, [m for m, _ in made]), SAME
        op = ast.BitAnd() if isinstance(e.op, ast.And) else ast.BitOr()
        truths = [self.truth(value, kind, x) for (value, kind), x in zip(made, e.values, strict=True)]
        out = truths[0]
        for value in truths[1:]:
            out = ast.BinOp(out, op, value)
        return out, MASK

    def on_ifexp(self, e: ast.IfExp, mask: str) -> tuple[ast.expr, Any]:
        test, kind = self.expr(e.test, mask)
        body, a = self.expr(e.body, mask)
        orelse, b = self.expr(e.orelse, mask)
        either = join(a, b)
        if kind == SAME:
            if either in CASTS:
                body, orelse = (lane(CASTS[either], x) if k == SAME else x for x, k in ((body, a), (orelse, b)))
            return ast.IfExp(test, body, orelse), either
        if either not in (SAME, LANES, MASK):
            raise Unknown(f"`{ast.unparse(e)}` is a choice by worlds of what is no number; choose the numbers one by one")
        return lane("where", self.truth(test, kind, e.test), body, orelse), LANES if either == SAME else either

    def on_tuple(self, e: ast.Tuple, mask: str) -> tuple[ast.expr, Any]:
        made = [self.expr(x, mask) for x in e.elts]
        return ast.Tuple([m for m, _ in made], ast.Load()), Several(tuple(k for _, k in made))

    def meant(self, e: ast.expr) -> Any:
        """The function that is called; None if there is none of that name."""
        if isinstance(e, ast.Name):
            return self.globals.get(e.id, getattr(builtins, e.id, None))
        if isinstance(e, ast.Attribute) and isinstance(e.value, ast.Name):
            return getattr(self.globals.get(e.value.id), e.attr, None)
        return None

    def on_call(self, e: ast.Call, mask: str) -> tuple[ast.expr, Any]:
        called = ast.unparse(e.func)
        if e.keywords:
            raise Unknown(f"`{called}` is called with arguments by name; give them in their order")
        if isinstance(e.func, ast.Attribute) and e.func.attr == "copy" and not e.args:
            base, kind = self.expr(e.func.value, mask)
            return ast.Call(ast.Attribute(base, "copy", ast.Load()), [], []), kind
        function = self.meant(e.func)
        made = [self.expr(a, mask) for a in e.args]
        args, kinds = [m for m, _ in made], [k for _, k in made]
        if function in EXACT:
            one, lanes = EXACT[function]
            return (lane(lanes, *args), LANES) if LANES in kinds else (call(one, *args), SAME)
        if function in BITS:
            return lane(function.__name__, *args), SAME if kinds == [SAME] else BITS[function]
        if function in BY_NAME:
            return self.on_known(called, function, args, kinds)
        if isinstance(function, type) and issubclass(function, tuple):
            self.rewriting.tuples[called] = function.__module__
            return call(called, *args), Named(tuple(zip(function._fields, kinds, strict=True)))  # type: ignore[attr-defined]
        if not hasattr(function, "py_func"):
            raise Unknown(
                f"`{called}` is no function of the model; call those decorated with `compiled` or `inlined`, and for exp and "
                "log write `from rekindle.model import elementary as math`"
            )
        full = self.all_lanes(mask)
        made_function = self.rewriting.function(function, tuple(kinds), not full)
        if made_function.masked and not full:
            args.append(name(mask))
        return call(made_function.name, *args), made_function.returns

    def on_known(self, called: str, function: Any, args: list[ast.expr], kinds: list[Any]) -> tuple[ast.expr, Any]:
        """Calls of Python's and NumPy's own functions of numbers."""
        if all(k == SAME for k in kinds):
            return ast.Call(ast.parse(called, mode="eval").body, args, []), SAME
        if function in (min, max):
            out = args[0]
            for other in args[1:]:
                out = lane({min: "smaller", max: "larger"}[function], out, other)
            return out, LANES
        if function is np.uint64:
            return lane("as_words", *args), WORDS
        if kinds == [WORDS] and function is float:
            return lane("number_of", *args), LANES
        if kinds == [LANES] and function in (abs, int, float):
            return (args[0] if function is float else lane({abs: "fabs", int: "trunc"}[function], *args)), LANES
        raise Unknown(f"`{called}` is not known for numbers that differ between worlds")
