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
from dataclasses import dataclass, field
from typing import Any

from rekindle.model.lanes import functions
from rekindle.model.lanes.branches import Rewritten
from rekindle.model.lanes.kinds import CASTS, LANES, NOTHING, SAME, Unknown, assign, calls_in, lane, name, no_lane_in
from rekindle.model.lanes.loops import Loops

HEAD = '''"""Made by `rekindle.model.lanes` of the model's sources, for eight worlds at a time. Not to be edited."""

import math

import numpy as np

from rekindle.model.compiled import allocating, compiled, inlined, whole
'''
ROUNDS = 8
"""After so many readings of a function the kinds of its variables must be settled."""


@dataclass
class Made:
    """A function as rewritten."""

    name: str
    source: ast.FunctionDef
    returns: Any
    masked: bool
    decorator: str


@dataclass
class Rewriting:
    """All functions rewritten so far, in the order in which they must be defined."""

    made: dict[Any, Made] = field(default_factory=dict)
    order: list[Made] = field(default_factory=list)
    tuples: dict[str, str] = field(default_factory=dict)
    """Named tuples that are made, and the modules that they come from."""

    def function(self, dispatcher: Any, kinds: tuple[Any, ...], masked: bool) -> Made:
        """A function for arguments of these kinds; `masked` if only some lanes may call it. Raises Unknown."""
        key = (dispatcher.py_func, kinds, masked)
        if key not in self.made:
            made_name = f"{dispatcher.py_func.__name__}_{len(self.made)}"
            made = Function(self, dispatcher.py_func, kinds, masked).rewritten(made_name, _decorator(dispatcher))
            if masked and not made.masked:  # it never asks: the same as without
                made = self.function(dispatcher, kinds, False)
            else:
                self.order.append(made)
            self.made[key] = made
        return self.made[key]

    def text(self) -> str:
        """The module of all functions."""
        nodes = [node for made in self.order for node in ast.walk(made.source)]
        used = {node.id for node in nodes if isinstance(node, ast.Name)}
        called = sorted(word for word in used if word.endswith("_") and hasattr(functions, word[:-1]))
        imports = [f"from {room} import {cls}\n" for cls, room in sorted(self.tuples.items())]
        imports.append(f"from rekindle.model.lanes.functions import {', '.join(f'{word[:-1]} as {word}' for word in called)}\n")
        bodies = [f"@{made.decorator}\n{ast.unparse(ast.fix_missing_locations(made.source))}\n" for made in self.order]
        return "\n\n".join([HEAD + "".join(imports), *bodies])


def _decorator(dispatcher: Any) -> str:
    options = dispatcher.targetoptions
    if options.get("forceinline"):
        return "inlined"
    if not options.get("_nrt", True):
        return "compiled"
    return "allocating" if hasattr(dispatcher, "door") else "whole"


class Function(Loops):
    """One function for one combination of kinds."""

    def __init__(self, rewriting: Rewriting, plain: Any, kinds: tuple[Any, ...], masked: bool) -> None:
        super().__init__(rewriting, plain, masked)
        lines, self.first = inspect.getsourcelines(plain)
        self.lines = lines
        tree: Any = ast.parse(textwrap.dedent("".join(lines))).body[0]
        self.at = tree.lineno
        self.tree = tree
        self.body = tree.body[1:] if ast.get_docstring(tree) is not None else tree.body
        self.kinds = dict(zip([a.arg for a in tree.args.args], kinds, strict=True))

    def rewritten(self, made_name: str, decorator: str) -> Made:
        """The function for its kinds. What the rewriting does not know is an error with the file and the line."""
        try:
            check_loops(self.tree)
            return self._rewritten(made_name, decorator)
        except (Unknown, KeyError, AttributeError, TypeError, ValueError, IndexError) as error:
            if getattr(error, "placed", False):
                raise
            raise self.unknown(error) from error

    def unknown(self, error: Exception) -> Unknown:
        """The error with its place."""
        at = getattr(error, "at", self.at)
        why = str(error) if isinstance(error, Unknown) else f"the rewriting fails here ({type(error).__name__}: {error})"
        unknown = Unknown(
            f"{self.plain.__code__.co_filename}, line {self.first + at - 1}, in {self.plain.__name__}: "
            f"{self.lines[at - 1].strip()!r} cannot be made for eight worlds at a time. {why[0].upper()}{why[1:]}. "
            "What a mechanism may be written with: CONTRIBUTING.md, Adding things."
        )
        unknown.placed = True
        return unknown

    def _rewritten(self, made_name: str, decorator: str) -> Made:
        body: list[ast.stmt] = []
        for _ in range(ROUNDS):
            before = dict(self.known)
            start = self.begin()
            body = self.block(self.body, "_m", "function")
            if self.known == before:
                break
        else:
            raise Unknown("it does not settle which of its variables differ between worlds; give what changes another name")
        if self.returning:
            start.append(assign("_gone", lane("no_lane")))
        if self.results:
            start.append(assign("_result", lane("zeros") if self.returns == LANES else lane("no_lane")))
            if not isinstance(body[-1], ast.Return):
                body.append(ast.Return(name("_result")))
        uses_mask = any(isinstance(n, ast.Name) and n.id == "_m" for stmt in body for n in ast.walk(stmt))
        if uses_mask and not self.masked:
            start.insert(0, assign("_m", lane("every_lane")))
        arguments = [*self.kinds, *(["_m"] if uses_mask and self.masked else [])]
        source = ast.FunctionDef(
            made_name, ast.arguments([], [ast.arg(a) for a in arguments], None, [], [], None, []),
            start + body or [ast.Pass()], [], None, None, lineno=0)  # fmt: skip
        return Made(made_name, source, self.returns if self.returns is not None else NOTHING, uses_mask, decorator)

    def begin(self) -> list[ast.stmt]:
        """Nothing is set but the arguments; those that become vectors in a loop are vectors from the start."""
        self.env = dict(self.kinds)
        self.defined = dict.fromkeys(self.kinds, "_m")
        self.loops = []
        self.counter = 0
        self.returns = None
        self.returning = self.results = False
        self.current = "_m"
        start: list[ast.stmt] = []
        loops = [n for n in ast.walk(self.tree) if isinstance(n, ast.For | ast.While)]
        set_again = {n.id for loop in loops for n in ast.walk(loop) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        for argument, kind in self.kinds.items():
            known = self.known.get(argument)
            if kind == SAME and known in CASTS and argument in set_again:
                self.env[argument] = known
                start.append(assign(argument, lane(CASTS[known], name(argument))))
        return start

    def block(self, statements: list[ast.stmt], mask: str, where: str) -> list[ast.stmt]:
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
                    out.append(ast.If(no_lane_in(mask), [ast.Continue()], []))
                elif where == "function" and any(isinstance(s, ast.For | ast.While) or calls_in(s) > 2 for s in rest):
                    result = None if self.known.get("return") in (None, NOTHING) else name("_result")
                    out.append(ast.If(no_lane_in(mask), [ast.Return(result)], []))
        return out

    def statement(self, s: ast.stmt, mask: str, where: str) -> Rewritten:
        """One statement, and the mask of the lanes that go on after it."""
        self.at = getattr(s, "lineno", self.at)
        match s:
            case ast.If():
                return self.branch(s, mask, where)
            case ast.For():
                return self.for_loop(s, mask)
            case ast.While():
                return self.while_loop(s, mask)
            case ast.Assign():
                return self.assignment(s, mask), mask
            case ast.AugAssign():
                left = ast.parse(ast.unparse(s.target), mode="eval").body
                return self.set(s.target, ast.BinOp(left, s.op, s.value), mask), mask
            case ast.Expr():
                return [ast.Expr(self.expr(s.value, mask)[0])], mask
            case ast.Continue() | ast.Break():
                return self.leave_loop(s, mask), mask
            case ast.Return():
                return self.leave(s, mask, self.loops_vary()), mask
            case ast.Pass():
                return [s], mask
        raise Unknown(f"{type(s).__name__} is no statement that lanes know; write if, for, while, return and assignments")


def check_loops(tree: ast.FunctionDef) -> None:
    """Raise Unknown for a variable that a loop sets first and that is read after it: other worlds may have gone on in it."""
    names = [n for n in ast.walk(tree) if isinstance(n, ast.Name)]
    arguments = {a.arg for a in tree.args.args}
    for loop in ast.walk(tree):
        if not isinstance(loop, ast.For | ast.While):
            continue
        first, last = loop.lineno, loop.end_lineno or loop.lineno
        earlier = arguments | {n.id for n in names if n.lineno < first and isinstance(n.ctx, ast.Store)}
        set_in_it = {n.id for n in names if first <= n.lineno <= last and isinstance(n.ctx, ast.Store)} - earlier
        for variable in sorted(set_in_it):
            later = [n for n in names if n.id == variable and n.lineno > last]
            if later and isinstance(min(later, key=lambda n: (n.lineno, -n.col_offset)).ctx, ast.Load):
                unknown = Unknown(f"`{variable}` is set first inside the loop and read after it; set it before the loop too")
                unknown.at = later[0].lineno  # type: ignore[attr-defined]
                raise unknown
