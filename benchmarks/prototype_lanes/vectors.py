"""Numbers of several worlds at once, as one value of compiled code: a vector of LLVM, which a processor adds in one go.

`Lanes` are float64, `Mask` is true or false by lane (all bits of an int64), `Words` are uint64 for random numbers. What
is one number for all worlds is made a vector wherever it meets one. Nothing here depends on a pass that vectorises loops.
"""

from __future__ import annotations

import math
import operator
import os

import numpy as np
from llvmlite import ir
from numba.core import cgutils, types
from numba.core.typeconv import Conversion
from numba.core.typing.templates import AbstractTemplate, infer_global, signature
from numba.extending import intrinsic, lower_builtin, lower_cast, models, overload, register_jitable, register_model

import rekindle.model.compiled  # noqa: F401  sets Numba's optimisation before Numba is imported

L = int(os.environ.get("LANES", "8"))


class _Vector(types.Type):
    def can_convert_from(self, typingctx, other):
        if isinstance(other, types.Boolean if self is mask else (types.Float, types.Integer)):
            return Conversion.safe
        return None

    def unify(self, typingctx, other):
        if isinstance(other, types.Boolean if self is mask else (types.Float, types.Integer)):
            return self
        return None


class LanesType(_Vector):
    pass


class MaskType(_Vector):
    pass


class WordsType(_Vector):
    pass


lanes, mask, words = LanesType(f"f64x{L}"), MaskType(f"i1x{L}"), WordsType(f"u64x{L}")
F, I = ir.VectorType(ir.DoubleType(), L), ir.VectorType(ir.IntType(64), L)  # noqa: E741
B, F32 = ir.VectorType(ir.IntType(1), L), ir.VectorType(ir.FloatType(), L)


class _Model(models.PrimitiveModel):
    def __init__(self, dmm, fe_type):
        super().__init__(dmm, fe_type, F if isinstance(fe_type, LanesType) else I)


for kind in (LanesType, MaskType, WordsType):
    register_model(kind)(_Model)


def splat(builder, value, of):
    """A vector that has one value in all lanes."""
    one = builder.insert_element(ir.Constant(of, ir.Undefined), value, ir.Constant(ir.IntType(32), 0))
    return builder.shuffle_vector(one, ir.Constant(of, ir.Undefined), ir.Constant(ir.VectorType(ir.IntType(32), L), [0] * L))


AVX = os.environ.get("AVX", "1") == "1"
"""Comparisons and choices by the processor's own instructions: LLVM would turn a choice that is stored into a masked store,
which takes AMD processors tens of cycles, and masks into narrower ones and back."""
F4, I4 = ir.VectorType(ir.DoubleType(), 4), ir.VectorType(ir.IntType(64), 4)
_I32 = ir.IntType(32)


def halves(builder, value):
    """A vector as vectors of four."""
    if value.type.count == 4:
        return [value]
    undefined = ir.Constant(value.type, ir.Undefined)
    return [
        builder.shuffle_vector(value, undefined, ir.Constant(ir.VectorType(_I32, 4), list(range(n, n + 4))))
        for n in range(0, L, 4)
    ]


def together(builder, parts):
    if len(parts) == 1:
        return parts[0]
    return builder.shuffle_vector(*parts, ir.Constant(ir.VectorType(_I32, 8), list(range(8))))


def by_fours(builder, name, returns, *values, more=()):
    """An intrinsic of AVX for every four lanes."""
    kinds = [F4] * len(values) + [m.type for m in more]
    function = cgutils.get_or_insert_function(builder.module, ir.FunctionType(returns, kinds), "llvm.x86.avx." + name)
    return [builder.call(function, [*fours, *more]) for fours in zip(*(halves(builder, v) for v in values), strict=True)]


def by_four(builder, value):
    function = cgutils.get_or_insert_function(builder.module, ir.FunctionType(_I32, [F4]), "llvm.x86.avx.movmsk.pd.256")
    return [builder.call(function, [builder.bitcast(value, F4)])]


def compare(builder, sign, x, y):
    if not AVX:
        return wide(builder, (builder.fcmp_unordered if sign == "!=" else builder.fcmp_ordered)(sign, x, y))
    if sign in (">", ">="):
        x, y, sign = y, x, {">": "<", ">=": "<="}[sign]
    code = ir.Constant(ir.IntType(8), {"==": 0, "<": 17, "<=": 18, "!=": 4}[sign])
    return builder.bitcast(together(builder, by_fours(builder, "cmp.pd.256", F4, x, y, more=(code,))), I)


def choose(builder, m, a, b):
    if not AVX:
        return builder.select(narrow(builder, m), a, b)
    made = together(builder, by_fours(builder, "blendv.pd.256", F4, *(builder.bitcast(v, F) for v in (b, a, m))))
    return builder.bitcast(made, a.type)


def wide(builder, bits):
    return builder.sext(bits, I)


def narrow(builder, value):
    return builder.icmp_signed("<", value, ir.Constant(I, [0] * L))


@lower_cast(types.Float, lanes)
@lower_cast(types.Integer, lanes)
def _splat_number(context, builder, fromty, toty, val):
    return splat(builder, context.cast(builder, val, fromty, types.float64), F)


@lower_cast(types.Integer, words)
def _splat_word(context, builder, fromty, toty, val):
    return splat(builder, context.cast(builder, val, fromty, types.uint64), I)


@lower_cast(types.Boolean, mask)
def _splat_truth(context, builder, fromty, toty, val):
    return splat(builder, builder.sext(context.cast(builder, val, fromty, types.boolean), ir.IntType(64)), I)


def _operator(op, of, to, lower):
    class Template(AbstractTemplate):
        def generic(self, args, kws):
            if of in args:
                return signature(to, *[of] * len(args))
            return None

    Template.__name__ = f"{op.__name__}_{of}"
    infer_global(op)(Template)
    lower_builtin(op, *[of] * (1 if op in (operator.neg, operator.invert) else 2))(
        lambda context, builder, sig, args: lower(builder, *args)
    )


for op, name in ((operator.add, "fadd"), (operator.sub, "fsub"), (operator.mul, "fmul"), (operator.truediv, "fdiv")):
    _operator(op, lanes, lanes, lambda b, x, y, name=name: getattr(b, name)(x, y))
    inplace = getattr(operator, "i" + op.__name__)
    _operator(inplace, lanes, lanes, lambda b, x, y, name=name: getattr(b, name)(x, y))
_operator(operator.neg, lanes, lanes, lambda b, x: b.fneg(x))
for op, sign in ((operator.lt, "<"), (operator.le, "<="), (operator.gt, ">"), (operator.ge, ">="), (operator.eq, "==")):
    _operator(op, lanes, mask, lambda b, x, y, sign=sign: compare(b, sign, x, y))
_operator(operator.ne, lanes, mask, lambda b, x, y: compare(b, "!=", x, y))
for of in (mask, words):
    for op, name in ((operator.and_, "and_"), (operator.or_, "or_"), (operator.xor, "xor")):
        _operator(op, of, of, lambda b, x, y, name=name: getattr(b, name)(x, y))
_operator(operator.invert, mask, mask, lambda b, x: b.not_(x))
for op, name in ((operator.add, "add"), (operator.sub, "sub"), (operator.mul, "mul"),
                 (operator.rshift, "lshr"), (operator.lshift, "shl")):  # fmt: skip
    _operator(op, words, words, lambda b, x, y, name=name: getattr(b, name)(x, y))


@intrinsic(prefer_literal=False)
def where(typingctx, m, a, b):
    """a where m, else b."""
    if m != mask:
        return None
    of = mask if a in (mask, types.boolean) else lanes

    def lower(context, builder, sig, args):
        return choose(builder, *args)

    return signature(of, mask, of, of), lower


@intrinsic
def some(typingctx, m):
    """True if any lane is."""

    def lower(context, builder, sig, args):
        if AVX:
            fours = halves(builder, builder.bitcast(args[0], I))
            both = fours[0] if len(fours) == 1 else builder.or_(*fours)
            (found,) = by_four(builder, both)
            return builder.icmp_unsigned("!=", found, ir.Constant(_I32, 0))
        bits = builder.bitcast(narrow(builder, args[0]), ir.IntType(L))
        return builder.icmp_unsigned("!=", bits, ir.Constant(ir.IntType(L), 0))

    return signature(types.boolean, mask), lower


def _address(context, builder, arrty, arr, indices):
    """Pointer to the first lane of an element of a C-contiguous array whose last axis is the lanes."""
    array = context.make_array(arrty)(context, builder, arr)
    place = indices[0]
    for n, index in enumerate(indices[1:], 1):
        place = builder.add(builder.mul(place, builder.extract_value(array.shape, n)), index)
    return builder.gep(array.data, [builder.mul(place, ir.Constant(place.type, L))])


def _load(arrty, indices):
    def lower(context, builder, sig, args):
        pointer = _address(context, builder, sig.args[0], args[0], args[1:])
        if sig.args[0].dtype == types.float32:
            return builder.fpext(builder.load(builder.bitcast(pointer, F32.as_pointer()), align=4), F)
        return builder.load(builder.bitcast(pointer, F.as_pointer()), align=8)

    return signature(lanes, arrty, *[types.intp] * indices), lower


@intrinsic(prefer_literal=False)
def load1(typingctx, arr, i):
    return _load(arr, 1)


@intrinsic(prefer_literal=False)
def load2(typingctx, arr, i, j):
    return _load(arr, 2)


def _store(arrty, indices):
    def lower(context, builder, sig, args):
        pointer = _address(context, builder, sig.args[0], args[0], args[1:-1])
        if sig.args[0].dtype == types.float32:
            builder.store(builder.fptrunc(args[-1], F32), builder.bitcast(pointer, F32.as_pointer()), align=4)
        else:
            builder.store(args[-1], builder.bitcast(pointer, F.as_pointer()), align=8)
        return context.get_dummy_value()

    return signature(types.void, arrty, *[types.intp] * indices, lanes), lower


@intrinsic(prefer_literal=False)
def store1(typingctx, arr, i, value):
    return _store(arr, 1)


@intrinsic(prefer_literal=False)
def store2(typingctx, arr, i, j, value):
    return _store(arr, 2)


@intrinsic(prefer_literal=False)
def first2(typingctx, arr, i, j):
    """The element's first lane: for what is one number in all worlds."""

    def lower(context, builder, sig, args):
        return builder.load(_address(context, builder, sig.args[0], args[0], args[1:]))

    return signature(types.float64, arr, types.intp, types.intp), lower


def _lane(n):
    return ir.Constant(ir.IntType(32), n)


@intrinsic(prefer_literal=False)
def get(typingctx, value, n):
    """One lane of a vector."""
    to = types.float64 if value == lanes else types.boolean if value == mask else types.uint64

    def lower(context, builder, sig, args):
        element = builder.extract_element(args[0], builder.trunc(args[1], ir.IntType(32)))
        return builder.icmp_signed("<", element, ir.Constant(element.type, 0)) if sig.args[0] == mask else element

    return signature(to, value, types.intp), lower


@intrinsic(prefer_literal=False)
def put(typingctx, value, n, number):
    """A vector with one lane set."""

    def lower(context, builder, sig, args):
        return builder.insert_element(args[0], args[2], builder.trunc(args[1], ir.IntType(32)))

    return signature(lanes, lanes, types.intp, types.float64), lower


def _unary(name, scalar=None):
    @intrinsic
    def function(typingctx, x):
        def lower(context, builder, sig, args):
            if scalar is None:
                return builder.call(cgutils.get_or_insert_function(
                    builder.module, ir.FunctionType(F, [F]), f"llvm.{name}.v{L}f64"), args)  # fmt: skip
            made = context.get_function(scalar, signature(types.float64, types.float64))
            out = ir.Constant(F, ir.Undefined)
            for n in range(L):
                out = builder.insert_element(out, made(builder, [builder.extract_element(args[0], _lane(n))]), _lane(n))
            return out

        return signature(lanes, lanes), lower

    return function


vsqrt, vfloor, vtrunc, vabs = _unary("sqrt"), _unary("floor"), _unary("trunc"), _unary("fabs")
libm_exp, libm_log, libm_log1p = _unary("exp", math.exp), _unary("log", math.log), _unary("log1p", math.log1p)


@intrinsic
def single(typingctx, x):
    """Rounded to single precision."""

    def lower(context, builder, sig, args):
        return builder.fpext(builder.fptrunc(args[0], F32), F)

    return signature(lanes, lanes), lower


@intrinsic
def fma(typingctx, x, y, z):
    """x y + z, rounded once: one instruction, and the same bits wherever there is one."""
    of = lanes if lanes in (x, y, z) else types.float64

    def lower(context, builder, sig, args):
        kind, suffix = (F, f"v{L}f64") if sig.return_type == lanes else (ir.DoubleType(), "f64")
        function = cgutils.get_or_insert_function(builder.module, ir.FunctionType(kind, [kind] * 3), "llvm.fma." + suffix)
        return builder.call(function, args)

    return signature(of, of, of, of), lower


@intrinsic
def bits_of(typingctx, x):
    """The bits of a float64 (or of lanes of it) as an unsigned whole number."""
    to = words if x == lanes else types.uint64

    def lower(context, builder, sig, args):
        return builder.bitcast(args[0], I if sig.args[0] == lanes else ir.IntType(64))

    return signature(to, x if x == lanes else types.float64), lower


@intrinsic
def float_of(typingctx, x):
    """The float64 that bits stand for."""
    to = lanes if x == words else types.float64

    def lower(context, builder, sig, args):
        return builder.bitcast(args[0], F if sig.args[0] == words else ir.DoubleType())

    return signature(to, x if x == words else types.uint64), lower


@intrinsic
def number_of(typingctx, x):
    """float64 of words."""

    def lower(context, builder, sig, args):
        return builder.uitofp(args[0], F)

    return signature(lanes, words), lower


@intrinsic
def words_of(typingctx, x):
    """Words: of lanes that hold whole numbers from 0, or of one whole number."""

    def lower(context, builder, sig, args):
        return builder.fptoui(args[0], I) if sig.args[0] == lanes else args[0]

    return (signature(words, lanes) if x == lanes else signature(words, words)), lower


@intrinsic
def load_words(typingctx, arr):
    """Words from the first elements of a one-dimensional array of int64."""

    def lower(context, builder, sig, args):
        array = context.make_array(sig.args[0])(context, builder, args[0])
        return builder.load(builder.bitcast(array.data, I.as_pointer()), align=8)

    return signature(words, arr), lower


def pick(m, a, b):
    """`where` for one world and for lanes."""


@overload(pick, inline="never")
def _pick(m, a, b):
    if m == mask:
        return lambda m, a, b: where(m, a, b)
    return lambda m, a, b: a if m else b


@register_jitable
def vmin(a, b):
    return where(b < a, b, a)


@register_jitable
def vmax(a, b):
    return where(b > a, b, a)


@register_jitable
def square(x):
    return x * x


@register_jitable
def most_(m, x):
    """Largest number of the lanes that m marks; 0 if none."""
    largest = 0.0
    for n in range(L):
        if get(m, n):
            largest = max(largest, get(x, n))
    return largest


@register_jitable
def gather1(arr, i):
    out = load1(arr, 0)
    for n in range(L):
        at = int(get(i, n))
        out = put(out, n, arr[at if 0 <= at < arr.shape[0] else 0, n])
    return out


@register_jitable
def gather2(arr, i, j):
    out = load2(arr, 0, j)
    for n in range(L):
        at = int(get(i, n))
        out = put(out, n, arr[at if 0 <= at < arr.shape[0] else 0, j, n])
    return out


@register_jitable
def scatter2(arr, i, j, m, value):
    for n in range(L):
        if get(m, n):
            arr[int(get(i, n)), j, n] = get(value, n)
