"""Writing down a world: reading the series off the state and the flows of the week."""

from __future__ import annotations

import math

from rekindle.model.compiled import compiled, inlined
from rekindle.model.formulas import WEEKS_IN_A_YEAR, everybody, total
from rekindle.model.readings import TAKEN, claimed_residents, mean_grievance
from rekindle.model.state import CAUGHT, PLOTTING, REINTEGRATED, RETURNED, SETTLED, STOPPED, TRANSIT


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
    """Write the week's series of the nation, the countries, the parts of cities and the places abroad."""
    _write_nation(state, setting, orders, flows, written.nation[w, t])
    _write_abroad(state, setting, flows, written.abroad[w, t])
    for n in range(state.countries.shape[0]):
        _write_country(state, setting, flows, n, written.countries[w, t, n])
    for k in range(parts.shape[0]):
        _write_part(state, orders, flows, parts[k], written.parts[w, t, k])
    for p in range(state.places.shape[0]):
        if state.places[p].control < TAKEN and written.fell[w, p] == math.inf:
            written.fell[w, p] = t


@inlined
def _write_nation(state, setting, orders, flows, row):
    nation = state.nation[0]
    row.detained = everybody(state.detained)
    away, recruited, deserted, spent, employed = everybody(state.abroad), 0.0, 0.0, 0.0, 0.0
    arrived, caught, reintegrated = 0.0, 0.0, 0.0
    for o in range(1, state.abroad.shape[0]):
        caught += state.abroad[o, CAUGHT]
        reintegrated += state.abroad[o, REINTEGRATED]
    for p in range(state.places.shape[0]):
        here = flows[p]
        recruited += here.recruited_local + here.recruited_foreign
        arrived += here.recruited_foreign
        deserted += here.deserted + here.left_theatre
        spent += here.spent
        employed += here.employed
        if setting.places[p].affiliate > 0.0:
            for o in range(1, state.overt.shape[1]):
                away += state.overt[p, o]
    row.away = away
    row.recruited = recruited
    row.deserted = deserted
    row.spent = spent
    row.employed = employed
    row.arrived = arrived
    row.caught = caught
    row.reintegrated = reintegrated
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
def _write_abroad(state, setting, flows, rows):
    a = 0
    for p in range(state.places.shape[0]):
        if setting.places[p].theatre > 0.0 or a == rows.shape[0]:
            continue
        row = rows[a]
        a += 1
        members = total(state.overt, p)
        for o in range(1, state.abroad.shape[0]):
            if int(setting.origins[o].home) == p:
                members += state.abroad[o, RETURNED] + state.abroad[o, SETTLED] + state.abroad[o, PLOTTING]
        row.members = members
        row.attacks = flows[p].attacks
        row.deaths = flows[p].deaths_documented + flows[p].killed_abroad


@inlined
def _write_country(state, setting, flows, n, row):
    people, claimed, members = 0.0, 0.0, 0.0
    felt, security, economy, services, inclusion, known = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    overt, attacks, killed, lost, documented, displaced, held = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    aid, rooted, raiding, forces, abused, ruined, guarded = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
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
        gone = total(state.displaced, p)
        displaced += gone
        held += residents * here.control
        aid += flows[p].aid
        rooted += residents * here.programme
        raiding += flows[p].raiding
        forces += total(state.forces, p)
        abused += flows[p].civilians_killed_by_militias
        ruined += here.damage * (residents + gone)
        guarded += claimed_here * here.standing
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
    row.aid = aid * 1e6 / people * WEEKS_IN_A_YEAR if people > 0.0 else 0.0
    row.programme = rooted / people if people > 0.0 else 0.0
    row.raiding = raiding
    row.forces = forces
    row.abused = abused
    row.damage = ruined / (people + displaced) if people + displaced > 0.0 else 0.0
    row.guards = guarded / claimed if claimed > 0.0 else 0.0


@inlined
def _write_part(state, orders, flows, part, row):
    trapped, contested, displaced, fled, killed, living = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    lost, fighters, escaped, ruined, homes, documented = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    forces, prepared, abused, sectors, opened = 0.0, 0.0, 0.0, 0.0, 0.0
    for p in range(part.size):
        if part[p] == 0.0:
            continue
        here = state.places[p]
        residents = total(state.residents, p)
        gone = total(state.displaced, p)
        living += residents
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
        documented += flows[p].deaths_documented
        forces += total(state.forces, p)
        prepared += here.defences
        abused += flows[p].civilians_killed_by_militias
        sectors += 1.0
        opened += orders.places[p].openness
    row.residents = living
    row.trapped = trapped
    row.contested = contested
    row.displaced = displaced
    row.fled = fled
    row.civilians_killed = killed
    row.forces_killed = lost
    row.fighters_killed = fighters
    row.fighters_escaped = escaped
    row.damage = ruined / homes if homes > 0.0 else 0.0
    row.deaths_documented = documented
    row.forces = forces
    row.defences = prepared / sectors if sectors > 0.0 else 0.0
    row.abused = abused
    row.openness = opened / sectors if sectors > 0.0 else 0.0


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
        row.deaths_documented = since[p].deaths_documented


@inlined
def of_origin(stock, o):
    """Members of one origin in all places."""
    people = 0.0
    for p in range(stock.shape[0]):
        people += stock[p, o]
    return people


@compiled
def write_origins(state, setting, rows):
    """Write the organisation by origin."""
    for o in range(state.overt.shape[1]):
        rows[o].overt = of_origin(state.overt, o)
        rows[o].covert = of_origin(state.covert, o)
        rows[o].detained = of_origin(state.detained, o)
        rows[o].dead = of_origin(state.fallen, o)
        here = state.abroad
        affiliated = 0.0
        for p in range(state.places.shape[0]):
            affiliated += state.overt[p, o] if setting.places[p].affiliate > 0.0 else 0.0
        rows[o].overt -= affiliated  # the theatre's own
        elsewhere = affiliated if o > 0 else 0.0  # an affiliate's own people have gone nowhere
        home = here[o, RETURNED] + here[o, SETTLED] + here[o, PLOTTING]
        back = home + here[o, STOPPED] + here[o, REINTEGRATED]
        rows[o].away = here[o, TRANSIT] + here[o, CAUGHT] + back + elsewhere
        rows[o].transit = here[o, TRANSIT]
        rows[o].caught = here[o, CAUGHT]
        rows[o].home = home
        rows[o].home_detained = here[o, STOPPED]
        rows[o].reintegrated = here[o, REINTEGRATED]
        rows[o].elsewhere = elsewhere
        rows[o].came = rows[o].overt + rows[o].covert + rows[o].detained + rows[o].dead + rows[o].away
