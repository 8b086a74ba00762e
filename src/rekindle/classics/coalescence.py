"""Coalescence and fragmentation: groups of all sizes, few of them large, from members who join and scatter.

N members form groups. At each step one member is picked. With the chance nu its group falls apart into single members;
otherwise a second member is picked, and the two members' groups join. Attacks are taken to do harm in proportion to the
size of the group that makes them, so that sizes of attacks are distributed as groups are.

With n_s groups of size s and a_s = s n_s / N, the share of members in them, in the mean field (N large: nobody picks the
same group twice)

    N d a_s/dt = s ( (1 - nu) sum_{r=1}^{s-1} a_r a_{s-r} - (2 - nu) a_s )        s >= 2
    N d a_1/dt = nu sum_{r>=2} r a_r - 2 (1 - nu) a_1

At rest a_s = c sum a_r a_{s-r} with c = (1 - nu) / (2 - nu). For g(x) = sum a_s x^s this is g - a_1 x = c g^2, and g(1) = 1
gives a_1 = 1 - c = 1 / (2 - nu). Expanding the root of the quadratic,

    a_s = C_{s-1} c^{s-1} a_1^s            C_k = (2k choose k) / (k + 1), the Catalan numbers

so that with 4^s s^{-3/2} for them n_s goes as s^{-5/2} exp(-s / s_0), s_0 = -1 / ln(4 (1 - nu) / (2 - nu)^2), which grows
without bound as nu goes to 0. The mean size of a member's group is sum s a_s = g'(1) = 1 / nu.

Source: J. C. Bohorquez, S. Gourley, A. R. Dixon, M. Spagat and N. F. Johnson 2009, Common ecology quantifies human
insurgency, Nature 462, 911-914. Read: its abstract, and accounts of the paper that give the exponent 2.5. Recalled: that
its groups follow this process (V. M. Eguiluz and M. G. Zimmermann 2000, Physical Review Letters 85, for herds of
traders). Derived here: everything after the equations. The paper's account of when attacks are made is not here.
"""

from __future__ import annotations

import math

import numpy as np
from scipy.signal import fftconvolve
from scipy.special import gammaln

from rekindle.classics.bounds import positive, shares

EXPONENT = 2.5
"""Of the number of groups by size, up to the cutoff."""


def _checked(nu: float) -> float:
    positive(nu=nu)
    shares(nu=nu)
    return nu


def recursion(nu: float, largest: int) -> np.ndarray:
    """Groups of sizes 1 to `largest` per member at rest, n_s / N, from the mean field one size after the other: (largest,)."""
    c = (1 - _checked(nu)) / (2 - nu)
    share = np.zeros(largest + 1)
    share[1] = 1 / (2 - nu)
    for s in range(2, largest + 1):
        share[s] = c * float(share[1:s] @ share[s - 1 : 0 : -1])
    return share[1:] / np.arange(1, largest + 1)


def closed(nu: float, sizes: np.ndarray) -> np.ndarray:
    """Groups of these sizes per member at rest, n_s / N, in closed form."""
    s = np.asarray(sizes, dtype=float)
    if _checked(nu) == 1:  # every group picked falls apart, and there are only single members
        return np.where(s == 1, 1.0, 0.0)
    catalan = gammaln(2 * s - 1) - gammaln(s) - gammaln(s + 1)
    return np.exp(catalan + (s - 1) * math.log((1 - nu) / (2 - nu)) - s * math.log(2 - nu)) / s


def cutoff(nu: float) -> float:
    """Size s_0 at which the power law gives way to an exponential; without bound as nu goes to 0."""
    return 0.0 if _checked(nu) == 1 else -1 / math.log(4 * (1 - nu) / (2 - nu) ** 2)


def change(nu: float, share: np.ndarray) -> np.ndarray:
    """N d a_s/dt of the mean field for shares of members in groups of sizes 1, 2, ...: what rests is 0.

    Exact for all sizes given but the first, for which members in groups larger than those given are counted out.
    """
    _checked(nu)
    sizes = np.arange(1, len(share) + 1)
    joined = np.append(0.0, fftconvolve(share, share)[: len(share) - 1])
    moved = sizes * ((1 - nu) * joined - (2 - nu) * share)
    moved[0] = nu * float(sizes[1:] @ share[1:]) - 2 * (1 - nu) * share[0]
    return moved


def simulated(nu: float, members: int, steps: int, seed: int, settle: int | None = None) -> np.ndarray:
    """Groups by size per member, n_s / N, averaged over the steps after `settle` (half of them): (members,).

    Starts from single members; two members of the same group who are picked change nothing. The same seed gives the same.
    """
    _checked(nu)
    positive(members=members, steps=steps)
    settle = steps // 2 if settle is None else settle
    luck = np.random.default_rng(seed)
    first, second = luck.integers(0, members, (2, steps)).tolist()
    apart = (luck.random(steps) < nu).tolist()
    groups = Groups(members)
    seen, since = [0] * (members + 1), [settle] * (members + 1)  # groups x steps; brought up to date where a count changes
    for step in range(steps):
        for size, more in groups.scatter(first[step]) if apart[step] else groups.join(first[step], second[step]):
            if step > since[size]:
                seen[size] += groups.count[size] * (step - since[size])
                since[size] = step
            groups.count[size] += more
    left = np.maximum(0, steps - np.array(since)) * np.array(groups.count)
    return (np.array(seen) + left)[1:] / (steps - settle) / members


class Groups:
    """Who is in which group. Each change is told as (size, how many groups of that size more), for the caller to count."""

    def __init__(self, members: int) -> None:
        self.count = [0] * (members + 1)
        self.count[1] = members
        self._of = list(range(members))  # each member's group
        self._in = [[member] for member in range(members)]  # each group's members
        self._free: list[int] = []  # groups of nobody

    def join(self, first: int, second: int) -> list[tuple[int, int]]:
        """The groups of two members become one, unless they are one already."""
        small, large = self._of[first], self._of[second]
        if small == large:
            return []
        if len(self._in[small]) > len(self._in[large]):
            small, large = large, small
        moving = self._in[small]
        sizes = len(moving), len(self._in[large])
        for member in moving:
            self._of[member] = large
        self._in[large] += moving
        self._in[small] = []
        self._free.append(small)
        return [(sizes[0], -1), (sizes[1], -1), (sum(sizes), 1)]

    def scatter(self, member: int) -> list[tuple[int, int]]:
        """A member's group falls apart into single members."""
        here = self._of[member]
        scattered = self._in[here]
        self._in[here] = [scattered[0]]
        for alone in scattered[1:]:
            self._of[alone] = self._free.pop()
            self._in[self._of[alone]] = [alone]
        return [(len(scattered), -1), (1, len(scattered))]
