"""IOM's lists as headed from round to round: 40 families (240 people) in Ninewa and 25 (150) in Erbil, whatever the form.

The lists are made up; their headings are those that public programs name which open the published workbooks.
"""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from rekindle.errors import InvalidScenario, UsageError
from rekindle.record import dtm
from rekindle.record.dtm_forms import column

ON = date(2018, 1, 15)
OLD = [
    "Anbar", "Babylon", "Baghdad", "Basrah", "Dahuk", "Diyala", "Erbil", "Kerbala", "Kirkuk", "Missan", "Muthanna", "Najaf",
    "Ninewa", "Qadissiya", "Salah al-Din", "Sulaymaniyah", "Thi-Qar", "Wassit",
]  # fmt: skip
NEW = [
    "Al Anbar", "Babil", "Baghdad", "Al Basrah", "Duhok", "Diyala", "Erbil", "Kerbala", "Kirkuk", "Missan", "Al Muthanna",
    "Al Najaf", "Ninewa", "Al Diwaniya", "Salah Al-Din", "Al Sulaymaniyah", "Thi-Qar", "Wassit",
]  # fmt: skip
PLACE = ["Place id", "Governorate", "District", "Location name in English", "Location name in Arabic", "Latitude", "Longitude"]

# Round: names of the columns of families and individuals, governorates of origin, periods, the rows of titles, the unit of the
# columns by origin and period (1: families, 6: individuals), the last period that holds everybody.
ROUNDS = {
    12: ("IDPs Families", "IDPs Individuals", OLD, ["Pre-June 14", "June-July 14", "August 14", "Post September 14"], 1, 1),
    32: ("IDPs Families", "IDPs Individuals", OLD, ["Pre-June14 Wave", "August14 Wave", "Post April15 Wave"], 3, 1),
    51: ("Families", "Individuals", OLD, ["Pre June14 Period", "August14 Period", "Post March 16 Period"], 3, 1),
    64: ("ID Pـfamilies", "ID Pـindividuals", OLD, ["Pre-June14", "Post March16", "Post 17 October16"], 0, 1),
    87: ("Families", "Individuals", OLD, ["Pre-June14 Period", "Post Mar16 Period", "Post 17 October 16 Period",
                                          "July 17"], 3, 1),
    101: ("Families", "Individuals", OLD, ["Pre June14 Period of displacement", "Post 17 October 16 Period of displacement",
                                           "July 17 Period of displacement"], 0, 1),
    112: ("Families", "Individuals", OLD, ["Pre-June14 Period", "Post 17 October 16 Period", "July 17", "Jan 19"], 2, 1),
    119: ("Households", "Individuals", OLD, ["Pre-June14 Period", "Post 17 October 16 Period", "July 17", "Jan 19",
                                             "Jan 20"], 2, 6),
    134: ("Households", "Individuals", NEW, ["Pre-June14 Period", "Post 17 October 16 Period", "July 17", "Jan 2019"], 2, 6),
}  # fmt: skip


def listed(number: int, unit: int | None = None) -> list[list[object]]:
    """Rows of a list of a round: titles, names, two places whose displaced all come from Ninewa."""
    families, individuals, origins, periods, titles, given = ROUNDS[number]
    unit = unit or given
    names = [*PLACE, families, individuals, *origins, "Camp", *periods]
    wave = next((i for i, name in enumerate(periods) if "17 Oct" in name), len(periods) - 1)
    rows: list[list[object]] = [["Displacement Tracking Matrix | DTM ROUND"] + [""] * (len(names) - 1)][:titles]
    rows += [[""] * len(names)] * (titles - 1)
    rows.append(list(names))
    for place, governorate, many in ((1, "Ninewa", 40), (2, "Erbil", 25)):
        from_ninewa = [many * unit if name == "Ninewa" else "" for name in origins]
        since = [many * unit if i == wave else "" for i in range(len(periods))]
        rows.append([place, governorate, "A district", "A place", "مكان", 36.3, 43.1, many, many * 6, *from_ninewa, "", *since])
    return rows


def write(path: Path, rows: list[list[object]], separator: str = ",", encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=separator).writerows(rows)
    return path


def figures(path: Path, **options: object) -> dict[tuple[str, str], float]:
    return {(row.measure, row.place): row.best for row in dtm.read_dtm(path, ON, **options) if row.best}  # type: ignore[arg-type]


PEOPLE = {("displaced", "iraq"): 390, ("displaced", "nineveh"): 390, ("displaced_hosted", "nineveh"): 240,
          ("displaced_hosted", "kurdistan_region"): 150}  # fmt: skip
SINCE = {("displaced_wave_2016_10", "iraq"): 390}


@pytest.mark.parametrize("number", ROUNDS)
@pytest.mark.parametrize("unit", [1, 6])
def test_every_round_gives_the_same_people_whether_its_origins_count_families_or_individuals(
    tmp_path: Path, number: int, unit: int
) -> None:
    people = PEOPLE | (SINCE if number > 51 else {})
    assert figures(write(tmp_path / "list.csv", listed(number))) == people
    assert figures(write(tmp_path / "list.csv", listed(number, unit), ";", "utf-8-sig")) == people
    assert figures(write(tmp_path / "list.csv", listed(number, unit), "\t", "utf-16")) == people


def test_ten_rows_of_titles_are_passed_over_and_no_more(tmp_path: Path) -> None:
    rows = listed(87)
    assert figures(write(tmp_path / "list.csv", [["A title"]] * 7 + rows)) == PEOPLE | SINCE
    with pytest.raises(InvalidScenario, match="no form of IOM's lists has these columns, and neither has another of the first"):
        figures(write(tmp_path / "list.csv", [["A title"]] * 8 + rows))
    rows[0][0] = "Returnee Master List"
    with pytest.raises(InvalidScenario, match="list.csv:4: the title above speaks of returnees"):
        figures(write(tmp_path / "list.csv", rows))


def test_individuals_are_read_as_given_and_origins_take_the_rows_proportion(tmp_path: Path) -> None:
    rows = listed(87)
    rows[4][8] = 200  # five to a family
    found = dtm.read_lists(write(tmp_path / "list.csv", rows), ON)
    assert {(r.measure, r.place): r.best for r in found.rows if r.best} == {
        ("displaced", "iraq"): 350, ("displaced", "nineveh"): 350, ("displaced_hosted", "nineveh"): 200,
        ("displaced_hosted", "kurdistan_region"): 150, ("displaced_wave_2016_10", "iraq"): 350}  # fmt: skip
    assert "In 1 rows people are not 6 x families, IOM's rule." in found.remarks


def test_rows_that_contradict_each_other_about_the_unit_are_refused(tmp_path: Path) -> None:
    rows = listed(87)
    rows[5] = listed(87, 6)[5]
    with pytest.raises(InvalidScenario, match="list.csv:6: .*origin add up to individuals here and to families in row 5;"):
        figures(write(tmp_path / "list.csv", rows))
    for row in rows[4:]:
        row[21] = 7
    with pytest.raises(InvalidScenario, match="list.csv:5: .*origin add up to neither the families nor the individuals"):
        figures(write(tmp_path / "list.csv", rows))


def without(rows: list[list[object]], *names: str) -> list[list[object]]:
    head = next(row for row in rows if "Governorate" in row)
    kept = [i for i, name in enumerate(head) if name not in names]
    return [[row[i] for i in kept] for row in rows]


def test_families_alone_need_the_people_to_count_for_each(tmp_path: Path) -> None:
    path = write(tmp_path / "list.csv", without(listed(87), "Individuals"))
    with pytest.raises(UsageError, match="gives families and no individuals. Say how many people a family is: --people-per"):
        figures(path)
    assert figures(path, people_per_family=6) == PEOPLE | SINCE
    assert figures(path, people_per_family=5)["displaced", "iraq"] == 325
    with pytest.raises(UsageError, match="lies outside 1 to 30"):
        figures(path, people_per_family=0)
    with pytest.raises(UsageError, match="--people-per-family does not apply to .*: it gives individuals"):
        figures(write(tmp_path / "list.csv", listed(87)), people_per_family=6)


def test_a_list_that_lacks_its_totals_is_never_taken_for_sums_by_origin(tmp_path: Path) -> None:
    """Today's list of individuals by origin, read as families, made 2,340 people of 390."""
    rows = [[*row, "2018-01-15"] for row in without(listed(119, 6), "Households", "Individuals")]
    rows[2][-1] = "date"
    path = write(tmp_path / "list.csv", rows)
    with pytest.raises(InvalidScenario, match="IDP Master List, also has Families or Individuals. Take the file as IOM"):
        dtm.read_dtm(path)
    write(path, [[cell or 0 for cell in row] for row in without(rows, *PLACE, "Camp", *ROUNDS[119][3])])
    with pytest.raises(UsageError, match="does not say whether it counts families or people"):
        dtm.read_dtm(path)
    assert {r.best for r in dtm.read_dtm(path, people_per_family=1) if r.best} == {390}


def test_a_day_that_the_file_has_is_not_given_again(tmp_path: Path) -> None:
    rows = [[*row, "Jan 15, 2018"] for row in listed(101)]
    rows[0][-1] = "date"
    path = write(tmp_path / "list.csv", rows)
    assert {row.start for row in dtm.read_dtm(path)} == {ON}
    with pytest.raises(UsageError, match="--on does not apply to .*: its column date"):
        dtm.read_dtm(path, ON)


def test_the_lists_of_2014_have_a_row_for_each_origin(tmp_path: Path) -> None:
    names = ["Governorate / المحافظة", "District", "Place", "Origin Governorate", "Master Families", "Displacement Period"]
    rows: list[list[object]] = [list(names), ["Erbil", "d", "p", "Ninewa", 25, "August"]]
    rows.append(["Duhok", "d", "p", "Al Anbar", 40, "August"])
    assert figures(write(tmp_path / "list.csv", rows), people_per_family=6) == {
        ("displaced", "iraq"): 390, ("displaced", "nineveh"): 150, ("displaced", "anbar"): 240,
        ("displaced_hosted", "kurdistan_region"): 390}  # fmt: skip


@pytest.mark.parametrize(
    ("names", "told"),
    [
        ("operation,admin0Name,admin1Name,numPresentIdpInd", "a file of IOM's DTM API, by its columns, and it is not read"),
        ("Year,Country of origin,Country of asylum,Refugees under UNHCR's mandate", "a file of UNHCR"),
        ("event_id_cnty,event_date,event_type,sub_event_type,fatalities", "a file of ACLED"),
        ("id,dyad_name,side_a,side_b,deaths_a,deaths_b,best", "events of UCDP, by its columns; give it to `rekindle record g"),
    ],
)
def test_a_file_of_another_publisher_is_called_what_it_is(tmp_path: Path, names: str, told: str) -> None:
    (tmp_path / "x.csv").write_text(f"{names}\n", encoding="utf-8")
    with pytest.raises(InvalidScenario, match="x.csv:1: this is ") as wrong:
        figures(tmp_path / "x.csv")
    assert told in str(wrong.value)


def test_headings_mean_the_same_in_capitals_and_with_arabic() -> None:
    assert column("IDPs  FAMILIES / عوائل النازحين") == "Families" and column("Al Diwaniya") == "from Qadissiya"
    assert column("Post 17 October16") == column("Post 17 October 16 Period of displacement") == "wave"
    assert column("Rented houses") == "Rented houses" and column("Jan 20").startswith("period ")
