"""The packaged tables, made from the publishers' files by the loaders: `python -m rekindle.record.build FOLDER`.

FOLDER holds `ucdp_ged_iraq`, `ucdp_ged_syria`, `ucdp_v231_yearly` and `iom_dtm_iraq`, as described in tables/README.md.
"""

from __future__ import annotations

import csv
import sys
from datetime import date
from pathlib import Path

from rekindle.record import dtm, ged
from rekindle.record.recorded import Recorded, write_record
from rekindle.record.regions import all_regions, place_id, unknown_region
from rekindle.record.tables import FOLDER

LAST = date(2018, 12, 1)
# Country, file, id of the source, first month whole in the file.
GED = (
    ("Iraq", "ucdp_ged_iraq/ged191_iraq_events_2003_2018.csv", "ucdp-ged-191", date(2004, 1, 1)),
    ("Syria", "ucdp_ged_syria/ged_syria_is_events_2016_2018.csv", "ucdp-ged-syria-652", date(2016, 1, 1)),
)
DTM = "iom_dtm_iraq"
YEARLY = "ucdp_v231_yearly/is_state_based_by_country_year_wide.csv"
BELOW = 24.0
"""The most that a year can hold in which nothing was counted."""


def deaths(folder: Path, by: str) -> list[Recorded]:
    """Documented deaths in events with IS on a side, by the month an event begins in and spread over its days."""
    rows: list[Recorded] = []
    for country, file, source, first in GED:
        places = [*all_regions(country), unknown_region(country)] if by == "region" else [country.lower()]
        for spread in (False, True):
            found = ged.deaths(folder / file, actor="IS", country=country, by=by, spread=spread)
            given = ged.recorded(found, source, places, first, LAST)
            whole = ("deaths_documented", "deaths_documented_spread")
            rows += [row for row in given if row.measure in whole or (by == "country" and not spread)]
    return rows


def displacement(folder: Path) -> list[Recorded]:
    """Displaced and returned people of Iraq and of Nineveh at the last list of each month, and the wave of October 2016."""
    files = ("national_by_date.csv", "idp_families_by_origin_governorate_wide.csv", "returnees_by_district.csv")
    # the sums by origin do not say what they count: families, as their folder's README does
    each = (None, dtm.FAMILY, None)
    given = zip(files, each, strict=True)
    national, origin, districts = (dtm.read_dtm(folder / DTM / file, people_per_family=n) for file, n in given)
    wanted = national + [row for row in origin + districts if row.place == "nineveh"]
    return dtm.last_of_month(wanted)


def battle_deaths(folder: Path) -> list[Recorded]:
    """Deaths in battle of IS with governments, by country and year; the count begins at 25 a year of a pair of sides."""
    rows = []
    with (folder / YEARLY).open(encoding="utf-8", newline="") as file:
        for cells in csv.DictReader(file):
            year = int(cells.pop("year"))
            for country, text in cells.items():
                if not country.startswith("TOTAL"):
                    deaths, first, last = float(text), date(year, 1, 1), date(year, 12, 31)
                    most, note = (deaths, "") if deaths else (BELOW, "none counted; the count begins at 25")
                    about = ("deaths", "ucdp-brd-231", "derived", last, note)
                    rows.append(Recorded("battle_deaths", place_id(country), first, last, deaths, deaths, most, *about))
    return sorted(rows, key=lambda row: (row.place, row.start))


def tables(folder: Path) -> dict[str, list[Recorded]]:
    """All tables by name."""
    return {
        "deaths_documented_by_region": deaths(folder, "region"),
        "deaths_documented_by_country": deaths(folder, "country"),
        "displacement": displacement(folder),
        "battle_deaths_by_country_year": battle_deaths(folder),
    }


if __name__ == "__main__":
    for name, rows in tables(Path(sys.argv[1])).items():
        with (FOLDER / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            write_record(rows, file)
        print(f"{name}: {len(rows)} rows", file=sys.stderr)
