"""Fire or water: counter-terrorism that provokes recruitment, and counter-terrorism that does not.

The number of terrorists x, scaled so that it rests near 1 where nobody does anything, changes by

    dx/dt = tau + (1 + rho v) k x^alpha - mu x - beta ln(1 + u) x^theta - gamma ln(1 + v) x

tau: those who come in any case; k x^alpha: recruitment, more by rho v where fire v is used; mu x: those who leave by
themselves; u: water, which works best per head where few are left (theta < alpha < 1); v: fire, which works alike on
everybody.

The paper chooses u and v by optimal control. Here they are held fixed, which shows what the choice rests on:

- Without either, and tau = 0, x rests at (k / mu)^(1 / (1 - alpha)): 1 in the base case.
- With some water there are two stable states and a threshold between them: next to nobody, where x^theta outweighs x^alpha
  and tau alone refills, at about (tau / (beta ln(1 + u)))^(1 / theta); and a high one. With much water only the low one
  is left: at tau = 0 the other two meet where beta ln(1 + u) is the highest value of (k x^alpha - mu x) / x^theta.
- Fire takes away more than it provokes only above x_v = (rho k v / (gamma ln(1 + v)))^(1 / (1 - alpha)). Below, it adds
  terrorists.

Source: J. P. Caulkins, D. Grass, G. Feichtinger and G. Tragler 2008, Optimizing counter-terror operations: should one
fight fire with "fire" or "water"?, Computers & Operations Research 35(6), 1874-1885. Read: its abstract (two steady states,
one nearly without terrorists and one with many; no fire below a threshold) and a summary of L. Bayon and others on the same
model (Applied Mathematics and Computation 347), which names beta and gamma as the efficiencies of water and fire.
Recalled: the equation and all numbers of the base case. Derived here: the three statements
above. The paper's optimal controls are not computed, so nothing here says what is best.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from scipy.integrate import solve_ivp
from scipy.optimize import brentq

from rekindle.classics.bounds import not_negative, positive

SMALLEST, LARGEST = 1e-60, 1e6
"""Where steady states are looked for."""


class Case(NamedTuple):
    """Rates (a unit of time, x scaled) and exponents; the defaults are the base case as recalled."""

    tau: float = 1e-5
    k: float = 0.05
    alpha: float = 0.75
    mu: float = 0.05
    rho: float = 1.0
    beta: float = 0.01
    theta: float = 0.1
    gamma: float = 0.1


BASE = Case()


def checked(case: Case) -> Case:
    """The case as given; ValueError unless 0 < theta < alpha < 1 and the rates are possible."""
    not_negative(tau=case.tau, rho=case.rho, beta=case.beta, gamma=case.gamma)
    positive(k=case.k, mu=case.mu, theta=case.theta)
    if not case.theta < case.alpha < 1:
        raise ValueError(f"theta is {case.theta} and alpha {case.alpha}: it must be 0 < theta < alpha < 1")
    return case


def change(case: Case, x: float, water: float = 0.0, fire: float = 0.0) -> float:
    """dx/dt at so many terrorists under these controls."""
    joined = case.tau + (1 + case.rho * fire) * case.k * x**case.alpha
    left = case.mu * x + case.gamma * math.log1p(fire) * x
    return joined - left - case.beta * math.log1p(water) * x**case.theta


def steady_states(case: Case, water: float = 0.0, fire: float = 0.0) -> list[tuple[float, bool]]:
    """Numbers of terrorists that stay as they are, lowest first, and whether each is stable.

    x = exp(s) turns dx/dt into sums of exponentials; roots are bracketed on a fine grid of s and refined.
    """
    not_negative(water=water, fire=fire)
    checked(case)

    def at(log: float) -> float:
        return change(case, math.exp(log), water, fire)

    grid = np.linspace(math.log(SMALLEST), math.log(LARGEST), 4_001)
    signs = np.sign([at(log) for log in grid])
    found = []
    for i in np.flatnonzero(signs[1:] != signs[:-1]):
        root = brentq(at, grid[i], grid[i + 1], xtol=1e-13)
        found.append((math.exp(root), bool(signs[i] > 0)))
    return found


def water_to_end(case: Case) -> float:
    """Water above which no high steady state is left, at tau = 0 and without fire.

    (k x^alpha - mu x) / x^theta is highest at x^(1 - alpha) = k (alpha - theta) / (mu (1 - theta)).
    """
    positive(beta=checked(case).beta)
    x = (case.k * (case.alpha - case.theta) / (case.mu * (1 - case.theta))) ** (1 / (1 - case.alpha))
    return math.expm1((case.k * x**case.alpha - case.mu * x) / x**case.theta / case.beta)


def fire_pays_above(case: Case, fire: float) -> float:
    """Number of terrorists above which so much fire takes away more than it provokes: x_v of the module's text."""
    positive(fire=fire, gamma=checked(case).gamma)
    return (case.rho * case.k * fire / (case.gamma * math.log1p(fire))) ** (1 / (1 - case.alpha))


def course(case: Case, start: float, times: np.ndarray, water: float = 0.0, fire: float = 0.0) -> np.ndarray:
    """Terrorists at these times under fixed controls, by numerical integration of log x: (T,)."""
    positive(start=start)
    checked(case)
    span = (0.0, float(np.max(times)))

    def growth(_: float, log: np.ndarray) -> list[float]:
        x = math.exp(log[0])
        return [change(case, x, water, fire) / x]

    return np.exp(solve_ivp(growth, span, [math.log(start)], t_eval=times, method="LSODA", rtol=1e-9, atol=1e-9).y[0])
