"""Loops, rewritten: they run until the last lane is done, and a lane that is done waits."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from rekindle.model.lanes.branches import Branches, Rewritten, names_set
from rekindle.model.lanes.kinds import SAME, Unknown, assign, both, call, lane, name, no_lane_in


@dataclass
class Loop:
    """Where a loop's lanes leave it: masks at its top and now, and the names of masks of lanes that have left."""

    gone: str
    broken: str
    varying: bool = False
    top: str = ""
    current: str = ""
    breaks: bool = False
    continues: bool = False


class Loops(Branches):
    """A function with loops."""

    loops: list[Loop]

    def in_loop(self) -> bool:
        return bool(self.loops)

    def loops_vary(self) -> bool:
        """True inside a loop that lanes leave at different times."""
        return any(loop.varying for loop in self.loops)

    def exits(self) -> set[str]:
        return {"_gone", *((self.loops[-1].gone, self.loops[-1].broken) if self.loops else ())}

    def leave_loop(self, s: ast.Continue | ast.Break, mask: str) -> list[ast.stmt]:
        """`continue` or `break`: of all lanes, or noted for those of a mask."""
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

    def for_loop(self, s: ast.For, mask: str) -> Rewritten:
        """A `for` over a range or over some numbers, and the mask of the lanes that go on after it."""
        if s.orelse or not isinstance(s.target, ast.Name):
            raise Unknown("a `for` sets one name and has no `else`; note in a variable how it ended")
        iterated, trips, out = self.iterated(s, mask)
        variable = s.target.id
        self.env[variable] = self.known[variable] = SAME
        self.defined[variable] = "_m"
        top = self.fresh("m")
        loop = Loop(self.fresh("x"), self.fresh("b"), varying=bool(trips))
        body, returning = self.loop_body(s.body, mask, top, loop)
        inside: ast.expr = name(mask)
        if trips:
            inside = both(inside, ast.Compare(name(variable), [ast.Lt()], [name(trips)]))
        head, before = self.loop_head(inside, top, loop, returning)
        out += [*before, ast.For(ast.Name(variable, ast.Store()), iterated, head + body, [], lineno=0)]
        return self.after(out, {"_gone"} if returning else set(), mask)

    def iterated(self, s: ast.For, mask: str) -> tuple[ast.expr, str, list[ast.stmt]]:
        """What a `for` runs over; the name of how often each lane does, if lanes differ, and the statement that sets it."""
        if isinstance(s.iter, ast.Tuple):
            made_tuple, kind = self.expr(s.iter, mask)
            if set(kind.parts) != {SAME}:
                raise Unknown(f"`{ast.unparse(s.iter)}` has numbers that differ between worlds; write the body once for each")
            return made_tuple, "", []
        if not (isinstance(s.iter, ast.Call) and ast.unparse(s.iter.func) == "range"):
            raise Unknown(f"a `for` over `{ast.unparse(s.iter)}`; write `for i in range(...)`, and in it `[i]`")
        made = [self.expr(a, mask) for a in s.iter.args]
        if all(kind == SAME for _, kind in made):
            return call("range", *[e for e, _ in made]), "", []
        if len(made) != 1:
            raise Unknown(f"`{ast.unparse(s.iter)}` differs between worlds and does not begin at 0; add the beginning inside")
        trips = self.fresh("n")
        return call("range", call("int", lane("most", name(mask), name(trips)))), trips, [assign(trips, made[0][0])]

    def loop_body(self, statements: list[ast.stmt], mask: str, top: str, loop: Loop) -> tuple[list[ast.stmt], bool]:
        """The body, and whether lanes return from it; twice, as only after the first time it is known whether lanes leave."""
        saved = dict(self.defined), dict(self.env)
        loop.top = top if loop.varying else mask
        self.loops.append(loop)
        body = self.block(statements, loop.top, "loop")
        returning = "_gone" in names_set(body)
        if (loop.breaks or returning) and not loop.varying:
            self.defined, self.env = saved
            loop.top = top
            body = self.block(statements, top, "loop")
        self.loops.pop()
        return body, returning

    def loop_head(self, inside: ast.expr, top: str, loop: Loop, returning: bool) -> tuple[list[ast.stmt], list[ast.stmt]]:
        """What stands at a loop's top, and what before it."""
        head: list[ast.stmt] = []
        before: list[ast.stmt] = []
        if loop.breaks:
            before.append(assign(loop.broken, lane("no_lane")))
            inside = lane("without", inside, name(loop.broken))
        if returning:
            inside = lane("without", inside, name("_gone"))
        if loop.top == top:
            head.append(assign(top, inside))
            if loop.breaks or returning:
                head.append(ast.If(no_lane_in(top), [ast.Break()], []))
        if loop.continues:
            head.append(assign(loop.gone, lane("no_lane")))
        return head, before

    def while_loop(self, s: ast.While, mask: str) -> Rewritten:
        """A `while`, and the mask of the lanes that go on after it."""
        if s.orelse:
            raise Unknown("a `while` has no `else`; note in a variable how it ended")
        made, kind = self.expr(s.test, mask)
        if kind == SAME:
            loop = Loop(self.fresh("x"), self.fresh("b"))
            top = self.fresh("m")
            body, returning = self.loop_body(s.body, mask, top, loop)
            if loop.top == top or returning:
                raise Unknown("some worlds leave a `while` whose condition all share; put that into the condition")
            made, kind = self.expr(s.test, mask)  # kinds may have changed in the body
            if kind == SAME:
                cleared = [assign(loop.gone, lane("no_lane"))] if loop.continues else []
                return [ast.While(made, [*cleared, *body], [])], mask
        loop = Loop(self.fresh("x"), self.fresh("b"), varying=True)
        top = self.fresh("m")
        body, returning = self.loop_body(s.body, mask, top, loop)
        made, kind = self.expr(s.test, mask)
        head, before = self.loop_head(both(name(top), self.truth(made, kind, s.test)), top, loop, returning)
        if not (loop.breaks or returning):
            head.append(ast.If(no_lane_in(top), [ast.Break()], []))
        out: list[ast.stmt] = [assign(top, name(mask)), *before, ast.While(ast.Constant(True), head + body, [])]
        return self.after(out, {"_gone"} if returning else set(), mask)
