"""What mechanisms read off a state together: strengths, coverage, grievance, ways out. Nothing here changes anything."""

from __future__ import annotations

from rekindle.model.compiled import compiled, inlined
from rekindle.model.formulas import share

TAKEN = 0.01
"""Control under which a place counts as taken: it is then set to 0."""


@inlined
def effective(state, f, people):
    """Effective strength of people of force f: min(1, 0.3 + morale) of them count in a fight."""
    return people * min(1.0, 0.3 + state.morale[f])


@inlined
def effective_forces(state, p):
    """Effective government-side strength at a place."""
    strength = 0.0
    for f in range(state.forces.shape[1]):
        strength += effective(state, f, state.forces[p, f])
    return strength


@inlined
def claimed_residents(state, setting, p):
    """Residents of a place for whom the group claims to speak."""
    people = 0.0
    for c in range(state.residents.shape[1]):
        people += state.residents[p, c] * setting.communities[c].claimed
    return people


@inlined
def mean_grievance(state, setting, p):
    """Mean grievance over the residents for whom the group claims to speak; 0 where there are none."""
    people, felt = 0.0, 0.0
    for c in range(state.residents.shape[1]):
        weight = state.residents[p, c] * setting.communities[c].claimed
        people += weight
        felt += weight * state.grievance[p, c]
    return share(felt / people) if people > 0.0 else 0.0


@compiled
def residents_under_control(state, setting):
    """Residents who live under the group's control in the whole theatre."""
    people = 0.0
    for p in range(state.places.shape[0]):
        if setting.places[p].theatre > 0.0:
            for c in range(state.residents.shape[1]):
                people += state.residents[p, c] * state.places[p].control
    return people


@compiled
def contact(state, setting, p):
    """How far attackers can get at a place, 0-1: its own free share, or the squared free share of a neighbour if larger.

    The middle of a city cannot be assaulted before most ground on some way to it is free, whatever the orders say.
    """
    free = 1.0 - state.places[p].control
    for q in range(state.places.shape[0]):
        if setting.near[p, q] > 0.0:
            free = max(free, (1.0 - state.places[q].control) ** 2)
    return free


@compiled
def held_sector(state, setting, p):
    """The other sector of the same city where the group holds most: index, or -1."""
    best, chosen = 0.0, -1
    if setting.places[p].sector > 0.0:
        for q in range(state.places.shape[0]):
            if q != p and setting.places[q].city == setting.places[p].city and state.places[q].control > best:
                best, chosen = state.places[q].control, q
    return chosen


@compiled
def way_out(state, setting, p):
    """The place outside a place (or outside its city) that lies near and where the group holds most: index, or -1."""
    best, chosen = 0.0, -1
    city = setting.places[p].city
    for s in range(state.places.shape[0]):
        if s != p and (city < 0.0 or setting.places[s].city != city):
            continue  # any sector of the same city may have the road out
        for q in range(state.places.shape[0]):
            if setting.near[s, q] > 0.0 and (city < 0.0 or setting.places[q].city != city):
                pull = setting.near[s, q] * state.places[q].control
                if pull > best:
                    best, chosen = pull, q
    return chosen


@compiled
def nearest(setting, p):
    """The nearest theatre place outside the same city: index, or -1."""
    best, chosen = 0.0, -1
    for q in range(setting.places.shape[0]):
        apart = setting.places[q].city < 0.0 or setting.places[q].city != setting.places[p].city
        if apart and setting.near[p, q] > best:
            best, chosen = setting.near[p, q], q
    return chosen
