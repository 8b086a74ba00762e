"""Lanchester's two laws: what two sides that shoot at each other have left.

Under the square law everybody sees whom to shoot at, so a side loses as many as the other side has shooters:

    dx/dt = -a y        dy/dt = -b x        b x^2 - a y^2 stays as it is

Under the linear law both fire into the area where the other side is, so losses also go with how many can be hit:

    dx/dt = -a x y      dy/dt = -b x y      b x - a y stays as it is

Strength counts by its square under the first and by itself under the second. The equations hold until one side has
nobody left.

Source: F. W. Lanchester 1916, Aircraft in Warfare, chapters V and VI (chapters recalled; he writes of firing at a target
and of firing at random). Laws and their names: recalled, standard in the field. Invariants, times and closed forms in
time: derived here. No figure of the book is used.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from scipy.integrate import solve_ivp

from rekindle.classics.bounds import not_negative, positive


class Battle(NamedTuple):
    """Two sides: strengths `x` and `y` (people) and fire.

    `a` is the fire that y does to x, `b` that which x does to y: kills per shooter and unit of time under the square law,
    kills per shooter, target and unit of time under the linear law.
    """

    x: float
    y: float
    a: float
    b: float


def checked(battle: Battle) -> Battle:
    """The battle as given; ValueError where a strength is negative or a side does not shoot."""
    not_negative(x=battle.x, y=battle.y)
    positive(a=battle.a, b=battle.b)
    return battle


def kept_square(battle: Battle) -> float:
    """What the square law keeps: b x^2 - a y^2. Positive: x wins."""
    return battle.b * battle.x**2 - battle.a * battle.y**2


def kept_linear(battle: Battle) -> float:
    """What the linear law keeps: b x - a y. Positive: x wins."""
    return battle.b * battle.x - battle.a * battle.y


def left_square(battle: Battle) -> tuple[float, float]:
    """Strengths of x and y when the square law is done: one of them is 0 (both, if they are even)."""
    kept = kept_square(checked(battle))
    return math.sqrt(max(0.0, kept) / battle.b), math.sqrt(max(0.0, -kept) / battle.a)


def left_linear(battle: Battle) -> tuple[float, float]:
    """Strengths of x and y that the linear law tends to: one of them is 0 (both, if they are even)."""
    kept = kept_linear(checked(battle))
    return max(0.0, kept) / battle.b, max(0.0, -kept) / battle.a


def end_of_square(battle: Battle) -> float:
    """Time at which the weaker side is gone under the square law; infinite where they are even.

    From x = x0 cosh(ct) - y0 sqrt(a/b) sinh(ct) = 0 with c = sqrt(ab).
    """
    x, y, a, b = checked(battle)
    weaker, stronger = sorted((x * math.sqrt(b), y * math.sqrt(a)))
    return math.inf if weaker == stronger > 0 else 0.0 if weaker == 0 else math.atanh(weaker / stronger) / math.sqrt(a * b)


def square(battle: Battle, times: np.ndarray) -> np.ndarray:
    """Closed form of the square law at these times, up to the weaker side's end: (T, 2)."""
    x, y, a, b = checked(battle)
    passed = math.sqrt(a * b) * np.minimum(times, end_of_square(battle))
    up, down = np.cosh(passed), np.sinh(passed)
    both = np.column_stack([x * up - y * math.sqrt(a / b) * down, y * up - x * math.sqrt(b / a) * down])
    return np.maximum(0.0, both)


def linear(battle: Battle, times: np.ndarray) -> np.ndarray:
    """Closed form of the linear law at these times: (T, 2).

    With D = b x - a y kept, dx/dt = -x (b x - D): logistic, so x = D x0 / (b x0 - a y0 exp(-D t)), and x0 / (1 + b x0 t)
    where D is 0. Written below as x0 / (1 + a y0 s) with s = (1 - exp(-D t)) / D, which serves both.
    """
    x, y, a, b = checked(battle)
    kept = kept_linear(battle)
    if kept < 0:  # the same seen from the other side, so that the exponential cannot grow without bound
        return linear(Battle(y, x, b, a), times)[:, ::-1]
    times = np.asarray(times, dtype=float)
    # (1 - exp(-D t)) / D, which is t where D is 0
    spent = times if kept == 0 else -np.expm1(-kept * times) / kept
    survive = 1.0 / (1.0 + a * y * spent)
    return np.column_stack([x * survive, y * np.exp(-kept * times) * survive])


def solved(law: str, battle: Battle, times: np.ndarray) -> np.ndarray:
    """The same from the differential equations, by numerical integration: (T, 2). `law` is "square" or "linear"."""
    if law not in ("square", "linear"):
        raise ValueError(f"no law {law!r}: there are 'square' and 'linear'")
    _, _, a, b = checked(battle)

    def change(_: float, both: np.ndarray) -> list[float]:
        x, y = both
        return [-a * y, -b * x] if law == "square" else [-a * x * y, -b * x * y]

    span = (0.0, float(np.max(times)))
    return solve_ivp(change, span, battle[:2], t_eval=times, rtol=1e-10, atol=1e-10).y.T
