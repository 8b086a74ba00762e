"""The names that mean something in the claims beside a scenario: its own, the model's and those of packaged scenarios."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rekindle.record.recorded import examined
from rekindle.scenario.catalogue import names as packaged
from rekindle.scenario.catalogue import shelf
from rekindle.scenario.claims.vocabulary import metrics_of
from rekindle.scenario.policies.policy import EXPERIMENTS, names

if TYPE_CHECKING:
    from rekindle.scenario.schema import Scenario


def known_to(scenario: Scenario) -> dict[str, Any]:
    """The names that mean something in the claims of a scenario, as `read_claims` and `check_claims` take them."""
    context = [f"context.{name}" for name in scenario.context]
    return {
        "metrics": metrics_of(scenario),
        "places": [*scenario.places, *scenario.cities, *scenario.countries], "origins": list(scenario.origins),
        "quantities": list(dict.fromkeys([*scenario.quantities(), *context])),
        "policies": list(dict.fromkeys([*names(scenario), *names(scenario, EXPERIMENTS)])),
        "scenarios": list(dict.fromkeys([*packaged(), scenario.name])),
        "scenario": scenario.name, "latest_fall": scenario.outcomes.battles_end,
        "measures": measures(scenario),
        "sources": list(scenario.sources),
    }  # fmt: skip


def measures(scenario: Scenario) -> list[str]:
    """Measures of the records that a claims file may point to: the scenario's own and those of packaged scenarios.

    Rows that are wrong are passed over: `record_of` refuses them, and `rekindle check` tells of them beside the claims.
    """
    files = [scenario.folder / "record.csv", *(shelf() / name / "record.csv" for name in packaged())]
    return sorted({row.measure for file in files if file.is_file() for row in examined(file).rows})
