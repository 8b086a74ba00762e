"""The page of the record tells of the tables, regions, columns and options that there are."""

from __future__ import annotations

import re
from pathlib import Path

from typer.testing import CliRunner

from rekindle.cli.record import app
from rekindle.record import tables
from rekindle.record.effects import published
from rekindle.record.links import _table
from rekindle.record.recorded import COLUMNS
from rekindle.record.regions import all_regions
from rekindle.scenario.measures import recorded_only

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/record.md").read_text(encoding="utf-8")
TABLES = (tables.FOLDER / "README.md").read_text(encoding="utf-8")


def test_tables_regions_and_columns_are_all_told() -> None:
    told = set(re.findall(r"`([a-z_]+)`", PAGE))
    assert set(tables.NAMES) | set(all_regions()) | set(COLUMNS) <= told


def test_the_numbers_of_rows_are_those_of_the_tables() -> None:
    told = {name: int(rows.replace(",", "")) for name, rows in re.findall(r"\| `(\w+)\.csv` \| ([\d,]+) \|", TABLES)}
    others = {name: len(tables.table(name)) for name in tables.YEARLY} | {
        "regions": 33,
        "measures": len(recorded_only()),
        "effects": len(published()),
        "links": len(_table()),
    }
    assert told == {name: len(tables.table(name)) for name in tables.NAMES} | others


def test_the_options_of_the_page_are_options_of_its_commands() -> None:
    helped = "".join(CliRunner().invoke(app, [name, "--help"], env={"COLUMNS": "200"}).output for name in ("ged", "dtm"))
    options = set(re.findall(r"--[a-z]+", PAGE))
    assert len(options) > 4 and options <= set(re.findall(r"--[a-z]+", re.sub(r"\x1b\[[\d;]*m", "", helped)))


def test_the_numbers_the_pages_give_are_in_the_tables() -> None:
    whole = {}
    for name in ("deaths_documented_by_country", "deaths_documented_by_region"):
        for row in tables.table(name):
            if row.measure == "deaths_documented":
                whole[row.place] = whole.get(row.place, 0) + row.best
    for place, country in (("iraq_unknown", "iraq"), ("syria_unknown", "syria")):
        assert re.search(rf"{whole[place]:,.0f} (deaths )?of {whole[country]:,.0f}", TABLES)
    assert 0.19 < whole["syria_unknown"] / whole["syria"] < 0.21  # a fifth, says the page
