"""Numbers of eight worlds as one value of compiled code: a vector of LLVM, which a processor adds in one go or two.

`lanes` are float64, `mask` is true or false by lane (all bits of an int64), `words` are uint64 for random numbers. What
is one number for all worlds is made a vector wherever it meets one. Nothing here depends on a pass that vectorises loops.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba.core import types
from numba.core.typeconv import Conversion
from numba.core.typing.templates import AbstractTemplate, infer_global, signature
from numba.extending import lower_builtin, lower_cast, models, register_model

from rekindle.model.lanes.processor import F, I, L, compare, splat


class Vector(types.Type):  # type: ignore[misc]
    """A vector; a single number of its sort can stand where one is asked for."""

    single: tuple[type, ...] = (types.Float, types.Integer)

    def can_convert_from(self, typingctx: Any, other: Any) -> Any:
        """Whether a number can be made a vector."""
        return Conversion.safe if isinstance(other, self.single) else None

    def unify(self, typingctx: Any, other: Any) -> Any:
        """What is a number on one way and a vector on another is a vector."""
        return self if isinstance(other, self.single) else None


class Lanes(Vector):
    """float64 of each world."""


class Words(Vector):
    """uint64 of each world."""


class Mask(Vector):
    """True or false of each world."""

    single = (types.Boolean,)


lanes, mask, words = Lanes(f"f64x{L}"), Mask(f"i1x{L}"), Words(f"u64x{L}")


class _Model(models.PrimitiveModel):  # type: ignore[misc]
    def __init__(self, dmm: Any, fe_type: Any) -> None:
        super().__init__(dmm, fe_type, F if isinstance(fe_type, Lanes) else I)


for _kind in (Lanes, Mask, Words):
    register_model(_kind)(_Model)


@lower_cast(types.Float, lanes)
@lower_cast(types.Integer, lanes)
def _splat_number(context: Any, builder: Any, fromty: Any, toty: Any, val: Any) -> Any:
    return splat(builder, context.cast(builder, val, fromty, types.float64), F)


@lower_cast(types.Integer, words)
def _splat_word(context: Any, builder: Any, fromty: Any, toty: Any, val: Any) -> Any:
    return splat(builder, context.cast(builder, val, fromty, types.uint64), I)


@lower_cast(types.Boolean, mask)
def _splat_truth(context: Any, builder: Any, fromty: Any, toty: Any, val: Any) -> Any:
    return splat(builder, builder.sext(context.cast(builder, val, fromty, types.boolean), ir.IntType(64)), I)


def _operator(op: Callable, of: Vector, to: Vector, lower: Callable) -> None:
    """An operator between vectors of a kind, or one and a single number, is one operation of LLVM."""

    class Template(AbstractTemplate):  # type: ignore[misc]
        def generic(self, args: Any, kws: Any) -> Any:
            return signature(to, *[of] * len(args)) if of in args else None

    Template.__name__ = f"{op.__name__}_{of}"
    infer_global(op)(Template)
    operands = 1 if op in (operator.neg, operator.invert) else 2
    lower_builtin(op, *[of] * operands)(lambda context, builder, sig, args: lower(builder, *args))


def _named(name: str) -> Callable:
    return lambda builder, *values: getattr(builder, name)(*values)


def _signed(sign: str) -> Callable:
    return lambda builder, x, y: compare(builder, sign, x, y)


for _op, _name in ((operator.add, "fadd"), (operator.sub, "fsub"), (operator.mul, "fmul"), (operator.truediv, "fdiv")):
    _operator(_op, lanes, lanes, _named(_name))
_operator(operator.neg, lanes, lanes, _named("fneg"))
for _op, _sign in ((operator.lt, "<"), (operator.le, "<="), (operator.gt, ">"),
                   (operator.ge, ">="), (operator.eq, "=="), (operator.ne, "!=")):  # fmt: skip
    _operator(_op, lanes, mask, _signed(_sign))
for _of in (mask, words):
    for _op, _name in ((operator.and_, "and_"), (operator.or_, "or_"), (operator.xor, "xor")):
        _operator(_op, _of, _of, _named(_name))
_operator(operator.invert, mask, mask, _named("not_"))
for _op, _name in ((operator.add, "add"), (operator.sub, "sub"), (operator.mul, "mul"),
                   (operator.rshift, "lshr"), (operator.lshift, "shl")):  # fmt: skip
    _operator(_op, words, words, _named(_name))
