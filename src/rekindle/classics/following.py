"""Gutfraind's terrorist organization: leaders, foot soldiers, and the strength that recruits.

Foot soldiers F are recruited by the organization's strength S = m L + F, in which a leader counts for m foot soldiers; some
are promoted to leaders L; both quit, and counter-terrorism removes so many of each:

    dL/dt = p F - d L - b
    dF/dt = r (m L + F) - p F - d F - k

It is linear, so its course is a matrix exponential and its fate that of the leading eigenvector: above a line in the plane
of (L, F) the organization grows without bound, below it dies out.

Decline of strength and of foot soldiers together means collapse. In the coordinates (S, F) the changes themselves obey

    S'' = (r - d) S' + p (m - 1) F'
    F'' = r S' - (p + d) F'

With m > 1 both cross terms are positive, so once S' and F' are negative they stay so. Both then fall for ever or to a
fixed point, and the fixed point of a system whose growth rate is negative is no organization at all: it is
-A^-1 (-b, -k) <= 0, as A has no negative cross terms. In (S, L) the cross terms are not both positive: strength and leaders may
decline together and recover.

Source: A. Gutfraind 2009, Understanding terrorist organizations with a dynamic model, Studies in Conflict & Terrorism
32(1); arXiv 0811.4450. Read: its abstract (collapse where strength and foot soldiers decline simultaneously; strength and
leaders alone often insufficient and short-termed). Recalled: the equations. Derived here: the proof above, the line
and the closed form; that foot soldiers quit at the leaders' rate d is as recalled. The paper's own numbers are not used;
those of the tests are this project's.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.linalg import expm

from rekindle.classics.bounds import not_negative, positive


class Organization(NamedTuple):
    """Rates of one organization, all a year but `m`.

    `p`: share of foot soldiers promoted; `d`: share who quit; `r`: foot soldiers recruited per unit of strength; `m`: a
    leader's strength in foot soldiers; `b` and `k`: leaders and foot soldiers removed by counter-terrorism (people).
    """

    p: float
    d: float
    r: float
    m: float
    b: float = 0.0
    k: float = 0.0


def checked(organization: Organization) -> Organization:
    """The organization as given; ValueError where a rate is impossible or a leader counts for less than a foot soldier."""
    positive(p=organization.p, d=organization.d, r=organization.r)
    not_negative(b=organization.b, k=organization.k)
    if not organization.m > 1:
        raise ValueError(f"m is {organization.m}: a leader must count for more than one foot soldier")
    return organization


def matrix(organization: Organization) -> np.ndarray:
    """A of d(L, F)/dt = A (L, F) - (b, k)."""
    p, d, r, m, _, _ = checked(organization)
    return np.array([[-d, p], [r * m, r - p - d]])


def removed(organization: Organization) -> np.ndarray:
    """Leaders and foot soldiers removed a year."""
    return np.array([organization.b, organization.k])


def strength(organization: Organization, people: np.ndarray) -> np.ndarray:
    """S = m L + F of leaders and foot soldiers in the last axis."""
    return organization.m * people[..., 0] + people[..., 1]


def change(organization: Organization, people: np.ndarray) -> np.ndarray:
    """Change of leaders and foot soldiers a year."""
    return matrix(organization) @ people - removed(organization)


def growth(organization: Organization) -> float:
    """Rate a year at which a large organization grows in the long run: the larger eigenvalue of A."""
    return float(np.linalg.eigvals(matrix(organization)).real.max())


def needed(organization: Organization) -> tuple[np.ndarray, float]:
    """The line below which the organization dies out: worths of a leader and of a foot soldier, and the sum needed.

    The left eigenvector w of the growth rate g turns the system into d(w.x)/dt = g w.x - w.(b, k): w.x grows where it
    exceeds w.(b, k) / g. Scaled so that a foot soldier is worth 1. Only where g > 0: else it dies out anyway.
    """
    rate = growth(organization)
    positive(growth=rate)
    values, vectors = np.linalg.eig(matrix(organization).T)
    worth = vectors[:, int(np.argmax(values.real))].real
    worth = worth / worth[1]
    return worth, float(worth @ removed(organization) / rate)


def course(organization: Organization, people: np.ndarray, times: np.ndarray) -> np.ndarray:
    """Leaders and foot soldiers at these times: (T, 2), in closed form.

    The equations know no floor: values below 0 stand for an organization already gone.
    """
    augmented = np.zeros((3, 3))  # (L, F, 1)' = augmented (L, F, 1)
    augmented[:2, :2], augmented[:2, 2] = matrix(organization), -removed(organization)
    start = np.append(np.asarray(people, dtype=float), 1.0)
    return (expm(augmented * np.asarray(times)[:, None, None]) @ start)[:, :2]


def collapsing(organization: Organization, people: np.ndarray) -> bool:
    """Whether strength and foot soldiers both decline: the paper's sign of collapse."""
    changing = change(organization, people)
    return bool(strength(organization, changing) < 0 and changing[1] < 0)
