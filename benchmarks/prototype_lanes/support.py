"""What rewritten functions call. `EXP` in the environment chooses exp and log: "own" or "libm"."""

from __future__ import annotations

import math
import os

import numpy as np
from numba import njit
from numba.core.typing.templates import signature
from numba.extending import intrinsic
from llvmlite import ir

from benchmarks.prototype_lanes import elementary
from benchmarks.prototype_lanes.vectors import *  # noqa: F403
from benchmarks.prototype_lanes.vectors import (
    I,
    L,
    F,
    libm_exp,
    libm_log,
    libm_log1p,
    lanes,
    mask,
    number_of,
    vmin,
    words,
    words_of,
)
from rekindle.model.compiled import compiled, inlined
from rekindle.model.noise import _BELOW_ONE, _LOW, _MULTIPLY_0, _MULTIPLY_1, _TO_UNIT, _WEYL_0, _WEYL_1
from numba.extending import register_jitable
from numba.core import types

OWN = os.environ.get("EXP", "own") == "own"
if OWN:
    vexp, vlog, vlog1p = elementary.exp, elementary.log, elementary.log1p
    uexp, ulog, ulog1p = elementary.exp, elementary.log, elementary.log1p
else:
    vexp, vlog, vlog1p = libm_exp, libm_log, libm_log1p
    uexp, ulog, ulog1p = math.exp, math.log, math.log1p

_32, _21, _11 = np.uint64(32), np.uint64(21), np.uint64(11)
_53 = np.uint64(0x1FFFFFFFFFFFFF)


def _fixed(value, of):
    @intrinsic
    def function(typingctx):
        def lower(context, builder, sig, args):
            return ir.Constant(F if of == lanes else I, [value] * L)

        return signature(of), lower

    return function


@intrinsic
def without(typingctx, a, b):
    """a and not b."""

    def lower(context, builder, sig, args):
        return builder.and_(args[0], builder.not_(args[1]))

    return signature(mask, mask, mask), lower


@intrinsic(prefer_literal=False)
def first1(typingctx, arr, i):
    """The element's first lane: for what is one number in all worlds."""

    def lower(context, builder, sig, args):
        array = context.make_array(sig.args[0])(context, builder, args[0])
        return builder.load(builder.gep(array.data, [builder.mul(args[1], ir.Constant(args[1].type, L))]))

    return signature(types.float64, arr, types.intp), lower


def _as(of, source):
    @intrinsic(prefer_literal=False)
    def function(typingctx, x):
        return signature(of, of), lambda context, builder, sig, args: args[0]

    return function


lanes_, mask_ = _as(lanes, types.float64), _as(mask, types.boolean)
all_, none_, zero_ = _fixed(-1, mask), _fixed(0, mask), _fixed(0.0, lanes)


@compiled
def two_uniforms_lanes(seed, world, stream_number, step, index):
    """`two_uniforms` of noise.py for the worlds of a vector."""
    key = np.uint64(seed)
    c0 = words_of(index) & words_of(_LOW)
    c1 = words_of(np.uint64(step) & _LOW)
    c2 = world & _LOW
    c3 = words_of(np.uint64(stream_number) & _LOW)
    k0 = key & _LOW
    k1 = key >> _32
    for _ in range(10):
        product_0 = c0 * _MULTIPLY_0
        product_1 = c2 * _MULTIPLY_1
        c0, c1, c2, c3 = (
            (product_1 >> _32) ^ c1 ^ k0,
            product_1 & _LOW,
            (product_0 >> _32) ^ c3 ^ k1,
            product_0 & _LOW,
        )
        k0 = (k0 + _WEYL_0) & _LOW
        k1 = (k1 + _WEYL_1) & _LOW
    return _unit(c0, c1), _unit(c2, c3)


@register_jitable
def _unit(high, low):
    bits = ((high << _21) ^ (low >> _11)) & _53
    return vmin(_BELOW_ONE, (number_of(bits) + 0.5) * _TO_UNIT)


@register_jitable
def take(numbers, row):
    """All numbers of a row of another table."""
    for i in range(row.shape[0]):
        store1(numbers, i, load1(row, i))


whole_run = njit(nogil=True, error_model="numpy", no_cfunc_wrapper=True)
