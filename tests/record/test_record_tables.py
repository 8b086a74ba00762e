"""The packaged tables are what the loaders make of the publishers' files, and agree with the scenarios' records."""

from __future__ import annotations

import csv
import io
import os
from collections import defaultdict
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from rekindle.errors import MissingData
from rekindle.record import build, tables
from rekindle.record.recorded import Recorded, of, read_record, write_record
from rekindle.record.regions import all_regions, governorate, region_of, regions_of, unknown_region

ROOT = Path(__file__).parents[2]
CATALOGUE = ROOT / "src/rekindle/catalogue"
SCENARIOS = ("mosul-2016", "mosul-2014", "iraq-2006")
DATA = Path(os.environ.get("REKINDLE_DATA", ROOT.parent / "shared" / "data"))
DEATHS = "deaths_documented"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason=f"the publishers' files are not in {DATA}")


def places(name: str) -> dict[str, dict]:
    return YAML(typ="safe").load(CATALOGUE / name / "scenario.yaml")["places"]


def without_lines(rows: list[Recorded]) -> list[str]:
    text = io.StringIO()
    write_record(rows, text)
    return text.getvalue().splitlines()


@cache
def built() -> dict[str, list[Recorded]]:
    return build.tables(DATA)


@needs_data
@pytest.mark.parametrize("name", [*tables.NAMES, *tables.YEARLY])
def test_each_table_is_what_the_loaders_make(name: str) -> None:
    assert without_lines(tables.table(name)) == without_lines(built()[name])


def aggregate(file: str) -> list[dict[str, str]]:
    with (DATA / file).open(encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows))


@needs_data
@pytest.mark.parametrize(
    ("country", "file"),
    [
        ("Iraq", "ucdp_ged_iraq/iraq_is_monthly_by_governorate.csv"),
        ("Syria", "ucdp_ged_syria/syria_is_monthly_by_governorate_2016_2018.csv"),
    ],
)
def test_regions_add_up_to_sums_by_governorate_made_by_others(country: str, file: str) -> None:
    sums: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0] * 4)
    for row in aggregate(file):
        there = governorate(row["governorate"], country)
        assert there or row["governorate"] == "UNKNOWN"
        total = sums[there.region if there else unknown_region(country), row["month"]]
        for i, column in enumerate(("low", "best", "high", "best_spread")):
            total[i] += float(row[column])
    ours = [row for row in tables.table("deaths_documented_by_region")
            if row.place in (*all_regions(country), unknown_region(country))]  # fmt: skip
    whole = {(row.place, f"{row.start:%Y-%m}"): row for row in ours if row.measure == DEATHS}
    spread = {(row.place, f"{row.start:%Y-%m}"): row.best for row in ours if row.measure == f"{DEATHS}_spread"}
    assert {key for key, row in whole.items() if row.high} == {key for key, total in sums.items() if total[2]}
    for key, (low, best, high, evenly) in sums.items():
        assert (whole[key].low, whole[key].best, whole[key].high) == (min(low, best), best, max(best, high))
        assert spread[key] == pytest.approx(evenly, abs=1)  # theirs is rounded by governorate, and only in months with an event


@needs_data
def test_months_of_the_country_are_those_of_sums_made_by_others() -> None:
    for place, file, first in (("iraq", "ucdp_ged_iraq/iraq_is_monthly.csv", 2004),
                               ("syria", "ucdp_ged_syria/syria_monthly_is_and_all_2016_2018.csv", 2016)):  # fmt: skip
        theirs = {row["month"]: row for row in aggregate(file)}
        span = date(first, 1, 1), date(2018, 12, 31)
        for part, column in (("", "best"), ("_actor", "deaths_is"), ("_opponents", "deaths_opponent"),
                             ("_civilians", "deaths_civilians"), ("_unknown", "deaths_unknown")):  # fmt: skip
            ours = tables.monthly(f"{DEATHS}{part}", place, *span)
            found = dict(zip([f"{m:%Y-%m}" for m in tables.months(*span)], ours, strict=True))
            assert {m: x for m, x in found.items() if m in theirs} == {m: float(row[column]) for m, row in theirs.items()}
            assert sum(x for m, x in found.items() if m not in theirs) == 0


@pytest.mark.parametrize("spread", ["", "_spread"])
@pytest.mark.parametrize(("country", "first"), [("Iraq", 2004), ("Syria", 2016)])
def test_regions_add_up_to_their_country_and_sides_to_the_whole(country: str, first: int, spread: str) -> None:
    span = date(first, 1, 1), date(2018, 12, 31)
    whole = tables.monthly(f"{DEATHS}{spread}", country.lower(), *span)
    parts = sum(tables.monthly(f"{DEATHS}{spread}", place, *span) for place in (*all_regions(country), unknown_region(country)))
    assert parts == pytest.approx(whole, abs=0.05)
    if not spread:
        sides = ("actor", "opponents", "civilians", "unknown")
        assert (sum(tables.monthly(f"{DEATHS}_{side}", country.lower(), *span) for side in sides) == whole).all()
    assert len(whole) == (2019 - first) * 12 and (whole >= 0).all()


def test_spreading_moves_deaths_between_months_and_makes_none() -> None:
    span = date(2004, 1, 1), date(2018, 12, 31)
    at_once, spread = (tables.monthly(DEATHS + end, "iraq", *span) for end in ("", "_spread"))
    assert spread.sum() == pytest.approx(at_once.sum(), abs=1)
    assert (at_once != spread).any()


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_the_scenarios_records_agree(scenario: str) -> None:
    record = read_record(CATALOGUE / scenario / "record.csv")
    pairs = [(f"{DEATHS}_iraq", DEATHS, "iraq"), (f"{DEATHS}_syria", DEATHS, "syria"),
             ("displaced_iraq", "displaced", "iraq"), ("returned_iraq", "returned", "iraq")]  # fmt: skip
    compared = 0
    for theirs, ours, place in pairs:
        by_start = {row.start: row for name in tables.NAMES for row in tables.table(name)
                    if (row.measure, row.place) == (ours, place)}  # fmt: skip
        for row in of(record, theirs):
            there = by_start.get(row.start)
            if there and there.end == row.end and row.source in ("iom-dtm", "ucdp-ged-iraq", "ucdp-ged-syria"):
                assert (row.best, row.known_on or there.known_on) == (there.best, there.known_on), (scenario, row.line)
                assert not row.low > there.low and not row.high < there.high, (scenario, row.line)
                compared += 1
    assert compared > 20


def test_every_place_of_the_theatre_lies_in_one_region() -> None:
    for scenario in SCENARIOS:
        listed = places(scenario)
        theatre = [name for name, place in listed.items() if place["country"] in ("iraq", "syria") and place["kind"] != "home"]
        found = regions_of(listed)
        assert sorted(name for names in found.values() for name in names) == sorted(theatre)
        for region, names in found.items():
            assert {listed[name]["country"] for name in names} == {"iraq" if region in all_regions("Iraq") else "syria"}
    assert set(all_regions()) - set(found) == {"hamah", "syria_south"}


def test_parts_of_a_place_that_is_split_stay_in_its_region() -> None:
    assert regions_of(["deir_ez_zor_city", "deir_ez_zor_valley", "mosul_port", "anbarland", "home_europe"]) == {
        "deir_ez_zor": ["deir_ez_zor_city", "deir_ez_zor_valley"],
        "nineveh": ["mosul_port"],
    }
    assert [region_of(place) for place in ("south", "syria_south", "nigeria_northeast")] == ["south", "syria_south", None]


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("Nīnawá province", "Ninewa"), ("Şalāḩ ad Dīn province", "Salah al-Din"), ("Salahal Din", "Salah al-Din"),
        ("At-Ta'mim", "Kirkuk"), ("As Sulaymānīyah province", "Sulaymaniyah"), ("Thi Qar", "Thi-Qar"), ("Al Başrah  province",
        "Basrah"), ("Karbalā’ province", "Kerbala"), ("Al Qādisīyah province", "Qadissiya"), ("Wāsiţ province", "Wasit"),
    ],
)  # fmt: skip
def test_governorates_are_known_by_the_publishers_spellings(spelling: str, name: str) -> None:
    there = governorate(spelling, "Iraq")
    assert there and there.name == name
    assert governorate(spelling, "Syria") is None


def test_a_missing_month_or_series_is_an_error_that_names_the_nearest() -> None:
    with pytest.raises(MissingData, match=r"displaced of iraq has no figure for 2018-11; .* 2014-04 to 2018-12"):
        tables.monthly("displaced", "iraq", date(2018, 10, 1), date(2018, 12, 31))
    with pytest.raises(MissingData, match="deaths_documented of nineveh"):
        tables.monthly(DEATHS, "ninevah", date(2016, 1, 1), date(2016, 2, 1))
    with pytest.raises(MissingData, match="the tables are"):
        tables.table("deaths")


def test_a_table_handed_out_can_be_changed_without_harm() -> None:
    tables.table("displacement").clear()
    assert tables.table("displacement")


def test_what_is_written_reads_back(tmp_path: Path) -> None:
    for name in tables.NAMES:
        with (tmp_path / "record.csv").open("w", encoding="utf-8", newline="") as file:
            write_record(tables.table(name), file)
        assert (tmp_path / "record.csv").read_bytes() == (tables.FOLDER / f"{name}.csv").read_bytes()


def test_no_figure_is_known_before_its_period_ends_or_after_2018() -> None:
    for name in tables.NAMES:
        for row in tables.table(name):
            assert row.known_on and row.end <= row.known_on <= date(2018, 12, 31)
            assert row.status == "derived" and row.source
