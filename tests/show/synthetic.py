"""A made-up ensemble with the names and axes of real results, for looking at figures without running a model."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import xarray as xr

from rekindle.model.parameter import Fixed, Triangular
from rekindle.scenario.labels import Labels
from rekindle.variables import find, spelled

START = date(2016, 10, 17)
SECTORS = ["mosul_east_outer", "mosul_east_inner", "mosul_west_outer", "mosul_west_inner", "mosul_old_city"]
OTHERS = ["nineveh_south", "anbar", "kirkuk_hawija", "raqqa", "sinai", "home_europe"]
LABELS = {
    "mosul_east_outer": "Mosul, east outer",
    "mosul_east_inner": "Mosul, east inner",
    "mosul_west_outer": "Mosul, west outer",
    "mosul_west_inner": "Mosul, west inner",
    "mosul_old_city": "Mosul, Old City",
    "nineveh_south": "Nineveh south",
    "anbar": "Anbar",
    "kirkuk_hawija": "Kirkuk, Hawija",
    "raqqa": "Raqqa",
    "sinai": "Sinai",
    "home_europe": "Europe",
}
ORIGINS = ["local", "europe", "central_asia", "africa_maghreb", "south_asia", "middle_east", "caucasus_russia"]
CENTRE = {
    "mosul_east_outer": 7,
    "mosul_east_inner": 13,
    "mosul_west_outer": 22,
    "mosul_west_inner": 30,
    "mosul_old_city": 38,
    "nineveh_south": 5,
    "anbar": 14,
    "kirkuk_hawija": 50,
    "raqqa": 52,
}


@dataclass
class Figure:
    """One sourced figure, as a scenario holds it."""

    low: float | None
    best: float | None
    high: float | None
    source: list[str]
    status: str
    known_on: date
    note: str = ""


@dataclass
class Quantity:
    """A quantity with its figures."""

    unit: str
    figures: list[Figure]
    definition: str = ""

    @property
    def low(self) -> float:
        return min(x for f in self.figures for x in (f.low, f.best, f.high) if x is not None)

    @property
    def high(self) -> float:
        return max(x for f in self.figures for x in (f.low, f.best, f.high) if x is not None)

    @property
    def best(self) -> float:
        return float(np.median([f.best for f in self.figures if f.best is not None]))

    @property
    def status(self) -> str:
        return max((f.status for f in self.figures), key=["verified", "derived", "recalled", "judgement"].index)

    def prior(self) -> Any:
        return Fixed(self.best) if self.low == self.high else Triangular(self.low, self.best, self.high)


@dataclass
class Scenario:
    """The parts of a scenario that the show room reads."""

    name: str
    title: str
    summary: str
    start: date
    until: date
    places: dict[str, Any]
    cities: dict[str, Any]
    origins: dict[str, Any]
    campaign: list[Any]
    sources: dict[str, Any]
    table: dict[str, Quantity] = field(default_factory=dict)
    digest: str = "0" * 64
    as_of: date | None = None
    folder: Path = Path()
    context: dict[str, Any] = field(default_factory=dict)
    outcomes: Any = field(default_factory=lambda: SimpleNamespace(battles_end=date(2017, 12, 31), returns={}))
    countries: dict[str, Any] = field(default_factory=lambda: {
        "iraq": SimpleNamespace(label="Iraq"), "syria": SimpleNamespace(label="Syria")})  # fmt: skip

    def quantities(self) -> dict[str, Quantity]:
        return self.table


def quantity(
    low: float,
    best: float,
    high: float,
    unit: str,
    source: str = "judgement",
    status: str = "judgement",
    note: str = "",
) -> Quantity:
    return Quantity(unit, [Figure(low, best, high, [source], status, date(2016, 10, 17), note)])


def scenario(hostile: bool = False) -> Scenario:
    """A small scenario; `hostile` puts markup into every text a person can write."""
    bad = "<script>alert('x')</script>\"&" if hostile else ""
    kinds = {"sinai": "affiliate", "home_europe": "home"}
    places = {
        name: SimpleNamespace(
            label=LABELS[name] + bad,
            kind="sector" if name in SECTORS else kinds.get(name, "governorate"),
            city="mosul" if name in SECTORS else None,
            bank=("east" if "east" in name else "west"),
            country="syria" if name == "raqqa" else "iraq",
        )
        for name in SECTORS + OTHERS
    }
    table = {}
    for name in SECTORS:
        table[f"places.{name}.density"] = quantity(0.4, 0.6, 0.9, "1", note="A scale, not persons per km2." + bad)
        table[f"places.{name}.defences"] = quantity(0.2, 0.5, 0.8, "1")
        table[f"places.{name}.residents_share"] = quantity(0.1, 0.2, 0.3, "1", "un-2016", "derived")
    for name in OTHERS:
        table[f"places.{name}.covert"] = quantity(100, 300, 1000, "people")
        table[f"places.{name}.overt"] = quantity(200, 800, 2000, "people", "dod-2016", "recalled")
    table["cities.mosul.residents"] = quantity(1.0e6, 1.2e6, 1.5e6, "people", "un-2016", "verified")
    table["cities.mosul.overt"] = Quantity(
        "people",
        [
            Figure(3000, 4000, 5000, ["dod-2016"], "verified", date(2016, 10, 17)),
            Figure(None, 4500, None, ["rfi-2016"], "verified", date(2016, 11, 3), "said in an interview" + bad),
        ],
        "fighters in the city at the start",
    )
    table["campaign.east_outer.forces.special_forces"] = quantity(2000, 3000, 5000, "people", "dod-2016", "derived")
    table["forces.special_forces.restraint"] = quantity(0.5, 0.7, 0.9, "1")
    table["countries.iraq.quality"] = quantity(0.6, 0.75, 0.9, "1")
    table["organisation.leadership"] = quantity(0.6, 0.8, 1.0, "1")
    sources = {
        "dod-2016": SimpleNamespace(
            title="Press briefing" + bad,
            author="Department of Defense",
            date="2016-10-17",
            kind="press",
            licence="public domain",
            note="",
        ),
        "un-2016": SimpleNamespace(
            title="Mosul flash appeal",
            author="United Nations",
            date="2016-07-20",
            kind="report",
            licence="facts",
            note="",
        ),
        "rfi-2016": SimpleNamespace(
            title="Interview", author="RFI", date="2016-11-03", kind="commentary", licence="facts", note=""
        ),
        "judgement": SimpleNamespace(
            title="Judgement of the authors", author="", date="", kind="judgement", licence="", note="Wide on purpose."
        ),
        "ucdp-191": SimpleNamespace(
            title="UCDP GED 19.1", author="Uppsala University", date="2019", kind="data", licence="CC BY 4.0", note=""
        ),
    }
    campaign = [
        SimpleNamespace(id=f"{name}_assault", place=name, start=date(2016, 11, 1), label="") for name in SECTORS[:1]
    ] + [SimpleNamespace(id="west", place="mosul_west_outer", start=date(2017, 2, 19))]
    return Scenario(
        "mosul-2016",
        "Mosul 2016: the battle and the years after" + bad,
        "A city of a million is retaken." + bad,
        START,
        date(2021, 12, 31),
        places,
        {"mosul": SimpleNamespace(label="Mosul" + bad, country="iraq")},
        {name: SimpleNamespace(label=name.replace("_", " ").capitalize()) for name in ORIGINS},
        campaign,
        sources,
        table,
    )


def dataset(worlds: int = 100, weeks: int = 272, seed: int = 1, sampled: int | None = None) -> xr.Dataset:
    """A made-up ensemble: every series has a plausible shape, none of it is a result."""
    draw = np.random.default_rng(seed)
    t = np.arange(1, weeks + 1)
    start = np.datetime64(START)
    week = start + 7 * t
    kept = np.concatenate([np.arange(min(52, weeks)), np.arange(55, weeks, 4)]).astype(int)
    sampled = min(worlds, sampled or 1000)
    pace = draw.lognormal(0, 0.12, worlds)
    level = draw.lognormal(0, 0.5, (worlds, 1))
    after = 1 / (1 + np.exp(-(t[None, :] - 40 * pace[:, None]) / 4))
    noise = np.exp(0.35 * _red(draw, worlds, weeks))
    again = (draw.random((worlds, 1)) < 0.35) * np.clip(t[None, :] - 120, 0, None) / 120
    nation: dict[str, tuple[np.ndarray, str]] = {}
    nation["overt_iraq"] = (9000 * level * (1 - after) + 600 * again, "people")
    nation["covert_iraq"] = (1500 * level + 1200 * level * after + 900 * again, "people")
    nation["overt_syria"] = (14000 * level / (1 + np.exp((t - 60) / 8)), "people")
    nation["covert_syria"] = (2500 * level * (0.4 + 0.6 * after), "people")
    nation["detained"] = (4000 + 9000 * level * after, "people")
    nation["away"] = (1500 * level * after, "people")
    for country, size in (("iraq", 30), ("syria", 14)):
        rate = size * level * (0.8 + 0.7 * again + np.exp(-t / 40)) * noise
        nation[f"attacks_{country}"] = (draw.poisson(rate).astype(float), "attacks/week")
        nation[f"civilians_killed_{country}"] = (draw.poisson(2.1 * rate).astype(float), "people/week")
        nation[f"deaths_documented_{country}"] = (draw.poisson(2.8 * rate).astype(float), "people/week")
    battle = (1 - after) * level
    nation["civilians_killed_mosul"] = (draw.poisson(130 * battle * noise).astype(float), "people/week")
    nation["forces_killed_mosul"] = (draw.poisson(36 * battle * noise).astype(float), "people/week")
    nation["fighters_killed_mosul"] = (draw.poisson(110 * battle * noise).astype(float), "people/week")
    nation["forces_killed_iraq"] = (nation["forces_killed_mosul"][0] + draw.poisson(8 * level * noise), "people/week")
    trapped = 1.2e6 * (1 - after) * (1 - 0.01 * np.minimum(t, 30))
    nation["trapped_mosul"] = (trapped, "people")
    nation["fled_mosul"] = (-np.diff(np.c_[np.full(worlds, 1.2e6), trapped], axis=1).clip(max=0) * 0.75, "people/week")
    nation["displaced_mosul"] = (np.cumsum(nation["fled_mosul"][0], axis=1) * np.exp(-t / 150), "people")
    nation["displaced_iraq"] = (1e6 + 2.2e6 * level**0.3 * np.exp(-t / 120), "people")
    nation["returned_iraq"] = (9e5 + 4e6 * level**0.2 * (1 - np.exp(-t / 70)), "people")
    nation["held_iraq"] = (1.3 * trapped + 3e5 * np.exp(-t / 30) + 4e4 * again, "people")
    nation["held_syria"] = (2e6 / (1 + np.exp((t - 55) / 7)) * level**0.3, "people")
    nation["territory"] = (60000 * level**0.2 / (1 + np.exp((t - 45) / 10)), "km2")
    for number, name in enumerate(
        (
            "grievance_iraq",
            "security_iraq",
            "economy_iraq",
            "services_iraq",
            "inclusion_iraq",
            "quality_iraq",
            "effort_iraq",
            "will_iraq",
            "will_coalition",
            "leadership",
            "appeal",
            "intelligence_iraq",
            "damage_mosul",
            "settlement_local",
            "settlement_regional",
            "settlement_international",
        )
    ):
        walk = 0.5 + 0.08 * (number % 4) + 0.12 * _red(draw, worlds, weeks, 0.99) * np.minimum(1, t / 60)
        nation[name] = (np.clip(walk, 0, 1), "1")
    nation["funds"] = (20 * level * (1 - 0.8 * after), "weeks of pay")
    nation["strikes"] = (draw.poisson(200 * np.exp(-t / 60) * np.ones((worlds, 1))).astype(float), "1/week")
    nation["stance"] = ((after > 0.5).astype(float) * np.where(level > 1.3, 1, 2) * (level > 0.7), "1")
    data = {
        name: (("world", "week"), values, {"units": unit, "long_name": name.replace("_", " "), "kind": "national"})
        for name, (values, unit) in nation.items()
    }
    data |= _places(draw, pace[:sampled], level[:sampled], t[kept])
    data |= _origins(level[:sampled], after[:sampled][:, kept])
    data |= _outcomes(draw, nation, pace, level[:, 0], weeks)
    return xr.Dataset(
        data,
        coords={
            "world": np.arange(worlds),
            "week": week.astype("datetime64[ns]"),
            "place": SECTORS + OTHERS,
            "time": week[kept].astype("datetime64[ns]"),
            "origin": ORIGINS,
            "sampled_world": np.arange(sampled),
        },
    )


def unfinished(results: xr.Dataset, worlds: int) -> xr.Dataset:
    """The same ensemble stopped after so many worlds: the others are missing values."""
    part = results.copy()
    for name, variable in results.data_vars.items():
        axis = "world" if "world" in variable.dims else "sampled_world"
        part[name] = variable.where(variable[axis] < worlds)
    return part


def _red(draw: np.random.Generator, worlds: int, weeks: int, memory: float = 0.8) -> np.ndarray:
    shocks = draw.standard_normal((worlds, weeks))
    for week in range(1, weeks):
        shocks[:, week] = memory * shocks[:, week - 1] + np.sqrt(1 - memory**2) * shocks[:, week]
    return shocks


def _places(draw: np.random.Generator, pace: np.ndarray, level: np.ndarray, t: np.ndarray) -> dict[str, Any]:
    names = SECTORS + OTHERS
    shape = (len(pace), len(t), len(names))
    series = {
        name: np.zeros(shape)
        for name in (
            "control",
            "overt",
            "covert",
            "residents",
            "displaced",
            "grievance",
            "damage",
            "security",
            "attacks",
            "civilians_killed",
            "forces_killed",
            "fighters_killed",
            "fled",
        )
    }
    for index, name in enumerate(names):
        centre = CENTRE.get(name)
        if centre:
            control = np.clip(1 - (t[None, :] / (centre * pace[:, None])) ** 3, 0, 1)
            series["control"][:, :, index] = np.where(control < 0.01, 0, control)
        control = series["control"][:, :, index]
        series["overt"][:, :, index] = 900 * control * level
        series["covert"][:, :, index] = 60 * level + 120 * level * (1 - control)
        series["residents"][:, :, index] = 2e5 * (0.3 + 0.7 * control)
        series["displaced"][:, :, index] = 1.4e5 * (1 - control)
        series["fled"][:, :, index] = -np.diff(np.c_[np.ones(len(pace)), control], axis=1).clip(max=0) * 1.4e5
        for flow, size in (("civilians_killed", 20), ("forces_killed", 6), ("fighters_killed", 15), ("attacks", 3)):
            series[flow][:, :, index] = draw.poisson(size * level * (0.1 + control))
    for name in ("grievance", "damage", "security"):
        series[name][:] = 0.5
    dims = ("sampled_world", "time", "place")
    return {name: (dims, values, {"units": "", "kind": "place"}) for name, values in series.items()}


def _origins(level: np.ndarray, after: np.ndarray) -> dict[str, Any]:
    size = np.array([20000, 700, 900, 1500, 300, 1800, 1200]) * level
    open_ = (1 - after)[:, :, None] * size[:, None, :]
    hidden = (0.1 + 0.2 * after)[:, :, None] * size[:, None, :]
    dims = ("sampled_world", "time", "origin")
    parts = {
        "overt": open_,
        "covert": hidden,
        "detained": 0.3 * size[:, None, :] * after[:, :, None],
        "away": 0.15 * size[:, None, :] * after[:, :, None] * np.array([0, 1, 1, 1, 1, 1, 1]),
    }
    return {f"{name}_by_origin": (dims, values, {"units": "people", "kind": "origin"}) for name, values in parts.items()}


def _outcomes(draw: np.random.Generator, nation: dict[str, Any], pace: np.ndarray, level: np.ndarray, weeks: int) -> Any:
    def sums(name: str, first: int = 0, last: int = 62) -> np.ndarray:
        return np.asarray(nation[name][0][:, first:last]).sum(axis=1)

    length = np.round(38 * pace)
    length = np.where(length > min(weeks, 62), np.inf, length)
    end_2018 = min(114, weeks - 1)
    found = {
        "retaken_mosul": (np.isfinite(length).astype(float), "1"),
        "battle_weeks_mosul": (length, "weeks"),
        "battle_weeks_east_mosul": (np.round(14 * pace), "weeks"),
        "battle_weeks_west_mosul": (length - 18, "weeks"),
        "security_forces_killed_battle_mosul": (sums("forces_killed_mosul"), "people"),
        "fighters_killed_battle_mosul": (sums("fighters_killed_mosul"), "people"),
        "civilians_killed_battle_mosul": (sums("civilians_killed_mosul"), "people"),
        "fighters_escaped_battle_mosul": (900 * level, "people"),
        "displaced_total_mosul": (sums("fled_mosul"), "people"),
        "displaced_peak_mosul": (nation["displaced_mosul"][0].max(axis=1), "people"),
        "displaced_iraq_2018_12": (nation["displaced_iraq"][0][:, end_2018], "people"),
        "returned_iraq_2018_12": (nation["returned_iraq"][0][:, end_2018], "people"),
        "covert_members_iraq_2018_12": (nation["covert_iraq"][0][:, end_2018], "people"),
        "attacks_iraq_2018": (sums("attacks_iraq", 63, 115), "attacks"),
        "civilians_killed_total": (sums("civilians_killed_iraq", 0, weeks), "people"),
        "deaths_documented_iraq_2018": (sums("deaths_documented_iraq", 63, 115), "people"),
        "deaths_documented_syria_2018": (sums("deaths_documented_syria", 63, 115), "people"),
        "deaths_documented_iraq_2018_03": (sums("deaths_documented_iraq", 71, 75), "people"),
    }
    if weeks < 115:
        for name in [name for name in found if "2018" in name]:
            found[name] = (np.full(len(pace), np.nan), found[name][1])
    for years, least in ((1, 0.1), (3, 0.35), (5, 0.5), (10, 0.6)):
        luck = draw.random(len(pace))
        enough = weeks >= 40 + 52 * years
        for name, odds in (
            ("resurgence", least),
            ("resurgence_attacks", 0.9 * least),
            ("resurgence_territory", 0.2 * least),
        ):
            found[f"{name}_iraq_{years}"] = (np.where(enough, luck < odds, np.nan), "1")
    return {
        name: (("world",), np.asarray(values, float), {"units": unit, "kind": "outcome", "label": label_of(name)})
        for name, (values, unit) in found.items()
    }


def label_of(name: str) -> str:
    """What results call an outcome: its row in the table of variables with the places' labels."""
    known = find(name)
    if known is None:
        return name
    row, fields = known
    where = Labels(scenario()).of(fields["place"]) if "place" in fields else ""  # type: ignore[arg-type]
    return row.label.format(**{**spelled(fields), "place": where})


RECORD = """measure,place,start,end,low,best,high,unit,source,status,known_on,note
mosul_retaken,mosul,2017-07-10,2017-07-10,,1,,1,dod-2016,verified,2017-07-10,
battle_weeks,mosul,2016-10-17,2017-07-10,,38,,weeks,dod-2016,verified,2017-07-10,
civilians_killed_battle,mosul,2016-10-17,2017-07-10,2521,5652,11000,people,ucdp-191,verified,2018-12-31,
security_forces_killed_battle,mosul,2016-10-17,2017-07-10,1200,1400,1500,people,dod-2016,verified,2017-12-31,
displaced_total,mosul,2016-10-17,2017-07-10,900000,950000,1050000,people,un-2016,verified,2017-12-31,
fighters_killed_battle,mosul,2016-10-17,2017-07-10,2000,,16000,people,dod-2016,recalled,2017-12-31,wide
control,mosul_east_inner,2017-01-12,2017-01-12,0.1,0.15,0.2,1,dod-2016,verified,2017-01-12,
control,mosul_old_city,2017-06-30,2017-06-30,0.01,0.03,0.1,1,dod-2016,recalled,2017-06-30,
attacks_iraq_2018,iraq,2018-01-01,2018-12-31,,1470,,attacks,dod-2016,verified,2018-12-31,"CTC, own definition"
displaced_iraq,iraq,2017-12-31,2017-12-31,,2615988,,people,un-2016,verified,2018-01-31,
displaced_2018_12,iraq,2018-12-31,2018-12-31,,1802832,,people,un-2016,verified,2018-12-31,
returned_2018_12,iraq,2018-12-31,2018-12-31,,4165320,,people,un-2016,verified,2018-12-31,
deaths_documented_iraq_2018_03,iraq,2018-03-01,2018-03-31,,88,,people,ucdp-191,verified,2018-12-31,
deaths_documented_iraq_2018_04,iraq,2018-04-01,2018-04-30,,61,,people,ucdp-191,recalled,2018-12-31,
"""


PARAMETERS = [
    {
        "name": "Raid.reach",
        "unit": "1/week",
        "prior": "log-normal, median 0.02, sd of log 0.5",
        "source": "Kress & Szechtman 2009, sec. 2",
        "meaning": "share of covert members a raid can reach",
    },
    {
        "name": "Assault.fire",
        "unit": "1/week",
        "prior": "log-normal, median 0.021, sd of log 0.3",
        "source": "Deitchman 1962",
        "meaning": "attackers killed per defender and week",
    },
]
MANIFEST = {
    "version": "0.1.0",
    "seed": 1,
    "worlds": 100,
    "requested": 100,
    "complete": True,
    "scenario": "mosul-2016",
    "digest": "0" * 64,
    "policy": "historical",
    "libraries": {"numpy": "2.4.6", "numba": "0.66"},
}
