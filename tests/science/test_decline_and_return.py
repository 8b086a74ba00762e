"""Iraq, June 2006 to 2014: decline to 2011 and return by 2013, from the dated inputs of the record.

Decline: documented deaths of 2011 under half of those of 2007. Return: those of 2013 above 1.5 times those of 2011.
Priors were set with the record in view: plausibility, not validation.
"""

from __future__ import annotations

import numpy as np
import pytest

WORLDS = 300


def decline_and_return(worlds) -> np.ndarray:
    deaths = {year: worlds[f"deaths_documented_iraq_{year}"] for year in (2007, 2011, 2013)}
    return (deaths[2011] < 0.5 * deaths[2007]) & (deaths[2013] > 1.5 * deaths[2011])


@pytest.fixture(scope="module")
def both(ensemble):
    """Share of 300 worlds with decline and return under an experiment."""
    return lambda experiment: float(decline_and_return(ensemble("iraq-2006", experiment, WORLDS)).mean())


def test_dated_inputs_bring_decline_and_return_in_about_half_of_worlds(both):
    # the project wants half; 0.51 of 400 worlds have both, so 300 worlds show 0.45 to 0.57 nineteen times in twenty
    assert both("historical") >= 0.45


@pytest.mark.xfail(strict=True, reason="wanted in 0.2 of worlds, 0.09 have it: without dates politics rarely slides in time")
def test_processes_alone_bring_decline_and_return_in_a_fifth_of_worlds(both):
    assert both("processes") >= 0.2


def test_hardly_a_world_has_absurdly_many_deaths_in_the_quiet_year(ensemble):
    """Pitfall 9 of the model's dynamics: strength, lethality and activity all drawn high gave over 6,000 deaths in 2011.

    The reduced sketch had them in 2.5 % of worlds; the record is 1,159.
    """
    assert (ensemble("iraq-2006", "historical", WORLDS)["deaths_documented_iraq_2011"] > 6_000).mean() <= 0.025


@pytest.mark.xfail(strict=True, reason="half of worlds have under 1,500, a tenth of the record: too low ever since 2007")
def test_few_worlds_have_absurdly_few_deaths_in_the_year_of_the_return(ensemble):
    """Pitfall 9 at its other end: the reduced sketch had 11 % of worlds under 1,500 deaths in 2014; the record is 15,092."""
    assert (ensemble("iraq-2006", "historical", WORLDS)["deaths_documented_iraq_2014"] < 1_500).mean() <= 0.11


def test_dates_matter(both):
    """Dated inputs are no ornament: without them most worlds that decline and return no longer do."""
    assert both("processes") < 0.5 * both("historical")
