"""Deitchman's model of an ambush: one side sees whom to shoot at, the other fires into the area.

Concealed R aim at B in the open, who answer with fire into the area where they believe R to be:

    dB/dt = -r R          aimed: losses go with the number who fire
    dR/dt = -b B R        area: losses also go with the number who can be hit

Dividing the first by the second, b B dB = r dR, so that b/2 B^2 - r R stays as it is: a square law for those in the open
mixed with a linear law for the concealed. With L^2 = B0^2 - 2 r R0 / b, r R = b/2 (B^2 - L^2), hence

    dB/dt = -b/2 (B^2 - L^2)

which ends at B = L with R gone where L^2 > 0, and with B gone after a finite time where L^2 < 0. B0 = 1000, R0 = 200,
r = 0.02 and b = 1e-5 leave sqrt(1,000,000 - 800,000) = sqrt(200,000) = 447.214.

Source: S. J. Deitchman 1962, A Lanchester model of guerrilla warfare, Operations Research 10(6), 818-827. The paper was
not at hand: equations recalled, everything else derived here. The numbers above are this project's example, not the
paper's.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from scipy.integrate import solve_ivp

from rekindle.classics.bounds import not_negative, positive


class Ambush(NamedTuple):
    """Numbers in the `open` and `concealed` (people), and fire.

    `aimed`: killed in the open per concealed shooter and unit of time; `area`: the hazard of one concealed person per
    shooter in the open and unit of time.
    """

    open: float
    concealed: float
    aimed: float
    area: float


EXAMPLE = Ambush(1000.0, 200.0, 0.02, 1e-5)


def checked(ambush: Ambush) -> Ambush:
    """The ambush as given; ValueError where a strength is negative or a side does not shoot."""
    not_negative(open=ambush.open, concealed=ambush.concealed)
    positive(aimed=ambush.aimed, area=ambush.area)
    return ambush


def kept(ambush: Ambush) -> float:
    """What the law keeps along every battle: b/2 B^2 - r R. Positive: those in the open win."""
    return ambush.area / 2 * ambush.open**2 - ambush.aimed * ambush.concealed


def left(ambush: Ambush) -> tuple[float, float]:
    """Those in the open and those concealed when it is over: one of them is 0 (both, if they are even)."""
    surplus = kept(checked(ambush))
    return math.sqrt(max(0.0, 2 * surplus / ambush.area)), max(0.0, -surplus / ambush.aimed)


def needed(concealed: float, aimed: float, area: float) -> float:
    """How many in the open are as good as so many concealed: sqrt(2 r R / b)."""
    return math.sqrt(2 * aimed * concealed / area)


def course(ambush: Ambush, times: np.ndarray) -> np.ndarray:
    """Closed form at these times, those in the open first: (T, 2).

    B = L coth(b L t / 2 + arcoth(B0 / L)) for L^2 > 0, K tan(arctan(B0 / K) - b K t / 2) for L^2 = -K^2, and
    B0 / (1 + b B0 t / 2) between; R follows from what is kept.
    """
    start, concealed, aimed, area = checked(ambush)
    times = np.asarray(times, dtype=float)
    end = 2 * kept(ambush) / area  # L^2
    if concealed == 0 or start == 0:
        return np.tile([start, concealed], (times.size, 1))  # nobody to shoot or nobody to hit
    if end > 0:
        limit = math.sqrt(end)
        standing = limit / np.tanh(area * limit * times / 2 + math.atanh(limit / start))
    elif end < 0:
        limit = math.sqrt(-end)
        standing = limit * np.tan(np.maximum(0.0, math.atan(start / limit) - area * limit * times / 2))
    else:
        standing = start / (1 + area * start * times / 2)
    return np.column_stack([standing, np.maximum(0.0, area / 2 * (standing**2 - end) / aimed)])


def solved(ambush: Ambush, times: np.ndarray) -> np.ndarray:
    """The same from the differential equations, by numerical integration: (T, 2). Valid while somebody is in the open."""
    _, _, aimed, area = checked(ambush)

    def change(_: float, both: np.ndarray) -> list[float]:
        standing, concealed = both
        return [-aimed * concealed, -area * standing * concealed]

    span = (0.0, float(np.max(times)))
    return solve_ivp(change, span, ambush[:2], t_eval=times, rtol=1e-10, atol=1e-10).y.T
