"""Assignments and what functions give back, rewritten: under a mask only the lanes that it marks are set."""

from __future__ import annotations

import ast
from typing import Any

from rekindle.model.lanes.expressions import Expressions
from rekindle.model.lanes.kinds import (
    CASTS,
    LANES,
    MASK,
    NOTHING,
    SAME,
    WORDS,
    Several,
    Table,
    Unknown,
    Whole,
    assign,
    join,
    lane,
    name,
)


class Assignments(Expressions):
    """A function whose variables are set and whose numbers are stored."""

    defined: dict[str, str]
    """Mask under which every variable was first set."""
    current: str
    """Mask of the lanes that are still in the function."""
    results = returning = False
    """Whether lanes give numbers back one after the other, and whether they leave in the middle of a loop or branch."""
    returns: Any = None
    counter = 0

    def fresh(self, stem: str) -> str:
        """A name that is nowhere else in the function."""
        self.counter += 1
        return f"_{stem}{self.counter}"

    def assignment(self, s: ast.Assign, mask: str) -> list[ast.stmt]:
        """`target = value`, with one name, one place of an array, or a tuple of names."""
        if len(s.targets) != 1:
            raise Unknown(f"`{ast.unparse(s)}` sets several names at once; set them one after the other")
        return self.set(s.targets[0], s.value, mask)

    def set(self, target: ast.expr, value: ast.expr, mask: str) -> list[ast.stmt]:
        """Statements that set a target to a value in the lanes of a mask."""
        if isinstance(target, ast.Tuple):
            return self.set_several(target, value, mask)
        if isinstance(target, ast.Name):
            made, kind = self.expr(value, mask)
            return self.set_name(target.id, made, kind, mask)
        made, kind = self.raw(value, mask)
        if isinstance(target, ast.Subscript):
            base, whole = self.expr(target.value, mask)
            if isinstance(whole, Whole):
                if not self.all_lanes(mask) or not isinstance(kind, Table):
                    raise Unknown(f"`{ast.unparse(target)}` is a whole row, which all worlds take together, of a table")
                return [ast.Expr(lane("take", ast.Attribute(base, "numbers", ast.Load()), made))]
        return self.store(target, made, mask)

    def set_several(self, target: ast.Tuple, value: ast.expr, mask: str) -> list[ast.stmt]:
        """A tuple of names: all values are worked out before the first name is set."""
        names = [t.id for t in target.elts if isinstance(t, ast.Name)]
        if len(names) < len(target.elts):
            raise Unknown(f"`{ast.unparse(target)}`: only names are set together; set places of arrays one after the other")
        out: list[ast.stmt] = []
        later: list[ast.stmt] = []
        if isinstance(value, ast.Tuple):
            for variable, one in zip(names, value.elts, strict=True):
                temporary = self.fresh("t")
                made, kind = self.expr(one, mask)
                out.append(assign(temporary, made))
                later += self.set_name(variable, name(temporary), kind, mask)
            return out + later
        made, kind = self.expr(value, mask)
        if not isinstance(kind, Several) or len(kind.parts) != len(names):
            raise Unknown(f"`{ast.unparse(value)}` does not give {len(names)} numbers")
        temporary = self.fresh("t")
        for n, variable in enumerate(names):
            item = ast.Subscript(name(temporary), ast.Constant(n), ast.Load())
            later += self.set_name(variable, item, kind.parts[n], mask)
        return [assign(temporary, made), *later]

    def set_name(self, variable: str, value: ast.expr, kind: Any, mask: str) -> list[ast.stmt]:
        """A variable: lanes outside the mask keep what it was, if it was."""
        number = kind in (SAME, LANES, MASK, WORDS)
        if variable in self.defined and self.defined[variable] != mask and mask != "_m" and number:
            kind = join(kind, self.env[variable])
            if kind == WORDS:
                raise Unknown(f"`{variable}` is words of random numbers and is set again in some worlds only")
            if kind == SAME:
                kind = MASK if isinstance(value, ast.Constant) and isinstance(value.value, bool) else LANES
            value = lane("where", name(mask), value, name(variable))
        elif variable not in self.defined:
            self.defined[variable] = mask
        if number:
            known = join(self.known.get(variable), kind)
            if kind == SAME and known in CASTS:
                value = lane(CASTS[known], value)
            self.known[variable] = kind = known
        self.env[variable] = kind
        return [assign(variable, value)]

    def store(self, target: ast.expr, value: ast.expr, mask: str) -> list[ast.stmt]:
        """A number of an array."""
        place = self.place(target, mask)
        if place is None:
            raise Unknown(f"`{ast.unparse(target)}` is the same in all worlds and may not be set")
        array, indices, kinds, _ = place
        if LANES in kinds:
            if kinds == [LANES, SAME]:
                return [ast.Expr(lane("scatter2", array, *indices, name(mask), value))]
            raise Unknown(f"`{ast.unparse(target)}` is set where worlds say; they may choose the first of two indices only")
        if not self.all_lanes(mask):
            value = lane("where", name(mask), value, lane(f"load{len(indices)}", array, *indices))
        return [ast.Expr(lane(f"store{len(indices)}", array, *indices, value))]

    def result(self, value: ast.expr, kind: Any, mask: str) -> ast.expr:
        """What is given back so far, with the lanes of a mask added."""
        if kind not in (SAME, LANES, MASK):
            raise Unknown("some worlds give back here what is no single number; give numbers back at the end of the function")
        self.results = True
        return lane("where", name(mask), value, name("_result"))

    def gives_back(self, kind: Any) -> None:
        """Note the kind of what is given back."""
        self.known["return"] = self.returns = join(self.known.get("return"), kind)

    def leave(self, s: ast.Return, mask: str, varying: bool) -> list[ast.stmt]:
        """`return`: of all lanes, or of those of a mask, which then take no part in what follows.

        `varying` says that it stands in a loop that lanes leave at different times.
        """
        value, kind = self.expr(s.value, mask) if s.value else (None, NOTHING)
        everybody = mask == "_m" and not varying
        if not everybody and kind == SAME:
            kind = LANES
        self.gives_back(kind)
        if value is not None and self.returns == LANES:
            value = lane("as_lanes", value)
        if everybody:
            return [ast.Return(value)]
        if mask == self.current and not self.in_loop():
            return [ast.Return(None if value is None else self.result(value, self.returns, mask))]
        self.returning = True
        out: list[ast.stmt] = [] if value is None else [assign("_result", self.result(value, self.returns, mask))]
        return [*out, assign("_gone", ast.BinOp(name("_gone"), ast.BitOr(), name(mask)))]

    def in_loop(self) -> bool:
        """True inside a loop."""
        raise NotImplementedError
