"""The setting of one world: what its weeks do not change. Axes as in `state`; K is the orders of the campaign."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from rekindle.model.fields import Field

PLACE_SETTING = (
    Field("theatre", "0 or 1", "1 where the mechanisms act: sectors, towns and governorates"),
    Field("sector", "0 or 1", "1 for the sectors of a city"),
    Field("governorate", "0 or 1", "1 for governorates: large, mostly open country"),
    Field("city", "index", "which city a sector belongs to, -1 for none"),
    Field("bank", "index", "on which bank of its city a sector lies, -1 for none"),
    Field("country", "index", "which country of the theatre, -1 for none"),
    Field("density", "1", "density of building, 0 open country to 1 old town"),
    Field("area", "km2", "area"),
    Field("affiliate", "0 or 1", "1 for the region of an affiliate"),
    Field("vacuum", "1", "affiliates: how far the state is absent"),
    Field("tie", "1", "affiliates: how far name and money from the centre matter"),
    Field("pull", "1", "affiliates: weight of the pull on travelling fighters"),
    Field("pressure", "1", "affiliates: counter-pressure by the host state and its allies"),
    Field("deadly", "1/week", "affiliates: documented deaths a week for each member"),
)
COMMUNITY_SETTING = (
    Field("claimed", "1", "how far the group claims to speak for the community"),
    Field("exclusion", "1", "how far the community feels shut out where nobody is included"),
)
FORCE_SETTING = (
    Field("country", "index", "country it belongs to"),
    Field("strength", "people", "strength at the start"),
    Field("restraint", "1", "care taken with civilians"),
    Field("foreign", "0 or 1", "1 for foreign troops"),
)
ORIGIN_SETTING = (
    Field("propensity", "1", "share of foreign volunteers who come from there; 0 for local"),
    Field("border", "1", "openness of the way in and out"),
    Field("home", "index", "home region, -1 for local"),
    Field("screening", "1", "share of those who go home who are detained there on arrival"),
    Field("inspired", "1/week", "attacks at home that the idea alone inspires, at full appeal"),
    Field("reach", "1", "how easily a plot gets as far as an attack there"),
)
COUNTRY_SETTING = (
    Field("corruption", "1", "share of what is spent that is lost"),
    Field("economy", "1", "economy where nothing is damaged and nobody fights"),
    Field("services", "1", "services where nothing is damaged and nobody fights"),
)
ORDER_SETTING = (
    Field("place", "index", "place to be assaulted"),
    Field("start", "weeks", "weeks after the start of the clock"),
    Field("after", "index", "place that must be taken first, -1 for none"),
    Field("below", "1", "control in that place under which it counts as taken"),
)
PAUSE_SETTING = (
    Field("order", "index", "order that pauses"),
    Field("start", "weeks", "from"),
    Field("end", "weeks", "to"),
)
COURSE_SETTING = (
    Field(
        "target",
        "code",
        "what the course is of: 0 quality, 1 inclusion, 2 effort, 3 will, 4 coalition's will, 5 strikes, "
        "6 strength of a force, 7 border of an origin",
    ),
    Field("index", "index", "which country, force or origin"),
)
QUALITY, INCLUSION, EFFORT, WILL, COALITION, STRIKES, STRENGTH, BORDER = 0, 1, 2, 3, 4, 5, 6, 7
CORRIDOR_SETTING = (
    Field("city", "index", "city with a way out"),
    Field("start", "weeks", "from"),
    Field("end", "weeks", "to"),
    Field("openness", "1", "how open, 0-1"),
)


class Setting(NamedTuple):
    """Arrays of one world, never written by a mechanism."""

    dt: float  # weeks in a step
    places: np.recarray  # (P,) PLACE_SETTING
    communities: np.recarray  # (C,) COMMUNITY_SETTING
    forces: np.recarray  # (F,) FORCE_SETTING
    origins: np.recarray  # (O,) ORIGIN_SETTING
    countries: np.recarray  # (N,) COUNTRY_SETTING
    near: np.ndarray  # (P, P) travel weights between theatre places, rows sum to 1 (or to 0)
    distance: np.ndarray  # (F, C) distance between a force and a community, 0-1
    posts: np.ndarray  # (P, F) people a force keeps at a place where the group holds nothing
    orders: np.recarray  # (K,) ORDER_SETTING
    order_forces: np.ndarray  # (K, F) people sent
    pauses: np.recarray  # (.,) PAUSE_SETTING
    corridors: np.recarray  # (.,) CORRIDOR_SETTING
    ring: np.ndarray  # (cities,) openness of a city outside its dated corridors, 0-1
    courses: np.recarray  # (D,) COURSE_SETTING: dated inputs
    course_weeks: np.ndarray  # (D, M) weeks of a course's points, the first 0, padded with infinity
    course_values: np.ndarray  # (D, M) values at its points
    strikes: float  # air strikes a week the coalition can make
    quality: np.ndarray  # (N,) quality at the start
    origin_of_processes: np.recarray  # (1,) NATION_STATE at the start, where slow processes begin


SHARED = ("dt", "near", "pauses", "course_weeks")
"""Fields of Setting that are one array for all worlds of a block; all others have a first axis of worlds there."""

ORDER = (
    Field("assaulted", "1", "0 without an assault; else how far the attackers are in contact with the place"),
    Field("strikes", "1/week", "air strikes on the place"),
    Field("openness", "1", "how open the way out is"),
    Field("before", "1", "control at the start of the step"),
)


class Orders(NamedTuple):
    """What the timeline demands this week, and the ground as it lay when it was said."""

    places: np.recarray  # (P,) ORDER
    forces: np.ndarray  # (P, F) people wanted there
    strength: np.ndarray  # (F,) people a force is to have
    borders: np.ndarray  # (O,) openness of the way in and out
