"""exp and log of our own, for one world and for lanes from one source, with the same bits on every processor.

The forms and coefficients are those of fdlibm (Sun Microsystems 1993), errors under 1 ulp, without branches: only
additions, multiplications, one division and shifts of bits, in a fixed order.
"""

from __future__ import annotations

import math
import types

import numpy as np

from benchmarks.prototype_lanes.vectors import bits_of, float_of, pick
from rekindle.model.compiled import compiled

_TURN = 6755399441055744.0  # 1.5 * 2**52: what is added to it is rounded to a whole number, which stands in its last bits
_52, _1023 = np.uint64(52), np.uint64(1023)
_MANTISSA, _ONE = np.uint64(0xFFFFFFFFFFFFF), np.uint64(0x3FF0000000000000)
_SHIFT = np.uint64(0x95F64 << 32)  # moves the mantissa's cut from 1 to the square root of 2
_BIASED = np.uint64(0x4330000000000000)


@compiled
def exp(x):
    cut = pick(x > 709.782712893384, 709.782712893384, pick(x < -745.2, -745.2, x))
    turned = cut * 1.44269504088896338700e00 + _TURN
    k = turned - _TURN
    high = cut - k * 6.93147180369123816490e-01
    low = k * 1.90821492927058770002e-10
    r = high - low
    t = r * r
    c = r - t * (1.66666666666666019037e-01 + t * (-2.77777777770155933842e-03 + t * (
        6.61375632143793436117e-05 + t * (-1.65339022054652515390e-06 + t * 4.13813679705723846039e-08))))  # fmt: skip
    y = 1.0 - ((low - (r * c) / (2.0 - c)) - high)
    # 2**k in two halves, so that numbers near 0 come out too
    bits = bits_of(k * 0.5 + _TURN)
    half = (bits_of(k * 0.5 + _TURN) - _TURN_BITS + _1023) << _52
    rest = (bits_of((k - (float_of(bits) - _TURN)) + _TURN) - _TURN_BITS + _1023) << _52
    y = y * float_of(half) * float_of(rest)
    return pick(x > 709.782712893384, math.inf, pick(x == x, y, x))


_TURN_BITS = np.array([_TURN]).view(np.uint64)[0]


@compiled
def log(x):
    small = x < 2.2250738585072014e-308
    y = pick(small, x * 18014398509481984.0, x)
    bits = bits_of(y)
    up = ((bits & _MANTISSA) + _SHIFT) & np.uint64(0x10000000000000)
    mantissa = float_of((bits & _MANTISSA) | (up ^ _ONE))
    exponent = (bits >> _52) + (up >> _52)
    k = (float_of(exponent | _BIASED) - 4503599627370496.0) - pick(small, 1023.0 + 54.0, 1023.0)
    f = mantissa - 1.0
    s = f / (2.0 + f)
    z = s * s
    w = z * z
    t1 = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01))
    t2 = z * (6.666666666666735130e-01 + w * (2.857142874366239149e-01 + w * (
        1.818357216161805012e-01 + w * 1.479819860511658591e-01)))  # fmt: skip
    half = 0.5 * f * f
    y = k * 6.93147180369123816490e-01 - ((half - (s * (half + (t1 + t2)) + k * 1.90821492927058770002e-10)) - f)
    y = pick(x == math.inf, x, y)
    return pick(x > 0.0, y, pick(x == 0.0, -math.inf, math.nan))


@compiled
def log1p(x):
    u = 1.0 + x
    return pick(u == 1.0, x, log(u) - ((u - 1.0) - x) / u)


own = types.ModuleType("own_math")
"""Stands where `math` does, in the source of a mechanism."""
own.__dict__.update(exp=exp, log=log, log1p=log1p, sqrt=math.sqrt, floor=math.floor, inf=math.inf, pi=math.pi)
