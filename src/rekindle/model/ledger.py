"""The people ledger: every person who moves from one stock to another goes through it.

`move` takes people from one stock, puts them into another and returns how many moved; the mechanism adds that number
to a named flow. So in every world and week the stocks equal the start plus the flows, to rounding. The dead, the
detained, those who left the theatre and those outside are stocks too.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from rekindle.model.compiled import compiled, inlined
from rekindle.model.fields import Field
from rekindle.model.formulas import everybody
from rekindle.model.readings import claimed_residents
from rekindle.model.state import TRANSIT

FLOWS = (
    Field("civilians_killed_by_group", "people", "residents killed by the group: in fighting, while fleeing, under rule"),
    Field("civilians_killed_by_forces", "people", "residents killed by ground fire of the government side"),
    Field("civilians_killed_by_strikes", "people", "residents killed by air strikes"),
    Field("civilians_killed_by_militias", "people", "residents killed by militia abuse"),
    Field("civilians_killed_in_raids", "people", "residents killed in raids"),
    Field("civilians_killed_in_attacks", "people", "residents killed in the group's attacks"),
    Field("fled", "people", "residents displaced from the place"),
    Field("returned", "people", "displaced people who came back"),
    Field("fighters_killed_in_battle", "people", "open fighters killed on the ground"),
    Field("fighters_killed_by_strikes", "people", "open fighters killed from the air"),
    Field("fighters_captured", "people", "open fighters captured on lost ground"),
    Field("members_killed_in_raids", "people", "covert members killed in raids"),
    Field("members_captured", "people", "covert members captured in raids"),
    Field("freed", "people", "detained members freed in attacks on prisons"),
    Field("released", "people", "detained members released at the end of their time"),
    Field("recruited_local", "people", "residents who join"),
    Field("recruited_foreign", "people", "foreign volunteers who arrive"),
    Field("emerged", "people", "covert members who come into the open"),
    Field("melted", "people", "open fighters who go underground where they are"),
    Field("deserted", "people", "members who leave the group"),
    Field("retreated", "people", "fighters who move to another sector of the same city"),
    Field("escaped", "people", "fighters who leave for another place or go underground elsewhere"),
    Field("spread", "people", "covert members who move to another place"),
    Field("left_theatre", "people", "foreign members who leave the theatre"),
    Field("caught_on_the_way", "people", "foreign members caught on their way (by home region)"),
    Field("went_home", "people", "foreign members who come home (by home region)"),
    Field("reached_front", "people", "foreign members who join an affiliate"),
    Field("joined_plots", "people", "returned members who join a plot (by home region)"),
    Field("stopped_at_home", "people", "returned members detained, or dead in an attack (by home region)"),
    Field("reintegrated", "people", "returned members who go through a programme (by home region)"),
    Field("recruited_by_affiliates", "people", "residents who join an affiliate"),
    Field("affiliates_lost", "people", "members of affiliates who quit"),
    Field("affiliates_killed", "people", "members of affiliates killed"),
    Field("forces_killed_in_battle", "people", "members of the forces killed in fighting"),
    Field("forces_killed_in_attacks", "people", "members of the forces killed in attacks"),
    Field("forces_deployed", "people", "forces that come from the reserve"),
    Field("forces_moved", "people", "forces that move to another sector of the same city (by where they arrive)"),
    Field("forces_withdrawn", "people", "forces that go back to the reserve"),
    Field("forces_dissolved", "people", "forces that dissolve in a rout"),
    Field("forces_sent_home", "people", "forces taken out of the theatre as a course of their strength falls"),
    Field("killed_abroad", "count", "people killed in attacks in a home region (they are not on the books)"),
    Field("spent", "USD million", "money spent by the government side"),
    Field("employed", "person weeks", "people in its service"),
    Field("aid", "USD million", "money of it that is paid as aid"),
    Field("raiding", "person weeks", "service put into raids: members of the forces x effort"),
    Field("attacks", "count", "attacks by the group (a count, not people)"),
    Field("deaths_documented", "people", "deaths that a documented count would have recorded (an observation, not a flow)"),
)

NOT_PEOPLE = ("attacks", "deaths_documented", "killed_abroad", "spent", "employed", "aid", "raiding")


class Ledger(NamedTuple):
    """Flows of one world in the week so far."""

    flows: np.recarray  # (P,) FLOWS
    overt_under_way: np.ndarray  # (P, O) open fighters on their way to a place, who arrive when the mechanism ends
    covert_under_way: np.ndarray  # (P, O) likewise, covert


@inlined
def move(source, i, j, target, k, l, people):  # noqa: E741
    """Move people from source[i, j] to target[k, l], never more than are there; the number moved."""
    moved = min(people, source[i, j])
    if moved <= 0.0:
        return 0.0
    source[i, j] -= moved
    target[k, l] += moved
    return moved


@inlined
def call_up(source, j, target, k, l, people):  # noqa: E741
    """Move people from outside the ledger's stocks, which may run below 0, into target[k, l]; the number moved."""
    if people <= 0.0:
        return 0.0
    source[0, j] -= people
    target[k, l] += people
    return people


@compiled
def desert(state, setting, flows, stock, p, o, people):
    """Members leave the group: locals go back among the residents, foreigners leave the theatre."""
    if o > 0:
        flows.left_theatre += move(stock, p, o, state.abroad, o, TRANSIT, people)
        return
    weight = claimed_residents(state, setting, p)
    for c in range(state.residents.shape[1]):
        nobody = 1.0 if c == 0 else 0.0  # where nobody is claimed, they join the first community
        part = state.residents[p, c] * setting.communities[c].claimed / weight if weight > 0.0 else nobody
        flows.deserted += move(stock, p, o, state.residents, p, c, people * part)


@compiled
def arrive(stock, under_way):
    """Those under way arrive: added to the stock, and nobody is under way any more."""
    for p in range(stock.shape[0]):
        for o in range(stock.shape[1]):
            stock[p, o] += under_way[p, o]
            under_way[p, o] = 0.0


@compiled
def people_on_the_books(state):
    """Everybody in every stock: the number that must never change."""
    living = everybody(state.residents) + everybody(state.displaced) + everybody(state.forces) + everybody(state.reserve)
    members = everybody(state.overt) + everybody(state.covert) + everybody(state.detained) + everybody(state.abroad)
    return living + members + everybody(state.fallen) + everybody(state.dead) + everybody(state.outside)
