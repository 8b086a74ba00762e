"""Worlds at their beginning: a scenario's quantities drawn from their priors and laid out as the model's arrays."""

from __future__ import annotations

from typing import Any

import numpy as np

from rekindle.ensemble.draws import Quantities, draw, draw_parameters
from rekindle.ensemble.frame import Frame
from rekindle.model.fields import blank
from rekindle.model.setting import (
    COMMUNITY_SETTING,
    CORRIDOR_SETTING,
    COUNTRY_SETTING,
    FORCE_SETTING,
    ORDER_SETTING,
    ORIGIN_SETTING,
    PAUSE_SETTING,
    PLACE_SETTING,
    Setting,
)
from rekindle.model.simulate import Beginnings
from rekindle.model.state import COUNTRY_STATE, NATION_STATE, PLACE_STATE, State


def begin(frame: Frame, seed: int, worlds: np.ndarray) -> tuple[Beginnings, np.recarray]:
    """Settings and states of some worlds at the start of the clock, and their parameters.

    `worlds` are world numbers, shape (W,); every array of the result has W as its first axis.
    """
    parameters = draw_parameters(seed, worlds, frame.variants)
    values = Quantities(frame.priors, seed, worlds)
    setting = _setting(frame, values, seed)
    state = _state(frame, values, setting, parameters)
    _fill_late(setting, state)
    return Beginnings(setting, state), parameters


def _setting(frame: Frame, values: Quantities, seed: int) -> Setting:
    """What the weeks do not change."""
    scenario, count = frame.scenario, values.worlds.size
    places = blank((count, len(frame.places)), PLACE_SETTING)
    for p, (name, place) in enumerate(scenario.places.items()):
        here = places[:, p]
        here["theatre"] = float(name in frame.theatre)
        here["sector"] = float(place.kind == "sector")
        here["governorate"] = float(place.kind == "governorate")
        here["city"] = frame.cities.index(place.city) if place.city is not None else -1
        here["country"] = frame.countries.index(place.country) if place.country in frame.countries else -1
        for field in ("density", "area"):
            here[field] = values.get(f"places.{name}.{field}", 0.0)
    orders, order_forces = _orders(frame, values, seed)
    strikes: Any = values["coalition.strikes"]  # a number for each world, where one world's setting has one
    return Setting(
        dt=frame.dt,
        places=places,
        communities=_records(values, COMMUNITY_SETTING, "communities", frame.communities),
        forces=_forces(frame, values),
        origins=_origins(frame, values),
        countries=_records(values, COUNTRY_SETTING, "countries", frame.countries),
        near=frame.near,
        distance=_table(values, [[f"forces.{f}.distance.{c}" for c in frame.communities] for f in frame.forces]),
        posts=_posts(frame, values),
        orders=orders,
        order_forces=order_forces,
        pauses=_pauses(frame),
        corridors=_corridors(frame, values),
        ring=_table(values, [[f"cities.{city}.openness" for city in frame.cities]])[:, 0],
        strikes=strikes,
        quality=np.stack([values[f"countries.{n}.quality"] for n in frame.countries], axis=1),
        origin_of_processes=blank((count, 1), NATION_STATE),
    )


def _records(values: Quantities, fields, section: str, names: list[str]) -> np.recarray:
    """Records of one section of the scenario, (W, names), whose fields are quantities of the same name."""
    records = blank((values.worlds.size, len(names)), fields)
    for i, name in enumerate(names):
        for field in fields:
            records[:, i][field.name] = values[f"{section}.{name}.{field.name}"]
    return records


def _table(values: Quantities, paths: list[list[str]]) -> np.ndarray:
    """Quantities laid out as a table (W, rows, columns); 0 where the scenario has none."""
    rows = [[values.get(path, 0.0) for path in row] for row in paths]
    width = max((len(row) for row in paths), default=0)
    if not rows or not width:
        return np.zeros((values.worlds.size, len(paths), width))
    return np.ascontiguousarray(np.moveaxis(np.array(rows), -1, 0))


def _forces(frame: Frame, values: Quantities) -> np.recarray:
    forces = blank((values.worlds.size, len(frame.forces)), FORCE_SETTING)
    for f, (name, force) in enumerate(frame.scenario.forces.items()):
        forces[:, f]["country"] = frame.countries.index(force.country)
        forces[:, f]["strength"] = values[f"forces.{name}.strength"]
        forces[:, f]["restraint"] = values[f"forces.{name}.restraint"]
    return forces


def _origins(frame: Frame, values: Quantities) -> np.recarray:
    origins = blank((values.worlds.size, len(frame.origins)), ORIGIN_SETTING)
    foreign = frame.origins[1:]
    if foreign:
        origins["propensity"][:, 1:] = values.shares([f"origins.{name}.share" for name in foreign])
        for o, name in enumerate(foreign, start=1):
            origins[:, o]["border"] = values[f"origins.{name}.border"]
    return origins


def _posts(frame: Frame, values: Quantities) -> np.ndarray:
    """People a force keeps at a place where the group holds nothing: (W, P, F)."""
    posts = np.zeros((values.worlds.size, len(frame.places), len(frame.forces)))
    for f, (name, force) in enumerate(frame.scenario.forces.items()):
        posted = values[f"forces.{name}.strength"] * (1 - values[f"forces.{name}.reserve"])
        shares = values.shares([f"forces.{name}.posts.{place}" for place in force.posts])
        for i, place in enumerate(force.posts):
            posts[:, frame.places.index(place), f] = posted * shares[:, i]
    return posts


def _orders(frame: Frame, values: Quantities, seed: int) -> tuple[np.recarray, np.ndarray]:
    """The campaign: records (W, K) and people sent (W, K, F)."""
    campaign = frame.scenario.campaign
    orders = blank((values.worlds.size, len(campaign)), ORDER_SETTING)
    sent = np.zeros((values.worlds.size, len(campaign), len(frame.forces)))
    for k, order in enumerate(campaign):
        here = orders[:, k]
        here["place"] = frame.places.index(order.place)
        days = order.start_prior(frame.scenario.as_of)
        here["start"] = draw(f"quantity campaign.{order.id}.start", days, seed, values.worlds) / 7
        here["after"] = frame.places.index(order.after.place) if order.after else -1
        if order.after:
            here["below"] = values[f"campaign.{order.id}.after.control_below"]
        for force in order.forces:
            sent[:, k, frame.forces.index(force)] = values[f"campaign.{order.id}.forces.{force}"]
    return orders, sent


def _pauses(frame: Frame) -> np.recarray:
    """Pauses of the campaign; the same in every world."""
    found = [(k, pause) for k, order in enumerate(frame.scenario.campaign) for pause in order.pauses or ()]
    pauses = blank(len(found), PAUSE_SETTING)
    for i, (k, pause) in enumerate(found):
        pauses[i] = (k, frame.week_of(pause.start), frame.week_of(pause.end))
    return pauses


def _corridors(frame: Frame, values: Quantities) -> np.recarray:
    corridors = blank((values.worlds.size, len(frame.scenario.corridors)), CORRIDOR_SETTING)
    for i, corridor in enumerate(frame.scenario.corridors):
        here = corridors[:, i]
        here["city"] = frame.cities.index(corridor.city)
        here["start"] = frame.week_of(corridor.start)
        here["end"] = frame.week_of(corridor.end)
        here["openness"] = values[f"corridors.{corridor.id}.openness"]
    return corridors


def _state(frame: Frame, values: Quantities, setting: Setting, parameters: np.recarray) -> State:
    """What the first week starts from."""
    count, places = values.worlds.size, len(frame.places)
    origins = len(frame.origins)
    residents, displaced = _people(frame, values)
    overt, covert = _members(frame, values)
    nation = _nation(frame, values)
    countries = _countries(frame, values)
    grievance = np.stack([values[f"communities.{c}.grievance"] for c in frame.communities], axis=1)
    ground = _ground(frame, values, countries)
    forces = setting.posts * (1 - ground["control"][:, :, None])
    strength = setting.forces["strength"]
    morale = np.stack(
        [countries["quality"][:, n] * (0.4 + 0.6 * countries["inclusion"][:, n])
         for n in (frame.countries.index(force.country) for force in frame.scenario.forces.values())], axis=1)
    detained = np.zeros((count, places, origins))
    spread = overt + covert
    detained += values["organisation.detained"][:, None, None] * spread / np.maximum(1, spread.sum((1, 2), keepdims=True))
    state = State(
        places=ground, nation=nation, countries=countries, residents=residents, displaced=displaced,
        grievance=np.repeat(grievance[:, None, :], places, axis=1), overt=overt, covert=covert, detained=detained,
        away=np.zeros((count, places, origins)), forces=forces, reserve=(strength - forces.sum(1))[:, None, :],
        morale=morale, dead=np.zeros((count, places, 4)), counted=np.zeros((count, places, 3)),
        outside=np.zeros((count, 1, 3)), opened=np.zeros((count, len(frame.scenario.campaign))),
    )  # fmt: skip
    _cover(setting, state, parameters)
    return state


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
    for field in ("leadership", "appeal", "treasury"):
        nation[field][:, 0] = values[f"organisation.{field}"]
    for level in frame.scenario.levels:
        nation[f"settlement_{level}"][:, 0] = values[f"levels.{level}"]
    return nation


def _countries(frame: Frame, values: Quantities) -> np.recarray:
    countries = blank((values.worlds.size, len(frame.countries)), COUNTRY_STATE)
    for n, name in enumerate(frame.countries):
        for field in COUNTRY_STATE:
            countries[field.name][:, n] = values.get(f"countries.{name}.{field.name}", 0.0)
    return countries


def _ground(frame: Frame, values: Quantities, countries: np.recarray) -> np.recarray:
    ground = blank((values.worlds.size, len(frame.places)), PLACE_STATE)
    for p, (name, place) in enumerate(frame.scenario.places.items()):
        for field in ("control", "defences", "damage"):
            ground[field][:, p] = values.get(f"places.{name}.{field}", 0.0)
        if place.country in frame.countries:
            n = frame.countries.index(place.country)
            kept = (1 - ground["damage"][:, p]) * (1 - 0.4 * ground["control"][:, p])
            ground["economy"][:, p] = values[f"countries.{place.country}.economy"] * kept
            ground["services"][:, p] = values[f"countries.{place.country}.services"] * kept
            ground["inclusion"][:, p] = countries["inclusion"][:, n]
    return ground


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


def _fill_late(setting: Setting, state: State) -> None:
    """Numbers that follow from others: residents under control, and where the slow processes begin."""
    held = (state.residents.sum(2) * state.places["control"] * setting.places["theatre"]).sum(1)
    state.nation["held"][:, 0] = held
    setting.origin_of_processes[:] = state.nation
