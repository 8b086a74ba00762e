"""The tables of variables for the documentation: outcomes by pattern, series by the axes that they come by."""

from __future__ import annotations

from rekindle.model.series import (
    ABROAD_SERIES,
    COUNTRY_SERIES,
    NATION_SERIES,
    ORIGIN_SERIES,
    PART_SERIES,
    PLACE_SERIES,
)
from rekindle.numbers import amount, percent
from rekindle.scenario.claims.vocabulary import MECHANISMS
from rekindle.show.documentation.markdown import table
from rekindle.variables import OUTCOMES, SERIES, WORDS
from rekindle.variables.outcomes import TENTH, Variable

AXES = {
    "country": "countries",
    "city": "cities",
    "bank": "banks",
    "home": "home regions",
    "affiliate": "affiliates",
    "place": "places",
}
BY = (
    ("country", COUNTRY_SERIES),
    ("city or bank", PART_SERIES),
    ("place abroad", ABROAD_SERIES),
)


def outcomes_table() -> str:
    """Outcomes: one number a world."""
    rows = [
        [
            f"`{one.pattern}`",
            one.unit,
            one.meaning.format_map(_Fields()),
            ", ".join(AXES[axis] for axis in one.axes) or "all together",
            f"{one.side}: {WORDS[one.better]}" + (f", {one.why}" if one.better else f" ({one.why})"),
            _matters(one),
        ]
        for one in OUTCOMES
    ]
    heads = ["outcome", "unit", "what it is", "by", "whom it concerns, and what is better", "smallest difference that matters"]
    return table(heads, rows)


def _matters(one: Variable) -> str:
    """The smallest difference that matters; the page gives the reason for a tenth once, above the table."""
    why = one.matters.why.partition(TENTH)[0].rstrip("; ")
    least = f", and at least {amount(one.matters.least, one.unit)}" if one.matters.least else ""
    return f"{percent(one.matters.share)}{least}" + (f": {why}" if why else "")


def series_table() -> str:
    """Series: numbers by week, or by the days of the record."""
    forms: dict[str, list[str]] = {}
    for field in NATION_SERIES:
        forms.setdefault(field.name, []).append(f"`{field.name}`")
    for by, fields in BY:
        for field in fields:
            form = f"`{field.name}_{{place}}`"
            known = forms.setdefault(field.name, [])
            same = next((at for at, text in enumerate(known) if text.startswith(form)), None)
            if same is None:
                known.append(f"{form} ({by})")
            else:
                known[same] = known[same].removesuffix(")") + f", {by})"
    for field in (*PLACE_SERIES, *ABROAD_SERIES):
        if f"`{field.name}` (with a `place`)" not in forms.setdefault(field.name, []):
            forms[field.name].append(f"`{field.name}` (with a `place`)")
    for field in ORIGIN_SERIES:
        forms.setdefault(field.name, []).append(f"`{field.name}_by_origin` (with an `origin`)")
    about = {
        field.name: field
        for field in (*ORIGIN_SERIES, *ABROAD_SERIES, *PLACE_SERIES, *PART_SERIES, *COUNTRY_SERIES, *NATION_SERIES)
    }
    rows = [
        [", ".join(names), about[name].unit, about[name].meaning, "flow" if SERIES[name].flow else "stock or level"]
        for name, names in forms.items()
    ]
    return table(["series", "unit", "what it is", "kind"], rows)


def mechanisms_list() -> str:
    """The mechanisms as statements name them."""
    return ", ".join(f"`{name}`" for name in MECHANISMS)


class _Fields(dict[str, str]):
    """Every field of a pattern by its own name."""

    def __missing__(self, name: str) -> str:
        return f"{{{name}}}"
