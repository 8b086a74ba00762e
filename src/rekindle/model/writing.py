"""What is written down of a world: series of the nation, of countries and of cities every week, series by place and by
origin at the record's times. Stocks are those at the end of the week; flows are sums over the week (by place: since the
record before)."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from rekindle.model.compiled import compiled, inlined
from rekindle.model.fields import Field
from rekindle.model.formulas import everybody, total
from rekindle.model.readings import TAKEN, claimed_residents, mean_grievance

NATION_SERIES = (
    Field("detained", "people", "members in detention"),
    Field("away", "people", "foreign members who have left the theatre"),
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
)
PART_SERIES = (
    Field("trapped", "people", "residents living under the group's control"),
    Field("contested", "1", "largest share that the group controls of any sector"),
    Field("displaced", "people", "people displaced from there"),
    Field("fled", "people", "people who fled in the week"),
    Field("civilians_killed", "people", "residents killed in the week, by all sides"),
    Field("forces_killed", "people", "members of the forces killed in the week"),
    Field("fighters_killed", "people", "fighters and members killed in the week"),
    Field("fighters_escaped", "people",
    "fighters who left for another place, went underground elsewhere or left the theatre, in the week"),
    Field("damage", "1", "share of housing and infrastructure destroyed, mean over residents and displaced"),
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
)
ORIGIN_SERIES = (
    Field("overt", "people", "open fighters by origin"),
    Field("covert", "people", "covert members by origin"),
    Field("detained", "people", "members in detention by origin"),
    Field("away", "people", "foreign members who have left the theatre, by origin"),
)


class Written(NamedTuple):
    """What is written down of a block: W worlds, T weeks, R records, N countries, K parts of cities, P places, O origins."""

    nation: np.recarray  # (W, T)
    countries: np.recarray  # (W, T, N)
    parts: np.recarray  # (W, T, K)
    places: np.recarray  # (W, R, P)
    origins: np.recarray  # (W, R, O)
    fell: np.ndarray  # (W, P) weeks until control was first under 0.01; infinite if it never was
    imbalance: np.ndarray  # (W,) people: largest difference between the books and the start


def blank_written(worlds: int, weeks: int, records: int, countries: int, parts: int, places: int, origins: int) -> Written:
    """Room for what is written down of a block (records of float32)."""

    def room(shape: tuple[int, ...], fields: tuple[Field, ...]) -> np.recarray:
        return np.zeros(shape, np.dtype([(field.name, "f4") for field in fields])).view(np.recarray)

    return Written(
        room((worlds, weeks), NATION_SERIES),
        room((worlds, weeks, countries), COUNTRY_SERIES),
        room((worlds, weeks, parts), PART_SERIES),
        room((worlds, records, places), PLACE_SERIES),
        room((worlds, records, origins), ORIGIN_SERIES),
        np.full((worlds, places), np.inf),
        np.zeros(worlds),
    )


@inlined
def civilians_killed(flows):
    """Residents killed, by all sides."""
    killed = flows.civilians_killed_by_group + flows.civilians_killed_by_forces + flows.civilians_killed_by_strikes
    return killed + flows.civilians_killed_by_militias + flows.civilians_killed_in_raids + flows.civilians_killed_in_attacks


@inlined
def forces_killed(flows):
    """Members of the forces killed."""
    return flows.forces_killed_in_battle + flows.forces_killed_in_attacks


@inlined
def fighters_killed(flows):
    """Fighters and covert members killed."""
    return flows.fighters_killed_in_battle + flows.fighters_killed_by_strikes + flows.members_killed_in_raids


@compiled
def write_week(state, setting, orders, flows, parts, w, t, written):
    """Write the week's series of the nation, the countries and the parts of cities."""
    _write_nation(state, setting, orders, written.nation[w, t])
    for n in range(state.countries.shape[0]):
        _write_country(state, setting, flows, n, written.countries[w, t, n])
    for k in range(parts.shape[0]):
        _write_part(state, flows, parts[k], written.parts[w, t, k])
    for p in range(state.places.shape[0]):
        if state.places[p].control < TAKEN and written.fell[w, p] == math.inf:
            written.fell[w, p] = t


@inlined
def _write_nation(state, setting, orders, row):
    nation = state.nation[0]
    row.detained = everybody(state.detained)
    row.away = everybody(state.away)
    fighters, members, territory, strikes = 0.0, 0.0, 0.0, 0.0
    for p in range(state.places.shape[0]):
        if setting.places[p].theatre > 0.0:
            fighters += total(state.overt, p)
            members += total(state.covert, p)
            territory += state.places[p].control * setting.places[p].area
            strikes += orders.places[p].strikes
    row.territory = territory
    row.funds = nation.treasury / max(0.01, (180.0 * fighters + 50.0 * members) / 1e6)
    row.leadership = nation.leadership
    row.appeal = nation.appeal
    row.strikes = strikes
    row.stance = nation.stance
    row.will_coalition = nation.coalition_will
    row.settlement_local = nation.settlement_local
    row.settlement_regional = nation.settlement_regional
    row.settlement_international = nation.settlement_international


@inlined
def _write_country(state, setting, flows, n, row):
    people, claimed, members = 0.0, 0.0, 0.0
    felt, security, economy, services, inclusion, known = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    overt, attacks, killed, lost, documented, displaced, held = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    for p in range(state.places.shape[0]):
        if setting.places[p].theatre == 0.0 or int(setting.places[p].country) != n:
            continue
        here = state.places[p]
        residents = total(state.residents, p)
        covert = total(state.covert, p)
        claimed_here = claimed_residents(state, setting, p)
        people += residents
        members += covert
        claimed += claimed_here
        felt += claimed_here * mean_grievance(state, setting, p)
        security += residents * here.security
        economy += residents * here.economy
        services += residents * here.services
        inclusion += residents * here.inclusion
        known += covert * here.intelligence
        overt += total(state.overt, p)
        attacks += flows[p].attacks
        killed += civilians_killed(flows[p])
        lost += forces_killed(flows[p])
        documented += flows[p].deaths_documented
        displaced += total(state.displaced, p)
        held += residents * here.control
    row.overt = overt
    row.covert = members
    row.attacks = attacks
    row.civilians_killed = killed
    row.forces_killed = lost
    row.deaths_documented = documented
    row.displaced = displaced
    row.returned = state.countries[n].returned
    row.held = held
    row.grievance = felt / claimed if claimed > 0.0 else 0.0
    row.security = security / people if people > 0.0 else 0.0
    row.economy = economy / people if people > 0.0 else 0.0
    row.services = services / people if people > 0.0 else 0.0
    row.inclusion = inclusion / people if people > 0.0 else 0.0
    row.intelligence = known / members if members > 0.0 else 0.0
    row.quality = state.countries[n].quality
    row.effort = state.countries[n].effort
    row.will = state.countries[n].will


@inlined
def _write_part(state, flows, part, row):
    trapped, contested, displaced, fled, killed = 0.0, 0.0, 0.0, 0.0, 0.0
    lost, fighters, escaped, ruined, homes = 0.0, 0.0, 0.0, 0.0, 0.0
    for p in range(part.size):
        if part[p] == 0.0:
            continue
        here = state.places[p]
        residents = total(state.residents, p)
        gone = total(state.displaced, p)
        trapped += residents * here.control
        contested = max(contested, here.control)
        displaced += gone
        fled += flows[p].fled
        killed += civilians_killed(flows[p])
        lost += forces_killed(flows[p])
        fighters += fighters_killed(flows[p])
        escaped += flows[p].escaped + flows[p].left_theatre
        ruined += here.damage * (residents + gone)
        homes += residents + gone
    row.trapped = trapped
    row.contested = contested
    row.displaced = displaced
    row.fled = fled
    row.civilians_killed = killed
    row.forces_killed = lost
    row.fighters_killed = fighters
    row.fighters_escaped = escaped
    row.damage = ruined / homes if homes > 0.0 else 0.0


@compiled
def write_places(state, setting, since, rows):
    """Write the series by place; `since` holds the flows since the record before."""
    for p in range(state.places.shape[0]):
        here, row = state.places[p], rows[p]
        row.control = here.control
        row.overt = total(state.overt, p)
        row.covert = total(state.covert, p)
        row.residents = total(state.residents, p)
        row.displaced = total(state.displaced, p)
        row.grievance = mean_grievance(state, setting, p)
        row.damage = here.damage
        row.security = here.security
        row.attacks = since[p].attacks
        row.civilians_killed = civilians_killed(since[p])
        row.forces_killed = forces_killed(since[p])
        row.fighters_killed = fighters_killed(since[p])
        row.fled = since[p].fled


@inlined
def of_origin(stock, o):
    """Members of one origin in all places."""
    people = 0.0
    for p in range(stock.shape[0]):
        people += stock[p, o]
    return people


@compiled
def write_origins(state, rows):
    """Write the organisation by origin."""
    for o in range(state.overt.shape[1]):
        rows[o].overt = of_origin(state.overt, o)
        rows[o].covert = of_origin(state.covert, o)
        rows[o].detained = of_origin(state.detained, o)
        rows[o].away = of_origin(state.away, o)
