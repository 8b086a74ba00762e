"""Branches, rewritten: an `if` on what differs between worlds becomes a mask, and both ways are gone by those they concern."""

from __future__ import annotations

import ast

from rekindle.model.lanes.assignments import Assignments
from rekindle.model.lanes.kinds import LANES, MASK, NOTHING, SAME, assign, both, calls_in, lane, name

Rewritten = tuple[list[ast.stmt], str]
"""Statements, and the mask of the lanes that go on after them."""


class Branches(Assignments):
    """A function with branches."""

    def block(self, statements: list[ast.stmt], mask: str, where: str) -> list[ast.stmt]:
        """Statements under a mask; `where` says what the block is the body of: the function, a loop, or a branch."""
        raise NotImplementedError

    def exits(self) -> set[str]:
        """Names of the masks of lanes that may leave where we are."""
        raise NotImplementedError

    def branch(self, s: ast.If, mask: str, where: str) -> Rewritten:
        """An `if`, and the mask of the lanes that go on after it."""
        split = self.split(s, mask, where) if isinstance(s.test, ast.BoolOp) and not s.orelse else None
        if split:
            return split
        made, kind = self.expr(s.test, mask)
        if kind == SAME:
            saved = dict(self.defined)
            body, exits_body = self.nested(s.body, mask)
            orelse, exits_else = self.nested(s.orelse, mask)
            self.defined = {**self.defined, **saved}
            return self.after([ast.If(made, body or [ast.Pass()], orelse)], exits_body | exits_else, mask)
        chosen = self.fresh("c")
        out: list[ast.stmt] = [assign(chosen, self.truth(made, kind, s.test))]
        if len(s.body) == 1 and not s.orelse:
            if isinstance(s.body[0], ast.Continue) and where == "loop":
                return self.go_on_without(chosen, out, mask)
            if isinstance(s.body[0], ast.Return) and where == "function":
                yes = self.mask_of(out, both(name(mask), name(chosen)))
                out += self.answer(s.body[0], yes)
                return self.go_on_without(chosen, out, mask)
        yes = self.mask_of(out, both(name(mask), name(chosen)))
        body, exits = self.nested(s.body, yes)
        out += self.guarded(yes, body, s.body)
        if s.orelse:
            no = self.mask_of(out, lane("without", name(mask), name(chosen)))
            orelse, more = self.nested(s.orelse, no)
            out += self.guarded(no, orelse, s.orelse)
            exits |= more
        return self.after(out, exits, mask)

    def split(self, s: ast.If, mask: str, where: str) -> Rewritten | None:
        """What all worlds agree on is asked first; None where there is nothing of that."""
        assert isinstance(s.test, ast.BoolOp)
        kinds = [self.expr(v, mask)[1] for v in s.test.values]
        if SAME not in kinds or MASK not in kinds:
            return None
        same = [v for v, k in zip(s.test.values, kinds, strict=True) if k == SAME]
        differ = [v for v, k in zip(s.test.values, kinds, strict=True) if k != SAME]
        if isinstance(s.test.op, ast.And):
            inner = ast.If(_together(ast.And(), differ), s.body, [])
            return self.branch(ast.If(_together(ast.And(), same), [inner], []), mask, where)
        if len(s.body) == 1 and isinstance(s.body[0], ast.Continue | ast.Return):
            out, after = self.branch(ast.If(_together(ast.Or(), same), s.body, []), mask, where)
            more, last = self.branch(ast.If(_together(ast.Or(), differ), s.body, []), after, where)
            return out + more, last
        return None

    def mask_of(self, out: list[ast.stmt], lanes: ast.expr) -> str:
        """A new mask."""
        mask = self.fresh("m")
        out.append(assign(mask, lanes))
        return mask

    def go_on_without(self, chosen: str, out: list[ast.stmt], mask: str) -> Rewritten:
        """Those who were chosen take no part in what follows."""
        return out, self.mask_of(out, lane("without", name(mask), name(chosen)))

    def answer(self, s: ast.Return, mask: str) -> list[ast.stmt]:
        """What the lanes of a mask give back."""
        value, kind = self.expr(s.value, mask) if s.value else (None, NOTHING)
        self.gives_back(LANES if kind == SAME else kind)
        return [] if value is None else [assign("_result", self.result(value, self.returns, mask))]

    def guarded(self, mask: str, body: list[ast.stmt], source: list[ast.stmt]) -> list[ast.stmt]:
        """Nothing is done where no lane takes a branch, unless asking costs more than doing."""
        simple = all(isinstance(s, ast.Assign | ast.AugAssign | ast.Return | ast.Continue | ast.Break) for s in source)
        if simple and len(source) <= 2 and sum(calls_in(s) for s in source) == 0:
            return body
        return [ast.If(lane("some", name(mask)), body, [])]

    def nested(self, statements: list[ast.stmt], mask: str) -> tuple[list[ast.stmt], set[str]]:
        """A branch, and the names of masks of lanes that may leave in it."""
        body = self.block(statements, mask, "branch")
        return body, self.exits() & names_set(body)

    def after(self, out: list[ast.stmt], exits: set[str], mask: str) -> Rewritten:
        """Those who left take no part in what follows."""
        if not exits:
            return out, mask
        left: ast.expr = name(mask)
        for gone in sorted(exits):
            left = lane("without", left, name(gone))
        after = self.fresh("m")
        return [*out, assign(after, left)], after


def names_set(statements: list[ast.stmt]) -> set[str]:
    """Names that statements set."""
    nodes = [node for s in statements for node in ast.walk(s) if isinstance(node, ast.Assign)]
    return {target.id for node in nodes for target in node.targets if isinstance(target, ast.Name)}


def _together(op: ast.boolop, values: list[ast.expr]) -> ast.expr:
    return values[0] if len(values) == 1 else ast.BoolOp(op, values)
