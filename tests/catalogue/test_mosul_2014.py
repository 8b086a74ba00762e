"""The packaged scenario of June 2014 is complete, cited and adds up, and shares its geography with that of October 2016.

The files are read as plain data, without the scenario room.
"""

from __future__ import annotations

import itertools
from collections import Counter
from datetime import date

import pytest
from packaged import (
    CUT,
    RECORD_COLUMNS,
    STATUSES,
    Packaged,
    best,
    ends,
    figures,
    listed,
    numbers,
    plain,
)

HERE = Packaged("mosul-2014")
scenario, sources, record, quantities = HERE.scenario, HERE.sources, HERE.record, HERE.quantities
every_figure, theatre, total, courses = HERE.every_figure, HERE.theatre, HERE.total, HERE.courses
EVE = date(2014, 6, 4)
SECTORS = ("mosul_east_outer", "mosul_east_inner", "mosul_west_outer", "mosul_west_inner", "mosul_old_city")


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
    late = [path for path, node in quantities() if min(f["known_on"] for f in figures(node)) > EVE]
    assert [path for path in late if not path.startswith("courses.")] == []


def test_courses_are_dated_inputs_that_nobody_had_on_the_eve() -> None:
    for of, points in courses().items():
        days = list(points)
        assert days == sorted(days), of
        assert scenario()["start"] < days[0], of
        assert days[-1] <= scenario()["until"], of
        assert all(min(f["known_on"] for f in figures(point)) >= day for day, point in points.items()), of
    text = (HERE.folder / "scenario.yaml").read_text(encoding="utf-8")
    assert "Seen history" in text.split("name: mosul-2014")[0]


def test_courses_of_countries_borders_and_will_end_where_the_scenario_of_2016_begins() -> None:
    for of, points in courses().items():
        section, *middle, field = of.split(".")
        if section == "forces" or field == "strikes":
            continue
        node = plain("mosul-2016/scenario.yaml")[section]
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
    listed_sources = sources()
    used: set[str] = set()
    for _, _, figure in every_figure():
        used.update(listed(figure["source"]))
    for order in scenario()["campaign"]:
        used.update([*listed(order["source"]), *listed(order["planned"]["source"])])
    used.update(source.strip() for row in record() for source in row["source"].split(";"))
    assert used - set(listed_sources) == set()
    assert set(listed_sources) - used == set()
    for name, source in listed_sources.items():
        assert {"title", "author", "date", "kind", "licence"} <= set(source), name
        assert source["kind"] in {"commentary", "report", "press", "data", "encyclopaedia", "judgement"}, name


COARSE = {"anbar", "raqqa", "deir_ez_zor", "homs_desert"}
FINER = {"anbar_west", "raqqa_city", "deir_ez_zor_east", "deir_ez_zor_hajin", "homs_desert_east", "syria_south"}
"""Places that mosul-2016 cuts, and what it has beside them; before 2016 nothing dated tells their parts apart."""


def test_geography_is_that_of_2016() -> None:
    ours, theirs = scenario()["places"], plain("mosul-2016/scenario.yaml")["places"]
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
    whole, axes = scenario(), plain("mosul-2016/scenario.yaml")
    for section in ("communities", "forces", "origins", "levels", "countries"):
        assert list(whole[section]) == list(axes[section]), section
    for name, force in whole["forces"].items():
        assert set(force["distance"]) == set(whole["communities"]), name
        assert all(whole["places"][place]["country"] == force["country"] for place in force.get("posts", ())), name
    for order in whole["campaign"]:
        assert order["place"] in theatre("iraq") | theatre("syria"), order["id"]
        assert set(order["forces"]) <= set(whole["forces"]), order["id"]
    known = {path for path, _ in quantities()} | {f"context.{name}" for name in whole["context"]}
    for path, node in itertools.chain(quantities(), whole["context"].items()):
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
    there = plain("mosul-2016/scenario.yaml")
    parts = plain("mosul-2014/experiments/army-of-2016.yaml")["parts"]
    found: dict[str, float] = {}
    for part in parts:
        changes = plain(f"mosul-2014/experiments/{part}.yaml")["changes"]
        found |= {change["quantity"]: change["set"] for change in changes if "quantity" in change}
    assert found.pop("countries.iraq.quality") == best(there["countries"]["iraq"]["quality"])
    assert found.pop("countries.iraq.inclusion") == best(there["countries"]["iraq"]["inclusion"])
    assert found.pop("coalition.strikes") == best(there["coalition"]["strikes"])
    assert set(found.values()) == {1}
    iraqi = {name for name, force in scenario()["forces"].items() if force["country"] == "iraq" and "present" in force}
    assert set(found) == {f"forces.{name}.present" for name in iraqi}


def test_the_folder_is_small() -> None:
    assert sum(file.stat().st_size for file in HERE.folder.rglob("*") if file.is_file()) < 500_000


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
