"""Kress and Szechtman's insurgency: intelligence decides whether force hits insurgents or makes new ones.

A government force G aims at insurgents I who live among a population P. A share m of its fire, the level of intelligence,
goes to insurgents; the rest goes anywhere and hits an insurgent only as often as one is met, I/P. What hits the population
is collateral harm C, and harm recruits:

    dG/dt = reinforcement - attrition I
    dI/dt = -effect G (m + (1 - m) I/P) + recruits(C)
    C     =  effect G (1 - m)(1 - I/P)

Intelligence may be a number or grow with what there is to be seen, m(I), with m(0) = 0.

With recruits(C) = recruits C, G cancels from the balance: how many insurgents can be held down is a matter of
intelligence, not of force. At fixed m it is

    I*/P = (recruits (1 - m) - m) / ((1 - m)(1 + recruits))

above 0 just where m < recruits / (1 + recruits), and force alone cannot end the insurgency where m(0) = 0: at I = 0 harm
still recruits. With recruits(C) = recruits C^bend there is one stalemate of both sides, at I = reinforcement/attrition. Its
Jacobian has the trace d(dI/dt)/dI < 0 and a determinant of the sign of C recruits'(C) - recruits(C): stable where bend > 1,
fragile (a saddle) where bend < 1.

Source: M. Kress and R. Szechtman 2009, Why defeating insurgencies is hard: the effect of intelligence in
counterinsurgency operations - a best-case scenario, Operations Research 57(3). Read: the press summary of the Institute
for Operations Research and the Management Sciences (July 2009): the parts of the model, that force alone contains and
cannot eradicate, that stalemates may be fragile or stable. Recalled: the equations. Chosen here: the forms of m(I) and of
recruits(C), which the paper may give otherwise; it may also tell of the population's support what is not here. Derived
here: everything after the equations. No figure of the paper is used.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy.integrate import solve_ivp
from scipy.optimize import brentq

from rekindle.classics.bounds import not_negative, positive, shares

Level = Callable[[float], float]
"""Intelligence by the number of insurgents, 0-1."""


class Insurgency(NamedTuple):
    """Rates of one insurgency.

    `population`: people, insurgents included; `effect`: people hit per member of the force and unit of time; `attrition`:
    members of the force lost per insurgent and unit of time; `reinforcement`: members of the force a unit of time;
    `recruits` and `bend`: insurgents who join for so much collateral harm, recruits x harm^bend.
    """

    population: float
    effect: float
    recruits: float
    attrition: float = 0.0
    reinforcement: float = 0.0
    bend: float = 1.0


def checked(place: Insurgency) -> Insurgency:
    """The insurgency as given; ValueError where a rate is impossible."""
    positive(population=place.population, effect=place.effect, bend=place.bend)
    not_negative(recruits=place.recruits, attrition=place.attrition, reinforcement=place.reinforcement)
    return place


def fixed(level: float) -> Level:
    """The same intelligence whatever the number of insurgents."""
    shares(level=level)
    return lambda _: level


def seen(half: float) -> Level:
    """Intelligence that grows with what there is to be seen: I / (I + half), a half at so many insurgents."""
    positive(half=half)
    return lambda insurgents: max(0.0, insurgents) / (max(0.0, insurgents) + half)


def hits(place: Insurgency, level: Level, force: float, insurgents: float) -> float:
    """Insurgents lost a unit of time."""
    known, met = level(insurgents), insurgents / place.population
    return place.effect * force * (known + (1 - known) * met)


def harm(place: Insurgency, level: Level, force: float, insurgents: float) -> float:
    """Others hit a unit of time: collateral harm."""
    return place.effect * force * (1 - level(insurgents)) * (1 - insurgents / place.population)


def change(place: Insurgency, level: Level, force: float, insurgents: float) -> tuple[float, float]:
    """Change of the force and of the insurgents a unit of time."""
    joined = place.recruits * max(0.0, harm(place, level, force, insurgents)) ** place.bend
    lost = hits(place, level, force, insurgents)
    return place.reinforcement - place.attrition * insurgents, joined - lost


def solved(place: Insurgency, level: Level, force: float, insurgents: float, times: np.ndarray) -> np.ndarray:
    """Force and insurgents at these times, by numerical integration until either is gone: (T, 2), unchanged from then on."""
    checked(place)
    not_negative(force=force, insurgents=insurgents)

    def gone(_: float, both: np.ndarray) -> float:
        return min(both[0], both[1])

    gone.terminal = True  # type: ignore[attr-defined]
    gone.direction = -1  # type: ignore[attr-defined]
    way = solve_ivp(lambda _, both: change(place, level, *both), (0.0, float(np.max(times))), [force, insurgents],
                    t_eval=times, rtol=1e-9, atol=1e-9, events=gone)  # fmt: skip
    course = np.zeros((len(times), 2))
    course[: way.y.shape[1]] = way.y.T
    if way.y.shape[1] < len(times):  # one side is gone: it stays so, and the other as it was then
        course[way.y.shape[1] :] = np.where(way.y_events[0][0] < 1e-6, 0.0, way.y_events[0][0])
    return course


def level_to_end(recruits: float) -> float:
    """Fixed intelligence above which force ends the insurgency, 0-1: recruits / (1 + recruits)."""
    not_negative(recruits=recruits)
    return recruits / (1 + recruits)


def contained(place: Insurgency, level: Level) -> float:
    """Insurgents that force holds down and does not end, whatever its size; 0 where it ends them. Only for bend 1.

    Zero of dI/dt over effect G, which falls throughout from recruits (1 - m(0)) - m(0) at I = 0 to -1 at I = P.
    """
    if checked(place).bend != 1:
        raise ValueError(f"bend is {place.bend}: with any but 1 what force can hold down depends on the force")

    def balance(insurgents: float) -> float:
        return change(place._replace(effect=1.0), level, 1.0, insurgents)[1]

    return 0.0 if balance(0.0) <= 0 else float(brentq(balance, 0.0, place.population, xtol=1e-12, rtol=1e-12))


def stalemate(place: Insurgency, level: Level) -> tuple[float, float, bool]:
    """Force and insurgents at which neither changes, and whether it is stable. For any bend but 1.

    I = reinforcement / attrition; effect G h = recruits (effect G c)^bend with h and c the shares that hit insurgents
    and others.
    """
    positive(attrition=checked(place).attrition, reinforcement=place.reinforcement, recruits=place.recruits)
    insurgents = place.reinforcement / place.attrition
    if place.bend == 1 or insurgents >= place.population:
        raise ValueError("no stalemate of both sides: bend is 1, or reinforcement / attrition exceeds the population")
    found, missed = hits(place, level, 1.0, insurgents), harm(place, level, 1.0, insurgents)
    if missed == 0:
        raise ValueError("no stalemate of both sides: intelligence is full, nobody is harmed and nobody joins")
    force = (found / (place.recruits * missed**place.bend)) ** (1 / (place.bend - 1))
    return force, insurgents, place.bend > 1
