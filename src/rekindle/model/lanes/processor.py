"""Vectors as LLVM has them, and the few operations for which a processor with AVX is told its instructions by name.

Left to itself LLVM turns "store what a mask chooses" into a masked store, which takes some processors tens of cycles, and
masks into narrower ones and back. On processors without AVX the general form is used: the same bits, more slowly.
"""

from __future__ import annotations

from typing import Any

import rekindle.model.compiled  # noqa: F401  isort: skip  first: it sets Numba's optimisation before Numba is imported
from llvmlite import ir
from numba.core import cgutils
from numba.core.registry import cpu_target

L = 8
"""Worlds side by side."""
_I32 = ir.IntType(32)
F, F32 = ir.VectorType(ir.DoubleType(), L), ir.VectorType(ir.FloatType(), L)
I = ir.VectorType(ir.IntType(64), L)  # noqa: E741
F4 = ir.VectorType(ir.DoubleType(), 4)


def has_avx() -> bool:
    """True if Numba compiles for an x86 processor that has AVX, and the operating system lets it be used."""
    triple, _, features = cpu_target.target_context.codegen().magic_tuple()
    return triple.startswith("x86_64") and "+avx" in features.split(",")


AVX = has_avx()


def splat(builder: Any, value: Any, of: Any) -> Any:
    """A vector that has one value in all lanes."""
    one = builder.insert_element(ir.Constant(of, ir.Undefined), value, ir.Constant(_I32, 0))
    return builder.shuffle_vector(one, ir.Constant(of, ir.Undefined), ir.Constant(ir.VectorType(_I32, L), [0] * L))


def compare(builder: Any, sign: str, x: Any, y: Any) -> Any:
    """A mask: all bits of a lane are set where it is true."""
    if not AVX:
        bits = (builder.fcmp_unordered if sign == "!=" else builder.fcmp_ordered)(sign, x, y)
        return builder.sext(bits, I)
    if sign in (">", ">="):
        x, y, sign = y, x, {">": "<", ">=": "<="}[sign]
    code = ir.Constant(ir.IntType(8), {"==": 0, "<": 17, "<=": 18, "!=": 4}[sign])
    return builder.bitcast(_by_fours(builder, "cmp.pd.256", (x, y), code), I)


def choose(builder: Any, mask: Any, a: Any, b: Any) -> Any:
    """a where the mask is true, else b."""
    if not AVX:
        return builder.select(_bits(builder, mask), a, b)
    made = _by_fours(builder, "blendv.pd.256", tuple(builder.bitcast(v, F) for v in (b, a, mask)))
    return builder.bitcast(made, a.type)


def any_lane(builder: Any, mask: Any) -> Any:
    """One bit: whether the mask is true anywhere."""
    if not AVX:
        found = builder.bitcast(_bits(builder, mask), ir.IntType(L))
        return builder.icmp_unsigned("!=", found, ir.Constant(ir.IntType(L), 0))
    low, high = _halves(builder, mask)
    function = cgutils.get_or_insert_function(builder.module, ir.FunctionType(_I32, [F4]), "llvm.x86.avx.movmsk.pd.256")
    found = builder.call(function, [builder.bitcast(builder.or_(low, high), F4)])
    return builder.icmp_unsigned("!=", found, ir.Constant(_I32, 0))


def _bits(builder: Any, mask: Any) -> Any:
    return builder.icmp_signed("<", mask, ir.Constant(I, [0] * L))


def _halves(builder: Any, value: Any) -> list[Any]:
    """A vector of eight as two of four."""
    undefined = ir.Constant(value.type, ir.Undefined)
    places = (ir.Constant(ir.VectorType(_I32, 4), list(range(n, n + 4))) for n in (0, 4))
    return [builder.shuffle_vector(value, undefined, place) for place in places]


def _by_fours(builder: Any, name: str, values: tuple[Any, ...], *more: Any) -> Any:
    """An instruction of AVX on both halves, and these together again."""
    kinds = [F4] * len(values) + [m.type for m in more]
    function = cgutils.get_or_insert_function(builder.module, ir.FunctionType(F4, kinds), "llvm.x86.avx." + name)
    halves = zip(*(_halves(builder, v) for v in values), strict=True)
    low, high = (builder.call(function, [*four, *more]) for four in halves)
    return builder.shuffle_vector(low, high, ir.Constant(ir.VectorType(_I32, L), list(range(L))))
