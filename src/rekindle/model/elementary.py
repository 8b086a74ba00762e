"""exp and log of our own: the same bits on every processor, compiled or not, for one world and for eight at a time.

Mechanisms import this module in place of `math`: `from rekindle.model import elementary as math`. The forms and
coefficients of log are those of fdlibm (Sun Microsystems 1993); exp is its Taylor series. Errors are under 1 ulp. There are
only additions, multiplications, one division and shifts of bits, in a fixed order, and no branch, so that eight numbers can
go side by side; no step needs a multiplication and an addition rounded once, which some processors and plain Python lack.
"""

from __future__ import annotations

import math
from math import floor, inf, pi, sqrt  # noqa: F401  for those who import this module in place of `math`

import numpy as np

from rekindle.model.compiled import compiled, inlined

LOG2_E = 1.44269504088896338700e00
LN2_HIGH, LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
"""ln 2 in two parts; times a whole number under 2**20 the first is exact."""
HIGHEST, LOWEST = 709.0, -708.0
TURN = 1.5 * 2.0**52
"""What is added to it is rounded to a whole number, which stands in its last bits."""
TURN_LESS_BIAS = np.uint64(0x4338000000000000 - 1023)
_52, _BIASED = np.uint64(52), np.uint64(0x4330000000000000)
MANTISSA, ONE, HALVED = np.uint64(0xFFFFFFFFFFFFF), np.uint64(0x3FF0000000000000), np.uint64(0x10000000000000)
FROM_ROOT = np.uint64(0x95F64 << 32)
"""Moves the mantissa's cut from 1 to the square root of 2."""


@inlined
def bits_of(x):
    """The bits of a float64 as an unsigned whole number."""
    return np.float64(x).view(np.uint64)


@inlined
def float_of(bits):
    """The float64 that bits stand for."""
    return np.uint64(bits).view(np.float64)


@compiled
def exp(x):
    """e**x as 2**k e**r, with e**r by its series to r**13 in pairs. Under -708 it is 0, over 709 infinite."""
    cut = min(HIGHEST, max(LOWEST, x))
    turned = cut * LOG2_E + TURN
    k = turned - TURN
    r = (cut - k * LN2_HIGH) - k * LN2_LOW
    s = r * r
    f = s * s
    a = 0.5 + r * (1.0 / 6.0)
    b = 1.0 / 24.0 + r * (1.0 / 120.0)
    c = 1.0 / 720.0 + r * (1.0 / 5040.0)
    d = 1.0 / 40320.0 + r * (1.0 / 362880.0)
    e = 1.0 / 3628800.0 + r * (1.0 / 39916800.0)
    g = 1.0 / 479001600.0 + r * (1.0 / 6227020800.0)
    series = (a + s * b) + f * ((c + s * d) + f * (e + s * g))
    y = (1.0 + (r + s * series)) * float_of((bits_of(turned) - TURN_LESS_BIAS) << _52)
    return inf if x > HIGHEST else (0.0 if x < LOWEST else (y if x == x else x))  # noqa: PLR0124  NaN is not itself


@compiled
def log(x):
    """ln x as k ln 2 + ln(1 + f), with 1 + f between the square roots of a half and of 2."""
    small = x < 2.2250738585072014e-308
    bits = bits_of(x * 18014398509481984.0 if small else x)
    up = ((bits & MANTISSA) + FROM_ROOT) & HALVED
    f = float_of((bits & MANTISSA) | (up ^ ONE)) - 1.0
    exponent = ((bits >> _52) + (up >> _52)) | _BIASED
    k = (float_of(exponent) - 4503599627370496.0) - (1077.0 if small else 1023.0)
    s = f / (2.0 + f)
    z = s * s
    w = z * z
    odd = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01))
    even = z * (
        6.666666666666735130e-01
        + w * (2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01))
    )
    half = 0.5 * f * f
    y = k * LN2_HIGH - ((half - (s * (half + (odd + even)) + k * LN2_LOW)) - f)
    y = x if x == inf else y
    return y if x > 0.0 else (-inf if x == 0.0 else math.nan)


@compiled
def log1p(x):
    """ln(1 + x), exact where 1 + x would round x away."""
    u = 1.0 + x
    return x if u == 1.0 else (log(u) - ((u - 1.0) - x) / u if u > 0.0 else log(u))
