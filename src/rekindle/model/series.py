"""What is written down of a world, as lists: series of the nation, of countries, of cities and of places abroad every week,
series by place and by origin at the record's times. Stocks are those at the end of the week; flows are sums over the week
(by place: since the record before)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from rekindle.model.fields import Field

NATION_SERIES = (
    Field("detained", "people", "members in detention"),
    Field("away", "people", "foreign members who have left the theatre and live"),
    Field("territory", "km2", "ground under the group's control, in proportion to residents under control"),
    Field("leadership", "1", "top leadership's capability"),
    Field("appeal", "1", "pull of the idea"),
    Field("funds", "weeks of pay", "the treasury, in weeks of USD 180 for each open fighter and 50 for each covert member"),
    Field("strikes", "1/week", "air strikes in the week"),
    Field("stance", "code", "the leader's choice for the besieged city: 0 stand, 1 withdraw, 2 go underground"),
    Field("will_coalition", "1", "political will of the coalition"),
    Field("settlement_local", "1", "how far local quarrels are settled"),
    Field("settlement_regional", "1", "how far regional quarrels are settled"),
    Field("settlement_international", "1", "how far international quarrels are settled"),
    Field("recruited", "people", "people who joined the group in the week, at home and from abroad"),
    Field("deserted", "people", "members who left the group in the week, foreigners who left the theatre included"),
    Field("spent", "USD million", "money spent by the government side in the week"),
    Field("employed", "people", "people in the government side's service, mean over the week"),
    Field("arrived", "people", "foreign volunteers who arrived in the week"),
    Field("caught", "people", "foreign members caught on their way out, cumulative"),
    Field("reintegrated", "people", "foreign members home and through a programme, cumulative"),
)
COUNTRY_SERIES = (
    Field("overt", "people", "open fighters"),
    Field("covert", "people", "covert members"),
    Field("attacks", "count", "attacks in the week"),
    Field("civilians_killed", "people", "residents killed in the week, by all sides"),
    Field("forces_killed", "people", "members of the forces killed in the week"),
    Field("deaths_documented", "people", "deaths that a documented count would have recorded in the week"),
    Field("displaced", "people", "people displaced from places of the country"),
    Field("returned", "people", "people returned, cumulative"),
    Field("held", "people", "residents living under the group's control"),
    Field("grievance", "1", "mean grievance of the residents for whom the group claims to speak"),
    Field("security", "1", "governance: coverage by forces, mean over residents"),
    Field("economy", "1", "governance: economy, mean over residents"),
    Field("services", "1", "governance: services, mean over residents"),
    Field("inclusion", "1", "governance: inclusion, mean over residents"),
    Field("intelligence", "1", "chance that a raid finds whom it seeks, mean over covert members"),
    Field("quality", "1", "quality of the security forces"),
    Field("effort", "1", "effort put into raids and security work"),
    Field("will", "1", "political will of the government"),
    Field("aid", "USD/(resident year)", "aid paid, at the pace of the week"),
    Field("programme", "1", "how far programmes of aid have taken root, mean over residents"),
    Field("raiding", "people", "members of the forces at work on raids: forces x effort, mean over the week"),
    Field("forces", "people", "members of the government side's forces there"),
    Field("abused", "people", "residents killed by abuse in the week"),
    Field("damage", "1", "share of housing and infrastructure destroyed, mean over residents and displaced"),
    Field("guards", "1", "local guards and forces of their community, of those there could be, mean over claimed residents"),
)
PART_SERIES = (
    Field("residents", "people", "people living there"),
    Field("trapped", "people", "residents living under the group's control"),
    Field("contested", "1", "largest share that the group controls of any sector"),
    Field("displaced", "people", "people displaced from there"),
    Field("fled", "people", "people who fled in the week"),
    Field("civilians_killed", "people", "residents killed in the week, by all sides"),
    Field("forces_killed", "people", "members of the forces killed in the week"),
    Field("fighters_killed", "people", "fighters and members killed in the week"),
    Field(
        "fighters_escaped",
        "people",
        "fighters who left for another place, went underground elsewhere or left the theatre, in the week",
    ),
    Field("damage", "1", "share of housing and infrastructure destroyed, mean over residents and displaced"),
    Field("deaths_documented", "people", "deaths that a documented count would have recorded in the week"),
    Field("forces", "people", "members of the government side's forces there"),
    Field("defences", "1", "prepared defence of held ground, mean over sectors"),
    Field("abused", "people", "residents killed by abuse in the week"),
    Field("openness", "1", "how open the way out is, mean over sectors"),
)
PLACE_SERIES = (
    Field("control", "1", "share of residents under the group's control"),
    Field("overt", "people", "open fighters"),
    Field("covert", "people", "covert members"),
    Field("residents", "people", "people living there"),
    Field("displaced", "people", "people displaced from there"),
    Field("grievance", "1", "mean grievance of the residents for whom the group claims to speak"),
    Field("damage", "1", "share of housing and infrastructure destroyed"),
    Field("security", "1", "coverage by forces"),
    Field("attacks", "count", "attacks since the record before"),
    Field("civilians_killed", "people", "residents killed since the record before, by all sides"),
    Field("forces_killed", "people", "members of the forces killed since the record before"),
    Field("fighters_killed", "people", "fighters and members killed since the record before"),
    Field("fled", "people", "people who fled since the record before"),
    Field("deaths_documented", "people", "deaths that a documented count would have recorded since the record before"),
)
ABROAD_SERIES = (
    Field("members", "people", "members of the affiliate; for a home region, returned members at large"),
    Field("attacks", "count", "attacks in the week"),
    Field("deaths", "people", "in the week: documented deaths (affiliates), people killed in attacks (home regions)"),
)
ORIGIN_SERIES = (
    Field("overt", "people", "open fighters by origin"),
    Field("covert", "people", "covert members by origin"),
    Field("detained", "people", "members in detention by origin"),
    Field("dead", "people", "members killed, by origin"),
    Field("away", "people", "foreign members who have left the theatre and live, by origin"),
    Field("transit", "people", "of them on the way"),
    Field("caught", "people", "of them caught on the way"),
    Field("home", "people", "of them home and at large"),
    Field("home_detained", "people", "of them home and detained (or dead in an attack)"),
    Field("reintegrated", "people", "of them home and through a programme"),
    Field("elsewhere", "people", "of them at affiliates, living"),
    Field("came", "people", "all who ever came, wherever they are now"),
)


class Written(NamedTuple):
    """What is written down of a block: W worlds, T weeks, R records, N countries, K parts of cities, P places, O origins,
    A places abroad."""

    nation: np.recarray  # (W, T)
    countries: np.recarray  # (W, T, N)
    parts: np.recarray  # (W, T, K)
    abroad: np.recarray  # (W, T, A) places outside the theatre, in their order
    places: np.recarray  # (W, R, P)
    origins: np.recarray  # (W, R, O)
    fell: np.ndarray  # (W, P) weeks until control was first under 0.01; infinite if it never was
    imbalance: np.ndarray  # (W,) people: largest difference between the books and the start


def blank_written(
    worlds: int, weeks: int, records: int, countries: int, parts: int, abroad: int, places: int, origins: int
) -> Written:
    """Room for what is written down of a block (records of float32)."""

    def room(shape: tuple[int, ...], fields: tuple[Field, ...]) -> np.recarray:
        return np.zeros(shape, np.dtype([(field.name, "f4") for field in fields])).view(np.recarray)

    return Written(
        room((worlds, weeks), NATION_SERIES),
        room((worlds, weeks, countries), COUNTRY_SERIES),
        room((worlds, weeks, parts), PART_SERIES),
        room((worlds, weeks, abroad), ABROAD_SERIES),
        room((worlds, records, places), PLACE_SERIES),
        room((worlds, records, origins), ORIGIN_SERIES),
        np.full((worlds, places), np.inf),
        np.zeros(worlds),
    )
