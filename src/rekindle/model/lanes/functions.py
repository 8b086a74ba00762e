"""What rewritten functions call: choices, what is done lane by lane, and numbers of arrays whose last axis is the lanes.

In rewritten source each has an underscore behind its name, so that no variable of a mechanism can hide it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba.core import cgutils, types
from numba.core.typing.templates import signature
from numba.extending import intrinsic as _intrinsic

from rekindle.model.compiled import inlined
from rekindle.model.lanes.processor import F32, F, I, L, any_lane, choose
from rekindle.model.lanes.vectors import lanes, mask, words

intrinsic: Any = _intrinsic

# Vectors that are the same in all lanes


def _fixed(value: float, of: Any) -> Any:
    @intrinsic
    def function(typingctx):
        return signature(of), lambda context, builder, sig, args: ir.Constant(F if of == lanes else I, [value] * L)

    return function


def _as(of: Any) -> Any:
    """What makes a vector of a number, as Numba does wherever one is asked for."""

    @intrinsic(prefer_literal=False)
    def function(typingctx, x):
        return signature(of, of), lambda context, builder, sig, args: args[0]

    return function


every_lane, no_lane, zeros = _fixed(-1, mask), _fixed(0, mask), _fixed(0.0, lanes)
as_lanes, as_mask = _as(lanes), _as(mask)

# Choices


@intrinsic(prefer_literal=False)
def where(typingctx, m, a, b):
    """a where m, else b."""
    if m != mask:
        return None
    of = mask if a in (mask, types.boolean) else lanes
    return signature(of, mask, of, of), lambda context, builder, sig, args: choose(builder, *args)


@intrinsic
def some(typingctx, m):
    """True if any lane is."""
    return signature(types.boolean, mask), lambda context, builder, sig, args: any_lane(builder, args[0])


@intrinsic
def without(typingctx, a, b):
    """a and not b."""
    return signature(mask, mask, mask), lambda context, builder, sig, args: builder.and_(args[0], builder.not_(args[1]))


@inlined
def smaller(a, b):
    """`min` as Python has it."""
    return where(b < a, b, a)


@inlined
def larger(a, b):
    """`max` as Python has it."""
    return where(b > a, b, a)


# Numbers


def _exact(name: str) -> Any:
    """A function of LLVM that rounds nothing, or rightly."""

    @intrinsic
    def function(typingctx, x):
        def lower(context, builder, sig, args):
            kind = ir.FunctionType(F, [F])
            return builder.call(cgutils.get_or_insert_function(builder.module, kind, f"llvm.{name}.v{L}f64"), args)

        return signature(lanes, lanes), lower

    return function


sqrt, floor, trunc, fabs = _exact("sqrt"), _exact("floor"), _exact("trunc"), _exact("fabs")


@inlined
def square(x):
    """x to the power of 2."""
    return x * x


@intrinsic
def single(typingctx, x):
    """Rounded to single precision."""
    return signature(lanes, lanes), lambda context, builder, sig, args: builder.fpext(builder.fptrunc(args[0], F32), F)


# Bits


def _turned(of: Any, to: Any, one: Any, other: Any, lower: Callable) -> Any:
    """A function from vectors `of` to vectors `to`, and from single numbers `one` to `other`."""

    @intrinsic(prefer_literal=False)
    def function(typingctx, x):
        here = signature(to, of) if x == of else signature(other, one)

        def turn(context, builder, sig, args):
            return lower(builder, args[0], I if sig.return_type == words else F if sig.return_type == lanes else None)

        return here, turn

    return function


def _bits_of(builder: Any, x: Any, vector: Any) -> Any:
    return builder.bitcast(x, vector or ir.IntType(64))


def _float_of(builder: Any, x: Any, vector: Any) -> Any:
    return builder.bitcast(x, vector or ir.DoubleType())


bits_of = _turned(lanes, words, types.float64, types.uint64, _bits_of)
float_of = _turned(words, lanes, types.uint64, types.float64, _float_of)


@intrinsic
def number_of(typingctx, x):
    """float64 of words."""
    return signature(lanes, words), lambda context, builder, sig, args: builder.uitofp(args[0], F)


@intrinsic(prefer_literal=False)
def as_words(typingctx, x):
    """Words: of lanes that hold whole numbers from 0, or of one whole number."""
    if x == lanes:
        return signature(words, lanes), lambda context, builder, sig, args: builder.fptoui(args[0], I)
    return signature(words, words), lambda context, builder, sig, args: args[0]


# Arrays: C-contiguous, the last axis the lanes


def _address(context: Any, builder: Any, arrty: Any, arr: Any, indices: Any) -> Any:
    """Pointer to the first lane of an element."""
    array = context.make_array(arrty)(context, builder, arr)
    place = indices[0]
    for n, index in enumerate(indices[1:], 1):
        place = builder.add(builder.mul(place, builder.extract_value(array.shape, n)), index)
    return builder.gep(array.data, [builder.mul(place, ir.Constant(place.type, L))])


def _load(arrty: Any, indices: int) -> Any:
    def lower(context, builder, sig, args):
        pointer = _address(context, builder, sig.args[0], args[0], args[1:])
        if sig.args[0].dtype == types.float32:
            return builder.fpext(builder.load(builder.bitcast(pointer, F32.as_pointer()), align=4), F)
        return builder.load(builder.bitcast(pointer, F.as_pointer()), align=8)

    return signature(lanes, arrty, *[types.intp] * indices), lower


def _store(arrty: Any, indices: int) -> Any:
    def lower(context, builder, sig, args):
        pointer = _address(context, builder, sig.args[0], args[0], args[1:-1])
        if sig.args[0].dtype == types.float32:
            builder.store(builder.fptrunc(args[-1], F32), builder.bitcast(pointer, F32.as_pointer()), align=4)
        else:
            builder.store(args[-1], builder.bitcast(pointer, F.as_pointer()), align=8)
        return context.get_dummy_value()

    return signature(types.void, arrty, *[types.intp] * indices, lanes), lower


def _first(arrty: Any, indices: int) -> Any:
    def lower(context, builder, sig, args):
        return builder.load(_address(context, builder, sig.args[0], args[0], args[1:]))

    return signature(types.float64, arrty, *[types.intp] * indices), lower


@intrinsic(prefer_literal=False)
def load1(typingctx, arr, i):
    """All lanes of one element."""
    return _load(arr, 1)


@intrinsic(prefer_literal=False)
def load2(typingctx, arr, i, j):
    """All lanes of one element of a table."""
    return _load(arr, 2)


@intrinsic(prefer_literal=False)
def store1(typingctx, arr, i, value):
    """Set all lanes of one element."""
    return _store(arr, 1)


@intrinsic(prefer_literal=False)
def store2(typingctx, arr, i, j, value):
    """Set all lanes of one element of a table."""
    return _store(arr, 2)


@intrinsic(prefer_literal=False)
def first1(typingctx, arr, i):
    """The first lane of an element: for what is one number in all worlds."""
    return _first(arr, 1)


@intrinsic(prefer_literal=False)
def first2(typingctx, arr, i, j):
    """The first lane of an element of a table."""
    return _first(arr, 2)


@intrinsic(prefer_literal=False)
def load_words(typingctx, arr):
    """Words from a one-dimensional array of int64."""

    def lower(context, builder, sig, args):
        array = context.make_array(sig.args[0])(context, builder, args[0])
        return builder.load(builder.bitcast(array.data, I.as_pointer()), align=8)

    return signature(words, arr), lower


@inlined
def take(numbers, row):
    """All numbers of a row of another table."""
    for i in range(row.shape[0]):
        store1(numbers, i, load1(row, i))


# Lane by lane


@intrinsic(prefer_literal=False)
def get(typingctx, value, n):
    """One lane of a vector."""
    to = types.float64 if value == lanes else types.boolean

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


@inlined
def most(m, x):
    """Largest number of the lanes that m marks; 0 if none."""
    largest = 0.0
    for n in range(L):
        if get(m, n):
            largest = max(largest, get(x, n))
    return largest


@inlined
def gather1(arr, i):
    """Of each lane another element; lanes that have none there, and ask nothing, get the first."""
    out = load1(arr, 0)
    for n in range(L):
        at = int(get(i, n))
        out = put(out, n, arr[at if 0 <= at < arr.shape[0] else 0, n])
    return out


@inlined
def gather2(arr, i, j):
    """Of each lane the element of another row."""
    out = load2(arr, 0, j)
    for n in range(L):
        at = int(get(i, n))
        out = put(out, n, arr[at if 0 <= at < arr.shape[0] else 0, j, n])
    return out


@inlined
def scatter2(arr, i, j, m, value):
    """Set in each lane that m marks the element of another row."""
    for n in range(L):
        if get(m, n):
            arr[int(get(i, n)), j, n] = get(value, n)
