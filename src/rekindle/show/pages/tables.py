"""Rows of the report's tables: every number of a scenario with its source, every source, every recorded figure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rekindle.record.links import link
from rekindle.record.recorded import Recorded
from rekindle.show import words

STATUS_WORDS = {
    "verified": "read in a source",
    "derived": "worked out from figures that were read",
    "recalled": "from memory, not checked against a source",
    "judgement": "the authors' judgement, kept wide",
}


SEPARATOR = re.compile(r";\s*")
"""Between the sources of one recorded figure."""
LETTERS = re.compile(r"[a-z- ]*")
AXES = ("places", "communities", "forces", "origins")


@dataclass(frozen=True)
class SourceLink:
    """A source as it is linked from a row."""

    id: str
    title: str
    known: bool


@dataclass(frozen=True)
class FigureRow:
    """One sourced figure of a quantity."""

    value: str
    status: str
    sources: tuple[SourceLink, ...]
    known_on: str
    note: str


@dataclass(frozen=True)
class QuantityRow:
    """One number of the scenario: what, how much, in which unit, how sure, from where."""

    path: str
    label: str
    group: str
    value: str
    unit: str
    prior: str
    status: str
    definition: str
    figures: tuple[FigureRow, ...]
    beside: tuple[tuple[str, str], ...] = ()
    """Anchors and names of figures of other definitions that stand beside this one."""

    @property
    def shape(self) -> str:
        """How it is drawn, without the numbers, which stand in its value: "triangular on a log scale", "fixed"."""
        return LETTERS.match(self.prior)[0].strip() or "fixed"  # type: ignore[index]

    @property
    def anchor(self) -> str:
        return anchor(self.path)


def anchor(path: str) -> str:
    """Identity of a quantity's row in the page."""
    return "q-" + path


def plain(value: Any) -> str:
    """A number as it was written: thousands apart, nothing rounded away."""
    return words.exact(value)


def ranged(low: Any, best: Any, high: Any) -> str:
    """A value or a range: "1,470", "3,000 to 5,000, best 4,000"."""
    first, middle, last = plain(low), plain(best), plain(high)
    if first and last and first != last:
        return f"{first} to {last}" + (f", best {middle}" if middle else "")
    return middle or first or last


def unit_words(unit: str) -> str:
    """A unit as it is shown: a share has no unit."""
    return {"1": "share", "count": "number"}.get(unit, unit.replace("km2", "km²"))


def _ids(source: Any) -> list[str]:
    if source is None:
        return []
    return SEPARATOR.split(source) if isinstance(source, str) else [str(one) for one in source]


def links(scenario: Any, source: Any) -> tuple[SourceLink, ...]:
    """Links to the sources of a figure; an identity that sources.yaml does not hold is shown without a link."""
    sources = scenario.sources
    return tuple(SourceLink(one, str(getattr(sources.get(one), "title", "") or one), one in sources) for one in _ids(source))


def label(scenario: Any, path: str) -> str:
    """A quantity's path in words: "Old town: density"."""
    group, _, rest = path.partition(".")
    members = getattr(scenario, group, None)
    if isinstance(members, Mapping) and "." in rest:
        name, _, part = rest.partition(".")
        return f"{getattr(members.get(name), 'label', None) or _spaced(name)}: {_part(scenario, part)}"
    if group in ("campaign", "corridors") and "." in rest:
        name, _, part = rest.partition(".")
        return f"{_spaced(name)}: {_part(scenario, part)}"
    return f"{_spaced(group)}: {_part(scenario, rest)}" if rest else _spaced(group)


def _part(scenario: Any, part: str) -> str:
    """The rest of a path in words, with labels in place of identities where the scenario has them."""
    named: list[str] = []
    before = ""
    for name in part.split("."):
        found = name.replace("_", " ")
        for axis in (before, *AXES) if before in AXES else AXES:  # one name may stand for a community and for a force
            members = getattr(scenario, axis, None)
            if isinstance(members, Mapping) and name in members:
                found = str(getattr(members[name], "label", found))
                break
        named.append(found)
        before = name
    return ", ".join(named)


def _spaced(name: str) -> str:
    text = name.replace("_", " ")
    return text[:1].upper() + text[1:]


def together(paths: Iterable[str], labels: Mapping[str, str]) -> list[tuple[str, str]]:
    """Numbers of one kind as one link to the first of them: "Places: control (34)"; a number alone by its own label."""
    kinds: dict[tuple[str, str], list[str]] = {}
    for path in paths:
        group, _, rest = path.partition(".")
        kinds.setdefault((group, rest.partition(".")[2].partition(".")[0]), []).append(path)
    found = []
    for (group, part), every in kinds.items():
        kind = f"{_spaced(group)}: {part.replace('_', ' ')}" if part else _spaced(group)
        found.append((anchor(every[0]), labels[every[0]] if len(every) == 1 else f"{kind} ({len(every)})"))
    return found


def quantity_rows(scenario: Any) -> list[QuantityRow]:
    """Every number of the scenario, in its order."""
    return [_quantity(scenario, path, quantity) for path, quantity in scenario.quantities().items()]


def figure_rows(scenario: Any, quantity: Any) -> tuple[FigureRow, ...]:
    """The sourced figures of a quantity."""
    return tuple(
        FigureRow(
            ranged(*(getattr(figure, name, None) for name in ("low", "best", "high"))) or plain(getattr(figure, "value", None)),
            str(figure.status),
            links(scenario, figure.source),
            _day(getattr(figure, "known_on", None)),
            str(getattr(figure, "note", "") or ""),
        )
        for figure in quantity.figures
    )


def _quantity(scenario: Any, path: str, quantity: Any) -> QuantityRow:
    said = any(getattr(figure, name, None) is not None for figure in quantity.figures for name in ("best", "value"))
    return QuantityRow(
        path=path,
        label=label(scenario, path),
        group=path.partition(".")[0],
        value=ranged(quantity.low, _best(quantity) if said else None, quantity.high),
        unit=unit_words(str(quantity.unit)),
        prior=quantity.prior().words(),
        status=str(quantity.status),
        definition=str(getattr(quantity, "definition", "") or ""),
        figures=figure_rows(scenario, quantity),
        beside=tuple((anchor(one), label(scenario, one)) for one in getattr(quantity, "beside", None) or ()),
    )


def _best(quantity: Any) -> float:
    """The best number as a source gives it, or the one worked out from several, to four digits."""
    given = [getattr(figure, name, None) for figure in quantity.figures for name in ("best", "value")]
    return quantity.best if quantity.best in given else float(f"{quantity.best:.4g}")


def _day(value: Any) -> str:
    return words.as_date(value).isoformat() if value else ""


def source_rows(scenario: Any, rows: Iterable[QuantityRow], record: Sequence[Recorded]) -> list[dict[str, Any]]:
    """Every source with how many numbers and recorded figures rest on it."""
    counts: dict[str, int] = {}
    for row in rows:
        for name in dict.fromkeys(one.id for figure in row.figures for one in figure.sources):
            counts[name] = counts.get(name, 0) + 1
    for recorded in record:
        for name in _ids(recorded.source):
            counts[name] = counts.get(name, 0) + 1
    parts = ("title", "author", "date", "kind", "licence", "note")
    found = [
        {"id": name, "cited": counts.get(name, 0)} | {part: str(getattr(source, part, "") or "") for part in parts}
        for name, source in scenario.sources.items()
    ]
    for one, source in zip(found, scenario.sources.values(), strict=True):
        url = str(getattr(source, "url", "") or "")
        one["url"] = link(str(one["id"]), one["title"], one["author"], one["note"], url)
    return found


def context_rows(scenario: Any) -> list[dict[str, Any]]:
    """Figures of other definitions, shown beside and never entering the model."""
    return [
        {
            "id": anchor(f"context.{name}"),
            "name": _spaced(str(name)),
            "definition": str(getattr(entry, "definition", "") or ""),
            "unit": unit_words(str(getattr(entry, "unit", "") or "")),
            "figures": figure_rows(scenario, entry),
            "beside": [(anchor(one), label(scenario, one)) for one in getattr(entry, "beside", None) or ()],
        }
        for name, entry in (getattr(scenario, "context", None) or {}).items()
    ]


def date_rows(scenario: Any) -> list[dict[str, Any]]:
    """Dated orders and corridors of the scenario: when, from where it is known, and what was planned."""
    found = []
    for kind in ("campaign", "corridors"):
        for entry in getattr(scenario, kind, None) or []:
            place = str(getattr(entry, "place", None) or getattr(entry, "city", ""))
            planned = getattr(entry, "planned", None)
            pauses = [words.between_days(pause.start, pause.end) for pause in getattr(entry, "pauses", None) or []]
            end = getattr(entry, "end", None)
            found.append(
                {
                    "id": f"d-{kind}.{entry.id}",
                    "what": f"{'Assault' if kind == 'campaign' else 'Corridor'}: {place_label(scenario, place)}",
                    "when": words.between_days(entry.start, end or entry.start) if entry.start else "not known then",
                    "pauses": "; ".join(pauses),
                    "planned": ranged_days(planned) if planned else "",
                    "status": str(getattr(entry, "status", "")),
                    "source": links(scenario, getattr(entry, "source", None)),
                    "known_on": _day(getattr(entry, "known_on", None)),
                    "note": str(getattr(entry, "note", "") or ""),
                }
            )
    return found


def _shares(row: Recorded) -> str:
    """A recorded share in per cent."""
    low, high = row.ends
    return words.interval(low, high, write=words.percent)


def ranged_days(planned: Any) -> str:
    """A planned date as "24 October 2016 to 31 December 2016, best 7 November 2016"."""
    text = words.between_days(planned.low, planned.high)
    best = getattr(planned, "best", None)
    return text + (f", best {words.day(best)}" if best else "")


def record_rows(scenario: Any, record: Sequence[Recorded], drawn: Mapping[Recorded, Sequence[tuple[str, str]]],
                why_not: Callable[[Recorded], str], told: Callable[[Recorded], str]) -> list[dict[str, Any]]:  # fmt: skip
    """Every recorded figure as the report shows it: what it is of, and the pictures that draw it, or why none does."""
    return [
        {
            "id": f"r-{number}",
            "what": told(row),
            "measure": row.measure,
            "place": row.place,
            "when": words.day(row.start) if row.start == row.end else f"{words.day(row.start)} to {words.day(row.end)}",
            "value": ranged(row.low, row.best, row.high) if row.unit != "1" else _shares(row),
            "unit": unit_words(row.unit),
            "status": row.status,
            "source": links(scenario, row.source),
            "known_on": _day(row.known_on),
            "note": row.note,
            "pictures": list(drawn.get(row, ())),
            "undrawn": "" if row in drawn else why_not(row),
        }
        for number, row in enumerate(record)
    ]


def place_label(scenario: Any, name: str) -> str:
    """Label of a place, city or country, or its identity where the scenario has none."""
    for axis in ("places", "cities", "countries"):
        members = getattr(scenario, axis, None) or {}
        if name in members:
            return str(getattr(members[name], "label", "") or name)
    return _spaced(name)


def shares(rows: Sequence[QuantityRow]) -> list[tuple[str, str, int]]:
    """How many of the scenario's numbers have each status, with the status in words."""
    return [(status, meaning, sum(row.status == status for row in rows)) for status, meaning in STATUS_WORDS.items()]
