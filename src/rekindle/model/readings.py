"""What mechanisms read off a state together: strengths, coverage, grievance, ways out. Nothing here changes anything."""

from __future__ import annotations

from rekindle.model import elementary as math
from rekindle.model.compiled import compiled, inlined
from rekindle.model.formulas import saturating, share, total
from rekindle.model.noise import uniforms

TAKEN = 0.01
"""Control under which a place counts as taken: it is then set to 0."""

PRESSED = 300.0
"""Attackers per km2 of the ground they press at a time in a city: about 12,000 pressed some 40 km2 of east Mosul."""

LARGEST = 500.0
"""The deadliest attack has at most this many times the mean of its scale."""


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
def strength_of(state, setting):
    """Members of the group in the theatre, open and covert."""
    members = 0.0
    for p in range(state.places.shape[0]):
        if setting.places[p].theatre > 0.0:
            members += total(state.overt, p) + total(state.covert, p)
    return members


@compiled
def contact(state, setting, p):
    """How far attackers can get at a place, 0-1: its own free share, or the squared free share of a neighbour if larger.

    The middle of a city cannot be assaulted before most ground on some way to it is free, whatever the orders say; nor is
    it assaulted across the river from the other bank.
    """
    free = 1.0 - state.places[p].control
    here = setting.places[p]
    for q in range(state.places.shape[0]):
        across = here.sector > 0.0 and setting.places[q].city == here.city and setting.places[q].bank != here.bank
        if setting.near[p, q] > 0.0 and not across:
            free = max(free, (1.0 - state.places[q].control) ** 2)
    return free


@inlined
def pressed(setting, p, attackers, control):
    """Share of a place's held ground that attackers press at a time, 0-1; all of it but in a city, which they take in turn.

    In a sector: attackers / (300 per km2 x ground still held). So it does not matter into how many sectors a city is cut:
    a large one is taken a part at a time, as small ones are taken one after the other.
    """
    if setting.places[p].sector == 0.0:
        return 1.0
    return min(1.0, attackers / (PRESSED * max(0.1, setting.places[p].area * control)))


@inlined
def engaged(state, setting, orders, p):
    """Share of a place's held ground that ordered attackers press at the start of the step, 0-1."""
    return pressed(setting, p, effective_forces(state, p) * orders.places[p].assaulted, orders.places[p].before)


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


@compiled
def course_of(setting, target, index, week, held):
    """Value of a dated input in a week, linear between its points; -1 if there is none.

    After its last point it keeps that value where `held` is true, and is over (-1) where a process takes its place.
    """
    for d in range(setting.courses.shape[0]):
        if setting.courses[d].target != target or setting.courses[d].index != index:
            continue
        weeks, values = setting.course_weeks, setting.course_values
        last = 0
        while last + 1 < weeks.shape[1] and weeks[d, last + 1] <= week:
            last += 1
        if last + 1 == weeks.shape[1] or weeks[d, last + 1] == math.inf:
            return values[d, last] if held else -1.0
        gone = (week - weeks[d, last]) / (weeks[d, last + 1] - weeks[d, last])
        return values[d, last] + (values[d, last + 1] - values[d, last]) * gone
    return -1.0


@compiled
def pay_factor(state, setting):
    """How far money allows: 0-1, a half at USD 20 million in the treasury."""
    return saturating(state.nation[0].treasury / 20.0)


@inlined
def pareto(u, tail):
    """Size of an attack with mean about 1: a Pareto distribution of density exponent `tail`, cut at LARGEST scales.

    The quantile at u of x_min (1 - u)^(-1/(tail - 1)), with x_min = (tail - 2) / (tail - 1) so that the mean is 1
    before the cut, which takes a few per cent off.
    """
    least = (tail - 2.0) / (tail - 1.0)
    return least * min(LARGEST, math.exp(-math.log(1.0 - u) / (tail - 1.0)))


@compiled
def heavy_tailed(noise, stream_number, index, attacks, tail):
    """Sum of the sizes of a whole number of attacks, each drawn by itself."""
    scale = 0.0
    for n in range(int(attacks)):
        if n % 2 == 0:
            size = uniforms(noise, stream_number, index * 256 + n // 2)
        scale += pareto(size[n % 2], tail)
    return scale
