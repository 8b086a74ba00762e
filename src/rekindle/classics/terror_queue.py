"""Kaplan's terror queue: plots wait to be detected, and officers who follow one are not free to find another.

Plots are hatched at the rate `hatched` and end in attacks at the rate `attacked` each. Of `officers` under cover those not
busy detect: `detected` per free officer and plot. A busy one interdicts at the rate `interdicted` and is free again. With X
plots undetected and Y officers busy this is a Markov process:

    X -> X + 1              at hatched
    X -> X - 1              at attacked X                       (an attack)
    X -> X - 1, Y -> Y + 1  at detected (officers - Y) X
    Y -> Y - 1              at interdicted Y

In the mean (leaving out that X and Y covary) dX/dt = hatched - attacked X - detected (officers - Y) X and
dY/dt = detected (officers - Y) X - interdicted Y. At rest every plot is either an attack or interdicted,

    hatched = attacked X + interdicted Y

which holds exactly for the process's means too, and undetected plots can be told from how busy the officers are:

    X = interdicted Y / (detected (officers - Y))

With Y free, a quadratic follows. Deviations from rest are approximately Ornstein-Uhlenbeck: covariance V with
J V + V J^T + B = 0, from the Jacobian J and the sum B of the jumps' squares at their rates.

Source: E. H. Kaplan 2010, Terror queues, Operations Research 58(4), 773-784. Read: its abstract (plots are customers,
agents are servers, those available detect and those busy interdict; a Markov model solved numerically, a diffusion
approximation nearly identical to it; plots are predicted from utilization). Recalled: the transitions and the mean
equations. Derived here: the rest. False detections, which the paper adds, and its numbers are not here; those of the tests
are this project's.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from scipy.integrate import solve_ivp
from scipy.linalg import solve_continuous_lyapunov
from scipy.sparse import coo_matrix
from scipy.sparse.linalg import spsolve

from rekindle.classics.bounds import not_negative, positive


class Queue(NamedTuple):
    """Rates a unit of time (see the module's text) and the number of officers."""

    hatched: float
    attacked: float
    detected: float
    interdicted: float
    officers: int


def checked(queue: Queue) -> Queue:
    """The queue as given; ValueError where a rate is impossible."""
    positive(hatched=queue.hatched, attacked=queue.attacked, interdicted=queue.interdicted)
    not_negative(detected=queue.detected, officers=queue.officers)
    return queue


def change(queue: Queue, plots: float, busy: float) -> tuple[float, float]:
    """Change of undetected plots and of busy officers a unit of time, in the mean."""
    found = queue.detected * (queue.officers - busy) * plots
    return queue.hatched - queue.attacked * plots - found, found - queue.interdicted * busy


def rest(queue: Queue) -> tuple[float, float]:
    """Undetected plots and busy officers at rest.

    X = (hatched - interdicted Y) / attacked put into the second equation: detected interdicted Y^2 - (detected
    (hatched + interdicted officers) + attacked interdicted) Y + detected hatched officers = 0, of which the smaller root
    leaves neither plots nor free officers negative.
    """
    hatched, attacked, detected, interdicted, officers = checked(queue)
    middle = detected * (hatched + interdicted * officers) + attacked * interdicted
    last = detected * hatched * officers
    busy = 2 * last / (middle + math.sqrt(middle**2 - 4 * detected * interdicted * last))
    return (hatched - interdicted * busy) / attacked, busy


def undetected(queue: Queue, busy: float) -> float:
    """Undetected plots, told from how many officers are busy."""
    if not 0 <= busy < queue.officers:
        raise ValueError(f"busy is {busy!r}: it must be 0 or more, and fewer than the {queue.officers} officers")
    positive(detected=queue.detected)
    return queue.interdicted * busy / (queue.detected * (queue.officers - busy))


def course(queue: Queue, plots: float, busy: float, times: np.ndarray) -> np.ndarray:
    """Undetected plots and busy officers at these times, in the mean, by numerical integration: (T, 2)."""
    checked(queue)
    span = (0.0, float(np.max(times)))
    return solve_ivp(lambda _, both: change(queue, *both), span, [plots, busy], t_eval=times, method="LSODA",
                     rtol=1e-9, atol=1e-9).y.T  # fmt: skip


def spread(queue: Queue) -> np.ndarray:
    """Covariance of plots and busy officers about rest, by the diffusion approximation: (2, 2)."""
    plots, busy = rest(queue)
    free = queue.officers - busy
    jacobian = np.array([[-queue.attacked - queue.detected * free, queue.detected * plots],
                         [queue.detected * free, -queue.detected * plots - queue.interdicted]])  # fmt: skip
    found = queue.detected * free * plots
    jumps = np.array([[queue.hatched + queue.attacked * plots + found, -found],
                      [-found, found + queue.interdicted * busy]])  # fmt: skip
    return solve_continuous_lyapunov(jacobian, -jumps)


def stationary(queue: Queue, most: int) -> np.ndarray:
    """Probability of so many undetected plots and busy officers in the long run: (most + 1, officers + 1).

    The Markov process solved exactly, but that no plot is hatched while there are `most`.
    """
    hatched, attacked, detected, interdicted, officers = checked(queue)
    x, y = np.indices((most + 1, officers + 1))
    state = x * (officers + 1) + y
    moves = (  # where it can happen, rate, change of x and of y
        (x < most, hatched + 0.0 * x, 1, 0),
        (x > 0, attacked * x, -1, 0),
        ((x > 0) & (y < officers), detected * (officers - y) * x, -1, 1),
        (y > 0, interdicted * y, 0, -1),
    )
    rows, columns, rates = [], [], []
    for can, rate, dx, dy in moves:
        rows += [(state + dx * (officers + 1) + dy)[can], state[can]]
        columns += [state[can], state[can]]
        rates += [rate[can], -rate[can]]
    flow = coo_matrix((np.concatenate(rates), (np.concatenate(rows), np.concatenate(columns)))).tolil()
    flow[0, :] = 1.0  # one equation is redundant: in its place, probabilities add up to 1
    total = np.zeros(state.size)
    total[0] = 1.0
    return spsolve(flow.tocsc(), total).reshape(state.shape)
