"""The record is read strictly: a slip is named with file and line, never drawn."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from rekindle.errors import InvalidScenario, MissingData
from rekindle.record.recorded import COLUMNS, read_record

HEADER = ",".join(COLUMNS) + "\n"


def write(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "record.csv"
    path.write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_reads_values_ranges_and_floors(tmp_path: Path) -> None:
    rows = read_record(
        write(
            tmp_path,
            "battle_weeks,mosul,2016-10-17,2017-07-10,,38,,weeks,a,verified,2017-07-10,",
            'deaths,,2017-01-01,,2521,,,people,a,derived,,"a floor, says the source"',
            "",
            "strength,,2017-01-01,,100,,300,people,a,recalled,,",
        )
    )
    assert [row.middle for row in rows] == [38, 2521, 200]
    assert [row.floor for row in rows] == [False, True, False]
    assert [row.firm for row in rows] == [True, True, False]
    assert rows[0].days == 267 and rows[0].line == 2
    assert rows[1].end == date(2017, 1, 1) and rows[1].note == "a floor, says the source" and rows[1].known_on is None


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("x,,2017-13-01,,,1,,people,a,verified,,", "start '2017-13-01' is not a date"),
        ("x,,2017-01-02,2017-01-01,,1,,people,a,verified,,", "end 2017-01-01 lies before start"),
        ("x,,2017-01-01,,,1 470,,people,a,verified,,", "best '1 470' is not a number"),
        ("x,,2017-01-01,,,nan,,people,a,verified,,", "best 'nan' is not a finite number"),
        ("x,,2017-01-01,,,,,people,a,verified,,", "all empty"),
        ("x,,2017-01-01,,5,4,6,people,a,verified,,", "must rise"),
        ("x,,2017-01-01,,,4,,people,a,guessed,,", "status 'guessed' is not one of"),
        ("x,,2017-01-01,,,4,,people,,verified,,", "source is empty"),
        ("x,,2017-01-01,,,4,,people,a,verified,,one,two", "has 13 cells"),
    ],
)
def test_bad_rows_name_file_and_line(tmp_path: Path, line: str, told: str) -> None:
    path = write(tmp_path, "ok,,2017-01-01,,,1,,people,a,verified,,", line)
    with pytest.raises(InvalidScenario) as problem:
        read_record(path)
    assert f"{path}:3: " in str(problem.value)
    assert told in str(problem.value)


def test_wrong_columns_and_missing_file(tmp_path: Path) -> None:
    path = tmp_path / "record.csv"
    path.write_text(HEADER.replace("known_on", "known"), encoding="utf-8")
    with pytest.raises(InvalidScenario, match="missing known_on; unknown known"):
        read_record(path)
    with pytest.raises(MissingData):
        read_record(tmp_path / "none.csv")


def test_all_bad_rows_are_told_at_once(tmp_path: Path) -> None:
    path = write(tmp_path, "a,,x,,,1,,p,a,verified,,", "b,,2017-01-01,,,1,,p,a,verified,,", "c,,2017-01-01,,,,,p,a,verified,,")
    with pytest.raises(InvalidScenario) as problem:
        read_record(path)
    assert [line.split(":")[1] for line in str(problem.value).splitlines()] == ["2", "4"]


@pytest.mark.parametrize("name", ["mosul-2016", "mosul-2014", "iraq-2006"])
def test_the_packaged_records_read_and_end_with_2018(name: str) -> None:
    rows = read_record(Path(__file__).parents[2] / "src/rekindle/catalogue" / name / "record.csv")
    assert len(rows) > 100
    assert max(row.end for row in rows) <= date(2018, 12, 31)
