"""IOM's lists: stocks of people by date, families x 6; the forms agree with each other where they count the same."""

from __future__ import annotations

import csv
import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rekindle.errors import InvalidScenario, MissingData, RekindleError, UsageError
from rekindle.record import dtm
from rekindle.record.recorded import Recorded

DATA = Path(os.environ.get("REKINDLE_DATA", Path(__file__).parents[2].parent / "shared" / "data")) / "iom_dtm_iraq"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason=f"the publishers' files are not in {DATA}")

# The published sheets' columns as a CSV conversion of the lists of October 2016 and December 2018 has them (shelter left out).
STARTS = ("Pre June14", "June July14", "August14", "Post September 14", "Post April15", "Post March 16", "Post 17 October 16")
WAVES = [f"{start} Period of displacement" for start in STARTS]
IDP = ["", "Location ID", "Place ID", "Governorate", "District", "Location Name", "Arabic Name", "Latitude", "Longitude",
       "Families", "Individuals", *dtm.ORIGINS, "Camp", *WAVES, f"{WAVES[6]}.1", "date"]  # fmt: skip
RETURNEE = ["", "Location ID", "Place_ID", "Governorate", "District", "Location_name", "Arabic_name", "Latitude", "Longitude",
            "Returnee Families", "Returnee Individuals", *dtm.ORIGINS, "Camp", *WAVES, "date"]  # fmt: skip


def idp(families: int, governorate: str = "Dahuk", wave: int = 0, day: str = "Oct 27, 2016", **origins: int) -> dict:
    row: dict[str, object] = dict.fromkeys([*dtm.ORIGINS, *WAVES], "0.0")
    row |= {"Governorate": governorate, "Families": float(families), "Individuals": families * 6.0, "date": day}
    return row | {WAVES[6]: wave, f"{WAVES[6]}.1": wave} | {name.replace("_", " "): n for name, n in origins.items()}


def write(path: Path, rows: list[dict[str, object]], columns: list[str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return path


def figures(rows: list[Recorded]) -> dict[tuple[str, str], float]:
    return {(row.measure, row.place): row.best for row in rows if row.best}


def test_a_master_list_counts_hosts_origins_and_the_wave(tmp_path: Path) -> None:
    listed = [idp(10, wave=4, Ninewa=7, Salahal_Din=3), idp(5, "Ninewa", Ninewa=5), idp(2, "Babylon", Thi_Qar=1, Babylon=1)]
    rows = dtm.read_dtm(write(tmp_path / "idp.csv", listed, IDP))
    assert figures(rows) == {
        ("displaced", "iraq"): 102, ("displaced", "nineveh"): 72, ("displaced", "salah_al_din"): 18, ("displaced", "south"): 12,
        ("displaced_hosted", "kurdistan_region"): 60, ("displaced_hosted", "nineveh"): 30, ("displaced_hosted", "south"): 12,
        ("displaced_wave_2016_10", "iraq"): 24,
    }  # fmt: skip
    assert {(row.start, row.end, row.known_on, row.unit) for row in rows} == {(date(2016, 10, 27),) * 3 + ("people",)}


def test_a_list_of_returnees_counts_where_they_came_back_to(tmp_path: Path) -> None:
    listed = [{"Governorate": g, "Returnee Families": n, "Returnee Individuals": 6 * n, "date": "2018-12-31"}
              for g, n in (("Ninewa", 100), ("Erbil", 5), ("Ninewa", 1))]  # fmt: skip
    rows = dtm.read_dtm(write(tmp_path / "back.csv", listed, RETURNEE))
    assert figures(rows) == {("returned", "iraq"): 636, ("returned", "nineveh"): 606, ("returned", "kurdistan_region"): 30}


def test_a_list_without_a_date_needs_one_and_takes_it(tmp_path: Path) -> None:
    path = write(tmp_path / "idp.csv", [idp(3)], IDP[:-1])
    with pytest.raises(UsageError, match="no column date; say of which day"):
        dtm.read_dtm(path)
    assert {row.start for row in dtm.read_dtm(path, on=date(2017, 3, 2))} == {date(2017, 3, 2)}


def test_the_wave_has_no_row_before_it_began(tmp_path: Path) -> None:
    rows = dtm.read_dtm(write(tmp_path / "idp.csv", [idp(3, day="Oct 13, 2016"), idp(3)], IDP))
    assert [row.start for row in rows if row.measure == dtm.WAVE] == [date(2016, 10, 27)]


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ({"Individuals": 5}, "Individuals 5 cannot be the people of Families 9.0; a column has slipped"),
        ({"Individuals": 5400}, "Individuals 5400 cannot be the people of Families 9.0"),
        ({"Individuals": "1,000"}, "Individuals '1,000' has a separator that parts thousands for some"),
        ({"Ninewa": 10}, "the numbers by governorate of origin add up to more than the row's families"),
        ({"Governorate": "Grand total"}, "looks like a sum of the others; delete it, or all count twice"),
        ({"Families": -9}, "Families -9 is negative"),
        ({"Families": ""}, "Families is empty"),
        ({"Families": "nine"}, "'nine' is not a number"),
        ({"Governorate": "Nineva"}, "Governorate 'Nineva' is none of Iraq's; did you mean 'Ninewa'"),
        ({"date": "27.10.2016"}, "date '27.10.2016' is not a date"),
        ({"Ninewa": 10**9}, "more than 10,000,000"),
    ],
)
def test_a_fault_names_row_column_value_and_what_to_write(tmp_path: Path, fault: dict[str, object], told: str) -> None:
    path = write(tmp_path / "idp.csv", [idp(1, Anbar=1), idp(9) | fault], IDP)
    with pytest.raises(InvalidScenario) as wrong:
        dtm.read_dtm(path)
    assert str(wrong.value).startswith(f"{path}:3: ") and told in str(wrong.value)


def test_other_columns_are_told_with_the_nearest_form(tmp_path: Path) -> None:
    with pytest.raises(InvalidScenario, match="The nearest, Returnee Master List, also has Returnee Families or Returnee Ind"):
        dtm.read_dtm(write(tmp_path / "x.csv", [], ["Governorate", "Returnees", "date"]))
    with pytest.raises(InvalidScenario, match="Read are the IDP and Returnee Master Lists of Iraq. Take the file"):
        dtm.read_dtm(write(tmp_path / "x.csv", [], ["town", "people"]))
    with pytest.raises(MissingData):
        dtm.read_dtm(tmp_path)


@settings(max_examples=50, deadline=None)
@given(listed=st.lists(st.tuples(st.sampled_from(dtm.ORIGINS), st.sampled_from(dtm.ORIGINS), st.integers(0, 5000)), min_size=1))
def test_hosted_and_origins_each_add_up_to_the_displaced(tmp_path_factory, listed) -> None:
    rows = [idp(n, host) | {origin: n} for host, origin, n in listed]
    found = dtm.read_dtm(write(tmp_path_factory.mktemp("dtm") / "idp.csv", rows, IDP))
    total = 6 * sum(n for _, _, n in listed)
    sums = {
        (measure, country): sum(r.best for r in found if r.measure == measure and (r.place == "iraq") == country)
        for measure in ("displaced", "displaced_hosted")
        for country in (True, False)
    }
    assert sums == {("displaced", True): total, ("displaced", False): total, ("displaced_hosted", True): 0,
                    ("displaced_hosted", False): total}  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(noise=st.binary(max_size=300), at=st.integers(0, 1500))
def test_any_bytes_end_in_rows_or_in_a_message(tmp_path_factory, noise: bytes, at: int) -> None:
    path = tmp_path_factory.mktemp("dtm") / "idp.csv"
    content = write(path, [idp(n) for n in range(6)], IDP).read_bytes()
    path.write_bytes(content[:at] + noise + content[at:])
    try:
        assert all(row.best >= 0 for row in dtm.read_dtm(path))
    except RekindleError as wrong:
        assert str(path) in str(wrong)


@needs_data
def test_the_aggregates_agree_with_each_other() -> None:
    wide = "idp_families_by_origin_governorate_wide"
    read = {
        name: dtm.read_dtm(DATA / f"{name}.csv")
        for name in ("national_by_date", "idp_by_host_governorate", "returnees_by_district")
    }
    read[wide] = dtm.read_dtm(DATA / f"{wide}.csv", people_per_family=6)
    by = {name: {(r.measure, r.place, r.start): r.best for r in rows} for name, rows in read.items()}
    national = by["national_by_date"]
    compared = dict.fromkeys(by, 0)
    for name, rows in by.items():
        for key, people in rows.items():
            if name != "national_by_date" and key in national:
                assert national[key] == people, (name, key)
                compared[name] += 1
    assert min(n for name, n in compared.items() if name != "national_by_date") > 80
    hosted, origin = by["idp_by_host_governorate"], by["idp_families_by_origin_governorate_wide"]
    ninewa = [key for key in hosted if key[:2] == ("displaced", "nineveh")]
    assert len(ninewa) > 100 and all(hosted[key] == origin[key] for key in ninewa)
