"""The names a claims file may use: metrics, mechanisms, policies, experiments, scenarios.

They are listed here once so that a claim can be checked without a model or a result at hand. Whoever has the results'
own registry of outcomes, or a scenario's places, passes those to `check_claims` instead.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations

MECHANISMS = (
    "campaign", "assault", "advance", "air-power", "morale-and-rout", "stance", "corridor", "melting-away",
    "civilians", "militia-conduct", "grievance", "recruitment", "intelligence", "counter-terrorism",
    "counter-insurgency", "leadership", "appeal", "local-attacks", "attacks-abroad", "foreign-fighters-ways",
    "affiliates", "return-to-territory", "governance-and-will", "three-levels", "funds",
)  # fmt: skip
"""What happens in the model, in the order of its description."""

RETURN_YEARS = (1, 3, 5, 10)
"""For how many years after the last sector's fall a return is looked for."""

YEARS = range(2004, 2028)

_OUTCOMES = (
    "mosul_retaken", "battle_weeks", "east_mosul_weeks", "west_mosul_weeks", "security_forces_killed_battle",
    "fighters_killed_battle", "civilians_killed_battle", "fighters_escaped_battle", "displaced_total",
    "displaced_peak", "displaced_2018_12", "returned_2018_12", "covert_members_iraq_2018_12", "returned_foreign_2017_12",
    "civilians_killed_total", "cost_money", "cost_people",
)  # fmt: skip
_NATIONAL = (
    "overt_iraq", "covert_iraq", "overt_syria", "covert_syria", "detained", "away", "attacks_iraq", "attacks_syria",
    "civilians_killed_iraq", "civilians_killed_syria", "civilians_killed_mosul", "forces_killed_mosul",
    "fighters_killed_mosul", "forces_killed_iraq", "deaths_documented_iraq", "deaths_documented_syria",
    "displaced_iraq", "displaced_mosul", "fled_mosul", "returned_iraq", "trapped_mosul", "held_iraq", "held_syria",
    "territory", "grievance_iraq", "security_iraq", "economy_iraq", "services_iraq", "inclusion_iraq", "quality_iraq",
    "effort_iraq", "will_iraq", "will_coalition", "leadership", "appeal", "funds", "intelligence_iraq", "damage_mosul",
    "strikes", "stance", "settlement_local", "settlement_regional", "settlement_international", "recruited", "deserted",
    "spent", "employed",
)  # fmt: skip
_PLACE = (
    "control", "overt", "covert", "residents", "displaced", "grievance", "damage", "security", "attacks",
    "civilians_killed", "forces_killed", "fighters_killed", "fled", "deaths_documented", "members", "deaths",
)  # fmt: skip
_ORIGIN = (
    "overt_by_origin", "covert_by_origin", "detained_by_origin", "dead_by_origin", "away_by_origin", "home_by_origin",
    "home_detained_by_origin", "reintegrated_by_origin", "elsewhere_by_origin", "came_by_origin",
)  # fmt: skip


def _counted() -> Iterable[str]:
    """Outcomes with a number in their name: returns by year, attacks by year, documented deaths by year and month."""
    for years in RETURN_YEARS:
        yield from (f"resurgence_{years}", f"resurgence_attacks_{years}", f"resurgence_territory_{years}")
    for country in ("iraq", "syria"):
        for year in YEARS:
            yield f"attacks_{country}_{year}"
            yield f"deaths_documented_{country}_{year}"
            yield from (f"deaths_documented_{country}_{year}_{month:02d}" for month in range(1, 13))
    for year in YEARS:
        yield from (f"attacks_europe_{year}", f"deaths_europe_{year}")


METRICS: dict[str, str] = {
    **dict.fromkeys((*_OUTCOMES, *_counted()), "outcome"),
    **dict.fromkeys(_NATIONAL, "national"),
    **dict.fromkeys(_PLACE, "place"),
    **dict.fromkeys(_ORIGIN, "origin"),
}
"""Every metric and its kind: an outcome is one number a world; the others are series, national, by place or origin."""

PLACE_GROUPS = ("homes", "affiliates")
"""Words for all places of a kind; a city or a country stands for its places too."""

ORIGIN_GROUPS = ("foreign",)
"""Every origin but the local one."""

POLICIES = (
    "historical", "no-intervention", "counterterrorism", "counterinsurgency", "corridor-open", "corridor-closed",
    "militias-out", "militias-in", "delay", "enclave", "reconstruct", "reconcile", "borders", "rehabilitate",
    "settle-local", "settle-regional", "settle-international", "placebo-money", "placebo-places",
)  # fmt: skip


def _combined(prefix: str, parts: tuple[str, ...]) -> tuple[str, ...]:
    """Every combination of the parts, in their order: knockout-leadership-appeal, not knockout-appeal-leadership."""
    chosen = (c for size in range(1, len(parts) + 1) for c in combinations(parts, size))
    return tuple("-".join((prefix, *parts_of)) for parts_of in chosen)


EXPERIMENTS = (
    "no-defences", "no-corruption", "campaign-dates-removed", "no-defences-undated",
    *_combined("knockout", ("leadership", "territory", "appeal", "victimhood")),
    *_combined("settled", ("local", "regional", "international")),
)  # fmt: skip
"""Questions put to the model, not choices anybody had."""

SCENARIOS = ("mosul-2016", "mosul-2014", "iraq-2006")
SOURCES = ("nouse-2017", "rfi-2016", "rsis-2016")
"""The commentaries whose statements are examined."""


@dataclass(frozen=True)
class Known:
    """The names that mean something to whoever reads the file. Places, origins and quantities: None is unknown."""

    metrics: Mapping[str, str] = field(default_factory=lambda: METRICS)
    places: Collection[str] | None = None
    origins: Collection[str] | None = None
    quantities: Collection[str] | None = None
    policies: Collection[str] = (*POLICIES, *EXPERIMENTS)
    scenarios: Collection[str] = SCENARIOS
    scenario: str | None = None
    """The scenario that places, origins and quantities are of; what names another one is checked when it is run."""
    measures: Collection[str] | None = None
    sources: Collection[str] = SOURCES
