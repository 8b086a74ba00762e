"""One frame of the packaged scenario for all tests of this room: long enough for the battle and the year after."""

from __future__ import annotations

from datetime import date

import pytest

from rekindle.ensemble.frame import Frame
from rekindle.scenario import Scenario, read

WORLDS = 40


@pytest.fixture(scope="session")
def scenario() -> Scenario:
    return read("mosul-2016")


@pytest.fixture(scope="session")
def frame(scenario: Scenario) -> Frame:
    return Frame(scenario, date(2018, 12, 31))


@pytest.fixture(scope="session")
def short(scenario: Scenario) -> Frame:
    """A few weeks, for what does not depend on what happens in them."""
    return Frame(scenario, date(2017, 1, 30))
