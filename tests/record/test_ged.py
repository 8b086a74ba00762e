"""Events of the GED: sums by month, place and side are those of a count by hand, and faults are told, not guessed around."""

from __future__ import annotations

import csv
import gzip
import itertools
import tracemalloc
from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rekindle.errors import InvalidScenario, MissingData, RekindleError, UsageError
from rekindle.record import ged, regions
from rekindle.record.recorded import read_record, write_record

# The header of version 19.1 as OCHA's extract by country gives it, and the tags it has below.
OCHA = """
    id year active_year start_year end_year type_of_violence conflict_new_id conflict_name dyad_new_id dyad_name side_a_new_id
    gwnoa side_a side_b_new_id gwnob side_b number_of_sources source_article source_office source_date source_headline
    source_original where_prec where_coordinates adm_1 adm_2 latitude longitude geom_wkt priogrid_gid country country_id iso3
    region event_clarity date_prec date_start date_end deaths_a deaths_b deaths_civilians deaths_unknown low best high
"""
SHORT = ("id", "date_start", "date_end", "side_a", "side_b", "country", "adm_1", *ged.COUNTS)
GOVERNMENT = "Government of Iraq"


def event(number: int, start: str = "2016-10-17", end: str = "", **other: object) -> dict[str, object]:
    made = dict.fromkeys(ged.COUNTS, 0) | {
        "id": number, "date_start": start, "date_end": end or start, "side_a": GOVERNMENT, "side_b": "IS", "country": "Iraq",
        "adm_1": "Nīnawá province",
    } | other  # fmt: skip
    whole = sum(int(made[name]) for name in ged.COUNTS[:4])  # type: ignore[call-overload]
    return made | {name: whole for name in ged.COUNTS[4:] if name not in other}


def write(path: Path, events: list[dict[str, object]], columns: tuple[str, ...] | list[str] = SHORT) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(events)
    return path


@pytest.mark.parametrize(("separator", "sign"), [(",", ";"), (";", ","), ("\t", ","), (",", "|")])
@pytest.mark.parametrize("headed", [True, False])
def test_texts_with_many_other_separators_do_not_decide_what_separates(
    tmp_path: Path, separator: str, sign: str, headed: bool
) -> None:
    story = event(7, deaths_a=2, year=2016, source_article=sign.join(f"An agency {i}" for i in range(80)))
    path = tmp_path / "ged.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ged.ORDER, restval="", extrasaction="ignore", delimiter=separator)
        if headed:
            writer.writeheader()
        writer.writerow(story)
    assert best(ged.deaths(path, actor="IS", country="Iraq", by="region")) == {("nineveh", "2016-10"): 2}


def best(found: ged.Deaths) -> dict[tuple[str, str], float]:
    return {(place, f"{month:%Y-%m}"): sums[5] for (place, month), sums in found.sums.items()}


def test_reads_the_publishers_header_with_tags_and_texts_over_several_lines(tmp_path: Path) -> None:
    tags = {"year": "#date+year", "country": "#country+name", "best": "#affected+killed"}
    story = event(7, deaths_a=2, source_headline='Battle, "in the city"\nsecond line', date_start="2016-10-17 00:00:00.000")
    path = write(tmp_path / "ged.csv", [tags, story, event(8, adm_1="", deaths_civilians=3)], OCHA.split())
    found = ged.deaths(path, actor="IS", country="Iraq", by="region")
    assert best(found) == {("nineveh", "2016-10"): 2, ("iraq_unknown", "2016-10"): 3}
    assert [e.row for e in ged.read_events(path)] == [3, 5]


def test_older_names_and_the_shared_extracts_are_read(tmp_path: Path) -> None:
    columns = ["governorate" if name == "adm_1" else name for name in SHORT[:-3] if name != "country"]
    row = event(1, deaths_b=4, governorate="Ninewa") | {"low_est": 3, "best_est": 4, "high_est": 5}
    path = write(tmp_path / "ged.csv", [row], [*columns, "low_est", "best_est", "high_est"])
    assert ged.deaths(path, country="Iraq").sums == {("iraq", date(2016, 10, 1)): [4, 0, 0, 0, 3, 4, 5]}
    with pytest.raises(UsageError, match="no column country; say in which"):
        ged.deaths(path)


def test_deaths_go_to_the_side_the_actor_is_on_and_coalitions_are_parted(tmp_path: Path) -> None:
    events = [
        event(1, deaths_a=1, deaths_b=10),
        event(2, side_a="IS", side_b="Civilians", deaths_a=2, deaths_civilians=7, deaths_unknown=3),
        event(3, side_a="Ahrar al-Sham, IS", side_b="FSA", deaths_a=4, deaths_b=5),
        event(4, side_b="ISIS-like", deaths_b=100),
    ]
    path = write(tmp_path / "ged.csv", events)
    month = ("iraq", date(2016, 10, 1))
    found = ged.deaths(path, actor="IS")
    assert found.sums[month][:4] == [16, 6, 7, 3] and (found.counted, found.read) == (3, 4)
    assert ged.deaths(path).sums[month][:4] == [122, 0, 7, 3]
    assert {row.measure for row in ged.recorded(ged.deaths(path), "x")} >= {"deaths_documented_combatants"}


def test_an_event_counts_in_its_first_month_or_by_its_days(tmp_path: Path) -> None:
    path = write(tmp_path / "ged.csv", [event(1, "2016-01-31", "2016-03-01", deaths_civilians=31)])
    assert best(ged.deaths(path)) == {("iraq", "2016-01"): 31}
    evenly = {("iraq", "2016-01"): 1, ("iraq", "2016-02"): 29, ("iraq", "2016-03"): 1}
    assert best(ged.deaths(path, spread=True)) == pytest.approx(evenly)
    assert {row.measure for row in ged.recorded(ged.deaths(path, spread=True), "x")} >= {"deaths_documented_civilians_spread"}


def test_months_between_are_nought_and_estimates_that_cross_are_widened(tmp_path: Path) -> None:
    path = write(tmp_path / "ged.csv", [event(1, "2016-01-05", deaths_a=4, low=6, high=3), event(2, "2016-03-05", deaths_a=1)])
    rows = [row for row in ged.recorded(ged.deaths(path), "mine") if row.measure == "deaths_documented"]
    assert [(row.low, row.best, row.high) for row in rows] == [(4, 4, 4), (0, 0, 0), (1, 1, 1)]
    assert rows[0].note == "widened to hold best; the source adds up to 6, 4, 3" and not rows[1].note
    assert rows[1].known_on == rows[1].end == date(2016, 2, 29) and rows[0].source == "mine"


@st.composite
def some_events(draw: st.DrawFn) -> list[dict[str, object]]:
    made = []
    for number in range(draw(st.integers(1, 12))):
        start = date(2015, 1, 1) + timedelta(draw(st.integers(0, 500)))
        end = start + timedelta(draw(st.one_of(st.integers(0, 3), st.integers(0, 400))))
        deaths = dict(zip(ged.COUNTS, draw(st.lists(st.integers(0, 900), min_size=7, max_size=7)), strict=True))
        sides = draw(st.sampled_from([("IS", "Civilians"), (GOVERNMENT, "IS"), ("A, IS", "B"), ("A", "B, C")]))
        adm = draw(st.sampled_from(["Al Anbār province", "Ninewa", "", "Babil", "Wāsiţ province"]))
        made.append(event(number, str(start), str(end), side_a=sides[0], side_b=sides[1], adm_1=adm, **deaths))
    return made


REGIONS = {"Al Anbār province": "anbar", "Ninewa": "nineveh", "": "iraq_unknown", "Babil": "south", "Wāsiţ province": "south"}
REGIONS["Nīnawá province"] = "nineveh"


def by_hand(events: list[dict[str, object]], spread: bool) -> dict[tuple[str, str], float]:
    """Day by day, by region, events with IS."""
    found: dict[tuple[str, str], float] = defaultdict(float)
    for made in events:
        if made["side_b"] == "B, C":
            continue
        start, end = date.fromisoformat(str(made["date_start"])), date.fromisoformat(str(made["date_end"]))
        days = [start + timedelta(i) for i in range((end - start).days + 1)] if spread else [start]
        for day in days:
            found[REGIONS[str(made["adm_1"])], f"{day:%Y-%m}"] += int(str(made["best"])) / len(days)
    return found


@settings(max_examples=60, deadline=None)
@given(events=some_events(), spread=st.booleans(), data=st.data())
def test_sums_are_those_of_a_count_by_hand_in_whatever_order(tmp_path_factory, events, spread, data) -> None:
    events.append(event(999, deaths_a=1))  # so that IS is there
    path = tmp_path_factory.mktemp("ged") / "ged.csv"
    found = ged.deaths(write(path, data.draw(st.permutations(events))), actor="IS", by="region", spread=spread)
    assert best(found) == pytest.approx(by_hand(events, spread))
    for parts in found.sums.values():
        assert all(x >= 0 for x in parts)
    rows = ged.recorded(found, "mine")
    with (path.parent / "record.csv").open("w", encoding="utf-8", newline="") as file:
        write_record(rows, file)
    assert [(r.measure, r.place, r.start, r.best) for r in read_record(path.parent / "record.csv")] == [
        (r.measure, r.place, r.start, r.best) for r in rows
    ]
    months = {(r.place, r.start) for r in rows}
    assert len(months) * 5 == len(rows)  # every place has every month, once by each measure


FAULTS = [
    ({"deaths_a": -3}, "deaths_a -3 is negative"),
    ({"best": "many"}, "best 'many' is not a number"),
    ({"best": ""}, "best is empty; give the publisher's number"),
    ({"high": "2.5"}, "high '2.5' is not a whole number"),
    ({"high": "nan"}, "high 'nan' is not a whole number"),
    ({"low": "1_000"}, "low '1_000' is not a number"),
    ({"deaths_civilians": 10**9}, "more than 10,000,000; a column has slipped"),
    ({"date_end": "2016-10-16"}, "date_end 2016-10-16 lies before date_start 2016-10-17"),
    ({"date_start": "17/10/2016"}, "date_start '17/10/2016' is not a date that has one meaning (day or month first); write it"),
    ({"date_start": "2016-02-30"}, "date_start '2016-02-30' is not a date"),
    ({"date_start": "2016-10-170"}, "is not a date"),
    ({"date_end": "9999-12-31"}, "date_end '9999-12-31' lies outside the years 1900 to 2100"),
    ({"date_start": "42660"}, "date_start '42660' is not a date (it is a spreadsheet's number of a day)"),
    ({"id": "2.39E+05"}, "id '2.39E+05' is not a whole number; a spreadsheet has cut its digits"),
    ({"id": "239.008"}, "id '239.008' is not a whole number"),
    ({"best": "1,000"}, "best '1,000' has a separator that parts thousands for some and decimals for others; write 1000 or 1"),
    ({"best": "1.000"}, "best '1.000' has a separator"),
    ({"best": "2,5"}, "best '2,5' is not a number"),
    ({"id": "IRQ-1"}, "id 'IRQ-1' is not a whole number"),
    ({"side_b": ""}, "side_b is empty"),
]


@pytest.mark.parametrize(("fault", "told"), FAULTS)
def test_a_fault_names_row_column_value_and_what_to_write(tmp_path: Path, fault: dict[str, object], told: str) -> None:
    path = write(tmp_path / "ged.csv", [event(1), event(2) | fault, event(3)])
    with pytest.raises(InvalidScenario) as wrong:
        ged.deaths(path)
    assert str(wrong.value).startswith(f"{path}:3: ") and told in str(wrong.value)
    assert "\n" not in str(wrong.value) and wrong.value.exit_code == 3


def test_an_event_that_is_there_twice_names_both_rows(tmp_path: Path) -> None:
    with pytest.raises(InvalidScenario, match=r"ged.csv:5: event 2 is already in row 3; delete one"):
        ged.deaths(write(tmp_path / "ged.csv", [event(n) for n in (1, 2, 3, 2)]))


def test_twenty_faults_are_told_and_the_rest_counted(tmp_path: Path) -> None:
    with pytest.raises(InvalidScenario) as wrong:
        ged.deaths(write(tmp_path / "ged.csv", [event(n, deaths_a=-1) for n in range(50)]))
    lines = str(wrong.value).splitlines()
    assert len(lines) == 21 and lines[-1] == "... and 30 more problems of this file"


def whole(path: Path) -> bytes:
    return write(path, [event(n, side_a="Ḩ" * 40) for n in range(3000)]).read_bytes()


BAD_FILES: list[tuple[str, Callable[[Path], bytes], str]] = [
    ("empty", lambda path: b"", "the file is empty"),
    ("blank", lambda path: b"\n\n", "the file is empty"),
    ("other columns", lambda path: b"id,date_begin,best\n1,2016-01-01,2\n", "no column date_start"),
    ("cut off", lambda path: whole(path)[:-9], "the header 14; it is cut off"),
    ("open quote", lambda path: write(path, [event(1)]).read_bytes() + b'2,"2016-10-17,2016-10-17\n', "a quote is missing"),
    ("endless quote", lambda path: write(path, [event(1)]).read_bytes() + b'2,"' + b"x" * 200_000, "a quote that is opened"),
    ("workbook", lambda path: b"PK\x03\x04" + bytes(100), "zip archive or a workbook"),
    ("binary", lambda path: bytes(range(256)) * 10, "not a text file in UTF-8"),
    ("utf-16 without a mark", lambda path: whole(path).decode().encode("utf-16-le"), "not a text file in UTF-8"),
    ("older workbook", lambda path: b"\xd0\xcf\x11\xe0" + bytes(100), "a workbook in the older form"),
    ("web page", lambda path: b"<!DOCTYPE html><html>Not found</html>", "a web page or XML, not CSV"),
    ("json", lambda path: b'[{"id": 1}]', "this is JSON, not CSV"),
    ("latin-1", lambda path: b"id," + "Dah\u00fbk".encode("latin-1"), "what is not UTF-8"),
    ("gzip cut off", lambda path: gzip.compress(whole(path))[:-900], "reading stopped"),
    ("gzip of nonsense", lambda path: b"\x1f\x8b" + b"nonsense" * 9, "reading stopped"),
]


@pytest.mark.parametrize(("make", "told"), [case[1:] for case in BAD_FILES], ids=[case[0] for case in BAD_FILES])
def test_a_file_that_is_no_such_table_has_one_clear_message(tmp_path: Path, make: Callable[[Path], bytes], told: str) -> None:
    path = tmp_path / "ged.csv"
    content = make(path)
    path.write_bytes(content)
    with pytest.raises(InvalidScenario) as wrong:
        ged.deaths(path)
    assert str(path) in str(wrong.value) and told in str(wrong.value) and "\n" not in str(wrong.value)


def test_a_folder_or_nothing_is_told(tmp_path: Path) -> None:
    with pytest.raises(MissingData, match="this is a folder"):
        ged.deaths(tmp_path)
    with pytest.raises(MissingData, match="no such file"):
        ged.deaths(tmp_path / "none.csv")


def test_a_name_that_is_not_there_gets_the_nearest(tmp_path: Path) -> None:
    path = write(tmp_path / "ged.csv", [event(1), event(2, adm_1="Fars province")])
    with pytest.raises(UsageError, match="no event of .* the actor 'is'; there are 'Government of Iraq', 'IS'"):
        ged.deaths(path, actor="is")
    with pytest.raises(UsageError, match="the country 'Irak'; did you mean 'Iraq'"):
        ged.deaths(path, country="Irak")
    with pytest.raises(UsageError, match="not by 'district'"):
        ged.deaths(path, by="district")
    with pytest.raises(InvalidScenario, match=r"ged.csv:3: 'Fars province' of Iraq lies in no region that is known \(1 event,"):
        ged.deaths(path, by="region")
    assert set(best(ged.deaths(path, by="governorate"))) == {("ninewa", "2016-10"), ("fars_province", "2016-10")}


def test_an_unknown_governorate_is_told_once_with_the_table_to_add_it_to(tmp_path: Path) -> None:
    events = [event(n, adm_1=("Fars", "Ilam")[n % 2]) for n in range(60)] + [event(60, country="Iran", adm_1="Fars")]
    with pytest.raises(InvalidScenario) as wrong:
        ged.deaths(write(tmp_path / "ged.csv", events), by="region")
    lines = str(wrong.value).splitlines()
    told = "lies in no region that is known (30 events, the first in this row)"
    assert [line.split(": ", 1)[1] for line in lines[:2]] == [f"'Fars' of Iraq {told}", f"'Ilam' of Iraq {told}"]
    assert "no region of Iran is known, only of Iraq and Syria; give --country, or count by governorate (1 event, " in lines[2]
    assert len(lines) == 4 and str(regions.FILE) in lines[3] and regions.FILE.is_file()


def test_a_name_without_latin_letters_is_never_counted_as_the_whole_theatre(tmp_path: Path) -> None:
    path = write(tmp_path / "ged.csv", [event(1, adm_1="فارس"), event(2, adm_1="نينوى")])
    with pytest.raises(InvalidScenario, match="'فارس' has no Latin letters to name it by in a record"):
        ged.deaths(path, by="governorate")


SPELLINGS = {
    "kurdistan_region": ["Duhok", "Dohuk", "Dahūk province", "Arbīl", "Irbil", "Halabja", "Ḩalabjah", "دهوك", "حلبجة"],
    "salah_al_din": ["Saladin", "Salah ad-Din", "Salah Al-Din", "Salahal Din", "Salahaddin", "صلاح الدين"],
    "south": ["Al Diwaniya", "Al-Qadissiya", "Qadisiyah", "Basra", "Al Başrah  province", "Thi Qar", "Dhi Qar", "البصرة"],
    "nineveh": ["Ninewa", "Nineveh", "Nīnawá province", "محافظة نينوى"],
    "anbar": ["Al Anbar", "Al-Anbar Governorate", "الأنبار", "الانبار"],
    "kirkuk": ["At Ta’mīm province", "Tameem", "كركوك"],
}


@pytest.mark.parametrize("region", SPELLINGS)
def test_governorates_are_known_in_their_spellings(region: str) -> None:
    assert {name: getattr(regions.governorate(name, "Iraq"), "region", None) for name in SPELLINGS[region]} == dict.fromkeys(
        SPELLINGS[region], region)  # fmt: skip


def same_as_plain(tmp_path: Path, content: str, encoding: str = "utf-8") -> None:
    """The file holds three events of 10, 20 and 4 deaths in October and December 2016, in three governorates."""
    path = tmp_path / "other.csv"
    path.write_bytes(content.encode(encoding))
    found = ged.deaths(path, actor="IS", by="region")
    assert best(found) == {("nineveh", "2016-10"): 10, ("south", "2016-12"): 20, ("iraq_unknown", "2016-12"): 4}


THREE = [
    event(900_001, "2016-10-17", deaths_b=10), event(900_002, "2016-12-01", deaths_civilians=20, adm_1="Al Başrah  province"),
    event(900_003, "2016-12-31", deaths_unknown=4, adm_1=""),
]  # fmt: skip


def text(tmp_path: Path, columns: list[str] | tuple[str, ...] = SHORT, events: list[dict[str, object]] = THREE) -> str:
    return write(tmp_path / "plain.csv", events, columns).read_bytes().decode()


def test_a_file_without_names_is_read_by_the_publishers_order_and_says_so(tmp_path: Path) -> None:
    full = [made | {"year": "2016", "source_headline": "One, two; three"} for made in THREE]
    content = text(tmp_path, ged.ORDER, full).split("\n", 1)[1]
    same_as_plain(tmp_path, content)
    assert ged.deaths(tmp_path / "other.csv").unnamed and not ged.deaths(tmp_path / "plain.csv").unnamed
    for wrong, told in ((text(tmp_path).split("\n", 1)[1], "an event with 14 cells, and only the order of 49 columns is known"),
                        (content.replace("2016-10-17", "x", 1), "it is no event: date_start 'x' is not a date"),
                        (content.replace(",2016,", ",1999,"), "year 1999 is not that of date_start 2016-10-17")):  # fmt: skip
        (tmp_path / "other.csv").write_text(wrong, encoding="utf-8")
        with pytest.raises(InvalidScenario, match=f"other.csv:1: the first row names no columns.*{told}.*line of names above"):
            ged.deaths(tmp_path / "other.csv")


FORMS: dict[str, Callable[[str], str]] = {
    "semicolons": lambda plain: plain.replace(",", ";"),
    "tabs": lambda plain: plain.replace(",", "\t"),
    "decimal commas": lambda plain: plain.replace(",", ";").replace(";10;", ";10,0;").replace(";20;", ";20,00;"),
    "ids with a point": lambda plain: plain.replace("90000", "0090000").replace("1,2016-10-17", "1.0,2016-10-17"),
    "Z": lambda plain: plain.replace("2016-10-17", "2016-10-17T00:00:00Z"),
    "an offset": lambda plain: plain.replace("2016-12-31", "2016-12-31T23:30:00.000+03:00"),
    "a time": lambda plain: plain.replace("2016-10-17", "2016-10-17 13:05"),
    "slashes, year first": lambda plain: plain.replace("2016-10-17", "2016/10/17"),
    "a mark of UTF-8": lambda plain: "\ufeff" + plain,
    "one line end": lambda plain: plain.replace("\r\n", "\n"),
    "names in quotes and capitals": lambda plain: "'ID'," + plain.replace("best", '"""Best"""', 1).split(",", 1)[1],
    "empty columns at the end": lambda plain: plain.replace("\r\n", ",,\r\n"),
    "a column twice": lambda plain: plain.replace("high\r\n", "high,best\r\n").replace("10\r", "10,10\r").replace(
        ",20\r", ",20,20\r").replace(",4\r", ",4,\r"),
    "a title above": lambda plain: "Events of a country\n\n" + plain,
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_the_same_events_in_the_forms_that_people_have(tmp_path: Path, form: str) -> None:
    content = FORMS[form](text(tmp_path))
    same_as_plain(tmp_path, content)
    same_as_plain(tmp_path, content.replace("\ufeff", ""), "utf-16")


def test_two_columns_of_one_name_that_differ_are_told(tmp_path: Path) -> None:
    head, *others = text(tmp_path).split()[0], *text(tmp_path).splitlines()[1:]
    (tmp_path / "other.csv").write_text("\n".join([f"{head},best", *(f"{row},1" for row in others)]), encoding="utf-8")
    with pytest.raises(InvalidScenario, match="other.csv:2: columns 13 and 15 are both 'best' and say '10' and '1'"):
        ged.deaths(tmp_path / "other.csv")


OTHERS = {
    "event_id_cnty,event_date,year,event_type,sub_event_type,actor1,country,fatalities": "a file of ACLED",
    "id,operation,admin0Name,admin0Pcode,admin1Name,numPresentIdpInd,reportingDate,roundNumber": "a file of IOM's DTM API",
    "Year,Country of origin,Country of asylum,Refugees under UNHCR's mandate": "a file of UNHCR",
    "eventid,iyear,imonth,nkill,attacktype1_txt": "a file of the Global Terrorism Database",
    "measure,place,start,end,low,best,high,unit,source,status,known_on,note": "a record of Rekindle",
    "Place id,Governorate,District,Families,Individuals,Anbar": "give it to `rekindle record dtm`",
}


@pytest.mark.parametrize("names", OTHERS)
def test_a_file_of_another_kind_is_called_what_it_is(tmp_path: Path, names: str) -> None:
    path = tmp_path / "other.csv"
    path.write_text(f"{names}\n{',' * names.count(',')}\n", encoding="utf-8")
    with pytest.raises(InvalidScenario, match="this is ") as wrong:
        ged.deaths(path, country="Iraq")
    assert str(wrong.value).startswith(f"{path}:1: ") and OTHERS[names] in str(wrong.value) and "record dtm" in str(wrong.value)


def test_gzip_reads_as_the_file_does(tmp_path: Path) -> None:
    path = write(tmp_path / "ged.csv", [event(1, deaths_a=3), event(2, deaths_b=3)])
    packed = tmp_path / "ged.csv.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    assert ged.deaths(packed).sums == ged.deaths(path).sums


@settings(max_examples=150, deadline=None)
@given(noise=st.binary(max_size=400), at=st.integers(0, 700), cut=st.integers(0, 60))
def test_any_bytes_end_in_sums_or_in_a_message(tmp_path_factory, noise: bytes, at: int, cut: int) -> None:
    path = tmp_path_factory.mktemp("ged") / "ged.csv"
    content = write(path, [event(n, deaths_a=n) for n in range(8)]).read_bytes()
    path.write_bytes(content[:at] + noise + content[at + cut :])
    try:
        found = ged.deaths(path)
    except RekindleError as wrong:
        assert str(path) in str(wrong) and wrong.exit_code in (2, 3, 4)
    else:
        assert found.read == found.counted


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    """Sixteen times the events take some bytes an event more, not the hundreds that their rows have."""
    peaks = []
    for size in (500, 8_000):
        path = tmp_path / f"{size}.csv"
        days = itertools.cycle([f"2016-{month:02d}-{day:02d}" for month in range(1, 13) for day in range(1, 29)])
        with path.open("w", encoding="utf-8", newline="") as file:
            file.write(",".join(SHORT) + "\n")
            file.writelines(f"{n},{d},{d},{GOVERNMENT},IS,Iraq,Ninewa,1,2,3,4,10,10,10\n" for n, d in zip(range(size), days))  # noqa: B905
        tracemalloc.start()
        assert ged.deaths(path, actor="IS", by="region").counted == size
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] - peaks[0] < 60 * 7_500
