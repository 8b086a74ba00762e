"""The packaged scenario of June 2006 is complete, cited and adds up, and lies in the same places as that of October 2016.

The files are read as plain data, without the scenario room.
"""

from __future__ import annotations

import itertools
from collections import Counter
from datetime import date
from typing import Any

import pytest
from packaged import (
    CUT,
    RECORD_COLUMNS,
    STATUSES,
    Packaged,
    best,
    ends,
    figures,
    is_quantity,
    listed,
    numbers,
    plain,
)

HERE = Packaged("iraq-2006")
scenario, sources, record, quantities = HERE.scenario, HERE.sources, HERE.record, HERE.quantities
every_figure, theatre, total, courses = HERE.every_figure, HERE.theatre, HERE.total, HERE.courses
EVE = date(2006, 6, 7)
POLITICS = ("quality", "inclusion", "effort", "will")


def starting(of: str) -> dict[str, Any]:
    """The quantity a course starts from."""
    node: Any = scenario()
    for step in of.split("."):
        node = node[step]
    return node


def at(of: str, day: date) -> float:
    """Best value of a course on a day, linear between its points; after the last point that value."""
    points = [(scenario()["start"], best(starting(of))), *((when, best(node)) for when, node in courses()[of].items())]
    for (first, low), (then, high) in itertools.pairwise(points):
        if day < then:
            return low + (high - low) * max(0, (day - first).days) / (then - first).days
    return points[-1][1]


def test_figures_are_well_formed() -> None:
    for path, unit, figure in every_figure():
        given = numbers(figure)
        assert given, path
        assert given == sorted(given), path
        assert figure["status"] in STATUSES, path
        assert "value" in figure or {"low", "high"} <= set(figure), path
        assert all(x >= 0 for x in given), path
        if unit == "1":
            assert all(x <= 1 for x in given), path


def test_what_is_recalled_or_judged_is_wide() -> None:
    for path, _, figure in every_figure():
        if figure["status"] in ("recalled", "judgement"):
            assert "low" in figure, path
            assert figure["low"] < figure["high"], path


def test_nothing_in_the_scenario_is_dated_or_known_after_the_cut() -> None:
    for path, _, figure in every_figure():
        assert figure["known_on"] <= CUT, path
    for order in scenario()["campaign"]:
        assert max(order["start"], order["known_on"]) <= CUT
    assert all(day <= scenario()["furthest"] <= CUT for points in courses().values() for day in points)


def test_every_quantity_of_the_start_can_be_known_on_the_eve() -> None:
    late = [path for path, node in quantities() if min(f["known_on"] for f in figures(node)) > EVE]
    assert [path for path in late if not path.startswith("courses.")] == []


def test_later_orders_have_a_date_that_could_have_been_planned() -> None:
    for order in scenario()["campaign"]:
        plan = order["planned"]
        assert plan["known_on"] <= EVE, order["id"]
        assert scenario()["start"] <= plan["low"] <= plan["best"] <= plan["high"], order["id"]
    starts = [order["start"] for order in scenario()["campaign"]]
    assert starts == sorted(starts)


def test_sources_used_exist_and_sources_listed_are_used() -> None:
    used: set[str] = set()
    for _, _, figure in every_figure():
        used.update(listed(figure["source"]))
    for order in scenario()["campaign"]:
        used.update(listed(order["source"]) + listed(order["planned"]["source"]))
    used.update(source.strip() for row in record() for source in row["source"].split(";"))
    assert used - set(sources()) == set()
    assert set(sources()) - used == set()
    for name, source in sources().items():
        assert {"title", "author", "date", "kind", "licence"} <= set(source), name


def test_indices_with_unconfirmed_terms_are_left_out() -> None:
    text = (HERE.folder / "scenario.yaml").read_text(encoding="utf-8").lower()
    assert "fragile" not in text
    assert "perceptions index" not in text


COARSE = {"anbar", "raqqa", "deir_ez_zor", "homs_desert"}
FINER = {"anbar_west", "raqqa_city", "deir_ez_zor_east", "deir_ez_zor_hajin", "homs_desert_east", "syria_south"}
"""Places that mosul-2016 cuts, and what it has beside them; before 2016 nothing dated tells their parts apart."""


def test_the_map_is_that_of_mosul_2016() -> None:
    """Same places, neighbours and distances, but for four that mosul-2016 cuts finer: what differs is what was, not where."""
    other = plain("mosul-2016/scenario.yaml")["places"]
    assert list(scenario()["places"]) == [name for name in other if name not in FINER]
    for name, place in scenario()["places"].items():
        for key in ("kind", "city", "bank", "country", "latitude", "longitude"):
            assert place.get(key) == other[name].get(key), f"{name}.{key}"
        if name in COARSE:
            continue
        for key in ("area", "density"):
            assert (key in place) == (key in other[name]), f"{name}.{key}"
            assert key not in place or best(place[key]) == best(other[name][key]), f"{name}.{key}"
        mine, theirs = place.get("neighbours", {}), other[name].get("neighbours", {})
        mine, theirs = ({q: ends(d) for q, d in roads.items() if q not in COARSE | FINER} for roads in (mine, theirs))
        assert mine == theirs, name


def test_communities_origins_and_levels_are_those_of_mosul_2016() -> None:
    other = plain("mosul-2016/scenario.yaml")
    for section in ("communities", "origins", "levels", "countries"):
        assert list(scenario()[section]) == list(other[section]), section
    shared = {"special_forces", "army_police", "local_police", "militias", "kurdish", "tribal", "syrian_government", "sdf"}
    assert shared <= set(scenario()["forces"]) & set(other["forces"])


def test_names_inside_the_scenario_exist() -> None:
    whole = scenario()
    for name, force in whole["forces"].items():
        assert force["country"] in whole["countries"], name
        assert set(force["distance"]) == set(whole["communities"]), name
        for place in force["posts"]:
            assert whole["places"][place]["country"] == force["country"], f"{name}: {place}"
    for order in whole["campaign"]:
        assert order["place"] in whole["places"], order["id"]
        assert set(order["forces"]) <= set(whole["forces"]), order["id"]


def test_what_stands_beside_exists() -> None:
    known = {path for path, _ in quantities()} | {f"context.{name}" for name in scenario()["context"]}
    for path, node in itertools.chain(quantities(), scenario()["context"].items()):
        for other in node.get("beside", ()):
            assert other in known, f"{path}: {other}"


def test_courses_start_from_a_quantity_and_rise_in_time() -> None:
    assert len(courses()) == len(scenario()["courses"])
    for of, points in courses().items():
        assert is_quantity(starting(of)), of
        assert list(points) == sorted(points), of
        assert scenario()["start"] < min(points), of
        assert all(node["unit"] == starting(of)["unit"] for node in points.values()), of
    for country, what in itertools.product(("iraq", "syria"), POLITICS):
        assert f"countries.{country}.{what}" in courses()


def test_courses_of_politics_own_up_to_hindsight() -> None:
    """Centres that were set knowing the record say so: this scenario calibrates, it does not validate."""
    for of, points in courses().items():
        if of.split(".")[-1] in POLITICS[:3]:
            for day, node in points.items():
                assert {s for f in figures(node) for s in listed(f["source"])} == {"rekindle-seen"}, f"{of} {day}"
    assert "never" in sources()["rekindle-seen"]["note"]


SKETCH = """
    quality   2006-06-08 0.42   2008-01-01 0.55   2011-01-01 0.58   2013-01-01 0.45   2014-06-10 0.36
    inclusion 2006-06-08 0.15   2009-01-01 0.55   2011-12-18 0.42   2013-01-01 0.22   2014-06-10 0.17
    effort    2006-06-08 0.60   2007-06-15 1.00   2010-06-01 0.90   2012-12-31 0.20   2014-06-10 0.15
"""


@pytest.mark.parametrize("row", SKETCH.strip().splitlines(), ids=lambda row: row.split()[0])
def test_courses_of_politics_pass_through_the_guesses_of_the_sketch(row: str) -> None:
    what, *rest = row.split()
    for day, value in zip(rest[::2], rest[1::2], strict=True):
        assert at(f"countries.iraq.{what}", date.fromisoformat(day)) == pytest.approx(float(value), abs=0.035), day


def test_courses_of_troops_pass_through_the_counts() -> None:
    troops, partners, syria = (f"forces.{name}.strength" for name in ("us_coalition", "tribal", "syrian_government"))
    assert 125_000 <= at(troops, EVE) <= 145_000
    assert at(troops, date(2007, 10, 31)) == 170_000
    assert at(troops, date(2012, 1, 1)) < 200
    assert at(partners, EVE) < 100 < 90_000 < at(partners, date(2008, 10, 31))
    assert at(partners, date(2013, 6, 1)) < at(partners, date(2008, 10, 31)) / 3
    assert at(syria, date(2014, 1, 1)) < at(syria, EVE) / 2


def test_no_stand_in_strength_is_zero() -> None:
    """Posts grow with a force's strength from what it had at the start, so that must be more than nobody."""
    for name, force in scenario()["forces"].items():
        assert ends(force["strength"])[0] >= 1, name


def test_people_add_up() -> None:
    iraq = total("iraq", "residents") + best(scenario()["cities"]["mosul"]["residents"]) + total("iraq", "displaced")
    assert 27e6 < iraq < 31e6
    for name, place in (theatre("iraq") | theatre("syria")).items():
        assert sum(best(share) for share in place["communities"].values()) == pytest.approx(1, abs=0.021), name
    for what in ("residents_share", "overt_share"):
        shares = [best(p[what]) for p in scenario()["places"].values() if p["kind"] == "sector"]
        assert sum(shares) == pytest.approx(1, abs=0.05)


def test_members_are_within_published_totals() -> None:
    """From 1,000 (members, by one definition) to 20,000 (with helpers, by another); hardly any in Syria."""
    open_or_not = [p[what] for p in theatre("iraq").values() for what in ("overt", "covert") if what in p]
    open_or_not.append(scenario()["cities"]["mosul"]["overt"])
    low, high = (sum(column) for column in zip(*map(ends, open_or_not), strict=True))
    assert 500 <= low <= 1500
    assert 15_000 <= high <= 22_000
    assert 4000 <= sum(map(best, open_or_not)) <= 8000
    assert total("syria", "covert") + total("syria", "overt") < 200


def test_ground_is_held_in_part_and_in_few_places() -> None:
    held = {name for name, p in scenario()["places"].items() if "control" in p and best(p["control"]) > 0}
    assert held == {"anbar", "diyala", "salah_al_din", "baghdad_belt"}
    assert all(best(scenario()["places"][name]["control"]) <= 0.2 for name in held)


@pytest.mark.parametrize("as_of", [None, EVE, date(2010, 1, 1)])
def test_the_reader_finds_nothing_wrong(as_of: date | None) -> None:
    reading = pytest.importorskip("rekindle.scenario.reader", reason="the scenario room is not there yet")
    assert [str(problem) for problem in reading.check("iraq-2006", as_of)] == []


def test_record_is_cited_and_ends_at_the_cut() -> None:
    assert " ".join(record()[0]) == RECORD_COLUMNS
    for row in record():
        start = date.fromisoformat(row["start"])
        end = date.fromisoformat(row["end"]) if row["end"] else start
        assert start <= end <= CUT, row
        assert not row["known_on"] or date.fromisoformat(row["known_on"]) <= CUT, row
        assert row["status"] in STATUSES, row
        given = [float(row[key]) for key in ("low", "best", "high") if row[key]]
        assert given, row
        assert given == sorted(given), row
        assert not row["place"] or row["place"] in {"mosul", *scenario()["places"]}, row


def test_record_holds_the_years_to_be_compared() -> None:
    by_year = {row["measure"]: float(row["best"]) for row in record() if row["measure"].startswith("deaths_documented_iraq_")}
    assert sorted(by_year) == [f"deaths_documented_iraq_{year}" for year in range(2004, 2015)]
    for year, deaths in ((2007, 3880), (2011, 1159), (2013, 3985), (2014, 15092)):
        assert by_year[f"deaths_documented_iraq_{year}"] == deaths
    measures = Counter(row["measure"] for row in record())
    assert measures["deaths_documented_iraq"] == 102
    assert measures["members_iraq"] >= 7
    monthly: Counter[str] = Counter()
    for row in record():
        if row["measure"] == "deaths_documented_iraq":
            monthly[row["start"][:4]] += int(row["best"])
    assert all(monthly[str(year)] == by_year[f"deaths_documented_iraq_{year}"] for year in range(2007, 2015))
