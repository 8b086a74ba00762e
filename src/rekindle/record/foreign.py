"""Files of other publishers, or for another command: told apart by their columns, so that a person hears what was given.

The columns of the DTM API and of ACLED are those that public programs name which read these files. Those of UNHCR, IDMC and
the Global Terrorism Database are partly recalled: a file that has others is refused all the same, without its name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

LISTS = "IOM's IDP and Returnee Master Lists of Iraq (`rekindle record dtm`)"
EVENTS = "UCDP's Georeferenced Event Dataset (`rekindle record ged`)"

# What a file is; the columns that tell it, of which it has at least two (or the one, where one is given); why it is not read.
KINDS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("a file of IOM's DTM API", ("numPresentIdpInd", "admin0Name", "admin1Name", "reportingDate", "roundNumber", "admin0Pcode"),
     "it gives sums of a round by area and not the lists"),
    ("a file of UNHCR", ("Country of origin", "Country of asylum", "Country of asylum (ISO)", "Refugees under UNHCR's mandate",
                         "Asylum-seekers", "coo_name", "coa_name", "coo_iso", "coa_iso"),
     "it counts people who crossed a border"),
    ("a file of ACLED", ("event_id_cnty", "sub_event_type", "fatalities", "data_id", "inter1", "disorder_type", "actor1"),
     "it counts by other rules than UCDP and leaves the sides' deaths undivided"),
    ("a file of the Global Terrorism Database", ("eventid", "iyear", "nkill", "attacktype1_txt"), "it counts attacks"),
    ("a file of IDMC", ("figure_cause", "displacement_type", "displacement_date", "New Displacement", "Total Stock"),
     "it gives estimates of a year or an event"),
    ("UCDP's table of deaths by year", ("bd_best", "bd_low", "best_fatality_estimate", "battle_location"),
     "it has no days and no governorates"),
    ("a record of Rekindle", ("measure", "known_on", "best", "status", "source"),
     "it is read where it lies beside a scenario: `rekindle record show`"),
)  # fmt: skip
MASTER = ("Governorate", "Families", "Individuals", "Households", "IDPs Families", "IDPs Individuals", "Returnee Families",
          "Place id", "Rented houses")  # fmt: skip
GED = ("dyad_name", "side_a", "side_b", "deaths_a", "deaths_b", "deaths_civilians", "date_start")


def _same(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).lower()


def _has(names: Iterable[str], columns: Iterable[str], least: int) -> bool:
    return len({_same(name) for name in names} & {_same(column) for column in columns}) >= least


def foreign(names: list[str], wanted: str) -> str:
    """What a file is that `wanted` (LISTS or EVENTS) does not fit, in a sentence with what is read; empty for no known kind."""
    read = f"`rekindle record` reads {LISTS} and {EVENTS}"
    for what, columns, why in KINDS:
        least = 4 if columns[0] == "measure" else 2
        if _has(names, columns, least):
            return f"this is {what}, by its columns, and it is not read: {why}. {read}"
    if wanted == LISTS and _has(names, GED, 4):
        return "this is a file of events of UCDP, by its columns; give it to `rekindle record ged`"
    if wanted == EVENTS and _has(names, MASTER, 3):
        return "this is a list of IOM's Displacement Tracking Matrix, by its columns; give it to `rekindle record dtm`"
    return ""
