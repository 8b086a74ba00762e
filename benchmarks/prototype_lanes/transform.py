"""One source, two compilations: a mechanism that is written for one world, rewritten for the worlds of a vector.

A function's source is read with `ast` and written anew for given kinds of arguments: what is one number for all worlds
stays as it is; what differs from world to world becomes a vector; an `if` on a vector becomes a mask; `continue`, `break`
and `return` under it take lanes out of the mask. Every operation keeps its place, so every lane has the bits of the scalar
function. Calls are followed, and a called function is made for every combination of kinds that it is called with.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from rekindle.model import noise as noises


class Unknown(Exception):
    """A construct that the rewriting does not know."""


U, V, B, W, NOTHING = "uniform", "lanes", "mask", "words", "nothing"
S = "single"
"""Lanes read from single precision: only to be added up with their like, and stored; everything else would round elsewhere."""


@dataclass(frozen=True)
class Arr:
    """An array of numbers; `lanes` if its last axis is the worlds."""

    lanes: bool
    dims: int


@dataclass(frozen=True)
class Recs:
    """An array of records with these fields; those of `one` are the same in all worlds; without lanes all are."""

    fields: tuple[str, ...]
    one: frozenset[str]
    lanes: bool = True
    dims: int = 1
    number: str = V


@dataclass(frozen=True)
class Rec:
    fields: tuple[str, ...]
    one: frozenset[str]
    lanes: bool = True
    number: str = V


@dataclass(frozen=True)
class Named:
    """A named tuple."""

    parts: tuple[tuple[str, Any], ...]


@dataclass(frozen=True)
class Worlds:
    """Numbers of worlds, by blocks of lanes: `worlds[w]` are those of a block, `worlds.size` is how many blocks there are."""


@dataclass(frozen=True)
class Whole:
    """One row of records of records, which in lanes is a pair: `row` by name, and the same memory as `numbers`."""

    row: Any


@dataclass(frozen=True)
class Tup:
    parts: tuple[Any, ...]


def join(a, b):
    """Kind of what is a on one way and b on another."""
    if a == b or b is None:
        return a
    if a is None:
        return b
    if {a, b} <= {U, V, NOTHING} and NOTHING not in (a, b):
        return V
    if {a, b} == {U, B}:
        return B
    if isinstance(a, Tup) and isinstance(b, Tup):
        return Tup(tuple(join(x, y) for x, y in zip(a.parts, b.parts, strict=True)))
    raise Unknown(f"{a} or {b}")


def call(name: str, *args: ast.expr) -> ast.Call:
    return ast.Call(ast.Name(name, ast.Load()), list(args), [])


def name(x: str) -> ast.Name:
    return ast.Name(x, ast.Load())


def const(x: Any) -> ast.expr:
    if isinstance(x, np.uint64):
        return ast.parse(f"np.uint64({int(x)})", mode="eval").body
    return ast.Constant(x)


def assign(target: str, value: ast.expr) -> ast.Assign:
    return ast.Assign([ast.Name(target, ast.Store())], value, lineno=0)


MATH = {"exp": "vexp", "log": "vlog", "log1p": "vlog1p", "sqrt": "vsqrt", "floor": "vfloor"}
UNIFORM_MATH = {"exp": "uexp", "log": "ulog", "log1p": "ulog1p", "sqrt": "math.sqrt", "floor": "math.floor"}


@dataclass
class Made:
    """A function as rewritten."""

    name: str
    source: ast.FunctionDef | None
    returns: Any
    masked: bool
    decorator: str


@dataclass
class Rewriting:
    """All functions rewritten so far, in the order in which they must be defined."""

    made: dict[Any, Made] = field(default_factory=dict)
    order: list[Made] = field(default_factory=list)
    constructs: dict[str, int] = field(default_factory=dict)
    tuples: dict[str, str] = field(default_factory=dict)

    def function(self, dispatcher: Any, kinds: tuple[Any, ...], masked: bool) -> Made:
        plain = getattr(dispatcher, "py_func", dispatcher)
        key = (plain, kinds, masked)
        if key not in self.made:
            if plain is noises.two_uniforms.py_func:
                self.made[key] = Made("two_uniforms_lanes", None, Tup((V, V)), False, "")
            else:
                made_name = f"{plain.__name__}_{len(self.made)}"
                made = _Function(self, plain, kinds, masked).rewritten(made_name, _decorator(dispatcher))
                if masked and not made.masked:  # it never asks: the same as without
                    made = self.function(dispatcher, kinds, False)
                else:
                    self.order.append(made)
                self.made[key] = made
        return self.made[key]

    def text(self) -> str:
        parts = [HEAD + "".join(f"from {room} import {cls}\n" for cls, room in self.tuples.items())]
        for made in self.order:
            parts.append(f"@{made.decorator}\n{ast.unparse(ast.fix_missing_locations(made.source))}\n")
        return "\n\n".join(parts)


def _decorator(dispatcher: Any) -> str:
    options = getattr(dispatcher, "targetoptions", {})
    if options.get("forceinline"):
        return "inlined"
    if not options.get("_nrt", True):
        return "compiled"
    return "allocating" if hasattr(dispatcher, "door") else "whole_run"


HEAD = '''"""Made by `transform`: the model's functions for lanes. Not to be edited."""
import math
import numpy as np
from rekindle.model.compiled import allocating, compiled, inlined
from benchmarks.prototype_lanes.support import *
'''


@dataclass
class _Loop:
    """Where a loop's lanes leave it: masks at its top, and the names of masks of lanes that have left."""

    top: str
    gone: str
    broken: str
    current: str = ""
    breaks: bool = False
    continues: bool = False
    varying: bool = False


class _Function:
    def __init__(self, rewriting: Rewriting, plain: Any, kinds: tuple[Any, ...], masked: bool) -> None:
        self.rewriting, self.plain, self.kinds, self.masked = rewriting, plain, kinds, masked
        lines, first = inspect.getsourcelines(plain)
        tree: Any = ast.parse(textwrap.dedent("".join(lines))).body[0]
        self.first, self.at = first - 1, tree.lineno
        self.tree = tree
        self.body = tree.body
        if isinstance(self.body[0], ast.Expr) and isinstance(self.body[0].value, ast.Constant):
            self.body = self.body[1:]
        self.arguments = [a.arg for a in tree.args.args]
        self.globals = plain.__globals__
        self.known: dict[str, Any] = {}

    def rewritten(self, made_name: str, decorator: str) -> Made:
        """The function for its kinds. What the rewriting does not know is an error with the function and the line."""
        try:
            return self._rewritten(made_name, decorator)
        except (Unknown, KeyError, AttributeError, TypeError, ValueError, IndexError) as error:
            if getattr(error, "placed", False):
                raise
            why = str(error) if isinstance(error, Unknown) else f"{type(error).__name__} {error}"
            unknown = Unknown(f"{self.plain.__module__}, {self.plain.__name__}, line {self.first + self.at}: {why}")
            unknown.placed = True
            raise unknown from error

    def _rewritten(self, made_name: str, decorator: str) -> Made:
        for _ in range(8):  # until the kinds of all variables are settled
            self.env = dict(zip(self.arguments, self.kinds, strict=True))
            self.defined = dict.fromkeys(self.arguments, "_m")
            self.loops: list[_Loop] = []
            self.counter = 0
            self.returns: Any = None
            self.returning = self.results = False
            self.current = "_m"
            before = dict(self.known)
            body = self.block(self.body, "_m", "function")
            if self.known == before:
                break
        else:
            raise Unknown(f"kinds in {self.plain.__name__} do not settle")
        uses = {n.id for stmt in body for n in ast.walk(stmt) if isinstance(n, ast.Name)}
        start: list[ast.stmt] = []
        if self.returning:
            start.append(assign("_gone", call("none_")))
        if self.results:
            start.append(assign("_result", call("zero_") if self.returns == V else call("none_")))
            if not isinstance(body[-1], ast.Return):
                body.append(ast.Return(name("_result")))
        needs_mask = "_m" in uses
        if needs_mask and not self.masked:
            start.insert(0, assign("_m", call("all_")))
        arguments = self.arguments + (["_m"] if needs_mask and self.masked else [])
        source = ast.FunctionDef(
            made_name, ast.arguments([], [ast.arg(a) for a in arguments], None, [], [], None, []),
            start + body or [ast.Pass()], [], None, None, lineno=0)  # fmt: skip
        return Made(made_name, source, self.returns if self.returns is not None else NOTHING, needs_mask, decorator)

    # Statements

    def fresh(self, stem: str) -> str:
        self.counter += 1
        return f"_{stem}{self.counter}"

    def block(self, statements: list[ast.stmt], mask: str, where: str) -> list[ast.stmt]:
        """Statements under a mask; `where` says what the block is the body of: the function, a loop, or a branch."""
        out: list[ast.stmt] = []
        for n, statement in enumerate(statements):
            if where == "loop":
                self.loops[-1].current = mask
            elif where == "function":
                self.current = mask
            made, mask_after = self.statement(statement, mask, where)
            out += made
            if mask_after != mask:
                mask = mask_after
                rest = statements[n + 1 :]
                if where == "loop" and len(rest) > 1:
                    out.append(ast.If(ast.UnaryOp(ast.Not(), call("some", name(mask))), [ast.Continue()], []))
                elif where == "function" and any(isinstance(s, ast.For | ast.While) or _calls(s) > 2 for s in rest):
                    result = None if self.known.get("return") in (None, NOTHING) else name("_result")
                    out.append(ast.If(ast.UnaryOp(ast.Not(), call("some", name(mask))), [ast.Return(result)], []))
        return out

    def statement(self, s: ast.stmt, mask: str, where: str) -> tuple[list[ast.stmt], str]:
        kind = type(s).__name__
        self.at = getattr(s, "lineno", self.at)
        self.rewriting.constructs[kind] = self.rewriting.constructs.get(kind, 0) + 1
        if isinstance(s, ast.Assign):
            (target,) = s.targets
            return self.assignment(target, s.value, mask), mask
        if isinstance(s, ast.AugAssign):
            left = ast.parse(ast.unparse(s.target), mode="eval").body
            return self.assignment(s.target, ast.BinOp(left, s.op, s.value), mask), mask
        if isinstance(s, ast.Expr):
            value, _ = self.expr(s.value, mask)
            return [ast.Expr(value)], mask
        if isinstance(s, ast.If):
            return self.branch(s, mask, where)
        if isinstance(s, ast.For):
            return self.for_loop(s, mask)
        if isinstance(s, ast.While):
            return self.while_loop(s, mask)
        if isinstance(s, ast.Continue | ast.Break):
            return self.leave_loop(s, mask), mask
        if isinstance(s, ast.Return):
            return self.leave(s, mask), mask
        if isinstance(s, ast.Pass):
            return [s], mask
        raise Unknown(kind)

    def leave_loop(self, s: ast.stmt, mask: str) -> list[ast.stmt]:
        loop = self.loops[-1]
        if mask == loop.top or (mask == loop.current and isinstance(s, ast.Continue)):
            return [s]
        if isinstance(s, ast.Continue):
            loop.continues = True
            gone = loop.gone
        else:
            loop.breaks = True
            gone = loop.broken
        return [assign(gone, ast.BinOp(name(gone), ast.BitOr(), name(mask)))]

    def leave(self, s: ast.Return, mask: str) -> list[ast.stmt]:
        value, kind = self.expr(s.value, mask) if s.value else (None, NOTHING)
        kind = join(self.known.get("return"), kind)
        if not (mask == "_m" and not self.loops_vary()) and kind == U:
            kind = V
        self.known["return"] = self.returns = kind
        if value is not None and kind == V:
            value = call("lanes_", value)
        if mask == "_m" and not self.loops_vary():
            return [ast.Return(value)]
        if mask == self.current and not self.loops:
            if value is None:
                return [ast.Return(None)]
            self.results = True
            return [ast.Return(call("where", name(mask), value, name("_result")))]
        self.returning = True
        out: list[ast.stmt] = []
        if value is not None:
            self.results = True
            out.append(assign("_result", call("where", name(mask), value, name("_result"))))
        out.append(assign("_gone", ast.BinOp(name("_gone"), ast.BitOr(), name(mask))))
        return out

    def loops_vary(self) -> bool:
        return any(loop.varying for loop in self.loops)

    def assignment(self, target: ast.expr, value: ast.expr, mask: str) -> list[ast.stmt]:
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            out, later = [], []
            for t, v in zip(target.elts, value.elts, strict=True):
                if isinstance(t, ast.Name):
                    temporary = self.fresh("t")
                    made, kind = self.expr(v, mask)
                    out.append(assign(temporary, made))
                    later += self.set_name(t.id, name(temporary), kind, mask)
                else:
                    raise Unknown("tuple target")
            return out + later
        if isinstance(target, ast.Tuple):
            made, kind = self.expr(value, mask)
            temporary = self.fresh("t")
            out = [assign(temporary, made)]
            for n, t in enumerate(target.elts):
                item = ast.Subscript(name(temporary), ast.Constant(n), ast.Load())
                out += self.set_name(t.id, item, kind.parts[n], mask)
            return out
        if isinstance(target, ast.Name):
            made, kind = self.expr(value, mask)
            return self.set_name(target.id, made, kind, mask)
        made, kind = self.raw(value, mask)
        if isinstance(target, ast.Subscript):
            base, whole = self.expr(target.value, mask)
            if isinstance(whole, Whole):
                if mask != "_m" or self.masked or not isinstance(kind, Arr):
                    raise Unknown("a row that only some worlds take")
                return [ast.Expr(call("take", ast.Attribute(base, "numbers", ast.Load()), made))]
        return self.store(target, made, kind, mask)

    def set_name(self, variable: str, value: ast.expr, kind: Any, mask: str) -> list[ast.stmt]:
        number = kind in (U, V, B)
        if variable in self.defined and self.defined[variable] != mask and mask != "_m" and number:
            old = self.env[variable]
            kind = join(kind, old)
            if kind == U:
                kind = B if isinstance(value, ast.Constant) and isinstance(value.value, bool) else V
            value = call("where", name(mask), value, name(variable))
        elif variable not in self.defined:
            self.defined[variable] = mask
        if number:
            known = join(self.known.get(variable), kind)
            if kind == U and known in (V, B):
                value = call("lanes_" if known == V else "mask_", value)
            self.known[variable] = kind = known
        self.env[variable] = kind
        return [assign(variable, value)]

    def store(self, target: ast.expr, value: ast.expr, kind: Any, mask: str) -> list[ast.stmt]:
        place = self.place(target, mask)
        if place is None:
            target = ast.parse(ast.unparse(target), mode="eval").body
            raise Unknown(f"store to what is the same in all worlds: {ast.unparse(target)}")
        array, indices, kinds, _ = place
        full = mask == "_m" and not self.masked
        if V in kinds:
            if len(indices) == 2 and kinds[0] == V and kinds[1] == U:
                return [ast.Expr(call("scatter2", array, *indices, name(mask), value))]
            raise Unknown("store under a vector of indices")
        if not full:
            value = call("where", name(mask), value, call(f"load{len(indices)}", array, *indices))
        return [ast.Expr(call(f"store{len(indices)}", array, *indices, value))]

    def branch(self, s: ast.If, mask: str, where: str) -> tuple[list[ast.stmt], str]:
        test = s.test
        if isinstance(test, ast.BoolOp) and not s.orelse:
            kinds = [self.expr(v, mask)[1] for v in test.values]
            if U in kinds and B in kinds:
                same = [v for v, k in zip(test.values, kinds, strict=True) if k == U]
                differ = [v for v, k in zip(test.values, kinds, strict=True) if k != U]
                if isinstance(test.op, ast.And):  # what all worlds agree on is asked first
                    inner = ast.If(_bool(ast.And(), differ), s.body, [])
                    return self.branch(ast.If(_bool(ast.And(), same), [inner], []), mask, where)
                if isinstance(s.body[-1], ast.Continue | ast.Return) and len(s.body) == 1:
                    out, after = self.branch(ast.If(_bool(ast.Or(), same), s.body, []), mask, where)
                    more, last = self.branch(ast.If(_bool(ast.Or(), differ), s.body, []), after, where)
                    return out + more, last
        made, kind = self.expr(test, mask)
        if kind == U:
            saved = dict(self.defined)
            body, exits_body = self.nested(s.body, mask)
            orelse, exits_else = self.nested(s.orelse, mask)
            self.defined = {**self.defined, **saved}
            return self.after([ast.If(made, body or [ast.Pass()], orelse)], exits_body | exits_else, mask)
        chosen = self.fresh("c")
        out: list[ast.stmt] = [assign(chosen, made)]
        plain_continue = len(s.body) == 1 and isinstance(s.body[0], ast.Continue) and where == "loop" and not s.orelse
        if plain_continue:
            after = self.fresh("m")
            out.append(assign(after, call("without", name(mask), name(chosen))))
            return out, after
        if len(s.body) == 1 and isinstance(s.body[0], ast.Return) and where == "function" and not s.orelse:
            after = self.fresh("m")
            yes = self.fresh("m")
            out.append(assign(yes, ast.BinOp(name(mask), ast.BitAnd(), name(chosen))))
            left = s.body[0]
            value, value_kind = self.expr(left.value, yes) if left.value else (None, NOTHING)
            value_kind = V if value_kind == U else value_kind
            self.known["return"] = self.returns = join(self.known.get("return"), value_kind)
            if value is not None:
                self.results = True
                out.append(assign("_result", call("where", name(yes), value, name("_result"))))
            out.append(assign(after, call("without", name(mask), name(chosen))))
            return out, after
        yes = self.fresh("m")
        out.append(assign(yes, ast.BinOp(name(mask), ast.BitAnd(), name(chosen))))
        body, exits = self.nested(s.body, yes)
        out += self.guarded(yes, body, s.body)
        if s.orelse:
            no = self.fresh("m")
            out.append(assign(no, call("without", name(mask), name(chosen))))
            orelse, more = self.nested(s.orelse, no)
            out += self.guarded(no, orelse, s.orelse)
            exits |= more
        return self.after(out, exits, mask)

    def guarded(self, mask: str, body: list[ast.stmt], source: list[ast.stmt]) -> list[ast.stmt]:
        """Nothing is done where no lane takes a branch, unless asking costs more than doing."""
        simple = all(isinstance(s, ast.Assign | ast.AugAssign | ast.Return | ast.Continue | ast.Break) for s in source)
        if simple and len(source) <= 2 and sum(_calls(s) for s in source) == 0:
            return body
        return [ast.If(call("some", name(mask)), body, [])]

    def nested(self, statements: list[ast.stmt], mask: str) -> tuple[list[ast.stmt], set[str]]:
        """A branch, and the names of masks of lanes that may leave in it."""
        loop = self.loops[-1] if self.loops else None
        body = self.block(statements, mask, "branch")
        targets = {t.id for s in body for n in ast.walk(s) if isinstance(n, ast.Assign) for t in n.targets}
        exits = {"_gone"} & targets
        if loop:
            exits |= {loop.gone, loop.broken} & targets
        return body, exits

    def after(self, out: list[ast.stmt], exits: set[str], mask: str) -> tuple[list[ast.stmt], str]:
        if not exits:
            return out, mask
        left: ast.expr = name(mask)
        for gone in sorted(exits):
            left = call("without", left, name(gone))
        after = self.fresh("m")
        return [*out, assign(after, left)], after

    def for_loop(self, s: ast.For, mask: str) -> tuple[list[ast.stmt], str]:
        if isinstance(s.iter, ast.Tuple):
            iterated, trips = self.expr(s.iter, mask)[0], None
        elif isinstance(s.iter, ast.Call) and ast.unparse(s.iter.func) == "range":
            made = [self.expr(a, mask) for a in s.iter.args]
            kinds = [k for _, k in made]
            if V in kinds:
                if len(made) != 1:
                    raise Unknown("range from a vector")
                trips = self.fresh("n")
                iterated = call("range", call("int", call("most_", name(mask), name(trips))))
            else:
                iterated, trips = call("range", *[e for e, _ in made]), None
        else:
            raise Unknown("for over " + ast.unparse(s.iter))
        self.env[s.target.id] = U
        self.known[s.target.id] = U
        self.defined[s.target.id] = "_m"
        out: list[ast.stmt] = [] if trips is None else [assign(trips, made[0][0])]
        top, loop = self.fresh("m"), _Loop("", self.fresh("x"), self.fresh("b"))
        loop.varying = trips is not None
        head: list[ast.stmt] = []
        body, returning = self.loop_body(s.body, mask, top, loop, trips is not None)
        if trips is not None:
            inside: ast.expr = ast.BinOp(name(mask), ast.BitAnd(), ast.Compare(name(s.target.id), [ast.Lt()], [name(trips)]))
        else:
            inside = name(mask)
        head, out = self.loop_head(inside, top, loop, returning, trips is not None, out)
        out.append(ast.For(ast.Name(s.target.id, ast.Store()), iterated, head + body, [], lineno=0))
        return self.after(out, {"_gone"} if returning else set(), mask)

    def loop_body(self, statements, mask, top, loop, varying):
        """Twice, as only after the first time it is known whether lanes leave."""
        saved = dict(self.defined), dict(self.env), self.counter
        loop.top = top if varying else mask
        self.loops.append(loop)
        body = self.block(statements, loop.top, "loop")
        returning = any(isinstance(n, ast.Assign) and n.targets[0].id == "_gone" for s in body for n in ast.walk(s))
        if (loop.breaks or returning) and not varying:
            self.defined, self.env = saved[0], saved[1]
            loop.top = top
            body = self.block(statements, top, "loop")
        self.loops.pop()
        return body, returning

    def loop_head(self, inside, top, loop, returning, varying, out):
        head: list[ast.stmt] = []
        if loop.breaks:
            out = [*out, assign(loop.broken, call("none_"))]
            inside = call("without", inside, name(loop.broken))
        if returning:
            inside = call("without", inside, name("_gone"))
        if loop.top == top:
            head.append(assign(top, inside))
            if loop.breaks or returning:
                head.append(ast.If(ast.UnaryOp(ast.Not(), call("some", name(top))), [ast.Break()], []))
        if loop.continues:
            head.append(assign(loop.gone, call("none_")))
        return head, out

    def while_loop(self, s: ast.While, mask: str) -> tuple[list[ast.stmt], str]:
        made, kind = self.expr(s.test, mask)
        if kind == U:
            loop = _Loop("", self.fresh("x"), self.fresh("b"))
            top = self.fresh("m")
            body, returning = self.loop_body(s.body, mask, top, loop, False)
            if loop.top == top or returning:
                raise Unknown("lanes leave a while that all share")
            made, kind = self.expr(s.test, mask)  # kinds may have changed in the body
            if kind == U:
                return [ast.While(made, body, [])], mask
        loop = _Loop("", self.fresh("x"), self.fresh("b"), varying=True)
        top = self.fresh("m")
        body, returning = self.loop_body(s.body, mask, top, loop, True)
        made, _ = self.expr(s.test, mask)
        inside: ast.expr = ast.BinOp(name(top), ast.BitAnd(), made)
        head, out = self.loop_head(inside, top, loop, returning, True, [assign(top, name(mask))])
        if not (loop.breaks or returning):
            head.append(ast.If(ast.UnaryOp(ast.Not(), call("some", name(top))), [ast.Break()], []))
        out.append(ast.While(ast.Constant(True), head + body, []))
        return self.after(out, {"_gone"} if returning else set(), mask)

    # Expressions

    def place(self, e: ast.expr, mask: str) -> tuple[ast.expr, list[ast.expr], list[Any], str] | None:
        """Array, indices, kinds of indices and kind of a number that differs from lane to lane; None where it does not."""
        if isinstance(e, ast.Attribute):
            if isinstance(e.value, ast.Subscript):
                base, kind = self.expr(e.value.value, mask)
                if isinstance(kind, Recs) and kind.dims == 1:
                    index, index_kind = self.expr(e.value.slice, mask)
                    if not kind.lanes or (e.attr in kind.one and index_kind == U):
                        return None
                    return base, [index, const(kind.fields.index(e.attr))], [index_kind, U], kind.number
            base, kind = self.expr(e.value, mask)
            if isinstance(kind, Rec) and kind.lanes and e.attr not in kind.one:
                return base, [const(kind.fields.index(e.attr))], [U], kind.number
            return None
        if isinstance(e, ast.Subscript):
            base, kind = self.expr(e.value, mask)
            if isinstance(kind, Arr) and kind.lanes:
                parts = e.slice.elts if isinstance(e.slice, ast.Tuple) else [e.slice]
                if len(parts) < kind.dims:
                    return None  # a part of it, which is an array again
                made = [self.expr(p, mask) for p in parts]
                return base, [m for m, _ in made], [k for _, k in made], V
        return None

    def expr(self, e: ast.expr, mask: str) -> tuple[ast.expr, Any]:
        made, kind = self.raw(e, mask)
        if kind == S:
            raise Unknown("a number of single precision: " + ast.unparse(e))
        return made, kind

    def raw(self, e: ast.expr, mask: str) -> tuple[ast.expr, Any]:
        kind = type(e).__name__
        method = getattr(self, "on_" + kind.lower(), None)
        if method is None:
            raise Unknown(kind + ": " + ast.unparse(e))
        return method(e, mask)

    def on_constant(self, e, mask):
        return e, U

    def on_name(self, e, mask):
        if e.id in self.env:
            return name(e.id), self.env[e.id]
        if e.id in self.known:
            return name(e.id), self.known[e.id]
        value = self.globals[e.id]
        if isinstance(value, int | float | np.uint64):
            return const(value), U
        raise Unknown("name " + e.id)

    def on_attribute(self, e, mask):
        if isinstance(e.value, ast.Name) and e.value.id == "math" and "math" not in self.env:
            return ast.Attribute(name("math"), e.attr, ast.Load()), U
        place = self.place(e, mask)
        if place:
            return self.load(*place)
        if isinstance(e.value, ast.Subscript):
            base, kind = self.expr(e.value.value, mask)
            if isinstance(kind, Recs) and kind.lanes and kind.dims == 1:
                index, _ = self.expr(e.value.slice, mask)
                return call("first2", base, index, const(kind.fields.index(e.attr))), U
        base, kind = self.expr(e.value, mask)
        if isinstance(kind, Named):
            part = dict(kind.parts)[e.attr]
            return ast.Attribute(base, e.attr, ast.Load()), part
        if isinstance(kind, Rec):
            if kind.lanes:
                return call("first1", base, const(kind.fields.index(e.attr))), U
            return ast.Attribute(base, e.attr, ast.Load()), U
        if e.attr in ("shape", "size") and isinstance(kind, Arr | Recs | Worlds):
            if e.attr == "size":
                if not isinstance(kind, Worlds) and kind.dims != 1:
                    raise Unknown("size of a table")
                return ast.Subscript(ast.Attribute(base, "shape", ast.Load()), const(0), ast.Load()), U
            return ast.Attribute(base, "shape", ast.Load()), Tup((U,) * kind.dims)
        raise Unknown("attribute " + ast.unparse(e))

    def load(self, base, indices, kinds, number):
        verb = "load" if V not in kinds else "gather"
        return call(f"{verb}{len(indices)}", base, *indices), number

    def on_subscript(self, e, mask):
        place = self.place(e, mask)
        if place:
            return self.load(*place)
        base, kind = self.expr(e.value, mask)
        parts = e.slice.elts if isinstance(e.slice, ast.Tuple) else [e.slice]
        made = [self.expr(p, mask) for p in parts]
        if any(k != U for _, k in made):
            raise Unknown("index by lane: " + ast.unparse(e))
        index = made[0][0] if len(made) == 1 else ast.Tuple([m for m, _ in made], ast.Load())
        out = ast.Subscript(base, index, ast.Load())
        if isinstance(kind, Recs):
            if len(parts) < kind.dims:
                return out, replace(kind, dims=kind.dims - len(parts))
            return out, Rec(kind.fields, kind.one, kind.lanes, kind.number)
        if isinstance(kind, Arr):
            return out, (U if len(parts) == kind.dims else Arr(kind.lanes, kind.dims - len(parts)))
        if isinstance(kind, Worlds):
            return call("load_words", out), W
        if isinstance(kind, Whole):
            return ast.Attribute(base, "row", ast.Load()), kind.row
        if isinstance(kind, Tup):
            if isinstance(parts[0], ast.Constant):
                return out, kind.parts[parts[0].value]
            return out, kind.parts[0]
        raise Unknown("subscript " + ast.unparse(e))

    def on_binop(self, e, mask):
        left, a = self.raw(e.left, mask)
        right, b = self.raw(e.right, mask)
        if a == b == S:  # added in double precision and rounded: the same as in single precision
            return call("single", ast.BinOp(left, e.op, right)), S
        a, b = (V if k == S else k for k in (a, b))
        if V in (a, b) and isinstance(e.op, ast.Pow):
            if not (isinstance(e.right, ast.Constant) and e.right.value == 2):
                raise Unknown("power")
            return call("square", left), V
        if V in (a, b) and not isinstance(e.op, ast.Add | ast.Sub | ast.Mult | ast.Div):
            raise Unknown("operator " + ast.unparse(e))
        return ast.BinOp(left, e.op, right), join(a, b)

    def on_unaryop(self, e, mask):
        value, kind = self.expr(e.operand, mask)
        if isinstance(e.op, ast.Not) and kind == B:
            return ast.UnaryOp(ast.Invert(), value), B
        return ast.UnaryOp(e.op, value), kind

    def on_compare(self, e, mask):
        made = [self.expr(x, mask) for x in (e.left, *e.comparators)]
        if all(k == U for _, k in made):
            return ast.Compare(made[0][0], e.ops, [m for m, _ in made[1:]]), U
        pairs = [ast.Compare(a, [op], [b]) for (a, _), op, (b, _) in zip(made, e.ops, made[1:], strict=False)]
        out: ast.expr = pairs[0]
        for pair in pairs[1:]:
            out = ast.BinOp(out, ast.BitAnd(), pair)
        return out, B

    def on_boolop(self, e, mask):
        made = [self.expr(x, mask) for x in e.values]
        if all(k == U for _, k in made):
            return ast.BoolOp(e.op, [m for m, _ in made]), U
        op = ast.BitAnd() if isinstance(e.op, ast.And) else ast.BitOr()
        out = made[0][0]
        for value, _ in made[1:]:
            out = ast.BinOp(out, op, value)
        return out, B

    def on_ifexp(self, e, mask):
        test, kind = self.expr(e.test, mask)
        body, a = self.expr(e.body, mask)
        orelse, b = self.expr(e.orelse, mask)
        both = join(a, b)
        if kind != U and both not in (U, V, B):
            raise Unknown("a choice by worlds of what is no number: " + ast.unparse(e))
        if kind == U:
            if both == V:
                body, orelse = (call("lanes_", x) if k == U else x for x, k in ((body, a), (orelse, b)))
            return ast.IfExp(test, body, orelse), both
        return call("where", test, body, orelse), V if both == U else both

    def on_tuple(self, e, mask):
        made = [self.expr(x, mask) for x in e.elts]
        return ast.Tuple([m for m, _ in made], ast.Load()), Tup(tuple(k for _, k in made))

    def on_call(self, e, mask):
        called = ast.unparse(e.func)
        if e.keywords:
            raise Unknown("arguments by name: " + called)
        if isinstance(e.func, ast.Attribute) and e.func.attr == "copy" and not e.args:
            base, kind = self.expr(e.func.value, mask)
            return ast.Call(ast.Attribute(base, "copy", ast.Load()), [], []), kind
        made = [self.expr(a, mask) for a in e.args]
        args, kinds = [m for m, _ in made], [k for _, k in made]
        if called in ("min", "max"):
            if V not in kinds:
                return call(called, *args), U
            out = args[0]
            for other in args[1:]:
                out = call("v" + called, out, other)
            return out, V
        if called in ("abs", "round") and kinds == [U]:
            return call(called, *args), U
        if called == "abs":
            return call("vabs", *args), V
        if called == "int":
            return (call("int", *args), U) if kinds[0] == U else (call("vtrunc", *args), V)
        if called == "float" and kinds == [U]:
            return call("float", *args), U
        if called.startswith("math."):
            function = called[5:]
            if V in kinds:
                return call(MATH[function], *args), V
            return ast.Call(ast.parse(UNIFORM_MATH[function], mode="eval").body, args, []), U
        dispatcher = self.globals.get(called)
        if dispatcher is None:
            raise Unknown("call " + called)
        if isinstance(dispatcher, type) and issubclass(dispatcher, tuple):
            self.rewriting.tuples[called] = dispatcher.__module__
            return call(called, *args), Named(tuple(zip(dispatcher._fields, kinds, strict=True)))
        full = mask == "_m" and not self.masked
        made_function = self.rewriting.function(dispatcher, tuple(kinds), not full)
        if made_function.masked and not full:
            args.append(name(mask))
        return call(made_function.name, *args), made_function.returns


def _bool(op: ast.boolop, values: list[ast.expr]) -> ast.expr:
    return values[0] if len(values) == 1 else ast.BoolOp(op, values)


def _calls(s: ast.AST) -> int:
    return sum(isinstance(n, ast.Call) for n in ast.walk(s))
