"""The scoreboard in Markdown: forecasts, checks of a posterior and other battles, what came out wrong always first.

Rows are dictionaries as the backtest, the predictive check and the battles write them to JSON. A mark (`q05` to `q95`) that is
None has no end: a battle that is not over within the run, or a number beyond all bounds. Every table stands below a sentence
that says how many of its figures are inside.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from rekindle.analysis.statistics.baselines import MIXTURE, best_of
from rekindle.analysis.validation.battles import Battles, halves
from rekindle.analysis.validation.results import HorizonScore
from rekindle.errors import UsageError
from rekindle.numbers import fixed, interval, number, percent, percents
from rekindle.show import words
from rekindle.show.documentation import called

Row = Mapping[str, Any]
MARKS = ("q05", "q25", "q50", "q75", "q95")
FORECAST_KEYS = ("origin", "label", "measure", "place", "period", "truth", *MARKS, "inside50", "inside90", "crps", "baselines")
CHECK_KEYS = ("pattern", "place", "low", "best", "high", *MARKS, "inside90")
BATTLE_KEYS = ("battle", "half", "outcome", "low", "best", "high", *MARKS, "inside50", "inside90", "note")
LABELS = {
    "retrospective": "retrospective: those who set the priors had seen what happened",
    "blind": "blind: nobody had looked at what happened",
    "withheld": "withheld: what happened was not available",
}
ASKED = (0.85, 0.97)
"""Least and largest share of calibrated figures that should lie inside their central 90 %."""


def scoreboard(forecasts: Sequence[Row] = (), checks: Sequence[Row] = (), battles: Sequence[Row] = ()) -> str:
    """All tables that rows are given for, as one Markdown text. Raises UsageError where a row lacks a key."""
    parts = [("Forecasts by place", place_table, forecasts), ("Forecasts, figure by figure", forecast_table, forecasts),
             ("Figures that were calibrated on", check_table, checks), ("Other battles", battle_table, battles)]  # fmt: skip
    return "\n".join(f"## {title}\n\n{make(rows)}" for title, make, rows in parts if rows)  # type: ignore[operator]


def place_table(rows: Sequence[Row]) -> str:
    """Mean CRPS and log score by origin, measure and place, first where a baseline's CRPS is at least as low.

    The best baseline is a single one; *lower* is CRPS below that of all of them and of their mixture.
    """
    heads = ("place", "n", "CRPS", "best", "its CRPS", "mixture", "lower", "log", "in 50", "in 90")
    texts = []
    for key, here in _grouped(whole(rows, FORECAST_KEYS), "origin", "label", "measure"):
        places = [_place(name, of) for (name,), of in _grouped(here, "place")]
        places.sort(key=lambda one: one["ratio"], reverse=True)
        lower = sum(one["ratio"] < 1 for one in places)
        text = (
            f"{_forecast(*key)}. CRPS is lower than that of every baseline in {lower} of {len(places)} places. "
            f"In all, {_inside(here)}."
        )
        cells = [
            (
                called.place(one["place"]),
                str(one["n"]),
                number(one["crps"]),
                called.plain(one["best"]),
                number(one["theirs"]),
                "-" if one["mixture"] is None else number(one["mixture"]),
                "yes" if one["ratio"] < 1 else "NO",
                number(one["log_score"]),
                str(one["inside50"]),
                str(one["inside90"]),
            )
            for one in places
        ]
        texts.append(_under(text, heads, cells, "lrrlrrlrrr"))
    return "\n".join(texts)


def _place(name: str, rows: Sequence[Row]) -> dict[str, Any]:
    """One place's mean scores, and how its CRPS compares with the best baseline's (below 1 is better than all)."""
    ours = sum(row["crps"] for row in rows) / len(rows)
    others = {other: sum(row["baselines"][other] for row in rows) / len(rows) for other in rows[0]["baselines"]}
    best = best_of(others) or "none"
    theirs, least = others.get(best, math.inf), min(others.values(), default=math.inf)
    ratio = ours / least if least else (math.inf if ours else 1.0)
    count = {inside: sum(bool(row[inside]) for row in rows) for inside in ("inside50", "inside90")}
    log = sum(row.get("log_score", math.nan) for row in rows) / len(rows)
    scores = {"crps": ours, "best": best, "theirs": theirs, "mixture": others.get(MIXTURE), "ratio": ratio, "log_score": log}
    return {"place": name, "n": len(rows), **scores, **count}


def horizon_table(rows: Sequence[HorizonScore]) -> str:
    """CRPS as multiples by origin, measure and months ahead: of the best baseline, the mixture, and worlds of the priors."""
    heads = ("from", "measure", "months", "figures", "of best", "of mixture", "of priors", "in 90 %")
    cells = [
        (
            row.origin,
            called.measure(row.measure),
            f"{row.first}-{row.last}",
            str(row.figures),
            *("-" if x is None else fixed(x, 2) for x in (row.of_best, row.of_mixture, row.of_prior)),
            str(row.inside90),
        )
        for row in rows
    ]
    worse = {name: sum((getattr(row, name) or 0) >= 1 for row in rows) for name in ("of_best", "of_mixture", "of_prior")}
    text = (
        "The table gives the CRPS of the simulated worlds as a multiple of that of other forecasts, by months ahead, averaged "
        "over places. Below 1 the worlds are better. They are no better than the best baseline in "
        f"{worse['of_best']} of {len(rows)} rows, than the mixture in {worse['of_mixture']}, than the priors in "
        f"{worse['of_prior']}."
    )
    return _under(text, heads, cells, "lllrrrrr")


def forecast_table(rows: Sequence[Row]) -> str:
    """Every forecast figure with its CRPS and that of its best baseline: first those outside the central 90 %.

    Among equals those come first whose CRPS is not lower than every baseline's.
    """
    heads = ("place", "period", "recorded", "median", "central 90 %", "inside", "CRPS", "baseline")
    texts = []
    for key, here in _grouped(whole(rows, FORECAST_KEYS), "origin", "label", "measure"):
        ordered = sorted(here, key=lambda row: (_rank(row), row["crps"] < _best(row), -_miss(row, row["truth"])))
        better = sum(row["crps"] < _best(row) for row in here)
        text = f"{_forecast(*key)}: {_inside(here)}. CRPS is lower than that of every baseline for {better} of {len(here)}."
        cells = [
            (
                called.place(row["place"]),
                row["period"],
                number(row["truth"]),
                _mark(row["q50"]),
                _worlds(row),
                _verdict(row),
                number(row["crps"]),
                number(_best(row)),
            )
            for row in ordered
        ]
        texts.append(_under(text, heads, cells, "llrrrlrr"))
    return "\n".join(texts)


def check_table(rows: Sequence[Row]) -> str:
    """Recorded figures against what the worlds would have recorded: one table a pattern, that with most outside first.

    Figures with `calibrated` false are left to a table of their own below: nothing was fitted to them.
    """
    rows = whole(rows, CHECK_KEYS)
    fitted = [row for row in rows if row.get("calibrated", True)]
    others = [row for row in rows if not row.get("calibrated", True)]
    texts = []
    if fitted:
        inside = sum(bool(row["inside90"]) for row in fitted)
        share = inside / len(fitted)
        verdict = "fewer than" if share < ASKED[0] else "more than" if share > ASKED[1] else "within"
        texts.append(
            f"{inside} of {len(fitted)} figures that the posterior was calibrated on are inside the central 90 % of "
            f"its worlds ({percent(share, *ASKED)}): {verdict} the {percents(*ASKED)} asked.\n"
        )
    if others:
        inside = sum(bool(row["inside90"]) for row in others)
        texts.append(f"Of figures that nothing was fitted to, {inside} of {len(others)} are inside.\n")
    return "\n".join([*texts, *_patterns(fitted, ""), *_patterns(others, ", not fitted")])


def _patterns(rows: Sequence[Row], note: str) -> list[str]:
    heads = ("place", "period", "recorded", "median", "central 90 %", "inside")
    groups = sorted(_grouped(rows, "pattern"), key=lambda group: sum(bool(row["inside90"]) for row in group[1]) / len(group[1]))
    texts = []
    for (pattern,), here in groups:
        ordered = by_failure(here, recorded_best)
        cells = [
            (
                called.place(row["place"]) if row["place"] else "all",
                period_of(row),
                _recorded(row),
                _mark(row["q50"]),
                _worlds(row),
                _verdict(row),
            )
            for row in ordered
        ]
        texts.append(_under(f"**{_clean(words.sentence(pattern)[:-1])}**{note}: {_inside(here)}.", heads, cells, "llrrrl"))
    return texts


def battle_table(rows: Sequence[Row]) -> str:
    """Other battles, one table a half, figures outside first; notes stand below their table."""
    heads = ("battle", "figure", "recorded", "median", "central 90 %", "inside")
    texts = []
    for (half,), here in _grouped(whole(rows, BATTLE_KEYS), "half"):
        ordered = by_failure(here, recorded_best)
        names = {row["battle"] for row in here}
        text = f"Half *{_clean(half)}* ({len(names)} {'battle' if len(names) == 1 else 'battles'}): {_inside(here)}."
        cells = [
            (
                row["battle"],
                called.measure(row["outcome"]),
                _recorded(row),
                _mark(row["q50"]),
                _worlds(row),
                _verdict(row),
            )
            for row in ordered
        ]
        notes = [
            f"- {row['battle']}, {called.measure(row['outcome'])}: {words.sentence(row['note'])}\n"
            for row in ordered
            if row["note"]
        ]
        texts.append(_under(text, heads, cells, "llrrrl") + ("\n" + "".join(notes) if notes else ""))
    return "\n".join(texts)


def battle_rows(found: Battles) -> list[dict[str, Any]]:
    """Rows for `battle_table` from what `rekindle battles` writes: one for each score; a floor has no best and no high."""
    half_of = halves()
    rows = []
    for one in found.scores:
        low, high, floor = one.low, one.high, one.floor
        rows.append({
            "battle": one.battle, "half": half_of.get(one.battle, found.half), "outcome": one.measure, "low": low,
            "best": low if low == high and not floor else None, "high": None if floor else high,
            **dict(zip(MARKS, one.marks, strict=True)), "inside50": one.inside_50, "inside90": one.inside_90,
            "note": "",
        })  # fmt: skip
    return rows


def period_of(row: Row) -> str:
    """A check's period as given, or from its first and last day: 2017-03-13, 2018-03, 2017-Q4, 2012; empty for none."""
    if "period" in row:
        return str(row["period"])
    start, end = str(row.get("start", "")), str(row.get("end", ""))
    if start == end:
        return start
    year, first, last = start[:4], int(start[5:7]), int(end[5:7])
    if year == end[:4] and (first - 1) % (last - first + 1) == 0:
        names = {1: f"-{last:02d}", 3: f"-Q{last // 3}", 6: f"-H{last // 6}", 12: ""}
        if last - first + 1 in names:
            return year + names[last - first + 1]
    return f"{start[:7]} to {end[:7]}"


def whole(rows: Sequence[Row], keys: Iterable[str]) -> Sequence[Row]:
    """The rows, all of whose keys are there. Raises UsageError that names what is missing and where."""
    for n, row in enumerate(rows, 1):
        missing = [key for key in keys if key not in row]
        if missing:
            raise UsageError(f"row {n} of the scoreboard lacks {words.listed(missing)}; it has {words.listed(sorted(row))}.")
    return rows


def by_failure(rows: Iterable[Row], truth: Callable[[Row], float]) -> list[Row]:
    """Rows with those outside the central 90 % first, the farthest out first; then those outside the 50 %; then the rest."""
    return sorted(rows, key=lambda row: (_rank(row), -_miss(row, truth(row))))


def _grouped(rows: Iterable[Row], *keys: str) -> list[tuple[tuple[str, ...], list[Row]]]:
    """Rows by the values of some keys, in the order in which those first come."""
    found: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        found.setdefault(tuple(str(row[key]) for key in keys), []).append(row)
    return list(found.items())


def _forecast(origin: str, label: str, measure: str) -> str:
    what = words.sentence(called.measure(measure))[:-1]
    return f"{what}, forecast from {words.day(origin)} ({LABELS.get(label, label)})"


def _inside(rows: Sequence[Row]) -> str:
    """How many figures are inside, in words that need no table."""
    known = [row for row in rows if "inside50" in row]
    verb = "figure is" if len(rows) == 1 else "figures are"
    wide = f"{sum(bool(row['inside90']) for row in rows)} of {len(rows)} {verb} inside the central 90 % of worlds"
    return wide + (f", {sum(bool(row['inside50']) for row in known)} inside the central 50 %" if known else "")


def _verdict(row: Row) -> str:
    return ("OUTSIDE", "90 %", "50 %")[_rank(row)]


def _rank(row: Row) -> int:
    """0 outside the central 90 %, 1 inside it, 2 inside the central 50 %."""
    return 0 if not row["inside90"] else 2 if row.get("inside50") else 1


def _miss(row: Row, truth: float) -> float:
    """How far outside the 90 % a figure is: the log of its ratio (of 1 + the number) to the nearer end; 0 inside."""
    low, high = ends(row)
    if row["inside90"] or math.isnan(truth):
        return 0.0
    return max(math.log1p(low) - math.log1p(truth), math.log1p(truth) - math.log1p(high), 0.0)


def ends(row: Row) -> tuple[float, float]:
    """The ends of the central 90 %, infinite where they are None."""
    return tuple(math.inf if row[key] is None else float(row[key]) for key in ("q05", "q95"))  # type: ignore[return-value]


def _best(row: Row) -> float:
    return min(row["baselines"].values(), default=math.inf)


def recorded_best(row: Row) -> float:
    """The best recorded figure, or the middle of those there are; NaN where nothing is recorded."""
    if row["best"] is not None:
        return float(row["best"])
    known = [float(row[key]) for key in ("low", "high") if row[key] is not None]
    return sum(known) / len(known) if known else math.nan


def _recorded(row: Row) -> str:
    low, best, high = (row[key] for key in ("low", "best", "high"))
    if low is not None and high is not None:
        return interval(low, high, write=number)
    if best is not None:
        return number(best)
    return f"at least {number(low)}" if low is not None else "unknown" if high is None else f"at most {number(high)}"


def _worlds(row: Row) -> str:
    return interval(row["q05"], row["q95"], write=_mark)


def _mark(x: float | None) -> str:
    return number(x, missing="never")


def _clean(text: str) -> str:
    """Text that breaks no cell: an upright stroke would end it, a line end the table."""
    return " ".join(str(text).split()).replace("|", "\\|")


def _under(text: str, heads: Sequence[str], cells: Sequence[Sequence[str]], aligned: str) -> str:
    """A sentence and the table below it, in columns that line up as plain text too. `aligned`: l or r for each column."""
    table = [[_clean(cell) for cell in line] for line in (heads, *cells)]
    wide = [max(3, *(len(line[i]) for line in table)) for i in range(len(heads))]
    pad: dict[str, Callable[[str, int], str]] = {"l": str.ljust, "r": str.rjust}
    lines = [
        "|" + "|".join(pad[how](cell, width) for cell, width, how in zip(line, wide, aligned, strict=True)) + "|"
        for line in table
    ]
    rule = "|".join("-" * (width - 1) + (":" if how == "r" else "-") for width, how in zip(wide, aligned, strict=True))
    return "\n".join([text, "", lines[0], f"|{rule}|", *lines[1:], ""])
