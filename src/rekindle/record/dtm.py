"""Displaced and returned people of Iraq from the lists of IOM's Displacement Tracking Matrix (DTM).

About every two weeks IOM published two lists, of the displaced (IDP Master List) and of those who returned (Returnee Master
List), a row for each location. They are read here as CSV, with the headings of any round (`dtm_forms` lists them) and up to
ten rows of titles above; a column `date` may be added ("Oct 27, 2016" or 2016-10-27), or the date be given. Also read: the
aggregates by date that this package's table was made from. https://iraqdtm.iom.int; cite "IOM Iraq DTM".

People are read where the list gives individuals. The columns by origin and by time of displacement count families in some
rounds and individuals in others (from 119), and no heading says which: here the rows say it, because a row's origins add up
to its families or to its individuals. Families become people in the row's own proportion, which is 6 in the lists seen, IOM's
rule. A list of families alone, or of numbers whose unit nothing tells, is read only if told how many people each stands for.

Figures are stocks at the date of a list, returned people cumulative. They lag: a location enters when enumerators reach it.

Measures: `displaced` of Iraq, and of a region those who come from it, wherever they are; `displaced_hosted` of a region those
who are in it; `returned` to Iraq's locations and to a region's; `displaced_wave_2016_10`, those whom IOM lists under "Post 17
October 16" (later waves have columns of their own).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from rekindle.errors import InvalidScenario, UsageError
from rekindle.record import cells, regions, strict_csv
from rekindle.record import dtm_forms as forms
from rekindle.record.dtm_forms import ORIGINS
from rekindle.record.foreign import LISTS, foreign
from rekindle.record.recorded import Recorded

FAMILY = 6  # people, IOM's rule
LARGEST_FAMILY = 30  # people for each family of a row; above it a column has slipped
COUNTRY = "iraq"
SOURCE = "iom-dtm"
WAVE = "displaced_wave_2016_10"
WAVE_STARTS = date(2016, 10, 17)

Cells = dict[str, str]
Place = tuple[str, str]  # measure, place


@dataclass
class Counts:
    """What a row counts: people by measure and place, and numbers whose unit the file has to tell, in two groups."""

    people: dict[Place, float] = field(default_factory=dict)
    origins: dict[Place, int] = field(default_factory=dict)
    periods: dict[Place, int] = field(default_factory=dict)
    families: int | None = None
    individuals: int | None = None
    each: float = 1.0  # people for a family
    of_periods: int = 0  # the sum of all periods

    def add(self, measure: str, region: str, people: float) -> None:
        """Count people of the country and of a region."""
        for key in ((measure, COUNTRY), ("displaced_hosted" if measure == "displaced" else measure, region)):
            self.people[key] = self.people.get(key, 0) + people


def _region(name: str) -> str:
    there = regions.governorate(name, "Iraq")
    if there is None and ("total" in name.lower() or "المجموع" in name):
        raise ValueError(f"Governorate is {name!r}: the row looks like a sum of the others; delete it, or all count twice")
    if there is None:
        raise ValueError(f"Governorate {name!r} is none of Iraq's; {strict_csv.nearest(name, dict.fromkeys(ORIGINS, 1))}. "
                         f"Other spellings can be added to {regions.FILE}")  # fmt: skip
    return there.region


def _or_none(row: Cells, column: str) -> int:
    """A number by origin or period, where an empty cell (or a dash) is none."""
    text = row.get(column, "")
    return cells.count(text, column) if text not in ("", "-") else 0


def _counted(row: Cells, families: str, individuals: str, each: float | None) -> Counts:
    """Families and people of a row, people as they are given, or families times `each`."""
    found = Counts()
    if families in row:
        found.families = cells.count(row[families], families)
    if individuals in row:
        found.individuals = cells.count(row[individuals], individuals)
    if found.families is None or found.individuals is None:
        found.each = each or 1.0
        return found
    if found.individuals < found.families or found.individuals > LARGEST_FAMILY * found.families:
        raise ValueError(f"{individuals} {row[individuals]} cannot be the people of {families} {row[families]}; a column has "
                         "slipped or a number is mistyped")  # fmt: skip
    found.each = found.individuals / found.families if found.families else 1.0
    return found


def _people(found: Counts) -> float:
    return float(found.individuals) if found.individuals is not None else (found.families or 0) * found.each


def _idp_list(row: Cells, each: float | None) -> Counts:
    found = _counted(row, "Families", "Individuals", each)
    found.add("displaced", _region(row["Governorate"]), _people(found))
    if "Origin Governorate" in row:
        found.people["displaced", _region(row["Origin Governorate"])] = _people(found)
        return found
    for name in row:
        if name.startswith("from "):
            key = ("displaced", _region(name.removeprefix("from ")))
            found.origins[key] = found.origins.get(key, 0) + _or_none(row, name)
        elif name == "wave" or name.startswith("period "):
            found.of_periods += _or_none(row, name)
    if "wave" in row:
        found.periods[WAVE, COUNTRY] = _or_none(row, "wave")
    return found


def _returnee_list(row: Cells, each: float | None) -> Counts:
    found = _counted(row, "Returnee Families", "Returnee Individuals", each)
    found.add("returned", _region(row["Governorate"]), _people(found))
    return found


def _national(row: Cells, each: float | None) -> Counts:
    found = _counted(row, "Families", "Individuals", each)
    found.people["displaced", COUNTRY] = _people(found)
    found.people[WAVE, COUNTRY] = cells.count(row["wave_post_17_october_16"], "wave_post_17_october_16") * found.each
    if row["Returnee Families"] or row["Returnee Individuals"]:  # empty before the first list of returnees
        found.people["returned", COUNTRY] = _people(_counted(row, "Returnee Families", "Returnee Individuals", each))
    return found


def _by_host(row: Cells, each: float | None) -> Counts:
    found = _counted(row, "Families", "Individuals", each)
    found.add("displaced", _region(row["Governorate"]), _people(found))
    named = {("displaced", "nineveh"): "idp_families_from_ninewa", (WAVE, COUNTRY): "idp_families_wave_post_17oct2016"}
    for key, name in named.items():
        found.people[key] = cells.count(row[name], name) * found.each
    return found


def _by_origin(row: Cells, each: float | None) -> Counts:
    found = Counts()
    for name in row:
        if name.startswith("from "):
            number = cells.count(row[name], name.removeprefix("from ")) * (each or 1.0)
            for key in (("displaced", _region(name.removeprefix("from "))), ("displaced", COUNTRY)):
                found.people[key] = found.people.get(key, 0) + number
    return found


READERS = {
    forms.IDP: _idp_list, forms.IDP_2014: _idp_list, forms.RETURNEES: _returnee_list, forms.NATIONAL: _national,
    forms.BY_HOST: _by_host, forms.BY_ORIGIN: _by_origin,
}  # fmt: skip


@dataclass
class _Unit:
    """What the numbers of one group of columns count, by the rows whose sum is the row's families or its individuals."""

    what: str
    rows: Counter[str] = field(default_factory=Counter)
    first: dict[str, int] = field(default_factory=dict)
    sums: dict[tuple[str, str, date], list[float]] = field(default_factory=dict)  # as families, as people

    def see(self, row: int, total: int, found: Counts) -> None:
        """Note to what a row's numbers add up."""
        if not total or (found.families == found.individuals == total):
            return
        sort = "families" if total == found.families else "individuals" if total == found.individuals else "neither"
        self.rows[sort] += 1
        self.first.setdefault(sort, row)
        for name, most in (("over families", found.families), ("over individuals", found.individuals)):
            if most is not None and total > most:
                self.first.setdefault(name, row)

    def add(self, key: tuple[str, str, date], number: int, each: float) -> None:
        sums = self.sums.setdefault(key, [0.0, 0.0])
        sums[0] += number * each
        sums[1] += number

    def told(self, problems: strict_csv.Problems, other: str = "") -> str:
        """families or individuals; goes by `other` where no row decides. Adds to `problems` what contradicts it."""
        here, there = self.first.get("families"), self.first.get("individuals")
        if here and there:
            told = f"the numbers by {self.what} add up to individuals here and to families in row {here}; a list counts one of "
            problems.add(there, told + "the two, so lists of two rounds were joined, or numbers are mistyped")
            return "families"
        unit = "families" if here else "individuals" if there else other
        if not unit and self.rows["neither"]:
            told = f"the numbers by {self.what} add up to neither the families nor the individuals, here and in all other rows"
            problems.add(self.first["neither"], f"{told}, so what they count is not known")
        elif f"over {unit}" in self.first:
            told = f"the numbers by {self.what} add up to more than the row's {unit}, which they count in other rows"
            problems.add(self.first[f"over {unit}"], f"{told}; look up the publisher's")
        return unit or "families"


@dataclass
class Lists:
    """Rows of the record from a file, and how its numbers became people."""

    rows: list[Recorded]
    remarks: list[str]


def _layout(path: Path) -> tuple[strict_csv.Layout, forms.Form]:
    """How a file is written and what it is; says what it is instead where it is no list."""
    found = strict_csv.layout(path, lambda names: forms.form_of(names) is not None)
    form = forms.form_of(found.names)
    if form is None:
        if what := foreign(found.names, LISTS):
            raise InvalidScenario(f"{path}:{found.line}: {what}")
        raise InvalidScenario(
            f"{path}:{found.line}: no form of IOM's lists has these columns, and neither has another of the first "
            f"{strict_csv.TITLES + 1} rows. {forms.nearest_form(found.names)}. Take the file as IOM published it: a heading "
            "that is changed by hand may change what is counted"
        )
    if form in (forms.IDP, forms.IDP_2014) and "return" in found.titles.lower():
        raise InvalidScenario(f"{path}:{found.line}: the title above speaks of returnees, but these are the columns of the "
                              "list of the displaced; remove the title if it is one")  # fmt: skip
    return found, form


def _must_tell(path: Path, form: forms.Form, columns: set[str], on: date | None, each: float | None) -> None:
    """UsageError where the day or the people for a family have to be given, or are given and the file has them."""
    if "date" not in columns and on is None:
        raise UsageError(f"{path} has no column date; say of which day the list is, as in --on 2016-10-27")
    if "date" in columns and on is not None:
        raise UsageError(f"--on does not apply to {path}: its column date gives each row its day. Leave --on out.")
    if each is not None and not 1 <= each <= LARGEST_FAMILY:
        raise UsageError(f"--people-per-family {each:g} lies outside 1 to {LARGEST_FAMILY}; IOM's rule is {FAMILY}")
    without = form is forms.BY_ORIGIN or columns.isdisjoint(("Individuals", "Returnee Individuals"))
    if without and each is None:
        why, one = "gives families and no individuals", ""
        if form is forms.BY_ORIGIN:
            why, one = "does not say whether it counts families or people", "; 1 is for numbers that are people already"
        raise UsageError(f"{path} {why}. Say how many people a family is: --people-per-family {FAMILY} is IOM's rule{one}")
    if not without and each is not None:
        raise UsageError(f"--people-per-family does not apply to {path}: it gives individuals. Leave it out.")


def read_lists(path: str | Path, on: date | None = None, source: str = SOURCE, people_per_family: float | None = None) -> Lists:
    """Rows of the record from a master list or an aggregate by date, by measure, place and date. Unit: people.

    `on` is the date of a list whose file has no column `date`; `people_per_family` is for a file without individuals. A place
    that no row of a date counts has no row there. Raises MissingData, UsageError (what has to be given and is not) and
    InvalidScenario with all faults of the file (the first 20 told).
    """
    path = Path(path)
    found, form = _layout(path)
    columns = list(dict.fromkeys(name for heading in found.names if (name := forms.column(heading))))
    _must_tell(path, form, set(columns), on, people_per_family)
    read = {*forms.HEADINGS, *form.columns, "wave"}
    wanted = [name for name in columns if name in read or name.startswith(("from ", "period "))]
    problems, seen = strict_csv.Problems(path), _Seen()
    for row, texts in strict_csv.rows(found, {name: (name,) for name in wanted}, problems, forms.column):
        named = dict(zip(wanted, texts, strict=True))
        try:
            when = on or _date(named["date"])
            seen.add(row, when, READERS[form](named, people_per_family))
        except ValueError as wrong:
            problems.add(row, str(wrong))
    by_origin = seen.settle(problems)
    problems.finish()
    told = sorted(seen.sums.items())
    rows = [_recorded(*key, people, source) for key, people in told if key[0] != WAVE or key[2] >= WAVE_STARTS]
    return Lists(rows, list(_remarks(form, by_origin, people_per_family, seen.odd, seen.origins.rows["neither"])))


@dataclass
class _Seen:
    """What the rows read so far count."""

    sums: dict[tuple[str, str, date], float] = field(default_factory=dict)
    origins: _Unit = field(default_factory=lambda: _Unit("governorate of origin"))
    periods: _Unit = field(default_factory=lambda: _Unit("time of displacement"))
    odd: int = 0  # rows whose people are not six for a family

    def add(self, row: int, when: date, counts: Counts) -> None:
        """Count a row."""
        for (measure, place), people in counts.people.items():
            self.sums[measure, place, when] = self.sums.get((measure, place, when), 0) + people
        self.origins.see(row, sum(counts.origins.values()), counts)
        self.periods.see(row, counts.of_periods, counts)
        for unit, numbers in ((self.origins, counts.origins), (self.periods, counts.periods)):
            for (measure, place), number in numbers.items():
                unit.add((measure, place, when), number, counts.each)
        self.odd += bool(counts.families and counts.individuals and counts.individuals != FAMILY * counts.families)

    def settle(self, problems: strict_csv.Problems) -> str:
        """Add the people by origin and period, as what all rows say they are; what those by origin are, if there are any."""
        by_origin = self.origins.told(problems) if self.origins.rows else ""
        by_period = self.periods.told(problems, by_origin)
        for unit, told in ((self.origins, by_origin), (self.periods, by_period)):
            self.sums |= {key: pair[told == "individuals"] for key, pair in unit.sums.items()}
        return by_origin


def _remarks(form: forms.Form, by_origin: str, each: float | None, odd: int, neither: int) -> Iterator[str]:
    """How numbers became people, for whoever reads the figures."""
    yield f"{form.title}: " + (f"families x {each:g}, as given." if each else "people as the list gives them.")
    if by_origin:
        as_people = "" if by_origin == "individuals" or each else ", taken as the row's people"
        yield f"Its columns by origin count {by_origin}{as_people}."
    if odd:
        yield f"In {odd:,} rows people are not {FAMILY} x families, IOM's rule."
    if neither:
        yield f"In {neither:,} rows the origins do not add up to the whole."


def read_dtm(
    path: str | Path, on: date | None = None, source: str = SOURCE, people_per_family: float | None = None
) -> list[Recorded]:
    """The rows of `read_lists`."""
    return read_lists(path, on, source, people_per_family).rows


def _date(text: str) -> date:
    try:
        return datetime.strptime(text, "%b %d, %Y").date()
    except ValueError:
        return cells.day(text, "date")


def _recorded(measure: str, place: str, when: date, people: float, source: str) -> Recorded:
    return Recorded(measure, place, when, when, math.nan, round(people, 2), math.nan, "people", source, "derived", when, "")


def last_of_month(rows: Iterable[Recorded]) -> list[Recorded]:
    """Of rows of one measure and place in a month, the last."""
    kept = {(row.measure, row.place, row.start.replace(day=1)): row for row in sorted(rows, key=lambda row: row.start)}
    return [kept[key] for key in sorted(kept)]
