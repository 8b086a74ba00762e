"""What the weeks do not change, laid out as the model's arrays: a scenario's quantities in some worlds."""

from __future__ import annotations

from typing import Any

import numpy as np

from rekindle.ensemble.draws import Quantities
from rekindle.ensemble.frame import Frame
from rekindle.model.fields import blank
from rekindle.model.setting import (
    BORDER,
    COALITION,
    COMMUNITY_SETTING,
    CORRIDOR_SETTING,
    COUNTRY_SETTING,
    COURSE_SETTING,
    EFFORT,
    FORCE_SETTING,
    INCLUSION,
    ORDER_SETTING,
    ORIGIN_SETTING,
    PAUSE_SETTING,
    PLACE_SETTING,
    QUALITY,
    STRENGTH,
    STRIKES,
    WILL,
    Setting,
)
from rekindle.model.state import NATION_STATE

COURSES = {
    "countries": {"quality": QUALITY, "inclusion": INCLUSION, "effort": EFFORT, "will": WILL},
    "coalition": {"will": COALITION, "strikes": STRIKES}, "forces": {"strength": STRENGTH}, "origins": {"border": BORDER},
}  # fmt: skip
"""What a scenario may give a dated course of, by section and field, with the code the model knows it by."""


def settings(frame: Frame, values: Quantities) -> Setting:
    """What the weeks do not change."""
    scenario, count = frame.scenario, values.worlds.size
    places = blank((count, len(frame.places)), PLACE_SETTING)
    banks = list(dict.fromkeys((place.city, place.bank) for place in scenario.places.values()))
    for p, (name, place) in enumerate(scenario.places.items()):
        here = places.view(np.ndarray)[:, p]  # the same memory, whose fields are found faster
        here["theatre"] = float(name in frame.theatre)
        here["sector"] = float(place.kind == "sector")
        here["governorate"] = float(place.kind == "governorate")
        here["city"] = frame.cities.index(place.city) if place.city is not None else -1
        here["bank"] = banks.index((place.city, place.bank)) if place.bank is not None else -1
        here["country"] = frame.countries.index(place.country) if place.country in frame.countries else -1
        here["affiliate"] = float(place.kind == "affiliate")
        for field in ("density", "area", "cover"):
            here[field] = values.get(f"places.{name}.{field}", 0.0)
        if place.kind == "affiliate":
            for field in ("vacuum", "tie", "pull", "pressure", "deadly"):
                here[field] = values[f"places.{name}.{field}"]
    forces = _forces(frame, values)
    orders, order_forces = _orders(frame, values)
    courses, course_weeks, course_values = _courses(frame, values)
    strikes: Any = values["coalition.strikes"]  # a number for each world, where one world's setting has one
    return Setting(
        dt=frame.dt,
        places=places,
        communities=_records(values, COMMUNITY_SETTING, "communities", frame.communities),
        forces=forces,
        origins=_origins(frame, values),
        countries=_records(values, COUNTRY_SETTING, "countries", frame.countries),
        near=frame.near,
        distance=_table(values, [[f"forces.{f}.distance.{c}" for c in frame.communities] for f in frame.forces]),
        posts=_posts(frame, values, forces),
        orders=orders,
        order_forces=order_forces,
        pauses=_pauses(frame),
        corridors=_corridors(frame, values),
        courses=courses,
        course_weeks=course_weeks,
        course_values=course_values,
        ring=_table(values, [[f"cities.{city}.openness" for city in frame.cities]])[:, 0],
        strikes=strikes,
        quality=np.stack([values[f"countries.{n}.quality"] for n in frame.countries], axis=1),
        origin_of_processes=blank((count, 1), NATION_STATE),
    )


def _records(values: Quantities, fields, section: str, names: list[str]) -> np.recarray:
    """Records of one section of the scenario, (W, names), whose fields are quantities of the same name."""
    records = blank((values.worlds.size, len(names)), fields)
    plain = records.view(np.ndarray)
    for i, name in enumerate(names):
        for field in fields:
            plain[:, i][field.name] = values[f"{section}.{name}.{field.name}"]
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
        forces[:, f]["foreign"] = float(force.foreign)
        forces[:, f]["strength"] = values[f"forces.{name}.strength"] * values.get(f"forces.{name}.present", 1.0)
        forces[:, f]["restraint"] = values[f"forces.{name}.restraint"]
    return forces


def _origins(frame: Frame, values: Quantities) -> np.recarray:
    origins = blank((values.worlds.size, len(frame.origins)), ORIGIN_SETTING)
    origins["home"] = -1
    foreign = frame.origins[1:]
    if foreign:
        origins["propensity"][:, 1:] = values.shares([f"origins.{name}.share" for name in foreign])
        for o, name in enumerate(foreign, start=1):
            origins[:, o]["home"] = frame.places.index(str(frame.scenario.origins[name].home))
            for field in ("border", "screening", "inspired", "reach"):
                origins[:, o][field] = values[f"origins.{name}.{field}"]
    return origins


def _posts(frame: Frame, values: Quantities, setting_forces: np.recarray) -> np.ndarray:
    """People a force keeps at a place where the group holds nothing: (W, P, F)."""
    posts = np.zeros((values.worlds.size, len(frame.places), len(frame.forces)))
    for f, (name, force) in enumerate(frame.scenario.forces.items()):
        posted = setting_forces["strength"][:, f] * (1 - values[f"forces.{name}.reserve"])
        if not force.posts:
            continue  # all of it is free for orders
        shares = values.shares([f"forces.{name}.posts.{place}" for place in force.posts])
        for i, place in enumerate(force.posts):
            posts[:, frame.places.index(place), f] = posted * shares[:, i]
    return posts


def _orders(frame: Frame, values: Quantities) -> tuple[np.recarray, np.ndarray]:
    """The campaign: records (W, K) and people sent (W, K, F)."""
    campaign = frame.scenario.campaign
    orders = blank((values.worlds.size, len(campaign)), ORDER_SETTING)
    sent = np.zeros((values.worlds.size, len(campaign), len(frame.forces)))
    for k, order in enumerate(campaign):
        here = orders[:, k]
        here["place"] = frame.places.index(order.place)
        days = order.start_prior(frame.scenario.as_of)
        here["start"] = values.drawn(f"quantity campaign.{order.id}.start", days) / 7
        here["after"] = frame.places.index(order.after.place) if order.after else -1
        if order.after:
            here["below"] = values[f"campaign.{order.id}.after.control_below"]
        for force in order.forces:
            sent[:, k, frame.forces.index(force)] = values[f"campaign.{order.id}.forces.{force}"]
    return orders, sent


def _courses(frame: Frame, values: Quantities) -> tuple[np.recarray, np.ndarray, np.ndarray]:
    """Dated inputs: what each is of (W, D), weeks of its points (D, M) and values there (W, D, M).

    The points of one course are drawn together, at one quantile: a world in which the army is better than thought in one
    year has it better in the next.
    """
    courses = frame.scenario.courses
    longest = 1 + max((len(course.points) for course in courses), default=0)
    found = blank((values.worlds.size, len(courses)), COURSE_SETTING)
    weeks = np.full((len(courses), longest), np.inf)
    at = np.zeros((values.worlds.size, len(courses), longest))
    for d, course in enumerate(courses):
        section, *middle, field = course.of.split(".")
        axis = {"countries": frame.countries, "forces": frame.forces, "origins": frame.origins}.get(section, [])
        found[:, d]["target"] = COURSES[section][field]
        found[:, d]["index"] = axis.index(middle[0]) if middle else 0
        weeks[d, 0] = 0.0
        at[:, d, 0] = values[course.of]
        if section == "forces":
            at[:, d, 0] *= values.get(f"forces.{middle[0]}.present", 1.0)
        for m, (day, point) in enumerate(course.points.items(), start=1):
            weeks[d, m] = frame.week_of(day)
            at[:, d, m] = values.drawn(f"course {course.of}", point.prior())
    return found, weeks, at


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
