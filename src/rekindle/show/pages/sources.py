"""Where every number comes from, as rows: quantities of a scenario, parameters of the model, sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rekindle.model.parameters import all_parameters

if TYPE_CHECKING:
    from rekindle.scenario import Scenario


def quantity_rows(scenario: Scenario) -> list[dict[str, Any]]:
    """Every number of a scenario that enters the model, with its figures."""
    rows = []
    for name, quantity in scenario.quantities().items():
        ids = dict.fromkeys(source for figure in quantity.figures for source in figure.source)
        rows.append({
            "name": name, "low": quantity.low, "best": quantity.best, "high": quantity.high, "unit": quantity.unit,
            "prior": quantity.prior().words(), "status": str(quantity.status), "sources": list(ids),
            "notes": [figure.note for figure in quantity.figures if figure.note],
        })  # fmt: skip
    return rows


def parameter_rows() -> list[dict[str, Any]]:
    """Every parameter of the model."""
    return [
        {"name": name, "unit": p.unit, "prior": p.prior.words(), "source": p.source, "meaning": p.meaning}
        for name, p in all_parameters().items()
    ]


def source_rows(scenario: Scenario) -> list[dict[str, Any]]:
    """Every source of a scenario."""
    return [{"id": name, **source.model_dump(mode="json")} for name, source in scenario.sources.items()]
