"""The packaged scenario of June 2014 is complete, cited and adds up, and shares its geography with that of October 2016.

The files are read as plain data, without the scenario room.
"""

from __future__ import annotations

import csv
import itertools
import math
import statistics
from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

import rekindle

CATALOGUE = Path(rekindle.__file__).parent / "catalogue"
FOLDER = CATALOGUE / "mosul-2014"
EVE = date(2014, 6, 4)
CUT = date(2018, 12, 31)
STATUSES = {"verified", "derived", "recalled", "judgement"}
RECORD_COLUMNS = "measure place start end low best high unit source status known_on note"
NOT_QUANTITIES = {"planned", "context"}
SECTORS = ("mosul_east_outer", "mosul_east_inner", "mosul_west_outer", "mosul_west_inner", "mosul_old_city")


@cache
def read(file: str, folder: str = "mosul-2014") -> Any:
    return YAML(typ="safe").load(CATALOGUE / folder / file)


def scenario() -> dict[str, Any]:
    return read("scenario.yaml")


@cache
def record() -> tuple[dict[str, str], ...]:
    with (FOLDER / "record.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def listed(source: str | list[str]) -> list[str]:
    return [source] if isinstance(source, str) else list(source)


def is_quantity(node: Any) -> bool:
    return isinstance(node, dict) and "unit" in node and ("figures" in node or "known_on" in node)


def quantities(node: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Dotted path and node of every quantity that enters the model."""
    pairs = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in pairs:
        if key in NOT_QUANTITIES:
            continue
        here = f"{path}.{key}" if path else str(key)
        if is_quantity(value):
            yield here, value
        elif isinstance(value, (dict, list)):
            yield from quantities(value, here)


def figures(node: dict[str, Any]) -> list[dict[str, Any]]:
    return node.get("figures", [node])


def every_figure() -> Iterator[tuple[str, str, dict[str, Any]]]:
    shown = ((f"context.{name}", node) for name, node in scenario()["context"].items())
    for path, node in itertools.chain(quantities(scenario()), shown):
        for figure in figures(node):
            yield path, node["unit"], figure


def numbers(figure: dict[str, Any]) -> list[float]:
    return [figure[key] for key in ("low", "best", "value", "high") if key in figure]


def best(node: dict[str, Any]) -> float:
    """The contract's best: median of the figures' bests, a bare range giving its middle (geometric for people)."""
    found = []
    for figure in figures(node):
        given = figure.get("best", figure.get("value"))
        if given is None:
            low, high = figure["low"], figure["high"]
            given = math.sqrt(low * high) if node["unit"] == "people" else (low + high) / 2
        found.append(given)
    return statistics.median(found)


def ends(node: dict[str, Any]) -> tuple[float, float]:
    given = [x for figure in figures(node) for x in numbers(figure)]
    return min(given), max(given)


def theatre(country: str) -> dict[str, dict[str, Any]]:
    kinds = ("sector", "town", "governorate")
    return {name: p for name, p in scenario()["places"].items() if p["kind"] in kinds and p["country"] == country}


def total(country: str, what: str) -> float:
    return sum(best(place[what]) for place in theatre(country).values() if what in place)


def courses() -> dict[str, dict[date, dict[str, Any]]]:
    return {course["of"]: course["points"] for course in scenario()["courses"]}


def test_figures_are_well_formed_and_wide_where_they_must_be() -> None:
    for path, unit, figure in every_figure():
        given = numbers(figure)
        assert given, path
        assert given == sorted(given), path
        assert figure["status"] in STATUSES, path
        assert "value" in figure or {"low", "high"} <= set(figure), path
        assert all(0 <= x <= 1 for x in given) or unit != "1", path
        assert all(x >= 0 for x in given), path
        if figure["status"] in ("recalled", "judgement"):
            assert "low" in figure, path
            assert figure["low"] < figure["high"], path


def test_nothing_in_the_scenario_is_dated_or_known_after_the_cut() -> None:
    assert all(figure["known_on"] <= CUT for _, _, figure in every_figure())
    for order in scenario()["campaign"]:
        assert order["start"] <= order["known_on"] <= scenario()["until"], order["id"]
        assert all(pause["known_on"] <= CUT for pause in order.get("pauses", ())), order["id"]


def test_every_quantity_can_be_known_on_the_eve_but_for_points_of_courses() -> None:
    late = [path for path, node in quantities(scenario()) if min(f["known_on"] for f in figures(node)) > EVE]
    assert [path for path in late if not path.startswith("courses.")] == []


def test_courses_are_dated_inputs_that_nobody_had_on_the_eve() -> None:
    for of, points in courses().items():
        days = list(points)
        assert days == sorted(days), of
        assert scenario()["start"] < days[0], of
        assert days[-1] <= scenario()["until"], of
        assert all(min(f["known_on"] for f in figures(point)) >= day for day, point in points.items()), of
    text = (FOLDER / "scenario.yaml").read_text(encoding="utf-8")
    assert "Seen history" in text.split("name: mosul-2014")[0]


def test_courses_of_countries_borders_and_will_end_where_the_scenario_of_2016_begins() -> None:
    for of, points in courses().items():
        section, *middle, field = of.split(".")
        if section == "forces" or field == "strikes":
            continue
        node = read("scenario.yaml", "mosul-2016")[section]
        for step in (*middle, field):
            node = node[step]
        last = points[max(points)]
        assert (ends(last), best(last)) == (ends(node), best(node)), of


def test_strikes_of_the_course_add_up_to_the_count() -> None:
    """10,870 strikes from 8 August 2014 to 9 March 2016."""
    points = {day: best(node) for day, node in courses()["coalition.strikes"].items()}
    days, rates = list(points), list(points.values())
    flown = 0.0
    for (first, a), (last, b) in itertools.pairwise(zip(days, rates, strict=True)):
        if last <= date(2016, 3, 9):
            flown += (a + b) / 2 * (last - first).days / 7
    assert rates[0] == 0
    assert best(scenario()["coalition"]["strikes"]) == 0
    assert flown == pytest.approx(10_870, rel=0.1)


def test_orders_come_by_date_and_each_could_have_been_planned_as_little_as_it_was() -> None:
    orders = scenario()["campaign"]
    assert [o["start"] for o in orders] == sorted(o["start"] for o in orders)
    assert len({o["id"] for o in orders}) == len(orders)
    for order in orders:
        plan = order["planned"]
        assert plan["known_on"] <= EVE, order["id"]
        assert scenario()["start"] <= plan["low"] <= plan["best"] <= plan["high"], order["id"]
        assert (plan["high"] - plan["low"]).days >= 1000, order["id"]
        assert plan["low"] <= order["start"] <= plan["high"], order["id"]


def test_sources_used_exist_and_sources_listed_are_used() -> None:
    sources = read("sources.yaml")
    used: set[str] = set()
    for _, _, figure in every_figure():
        used.update(listed(figure["source"]))
    for order in scenario()["campaign"]:
        used.update([*listed(order["source"]), *listed(order["planned"]["source"])])
    used.update(source.strip() for row in record() for source in row["source"].split(";"))
    assert used - set(sources) == set()
    assert set(sources) - used == set()
    for name, source in sources.items():
        assert {"title", "author", "date", "kind", "licence"} <= set(source), name
        assert source["kind"] in {"commentary", "report", "press", "data", "encyclopaedia", "judgement"}, name


COARSE = {"anbar", "raqqa", "deir_ez_zor", "homs_desert"}
FINER = {"anbar_west", "raqqa_city", "deir_ez_zor_east", "deir_ez_zor_hajin", "homs_desert_east", "syria_south"}
"""Places that mosul-2016 cuts, and what it has beside them; before 2016 nothing dated tells their parts apart."""


def test_geography_is_that_of_2016() -> None:
    ours, theirs = scenario()["places"], read("scenario.yaml", "mosul-2016")["places"]
    assert list(ours) == [name for name in theirs if name not in FINER]
    kinds = Counter(place["kind"] for place in ours.values())
    assert kinds == {"sector": 5, "town": 4, "governorate": 13, "affiliate": 6, "home": 6}
    for name, place in ours.items():
        there = theirs[name]
        for key in ("kind", "city", "bank", "country", "latitude", "longitude"):
            assert place.get(key) == there.get(key), name
        if name in COARSE:
            continue
        for key in ("density", "area"):
            assert (key in place) == (key in there), name
            assert key not in place or (ends(place[key]), best(place[key])) == (ends(there[key]), best(there[key])), name
        for key in ("neighbours", "communities"):
            here, there_ = ([q for q in side.get(key, ()) if q not in COARSE | FINER] for side in (place, there))
            assert here == there_, name
            for other in here:
                assert ends(place[key][other]) == ends(there[key][other]), f"{name}: {other}"
                assert best(place[key][other]) == best(there[key][other]), f"{name}: {other}"


def test_names_inside_the_scenario_exist() -> None:
    whole, axes = scenario(), read("scenario.yaml", "mosul-2016")
    for section in ("communities", "forces", "origins", "levels", "countries"):
        assert list(whole[section]) == list(axes[section]), section
    for name, force in whole["forces"].items():
        assert set(force["distance"]) == set(whole["communities"]), name
        assert all(whole["places"][place]["country"] == force["country"] for place in force.get("posts", ())), name
    for order in whole["campaign"]:
        assert order["place"] in theatre("iraq") | theatre("syria"), order["id"]
        assert set(order["forces"]) <= set(whole["forces"]), order["id"]
    known = {path for path, _ in quantities(whole)} | {f"context.{name}" for name in whole["context"]}
    for path, node in itertools.chain(quantities(whole), whole["context"].items()):
        assert set(node.get("beside", ())) <= known, path


def test_people_add_up() -> None:
    assert total("iraq", "displaced") == 479_064  # the list of 1 May 2014
    assert total("iraq", "displaced") == best(scenario()["places"]["anbar"]["displaced"])
    city = scenario()["cities"]["mosul"]["residents"]
    assert 1_400_000 <= best(city) <= 2_000_000
    assert 33e6 < total("iraq", "residents") + best(city) + total("iraq", "displaced") < 38e6
    for name, place in (theatre("iraq") | theatre("syria")).items():
        assert sum(best(share) for share in place["communities"].values()) == pytest.approx(1, abs=0.02), name
    for what in ("residents_share", "overt_share"):
        assert sum(best(scenario()["places"][name][what]) for name in SECTORS) == pytest.approx(1, abs=0.05)


def test_members_are_within_published_estimates() -> None:
    city = scenario()["cities"]["mosul"]["overt"]
    low, high = ends(city)
    assert low <= 800 < 1500 <= high
    assert best(city) == 1500
    overt = best(city) + total("iraq", "overt") + total("syria", "overt")
    assert 8_000 <= overt <= 13_000  # 10,000 by the estimate of the time
    assert 3_000 <= best(city) + total("iraq", "overt") + total("iraq", "covert") <= 10_000
    assert 200 <= sum(best(scenario()["places"][name]["covert"]) for name in SECTORS) <= 800
    ever = scenario()["organisation"]["foreign_ever"]
    assert 8_000 <= ends(ever)[0] <= best(ever) <= ends(ever)[1] <= 14_000


def test_the_garrison_is_nominal_on_the_rolls_and_a_third_to_a_half_of_it_is_there() -> None:
    army = scenario()["forces"]["army_police"]
    weights = {place: best(weight) for place, weight in army["posts"].items()}
    posted = best(army["strength"]) * (1 - best(army["reserve"]))
    rolls = posted * sum(weights[name] for name in SECTORS) / sum(weights.values())
    assert 25_000 <= rolls <= 60_000
    assert 1 / 3 <= best(army["present"]) <= 1 / 2
    assert 9_000 <= rolls * best(army["present"]) <= 13_000  # 10,000 "at best"
    iraq = scenario()["countries"]["iraq"]
    assert ends(iraq["quality"]) == (0.28, 0.45)
    assert ends(iraq["inclusion"]) == (0.1, 0.25)


def test_the_army_of_2016_is_made_of_its_parts_and_of_the_figures_of_2016() -> None:
    there = read("scenario.yaml", "mosul-2016")
    parts = read("experiments/army-of-2016.yaml")["parts"]
    found: dict[str, float] = {}
    for part in parts:
        changes = read(f"experiments/{part}.yaml")["changes"]
        found |= {change["quantity"]: change["set"] for change in changes if "quantity" in change}
    assert found.pop("countries.iraq.quality") == best(there["countries"]["iraq"]["quality"])
    assert found.pop("countries.iraq.inclusion") == best(there["countries"]["iraq"]["inclusion"])
    assert found.pop("coalition.strikes") == best(there["coalition"]["strikes"])
    assert set(found.values()) == {1}
    iraqi = {name for name, force in scenario()["forces"].items() if force["country"] == "iraq" and "present" in force}
    assert set(found) == {f"forces.{name}.present" for name in iraqi}


def test_the_folder_is_small() -> None:
    assert sum(file.stat().st_size for file in FOLDER.rglob("*") if file.is_file()) < 500_000


@pytest.mark.parametrize("as_of", [None, EVE, date(2015, 6, 1)])
def test_the_reader_finds_nothing_wrong(as_of: date | None) -> None:
    reading = pytest.importorskip("rekindle.scenario.reader", reason="the scenario room is not there yet")
    assert [str(problem) for problem in reading.check("mosul-2014", as_of)] == []


def test_record_is_cited_and_ends_at_the_cut() -> None:
    assert " ".join(record()[0]) == RECORD_COLUMNS
    for row in record():
        start = date.fromisoformat(row["start"])
        end = date.fromisoformat(row["end"]) if row["end"] else start
        assert start <= end <= CUT, row
        assert not row["known_on"] or end <= date.fromisoformat(row["known_on"]) <= CUT, row
        assert row["status"] in STATUSES, row
        given = [float(row[key]) for key in ("low", "best", "high") if row[key]]
        assert given, row
        assert given == sorted(given), row
        assert not row["place"] or row["place"] in {"mosul", "iraq", "nineveh", *scenario()["places"]}, row


def test_record_covers_what_will_be_compared() -> None:
    measures = Counter(row["measure"] for row in record())
    assert measures["deaths_documented_iraq"] >= 28
    assert measures["displaced_iraq"] >= 28
    others = {"mosul_lost", "fled", "forces_dissolved", "territory", "members_total", "control", "deaths_documented_iraq_2015"}
    assert others <= set(measures)
    months = [row for row in record() if row["measure"] == "deaths_documented_iraq" and row["start"] < "2015"]
    half = next(row for row in record() if row["measure"] == "deaths_documented_iraq_2014")
    assert sum(int(row["best"]) for row in months) == int(half["best"])
    years = {row["start"][:4]: row["best"] for row in record() if row["measure"] == "deaths_documented_iraq_whole_year"}
    assert years["2014"] == "15092"
