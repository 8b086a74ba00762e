"""exp and log of our own, for one world and for lanes from one source, with the same bits on every processor.

The forms and coefficients are those of fdlibm (Sun Microsystems 1993), errors under 1 ulp, without branches: only
additions, multiplications, one division and shifts of bits, in a fixed order.
"""

from __future__ import annotations

import math
import types

import numpy as np

from benchmarks.prototype_lanes.vectors import bits_of, float_of, fma, pick
from rekindle.model.compiled import compiled

_TURN = 6755399441055744.0  # 1.5 * 2**52: what is added to it is rounded to a whole number, which stands in its last bits
_52, _1023 = np.uint64(52), np.uint64(1023)
_MANTISSA, _ONE = np.uint64(0xFFFFFFFFFFFFF), np.uint64(0x3FF0000000000000)
_SHIFT = np.uint64(0x95F64 << 32)  # moves the mantissa's cut from 1 to the square root of 2
_BIASED = np.uint64(0x4330000000000000)


@compiled
def exp(x):
    """2**k e**r: e**r by its series to r**13, in pairs, each step rounded once. Under 2**-1021 it is 0."""
    cut = pick(x > 709.0, 709.0, pick(x < -708.0, -708.0, x))
    turned = fma(cut, 1.44269504088896338700e00, _TURN)
    k = turned - _TURN
    r = fma(k, -1.90821492927058770002e-10, fma(k, -6.93147180369123816490e-01, cut))
    s = r * r
    f = s * s
    a = fma(r, 1.0 / 6.0, 0.5)
    b = fma(r, 1.0 / 120.0, 1.0 / 24.0)
    c = fma(r, 1.0 / 5040.0, 1.0 / 720.0)
    d = fma(r, 1.0 / 362880.0, 1.0 / 40320.0)
    e = fma(r, 1.0 / 39916800.0, 1.0 / 3628800.0)
    g = fma(r, 1.0 / 6227020800.0, 1.0 / 479001600.0)
    y = fma(f, fma(f, fma(s, g, e), fma(s, d, c)), fma(s, b, a))
    y = fma(s, y, r) + 1.0
    y = y * float_of((bits_of(turned) - _TURN_BITS + _1023) << _52)
    return pick(x > 709.0, math.inf, pick(x < -708.0, 0.0, pick(x == x, y, x)))


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
    t1 = w * fma(w, fma(w, 1.531383769920937332e-01, 2.222219843214978396e-01), 3.999999999940941908e-01)
    t2 = fma(w, fma(w, 1.479819860511658591e-01, 1.818357216161805012e-01), 2.857142874366239149e-01)
    t2 = z * fma(w, t2, 6.666666666666735130e-01)
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
