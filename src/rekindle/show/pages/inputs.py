"""The report's tables of what went in: numbers, dates, sources, the record, parameters; and the table of outcomes."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from markupsafe import Markup, escape

from rekindle.record.links import ADDRESS, DOI
from rekindle.show.pages import tables
from rekindle.show.pages.html import table

Table = dict[str, Any]
NAME = re.compile(r"(?<![\w/.-])[a-z]+(?:_[a-z0-9]+)+(?![\w/.])")
"""A name from inside the program, as civilians_killed_total."""
YEAR = re.compile(r"(?:19|20)\d\d")


def name_of(source: Any, known: str) -> str:
    """A source as a text cites it: "UNHCR, 2017"."""
    author = str(getattr(source, "author", "") or known)
    author = str(getattr(source, "title", "") or author) if author == "various" else author
    year = YEAR.search(str(getattr(source, "date", "") or ""))
    return author + (f", {year[0]}" if year and year[0] not in author else "")


def cite(sources: Iterable[tables.SourceLink], scenario: Any) -> Markup:
    """Links to the sources' rows."""
    found = []
    for one in sources:
        text = name_of(scenario.sources.get(one.id), one.id) if one.known else one.id
        found.append(Markup('<a href="#s-{}" title="{}">{}</a>').format(one.id, one.title, text) if one.known else escape(text))
    return Markup("; ").join(found)


def link_list(links: Iterable[tuple[str, str]]) -> Markup:
    """Links within the page."""
    return Markup(" · ").join(Markup('<a href="#{}">{}</a>').format(link, text) for link, text in links)


def linked(text: str) -> Markup:
    """A text with the addresses and DOIs in it as links, and names from inside the program in words."""
    found, last = Markup(""), 0
    for match in sorted([*ADDRESS.finditer(text), *DOI.finditer(text)], key=lambda one: one.start()):
        if match.start() < last:
            continue
        address = match[0] if match[0].startswith("http") else f"https://doi.org/{match[1]}"
        found += in_words(text[last : match.start()]) + Markup('<a href="{}">{}</a>').format(address, match[0])
        last = match.end()
    return found + in_words(text[last:])


def in_words(text: str) -> Markup:
    """A text with names from inside the program in words: "attacks iraq"."""
    return escape(NAME.sub(lambda one: one[0].replace("_", " "), text))


def lines(parts: Iterable[Any]) -> Markup:
    """Parts of a cell beneath each other."""
    return Markup("").join(Markup("<div>{}</div>").format(part) for part in parts if part)


def as_csv(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Rows as CSV, as an address that a link can hold."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(heads)
    writer.writerows(rows)
    return "data:text/csv;charset=utf-8," + quote(out.getvalue(), safe="/:;,.-_ ()+")


def _status(status: str) -> Markup:
    return Markup('<span class="status {}">{}</span>').format(status, status)


def numbers(rows: Sequence[tables.QuantityRow], scenario: Any) -> Table:
    """Every number of the scenario, with where it is from."""
    heads = ("Number", "Value or range", "Unit", "Drawn from", "Status", "Source", "Known on", "Note")
    found = [_number(row, scenario) for row in rows]
    data = [(row.path, row.label, row.value, row.unit, row.prior, row.status,
             " ".join(one.id for figure in row.figures for one in figure.sources)) for row in rows]  # fmt: skip
    return table(
        "Every number of the scenario", heads, found, ids=[row.anchor for row in rows],
        find="Search the numbers: a place, a status", looks=("what", "range", "", "prior", "", "", "date", "note"),
        data=[{"about": row.path} for row in rows], printed="none",
    ) | {"csv": as_csv(("name", "label", "value", "unit", "drawn_from", "status", "sources"), data),
         "name": "numbers"}  # fmt: skip


def _number(row: tables.QuantityRow, scenario: Any) -> list[Any]:
    several = len(row.figures) > 1
    sources = lines(
        cite(one.sources, scenario) + (Markup(": {} ({})").format(one.value, one.status) if several else "")
        for one in row.figures
    )
    beside = Markup("Beside: {}").format(link_list(row.beside)) if row.beside else ""
    note = lines([row.definition, *(linked(one.note) for one in row.figures if one.note), beside])
    known = lines(one.known_on for one in row.figures)
    return [row.label, row.value, row.unit, row.shape, _status(row.status), sources, known, note]


def dates(rows: Sequence[Mapping[str, Any]], scenario: Any) -> Table:
    """What the scenario orders, and when."""
    heads = ("What", "When", "Paused", "As planned before", "Status", "Source", "Known on", "Note")
    found = [[row["what"], row["when"], row["pauses"], row["planned"], _status(row["status"]), cite(row["source"], scenario),
              row["known_on"], linked(row["note"])] for row in rows]  # fmt: skip
    return table("Dated orders and corridors", heads, found, ids=[row["id"] for row in rows], find="Search the dates",
                 looks=("what", "when", "", "", "", "", "date", "note"), printed="none")  # fmt: skip


def context(rows: Sequence[Mapping[str, Any]], scenario: Any) -> Table:
    """Figures of other definitions, which never enter the model."""
    heads = ("What", "Value or range", "Unit", "Status", "Source", "Note")
    found = []
    for row in rows:
        figures = row["figures"]
        beside = Markup("Beside: {}").format(link_list(row["beside"])) if row["beside"] else ""
        found.append([
            f"{row['name']}: {row['definition']}", lines(one.value for one in figures), row["unit"],
            lines(_status(one.status) for one in figures), lines(cite(one.sources, scenario) for one in figures),
            lines([*(linked(one.note) for one in figures if one.note), beside]),
        ])  # fmt: skip
    return table("Figures of other definitions", heads, found, ids=[row["id"] for row in rows],
                 looks=("what", "range", "", "", "", "note"), printed="none")  # fmt: skip


def sources(rows: Sequence[Mapping[str, Any]]) -> Table:
    """Every source, with a link that leaves where there is one."""
    heads = ("Source", "Author", "Date", "Kind", "Licence", "Numbers", "Note")
    found = [[_title(row), row["author"], row["date"], row["kind"], row["licence"], str(row["cited"]), linked(row["note"])]
             for row in rows]  # fmt: skip
    return table("Sources", heads, found, (False,) * 5 + (True, False), ids=[f"s-{row['id']}" for row in rows],
                 find="Search the sources", looks=("what", "", "date", "", "", "n", "note"),
                 data=[{"about": row["id"]} for row in rows])  # fmt: skip


def _title(row: Mapping[str, Any]) -> Any:
    return Markup('<a href="{}">{}</a>').format(row["url"], row["title"]) if row["url"] else row["title"]


def record(rows: Sequence[Mapping[str, Any]], scenario: Any) -> Table:
    """Every recorded figure, and the pictures that draw it."""
    heads = ("What", "When", "Value or range", "Unit", "Status", "Source", "Known on", "Drawn in", "Note")
    found = [[row["what"], row["when"], row["value"], row["unit"], _status(row["status"]), cite(row["source"], scenario),
              row["known_on"], link_list(row["pictures"]) if row["pictures"] else f"none: {row['undrawn']}",
              linked(row["note"])] for row in rows]  # fmt: skip
    data = [(row["measure"], row["place"], row["when"], row["value"], row["unit"], row["status"]) for row in rows]
    return table(
        "Recorded figures", heads, found, ids=[row["id"] for row in rows], find="Search the record", printed="none",
        looks=("what", "when", "range", "", "", "", "date", "", "note"), data=[{"about": row["measure"]} for row in rows],
    ) | {"csv": as_csv(("measure", "place", "when", "value", "unit", "status"), data), "name": "record"}  # fmt: skip


def parameters(rows: Sequence[Mapping[str, str]]) -> Table:
    """Every parameter of the model: what it means first, its name in files last."""
    heads = ("Meaning", "Unit", "Drawn from", "Source", "Name in files")
    found = [[row["meaning"], row["unit"], row["prior"], linked(row["source"]), Markup("<code>{}</code>").format(row["name"])]
             for row in rows]  # fmt: skip
    data = [(row["name"], row["meaning"], row["unit"], row["prior"], row["source"]) for row in rows]
    return table(
        "Parameters of the model", heads, found, ids=[f"p-{row['name']}" for row in rows], find="Search the parameters",
        looks=("what", "", "prior", "note", ""), printed="none",
    ) | {"csv": as_csv(("name", "meaning", "unit", "drawn_from", "source"), data), "name": "parameters"}  # fmt: skip


def outcomes(rows: Sequence[Mapping[str, Any]]) -> Table:
    """Every outcome: median, ranges, mean, worlds; months stand in the CSV alone, for their pictures show them."""
    heads = ("Outcome", "Unit", "Median", "50 % range", "90 % range", "Mean", "Worlds")
    found, shown = [], [row for row in rows if not row["monthly"]]
    for row in shown:
        mean, p05, p25, p50, p75, p95 = row["cells"]
        worlds = row["worlds"] + (f" (never in {row['never']:,})" if row["never"] else "")
        found.append([row["label"], row["unit"], p50, _ends(p25, p75), _ends(p05, p95), mean, worlds])
    data = [(row["name"], row["label"], row["unit"], *row["raw"]) for row in rows]
    return table(
        "Every outcome", heads, found, (False, False) + (True,) * 5, ids=[f"o-{row['name']}" for row in shown],
        find="Search the outcomes", looks=("what", "", "n", "n", "n", "n", "n"), data=[{"about": row["name"]} for row in shown],
        printed="few",
    ) | {"csv": as_csv(("name", "label", "unit", "mean", "p05", "p25", "p50", "p75", "p95", "worlds"), data),
         "name": "outcomes"}  # fmt: skip


def _ends(low: str, high: str) -> str:
    return low if low == high else f"{low} to {high}"


def manifest(rows: Sequence[tuple[str, str]]) -> Table:
    """What is needed to run this again."""
    found = [[Markup("<code>{}</code>").format(name), value] for name, value in rows]
    return table("Manifest of the run", ("Entry", "Value"), found, looks=("what", "note"), printed="none")
