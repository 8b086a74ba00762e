"""Series of the model: what their numbers are, what they are called in a sentence, and where they are read off."""

from __future__ import annotations

from dataclasses import dataclass

GROUND = ("places.control",)


@dataclass(frozen=True)
class Series:
    """A series of the model, by week or by record: what its numbers are and what it is called in a sentence.

    `flow` numbers are of the time since the number before; others are stocks, shares and levels. Of several places together
    `averaged` ones are averaged over residents, and the others added up. `scale` ends its words;
    `read_from` is as for a variable.
    """

    name: str
    words: str = ""
    scale: str = ""
    flow: bool = False
    averaged: bool = False
    read_from: tuple[str, ...] = ()


SERIES = {
    one.name: one
    for one in (
        Series("overt", "open fighters", read_from=("overt",)),
        Series("covert", "covert members", read_from=("covert",)),
        Series("members", read_from=("overt", "abroad")),
        Series("detained", read_from=("detained",)),
        Series("dead", read_from=("fallen",)),
        Series("away", "foreign members who have left the theatre", read_from=("abroad",)),
        Series("transit", read_from=("abroad",)),
        Series("caught", "foreign members caught on their way", read_from=("abroad",)),
        Series("home", read_from=("abroad",)),
        Series("home_detained", read_from=("abroad",)),
        Series("reintegrated", "foreign members through a programme", read_from=("abroad",)),
        Series("elsewhere", read_from=("abroad",)),
        Series("came", read_from=("abroad",)),
        Series("attacks", "attacks", flow=True, read_from=("attack",)),
        Series("deaths", flow=True, read_from=("strike_abroad",)),
        Series("deaths_documented", "documented deaths", flow=True, read_from=("document",)),
        Series("civilians_killed", flow=True, read_from=("dead",)),
        Series("forces_killed", "members of the forces killed", flow=True, read_from=("dead",)),
        Series("fighters_killed", flow=True, read_from=("fallen",)),
        Series("fighters_escaped", flow=True, read_from=("disperse",)),
        Series("fled", flow=True, read_from=("displace",)),
        Series("displaced", read_from=("displaced",)),
        Series("returned", read_from=("countries.returned",)),
        Series("residents", read_from=("residents",)),
        Series("trapped", read_from=GROUND),
        Series("held", "residents under the group's control", read_from=GROUND),
        Series("territory", "ground under the group's control", read_from=GROUND),
        Series("control", "share of residents under the group's control", averaged=True, read_from=GROUND),
        Series("contested", read_from=GROUND),
        Series("damage", "share of housing destroyed", averaged=True, read_from=("places.damage",)),
        Series("security", "coverage by forces", "(0-1)", averaged=True, read_from=("places.security",)),
        Series("economy", read_from=("places.economy",)),
        Series("services", read_from=("places.services",)),
        Series("inclusion", "inclusion", "(0-1)", read_from=("places.inclusion",)),
        Series("grievance", "grievance", "(0-1)", averaged=True, read_from=("grievance",)),
        Series("intelligence", "intelligence", "(0-1)", read_from=("places.intelligence",)),
        Series("quality", "quality of the forces", "(0-1)", read_from=("countries.quality",)),
        Series("effort", "effort put into security work", "(0-1, weeks)", read_from=("countries.effort",)),
        Series("will", "the government's political will", "(0-1)", read_from=("countries.will",)),
        Series("will_coalition", "the coalition's political will", "(0-1)", read_from=("nation.coalition_will",)),
        Series("appeal", "the pull of the idea", "(0-1)", read_from=("nation.appeal",)),
        Series("leadership", "the capability of top leaders", "(0-1)", read_from=("nation.leadership",)),
        Series("funds", read_from=("nation.treasury",)),
        Series("stance", "the leader's choice", "(0 stand, 1 withdraw, 2 go underground)", read_from=("nation.stance",)),
        Series("settlement_local", "how far local quarrels are settled", "(0-1)", read_from=("nation.settlement_local",)),
        Series(
            "settlement_regional", "how far regional quarrels are settled", "(0-1)", read_from=("nation.settlement_regional",)
        ),
        Series(
            "settlement_international",
            "how far international quarrels are settled",
            "(0-1)",
            read_from=("nation.settlement_international",),
        ),
        Series("strikes", "air strikes", flow=True, read_from=("orders.strikes",)),
        Series("recruited", "people who join", flow=True, read_from=("recruit", "mobilise")),
        Series("deserted", flow=True, read_from=("draw", "travel", "disperse", "quit_group")),
        Series("spent", "money spent by the government side", flow=True, read_from=("charge",)),
        Series("employed", read_from=("charge",)),
        # What policies move first
        Series("arrived", "foreign volunteers who arrive", flow=True, read_from=("mobilise",)),
        Series("aid", "aid paid a resident and year", read_from=("assist",)),
        Series("programme", "how far aid has taken root", "(0-1)", read_from=("places.programme",)),
        Series("guards", "local guards, of those there could be", "(0-1)", read_from=("places.standing",)),
        Series("raiding", "members of the forces at work on raids", read_from=("raid",)),
        Series("forces", "members of the forces there", read_from=("forces",)),
        Series("defences", "prepared defences", "(0-1)", read_from=("places.defences",)),
        Series("openness", "how open the way out is", "(0-1)", read_from=("orders.openness",)),
        Series("abused", "residents killed by abuse", flow=True, read_from=("misconduct",)),
    )
}
FLOWS = frozenset(name for name, one in SERIES.items() if one.flow)


def series_of(metric: str) -> tuple[Series, str]:
    """The series that a metric is, and the id of the country, city, bank or place abroad in its name (empty where none is)."""
    name = metric.removesuffix("_by_origin")
    if name in SERIES:
        return SERIES[name], ""
    found = max((one for one in SERIES if name.startswith(f"{one}_")), key=len, default="")
    return (SERIES[found], name[len(found) + 1 :]) if found else (Series(name), "")
