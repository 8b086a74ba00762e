"""Worlds at their beginning: a scenario's quantities drawn from their priors and laid out as the model's arrays."""

from __future__ import annotations

import numpy as np

from rekindle.ensemble.draws import Draws, Quantities, draw_parameters
from rekindle.ensemble.frame import Frame
from rekindle.ensemble.settings import settings
from rekindle.model.fields import blank
from rekindle.model.mechanisms.forces import FIRM
from rekindle.model.setting import Setting
from rekindle.model.simulate import Beginnings
from rekindle.model.state import (
    COUNTRY_STATE,
    MEMBERS_SEEN,
    NATION_STATE,
    PLACE_STATE,
    RETURNED,
    SETTLED,
    STOPPED,
    State,
)

USUAL_AGE = 10.0
"""Years since the organisation began, where a scenario does not say: a judgement."""

FRESH = 0.2
"""Share of those home and at large at the start who came within the last months: a judgement, not a quantity."""


def begin(frame: Frame, seed: int, worlds: np.ndarray, kept: Draws | None = None) -> tuple[Beginnings, np.recarray]:
    """Settings and states of some worlds at the start of the clock, and their parameters.

    `worlds` are world numbers, shape (W,); every array of the result has W as its first axis. `kept` are draws of another run
    of the same worlds, seed and posterior, which are not drawn again.
    """
    of_parameters = seed if frame.parameter_seed is None else frame.parameter_seed
    parameters = draw_parameters(of_parameters, worlds, frame.variants, frame.posterior, kept)
    values = Quantities(frame.priors, seed, worlds, frame.posterior, kept, frame.quantity_changes)
    setting = settings(frame, values)
    state = _state(frame, values, setting, parameters)
    _fill_late(frame, values, setting, state)
    return Beginnings(setting, state), parameters


def _state(frame: Frame, values: Quantities, setting: Setting, parameters: np.recarray) -> State:
    """What the first week starts from."""
    count, places = values.worlds.size, len(frame.places)
    residents, displaced = _people(frame, values)
    overt, covert = _members(frame, values)
    nation = _nation(frame, values)
    countries = _countries(frame, values)
    grievance = np.stack([values[f"communities.{c}.grievance"] for c in frame.communities], axis=1)
    ground = _ground(frame, values, countries)
    forces = setting.posts * (1 - ground["control"][:, :, None])
    strength = setting.forces["strength"]
    morale = _morale(frame, setting, nation, countries, parameters)
    spread = (overt + covert) * setting.places["theatre"][:, :, None]
    spread /= np.maximum(1, spread.sum((1, 2), keepdims=True))
    detained = values["organisation.detained"][:, None, None] * spread
    fallen, abroad = _paths(frame, values, setting, overt, covert, detained)
    counted = np.zeros((count, places, 3))
    counted[:, :, MEMBERS_SEEN] = fallen.sum(2)
    state = State(
        places=ground, nation=nation, countries=countries, residents=residents, displaced=displaced,
        grievance=np.repeat(grievance[:, None, :], places, axis=1), overt=overt, covert=covert, detained=detained,
        fallen=fallen, abroad=abroad, forces=forces, reserve=(strength - forces.sum(1))[:, None, :],
        morale=morale, dead=np.zeros((count, places, 3)), counted=counted,
        outside=np.zeros((count, 1, 3)), opened=np.zeros((count, len(frame.scenario.campaign))),
    )  # fmt: skip
    _cover(setting, state, parameters)
    return state


def _morale(frame: Frame, setting: Setting, nation: np.recarray, countries: np.recarray, parameters: np.recarray) -> np.ndarray:
    """Morale of every force where its mechanism would have it: (W, F)."""
    at = [frame.countries.index(force.country) for force in frame.scenario.forces.values()]
    own = countries["quality"][:, at] * (0.4 + 0.6 * countries["inclusion"][:, at])
    backed = 0.3 + 0.6 * nation["coalition_will"]
    foreign = np.where(parameters["deployment"]["foreign"][:, None] == FIRM, 0.95, backed)
    return np.ascontiguousarray(np.where(setting.forces["foreign"] > 0, foreign, own))


def _people(frame: Frame, values: Quantities) -> tuple[np.ndarray, np.ndarray]:
    """Residents and displaced by place and community: (W, P, C). Residents of home regions stay outside the books."""
    shape = (values.worlds.size, len(frame.places), len(frame.communities))
    residents, displaced = np.zeros(shape), np.zeros(shape)
    sectors = _sector_shares(frame, values, "residents_share")
    for p, (name, place) in enumerate(frame.scenario.places.items()):
        if place.kind == "home":
            continue
        if place.kind == "sector":
            people = values[f"cities.{place.city}.residents"] * sectors[name]
        else:
            people = values[f"places.{name}.residents"]
        if place.communities:
            mix = values.shares([f"places.{name}.communities.{c}" for c in place.communities])
        else:  # affiliates: who lives there is not modelled yet, so nobody in particular
            mix = np.full((values.worlds.size, 1), 1.0)
        for i, community in enumerate(place.communities or frame.communities[-1:]):
            c = frame.communities.index(community)
            residents[:, p, c] = people * mix[:, i]
            displaced[:, p, c] = values.get(f"places.{name}.displaced", 0.0) * mix[:, i]
    return residents, displaced


def _members(frame: Frame, values: Quantities) -> tuple[np.ndarray, np.ndarray]:
    """Open fighters and covert members by place and origin: (W, P, O)."""
    shape = (values.worlds.size, len(frame.places), len(frame.origins))
    overt, covert = np.zeros(shape), np.zeros(shape)
    sectors = _sector_shares(frame, values, "overt_share")
    foreign = [f"origins.{name}.share" for name in frame.origins[1:]]
    mix = values.shares(foreign) if foreign else np.zeros((values.worlds.size, 0))
    for p, (name, place) in enumerate(frame.scenario.places.items()):
        if place.kind == "home":
            continue
        if place.kind == "sector":
            fighters = values[f"cities.{place.city}.overt"] * sectors[name]
        else:
            fighters = values[f"places.{name}.overt"]
        hidden = values.get(f"places.{name}.covert", 0.0)
        abroad = values.get(f"places.{name}.foreign", 0.0) * bool(foreign)
        for stock, people in ((overt, fighters), (covert, hidden)):
            stock[:, p, 0] = people * (1 - abroad)
            stock[:, p, 1:] = (people * abroad)[:, None] * mix
    return overt, covert


def _paths(
    frame: Frame, values: Quantities, setting: Setting, overt: np.ndarray, covert: np.ndarray, detained: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """What had become of all foreigners who ever came: dead (W, P, O), and out of the theatre (W, O, 7).

    Of those who came a share is home, a share at affiliates (whose strength holds them); who is neither there nor in the
    theatre nor detained is dead. `overt` at affiliates is changed.
    """
    count = values.worlds.size
    abroad = np.zeros((count, len(frame.origins), 7))
    fallen = np.zeros_like(overt)
    theatre = setting.places["theatre"][:, :, None]
    here = ((overt + covert) * theatre + detained).sum(1)
    pull = setting.places["pull"] / np.maximum(1e-9, setting.places["pull"].sum(1, keepdims=True))
    for o, name in enumerate(frame.origins[1:], start=1):
        came = values["organisation.foreign_ever"] * setting.origins["propensity"][:, o]
        home = came * values[f"origins.{name}.returned"]
        free = home * (1 - setting.origins["screening"][:, o])
        abroad[:, o, STOPPED] = home - free
        abroad[:, o, RETURNED], abroad[:, o, SETTLED] = free * FRESH, free * (1 - FRESH)
        gone = np.minimum((came * values["organisation.foreign_elsewhere"])[:, None] * pull, 0.5 * overt[:, :, 0])
        overt[:, :, o] += gone
        overt[:, :, 0] -= gone
        dead = np.maximum(0, came - here[:, o] - home - gone.sum(1))
        where = (overt[:, :, o] + covert[:, :, o]) * theatre[:, :, 0]
        fallen[:, :, o] = dead[:, None] * where / np.maximum(1e-9, where.sum(1, keepdims=True))
    return fallen, abroad


def _sector_shares(frame: Frame, values: Quantities, field: str) -> dict[str, np.ndarray]:
    """Each sector's share of its city."""
    shares: dict[str, np.ndarray] = {}
    for city in frame.cities:
        names = [name for name, place in frame.scenario.places.items() if place.kind == "sector" and place.city == city]
        table = values.shares([f"places.{name}.{field}" for name in names])
        shares.update({name: table[:, i] for i, name in enumerate(names)})
    return shares


def _nation(frame: Frame, values: Quantities) -> np.recarray:
    nation = blank((values.worlds.size, 1), NATION_STATE)
    nation["coalition_will"][:, 0] = values["coalition.will"]
    nation["unity"] = 1.0
    for field in ("leadership", "appeal", "treasury"):
        nation[field][:, 0] = values[f"organisation.{field}"]
    nation["age"][:, 0] = values.get("organisation.age", USUAL_AGE)
    for level in frame.scenario.levels:
        nation[f"settlement_{level}"][:, 0] = values[f"levels.{level}"]
    return nation


def _countries(frame: Frame, values: Quantities) -> np.recarray:
    countries = blank((values.worlds.size, len(frame.countries)), COUNTRY_STATE)
    for n, name in enumerate(frame.countries):
        for field in COUNTRY_STATE:
            countries[field.name][:, n] = values.get(f"countries.{name}.{field.name}", 0.0)
    countries["alarm"] = 0.5  # neither alarmed nor at ease: at this the processes tend to their own levels
    return countries


def _ground(frame: Frame, values: Quantities, countries: np.recarray) -> np.recarray:
    records = blank((values.worlds.size, len(frame.places)), PLACE_STATE)
    ground = records.view(np.ndarray)  # the same memory, whose fields are found faster
    ground["activity"] = 0.5  # as the rates are quoted
    for p, (name, place) in enumerate(frame.scenario.places.items()):
        for field in ("control", "defences", "damage"):
            ground[field][:, p] = values.get(f"places.{name}.{field}", 0.0)
        ground["defences"][:, p] *= ground["control"][:, p]  # the quantity is of held ground, the state of the place
        if place.country in frame.countries:
            n = frame.countries.index(place.country)
            kept = (1 - ground["damage"][:, p]) * (1 - 0.4 * ground["control"][:, p])
            ground["economy"][:, p] = values[f"countries.{place.country}.economy"] * kept
            ground["services"][:, p] = values[f"countries.{place.country}.services"] * kept
            ground["inclusion"][:, p] = countries["inclusion"][:, n]
    return records


def _cover(setting: Setting, state: State, parameters: np.recarray) -> None:
    """Security and intelligence at the start, as their mechanisms would have them with nobody feared."""
    fit = np.minimum(1, 0.3 + state.morale)[:, None, :]
    effective = (state.forces * fit).sum(2) / np.maximum(1, state.residents.sum(2))
    x = effective / parameters["deployment"]["cover"][:, None]
    theatre = setting.places["theatre"]
    state.places["security"][:] = theatre * x / (1 + x)
    weight = state.residents * setting.communities["claimed"][:, None, :]
    felt = (weight * state.grievance).sum(2) / np.maximum(1e-9, weight.sum(2))
    told = 0.9 * (1 - felt) * (1 - state.places["control"]) * (0.3 + 0.7 * state.places["security"])
    state.places["intelligence"][:] = theatre * told


def _fill_late(frame: Frame, values: Quantities, setting: Setting, state: State) -> None:
    """Numbers that follow from others: residents under control, members, and where the slow processes begin."""
    held = (state.residents.sum(2) * state.places["control"] * setting.places["theatre"]).sum(1)
    state.nation["held"][:, 0] = held
    _await(frame, setting, state)
    state.nation["peak"][:, 0] = held
    members = (state.overt + state.covert).sum(2) * setting.places["theatre"]
    state.nation["remembered"][:, 0] = members.sum(1)
    setting.origin_of_processes[:] = state.nation
    for level in frame.scenario.levels:  # gates are measured from where a world begins, whatever a policy makes of its start
        path = f"levels.{level}"
        setting.origin_of_processes[f"settlement_{level}"][:, 0] = values.drawn(
            f"quantity {path}", frame.scenario.quantities()[path].prior()
        )


def _await(frame: Frame, setting: Setting, state: State) -> None:
    """Of those ever displaced from a country, the share who are not back at the start; 1 where nobody ever was."""
    away = state.displaced.sum(2) * setting.places["theatre"]
    for n in range(len(frame.countries)):
        here = (away * (setting.places["country"] == n)).sum(1)
        known = here + state.countries["returned"][:, n]
        state.countries["waiting"][:, n] = np.divide(here, known, out=np.ones_like(here), where=known > 0)
