"""Epstein's civil violence, model I: people who rebel when they dare, and cops who arrest them.

People and cops stand on a lattice whose edges meet, at most one to a site. Each person has a hardship H and an aversion
to risk R, drawn once from 0 to 1; the legitimacy L of the authority is the same for all. Grievance is G = H (1 - L). The
estimated chance of arrest is P = 1 - exp(-k C / A), with C cops and A active people within vision, the person counted
among the active; net risk is N = R P. One after the other, in an order drawn anew each turn, everybody who is not in jail
moves and then acts:

    Rule M  move to a random free site within vision
    Rule A  people: be active if G - N > T, else be quiet
    Rule C  cops: look at all sites within vision and arrest one of the active at random

Those arrested leave the lattice for a term drawn from 0 to `longest_term` turns.

Source: J. M. Epstein 2002, Modeling civil violence: an agent-based computational approach, PNAS 99 suppl. 3, 7243-7250.
Read: its abstract; and the NetLogo library's Rebellion (U. Wilensky 2004), documentation and code, for the three rules and
their letters, the equations, k, T, the densities, L and the longest term of the defaults, that the term starts at 0 and
that a cop goes to the site of whom he arrested. All defaults below are Rebellion's. Recalled: that those in jail are off
the lattice and come back to a random free site (in Rebellion they stay where they are and do not count). Nothing is copied.

Rebellion rounds C / A down to a whole number and says that without this there is no punctuated equilibrium. `whole` does
so; unrounded, as the equation is quoted, is the default. Both are seen here: outbursts with rounding, none without. No run
of the paper is claimed to be matched.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from rekindle.classics.bounds import not_negative, positive, shares

FREE, COP = -1, -2
"""What stands on a site where no person does; a person is a number from 0."""


class Setting(NamedTuple):
    """One society. Sites are of a square lattice of `side` x `side`; densities are shares of its sites.

    `k`: such that one cop facing one active person means an arrest with a chance of 0.9; `threshold`: T; `vision`: distance
    in sites within which both see; `longest_term`: turns; `whole`: round C / A down.
    """

    side: int = 40
    people: float = 0.7
    cops: float = 0.04
    legitimacy: float = 0.82
    longest_term: int = 30
    vision: float = 7.0
    k: float = 2.3
    threshold: float = 0.1
    whole: bool = False


def checked(setting: Setting) -> Setting:
    """The setting as given; ValueError where it is impossible."""
    positive(side=setting.side)
    shares(people=setting.people, cops=setting.cops, legitimacy=setting.legitimacy, everybody=setting.people + setting.cops)
    not_negative(longest_term=setting.longest_term, vision=setting.vision, k=setting.k, threshold=setting.threshold)
    return setting


def sights(side: int, vision: float) -> np.ndarray:
    """Sites within vision of each site, itself left out: (sites, seen). The lattice has no edge."""
    reach = int(min(vision, (side - 1) // 2))
    steps = range(-reach, reach + 1)
    seen = [(dy, dx) for dy in steps for dx in steps if 0 < dy * dy + dx * dx <= vision * vision]
    y, x = np.divmod(np.arange(side * side), side)
    if not seen:
        return np.empty((side * side, 0), dtype=int)
    return np.column_stack([(y + dy) % side * side + (x + dx) % side for dy, dx in seen])


class Society:
    """A society at one turn; `turn` carries it on. The same setting and seed give the same course.

    `site`: each person's and each cop's site (-1 in jail); `active`: of each person; `term`: turns of jail still to go.
    """

    def __init__(self, setting: Setting, seed: int) -> None:
        self.setting = checked(setting)
        self.luck = np.random.default_rng(seed)
        sites = setting.side**2
        self.people, self.cops = round(setting.people * sites), round(setting.cops * sites)
        self.hardship, self.aversion = self.luck.random((2, self.people))
        self.grievance = self.hardship * (1 - setting.legitimacy)
        self.active = np.zeros(self.people, dtype=bool)
        self.term = np.zeros(self.people, dtype=int)
        self.site = self.luck.permutation(sites)[: self.people + self.cops]  # people first, then cops
        self.stands = np.full(sites, FREE)
        self.stands[self.site[: self.people]] = np.arange(self.people)
        self.stands[self.site[self.people :]] = COP
        self.sight = sights(setting.side, setting.vision)

    @property
    def jailed(self) -> np.ndarray:
        """Whether each person is in jail."""
        return self.site[: self.people] < 0

    def turn(self) -> tuple[int, int, int]:
        """One turn of everybody: how many are active, quiet and in jail after it."""
        for who in self.luck.permutation(self.people + self.cops).tolist():
            if self.site[who] < 0:
                continue
            self.move(who)
            if who < self.people:
                self.decide(who)
            else:
                self.arrest(who)
        self.serve()
        jailed, active = int(self.jailed.sum()), int(self.active.sum())
        return active, self.people - active - jailed, jailed

    def move(self, who: int) -> None:
        """Rule M: to a random free site within vision, if there is one."""
        seen = self.sight[self.site[who]]
        free = seen[self.stands[seen] == FREE]
        if free.size:
            self._go(who, int(free[self.luck.integers(free.size)]))

    def decide(self, person: int) -> None:
        """Rule A: active if grievance exceeds net risk by more than the threshold, else quiet."""
        risk = self.aversion[person] * self.chance_of_arrest(person)
        self.active[person] = self.grievance[person] - risk > self.setting.threshold

    def chance_of_arrest(self, person: int) -> float:
        """P = 1 - exp(-k C / A) as the person sees it, who counts as active."""
        around = self.stands[self.sight[self.site[person]]]
        active = 1 + int(self.active[around[around >= 0]].sum())
        ratio = int((around == COP).sum()) / active
        return -math.expm1(-self.setting.k * (math.floor(ratio) if self.setting.whole else ratio))

    def arrest(self, cop: int) -> None:
        """Rule C: arrest one of the active within vision, at random, and go where that one was."""
        around = self.stands[self.sight[self.site[cop]]]
        there = around[around >= 0]
        there = there[self.active[there]]
        if not there.size:
            return
        person = int(there[self.luck.integers(there.size)])
        place = int(self.site[person])
        self.active[person], self.site[person], self.stands[place] = False, -1, FREE
        self.term[person] = self.luck.integers(0, self.setting.longest_term, endpoint=True)
        self._go(cop, place)

    def serve(self) -> None:
        """Those whose term is over come back to a random free site, with the same hardship and aversion; the others serve."""
        for person in np.flatnonzero(self.jailed).tolist():
            if self.term[person] == 0:
                free = np.flatnonzero(self.stands == FREE)
                self._go(person, int(free[self.luck.integers(free.size)]))
            else:
                self.term[person] -= 1

    def _go(self, who: int, place: int) -> None:
        if self.site[who] >= 0:
            self.stands[self.site[who]] = FREE
        self.site[who] = place
        self.stands[place] = who if who < self.people else COP


def course(setting: Setting, seed: int, turns: int) -> np.ndarray:
    """Active, quiet and jailed people after each turn: (turns, 3)."""
    society = Society(setting, seed)
    return np.array([society.turn() for _ in range(turns)])
