"""Kaplan's terror queue: rest, balance, the exact process against its approximations, and its limits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import poisson

from rekindle.classics import terror_queue
from rekindle.classics.terror_queue import Queue

EXAMPLE = Queue(hatched=20.0, attacked=1.0, detected=0.2, interdicted=1.0, officers=15)
queues = st.builds(Queue, st.floats(0.1, 100), st.floats(0.01, 5), st.floats(0, 5), st.floats(0.01, 5), st.integers(1, 200))


def means(chances: np.ndarray) -> tuple[float, float]:
    x, y = np.indices(chances.shape)
    return float((x * chances).sum()), float((y * chances).sum())


def test_the_example_rests_at_ten_and_ten():
    """20 hatched: 10 attacks and 10 interdicted a unit of time; 0.2 x 5 free officers x 10 plots are detected."""
    assert terror_queue.rest(EXAMPLE) == pytest.approx((10, 10))
    course = terror_queue.course(EXAMPLE, 0.0, 0.0, np.array([0.0, 1.0, 60.0]))
    assert course[-1] == pytest.approx((10, 10), rel=1e-6)
    assert course[1].max() < 10


@settings(deadline=None)
@given(queues)
def test_at_rest_every_plot_is_an_attack_or_interdicted(queue):
    plots, busy = terror_queue.rest(queue)
    assert plots >= -1e-9 and 0 <= busy <= queue.officers
    assert queue.attacked * plots + queue.interdicted * busy == pytest.approx(queue.hatched)
    assert terror_queue.change(queue, plots, busy) == pytest.approx((0, 0), abs=1e-6 * (queue.hatched + queue.detected))


@settings(deadline=None)
@given(queues.filter(lambda queue: queue.detected > 1e-3))
def test_plots_are_told_from_how_busy_the_officers_are(queue):
    plots, busy = terror_queue.rest(queue)
    if queue.officers - busy < 1e-6:
        return
    assert terror_queue.undetected(queue, busy) == pytest.approx(plots, rel=1e-4, abs=1e-6)


@pytest.mark.parametrize("queue", [EXAMPLE, EXAMPLE._replace(hatched=10.0), EXAMPLE._replace(officers=25)])
def test_the_process_balances_exactly_and_the_approximations_come_near(queue):
    chances = terror_queue.stationary(queue, 80)
    assert chances.sum() == pytest.approx(1) and chances.min() > -1e-12 and chances[-1].sum() < 1e-12
    plots, busy = means(chances)
    assert queue.attacked * plots + queue.interdicted * busy == pytest.approx(queue.hatched, rel=1e-9)
    assert terror_queue.rest(queue) == pytest.approx((plots, busy), rel=0.03)
    x, y = np.indices(chances.shape)
    around = np.array([(x - plots).ravel(), (y - busy).ravel()])
    exact = (around * chances.ravel()) @ around.T
    np.testing.assert_allclose(terror_queue.spread(queue), exact, rtol=0.08, atol=0.15)
    assert exact[0, 0] > plots, "busy officers make numbers of plots vary more than chance arrivals would"


def test_nobody_looking_leaves_chance_alone():
    """With detected = 0 plots are Poisson with mean hatched / attacked, and nobody is busy."""
    chances = terror_queue.stationary(Queue(5.0, 1.0, 0.0, 1.0, 3), 40)
    np.testing.assert_allclose(chances[:, 0], poisson.pmf(np.arange(41), 5.0), atol=1e-10)
    assert chances[:, 1:].max() < 1e-12
    assert terror_queue.rest(Queue(5.0, 1.0, 0.0, 1.0, 3)) == (5, 0)


def test_officers_without_end_leave_a_queue_without_waiting():
    """All are free: plots end at attacked + detected x officers, each by itself, so they are Poisson."""
    queue = Queue(20.0, 1.0, 1e-6, 1.0, 4_000_000)
    plots, busy = terror_queue.rest(queue)
    assert plots == pytest.approx(20 / 5, rel=1e-4)
    assert busy == pytest.approx(16, rel=1e-4)
    np.testing.assert_allclose(terror_queue.spread(queue), [[4, 0], [0, 16]], atol=0.01)


def test_each_further_officer_finds_less():
    found = [terror_queue.rest(EXAMPLE._replace(officers=officers))[1] for officers in range(1, 40)]
    assert (np.diff(found) > 0).all()
    assert (np.diff(found, 2) < 0).all()


def test_impossible_queues_and_questions_are_refused():
    with pytest.raises(ValueError, match="^attacked is"):
        terror_queue.rest(EXAMPLE._replace(attacked=0.0))
    with pytest.raises(ValueError, match="fewer than the 15 officers"):
        terror_queue.undetected(EXAMPLE, 15)
