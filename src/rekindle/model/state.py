"""The state of one world: what the next week needs, nothing else.

Axes: place P, community C, force F, origin O (0 is local), country N (of the theatre). Stocks of people are real
numbers, not whole ones: rounding every flow to whole people at random changed no median of the reduced sketch by more
than 6 %, and real stocks with a ledger conserve people exactly. Where counts are few it is the events that are drawn
whole: attacks, deaths in an attack, leaders lost, routs.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from rekindle.model.fields import Field

PLACE_STATE = (
    Field("control", "1", "share of the place's residents who live under the group's control"),
    Field("defences", "1", "prepared defence over the whole place: trenches, tunnels, booby traps, on held ground only"),
    Field("damage", "1", "share of housing and infrastructure destroyed"),
    Field("intelligence", "1", "chance that a raid finds whom it seeks"),
    Field("security", "1", "governance: coverage of the residents by forces"),
    Field("economy", "1", "governance: how far people can earn a living"),
    Field("services", "1", "governance: education, water, power, health"),
    Field("inclusion", "1", "governance: how far residents have a say and a fair hearing"),
    Field("turbulence", "1", "log of the place's passing luck in fighting and attacks"),
    Field("harmed", "people", "residents killed by the government side since grievance last took note"),
    Field("recovering", "weeks", "weeks left in which a routed garrison is slow to come back"),
    Field("sweeps", "1", "effort of raids that found nobody, as far as forces cover the place"),
    Field("pressure", "1/week", "share of the covert members that raids removed in the last week"),
    Field("activity", "1", "the group's effort in the place; rates are quoted at 0.5"),
    Field("response", "log", "log change of attacks in answer to recent harm by the government side"),
    Field("programme", "1", "how far a programme of aid has taken root"),
    Field("fortune", "log", "affiliates: log of slow luck in what they can do there"),
    Field("contest", "log", "log change of attacks by aid: fire that it draws, or attacks that people whom it reached foil"),
    Field("bereaved", "people", "residents killed by the group since residents last took sides"),
    Field("leaning", "log", "log change of what residents tell the government side, by who killed of late"),
    Field("wronged", "1", "how much action of state forces against residents (abuse, searches) is felt of late"),
    Field("guards", "1", "residents who stand guard against the group, of those who would where all are coerced and backed"),
    Field("standing", "1", "the same with local forces that a scenario posts there"),
)

NATION_STATE = (
    Field("leadership", "1", "top leadership's capability"),
    Field("appeal", "1", "pull of the idea"),
    Field("treasury", "USD million", "the organisation's money"),
    Field("turbulence", "1", "log of passing luck shared by all places"),
    Field("coalition_will", "1", "political will of the coalition"),
    Field("stance", "code", "the leader's choice for the besieged city: 0 stand, 1 withdraw, 2 go underground"),
    Field("decisions", "count", "how often the stance was taken so far"),
    Field("held", "people", "residents under the group's control a week ago, for defections"),
    Field("peak", "people", "most residents that the group ever controlled"),
    Field("unity", "1", "how far the organisation is one; leadership does not recover above it"),
    Field("age", "years", "age of the organisation"),
    Field("fortune", "log", "log of passing luck in the organisation's growth, slower than that of attacks"),
    Field("remembered", "people", "fading memory of the organisation's greatest strength"),
    Field("settlement_local", "1", "how far the quarrels between communities and rulers are settled"),
    Field("settlement_regional", "1", "how far the region's powers have settled theirs"),
    Field("settlement_international", "1", "how far the great powers have settled theirs"),
)

COUNTRY_STATE = (
    Field("quality", "1", "quality of the security forces"),
    Field("inclusion", "1", "how far the state includes those the group claims to speak for"),
    Field("effort", "1", "effort put into raids and security work"),
    Field("will", "1", "political will of the government"),
    Field("returned", "people", "people who have returned since displacement began, cumulative"),
    Field("alarm", "1", "how much the conflict is on the mind of those who rule: a fading memory of deaths"),
    Field("burden", "USD per resident", "aid paid since political will last took note"),
    Field("surge", "1", "a response to crisis under way: 1 as it begins, fading"),
    Field("waiting", "share", "of those ever displaced, the share who are not back"),
)


class State(NamedTuple):
    """Arrays of one world, changed in place by the mechanisms."""

    places: np.recarray  # (P,) PLACE_STATE
    nation: np.recarray  # (1,) NATION_STATE
    countries: np.recarray  # (N,) COUNTRY_STATE
    residents: np.ndarray  # (P, C) people living there
    displaced: np.ndarray  # (P, C) people displaced from there
    grievance: np.ndarray  # (P, C) 0-1, sense of victimhood at the hands of the rulers
    overt: np.ndarray  # (P, O) members fighting openly
    covert: np.ndarray  # (P, O) members living clandestinely
    detained: np.ndarray  # (P, O) captured members, by place of capture
    fallen: np.ndarray  # (P, O) members killed, by place of death
    abroad: np.ndarray  # (O, 7) foreign members who left the theatre, by what became of them
    forces: np.ndarray  # (P, F) government-side forces
    reserve: np.ndarray  # (1, F) forces posted nowhere, free for orders
    morale: np.ndarray  # (F,) 0-1
    dead: np.ndarray  # (P, 3) residents; forces; residents killed by abuse, apart from the group's conflict
    counted: np.ndarray  # (P, 3) residents, forces and members dead that the observation has taken note of
    outside: np.ndarray  # (1, 3) where foreign members come from, forces are raised from and deserters go; runs below 0
    opened: np.ndarray  # (K,) 1 once an order of the campaign has begun


RESIDENTS_DEAD, FORCES_DEAD, ABUSED_DEAD = 0, 1, 2
MEMBERS_SEEN = 2  # in `counted`, where those killed by abuse have no column
TRANSIT, CAUGHT, RETURNED, SETTLED, PLOTTING, STOPPED, REINTEGRATED = 0, 1, 2, 3, 4, 5, 6
"""Abroad: on the way; caught on the way; home within the last months; home for longer; home and part of a plot; home and
stopped (detained, or dead in an attack); home and through a programme."""
ABROAD, RAISED, DISSOLVED = 0, 1, 2
STAND, WITHDRAW, UNDERGROUND = 0.0, 1.0, 2.0
