"""The table of published effects: what the packaged one holds, and that a slip in one is told with its line."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from rekindle.errors import InvalidScenario, MissingData
from rekindle.record.effects import COLUMNS, STATUSES, TABLE, published

SOUND = {
    "id": "more-is-more", "effect": "x", "treatment": "x", "outcome": "x", "population": "x", "window": "x", "estimate": "1.5",
    "low": "1.1", "high": "2", "unit": "ratio", "source": "x", "url": "", "status": "verified", "variant": "", "note": "x",
}  # fmt: skip


def table(tmp_path: Path, *rows: dict[str, str], header: tuple[str, ...] = COLUMNS) -> Path:
    path = tmp_path / "effects.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows([{**SOUND, **row}[name] for name in COLUMNS] for row in rows)
    return path


def test_the_packaged_table_has_fifteen_effects_or_more_with_source_status_and_reason() -> None:
    rows = published()
    assert len(rows) >= 15
    assert {row.status for row in rows.values()} == set(STATUSES)
    for row in rows.values():
        assert row.low <= row.estimate <= row.high
        assert re.search(r"\d{4}", row.source), row.id
        assert len(row.note) > 40, row.id
        assert row.status != "verified" or row.url, row.id


def test_what_is_only_recalled_or_known_by_its_sign_is_wide() -> None:
    for row in published().values():
        if row.status != "verified" and row.unit == "ratio":
            assert row.high / row.low >= 1.4, row.id


def test_nothing_after_2018_is_typed() -> None:
    years = {int(year) for year in re.findall(r"\b(?:19|20)\d{2}\b", re.sub(r"https?://\S+", "", TABLE.read_text("utf-8")))}
    assert max(years) <= 2018


def test_the_sign_is_that_of_the_whole_interval(tmp_path: Path) -> None:
    rows = published(table(
        tmp_path, {}, {"id": "less", "low": "0.5", "estimate": "0.7", "high": "0.9"}, {"id": "either", "low": "0.9"},
        {"id": "each", "unit": "attacks per returnee", "low": "-1", "estimate": "-0.5", "high": "-0.1"},
    ))  # fmt: skip
    assert [row.sign for row in rows.values()] == [1, -1, 0, -1]
    assert [row.nothing for row in rows.values()] == [1, 1, 1, 0]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"estimate": "3"}, "low, estimate and high must rise; they are 1.1, 3, 2"),
        ({"low": "a tenth"}, "low 'a tenth' is not a number"),
        ({"high": "inf"}, "high 'inf' is not a finite number"),
        ({"low": "-1", "estimate": "0.5"}, "a ratio is more than 0, and low is -1"),
        ({"status": "verifed"}, "did you mean 'verified'?"),
        ({"variant": "backlash"}, "is not of the form GROUP.FIELD=OPTION"),
        ({"source": ""}, "source is empty"),
        ({"estimate": ""}, "estimate is empty"),
        ({"id": "More"}, "id 'More' is no name"),
    ],
)
def test_a_wrong_cell_is_told_with_its_line(tmp_path: Path, row: dict[str, str], said: str) -> None:
    path = table(tmp_path, {"id": "first"}, row)
    with pytest.raises(InvalidScenario, match=re.escape(said)) as told:
        published(path)
    assert f"{path}:3:" in str(told.value)


def test_an_id_that_is_there_twice_names_both_lines(tmp_path: Path) -> None:
    with pytest.raises(InvalidScenario, match=r":3: id 'more-is-more' is there already, in line 2"):
        published(table(tmp_path, {}, {}))


def test_a_header_of_other_columns_a_short_row_and_no_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidScenario, match=r":1: columns .* missing id; unknown name; write exactly"):
        published(table(tmp_path, header=("name", *COLUMNS[1:])))
    path = table(tmp_path)
    path.write_text(path.read_text("utf-8") + "a,b\n", encoding="utf-8")
    with pytest.raises(InvalidScenario, match=r":2: this row has 2 cells, the table has 15 columns"):
        published(path)
    path.write_bytes(b"id,\xff\n")
    with pytest.raises(InvalidScenario, match="not CSV text in UTF-8"):
        published(path)
    with pytest.raises(MissingData):
        published(tmp_path / "none.csv")
