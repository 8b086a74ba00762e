"""Where the tests of the mechanisms' limits are kept, by the limit's own words, until `test_limits` runs them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tiny import World, parameters_at, varied_world

LIMITS: dict[tuple[str, str], Callable[[], None]] = {}
STATES = range(15)


def limit(mechanism: str, text: str):
    """The test of one limit, by the mechanism's name and the limit's words."""

    def keep(test: Callable[[], None]) -> Callable[[], None]:
        assert (mechanism, text) not in LIMITS
        LIMITS[mechanism, text] = test
        return test

    return keep


def varied() -> Iterator[World]:
    """Varied states, at the median and at both ends of all priors."""
    for seed in STATES:
        for u in (0.0, 0.5, 1.0):
            yield varied_world(seed, parameters_at(u))
