"""Pictures of the scoreboard: where truths stand among samples, forecasts against the record, checks with failures first."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.dates import date2num
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator
from scipy.stats import binom

from rekindle.errors import UsageError
from rekindle.languages.speech import direction
from rekindle.numbers import number, percent
from rekindle.show.documentation.scoreboard import (
    CHECK_KEYS,
    FORECAST_KEYS,
    MARKS,
    Row,
    by_failure,
    period_of,
    recorded_best,
    whole,
)
from rekindle.show.figures.panels import blank, grid, headed, wrapped
from rekindle.show.figures.spoken import unset
from rekindle.show.figures.style import CIVILIAN, GROUP, INK, QUIET, WIDE, counted, dated, lighter, styled

FARTHEST = 100.0
"""Checks farther than so many times from the record are drawn at the edge."""
COUNTS = 10.0
"""Where the worlds reach this number it counts people or deaths, and one is added to both sides; also where the record is 0."""
BASELINES: dict[str, tuple[str, Any]] = {
    "last_value": ("#8a7a1f", ":"), "last_year": ("#5b2a86", "--"), "smoothing": ("#a8325e", "-."),
    "log_linear": ("#4d4d4d", (0, (6, 2))), "random_walk": ("#2f6b3c", (0, (1, 1))), "damped_trend": ("#9a5518", (0, (3, 1))),
}  # fmt: skip
"""Colour and dashes of the baselines' medians."""


def pit_histogram(places: Sequence[float], title: str = "Where the recorded figures stand among the worlds", bins: int = 10,
                  width: float = 6.0) -> Figure:  # fmt: skip
    """PIT values (0-1) in bins, with the band in which nine bars in ten of a perfect forecast would end.

    Raises UsageError without values, or for one outside 0-1.
    """
    found = np.asarray(places, dtype=float)
    if not found.size or not ((found >= 0) & (found <= 1)).all():
        raise UsageError("a PIT histogram needs at least one value, and all of them from 0 to 1.")
    counts, edges = np.histogram(found, bins, (0, 1))
    low, high = binom.ppf([0.05, 0.95], found.size, 1 / bins)
    note = (f"{found.size:,} figures. Line and band: a perfect forecast, and where nine of ten of its bars would end if the "
            "figures were independent. High at both ends: forecasts are too narrow; a hump: too wide; high on the right: "
            "too low.")  # fmt: skip
    with styled():
        figure, (axes,) = grid(1, 1, width, 1.9, note)
        axes.axhspan(low, high, color=lighter(QUIET, 0.78), linewidth=0, zorder=0.5)
        axes.axhline(found.size / bins, color=QUIET, linewidth=0.9, linestyle=(0, (4, 2)), zorder=3)
        beyond = (counts < low) | (counts > high)
        axes.bar(edges[:-1], counts, np.diff(edges) * 0.92, align="edge", zorder=1,
                 color=[lighter(GROUP if out else CIVILIAN, 0.25) for out in beyond])  # fmt: skip
        counted(axes, 1.12 * max(high, counts.max()), "figures")
        axes.set_xlim(-0.01, 1.0)
        axes.xaxis.set_major_locator(FixedLocator([0, 0.25, 0.5, 0.75, 1]))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: percent(value)))
        axes.tick_params(axis="x", labelsize=8)
        headed(axes, title, "figures, by the share of worlds below the recorded one")
    return figure


def forecast_fan(rows: Sequence[Row], columns: int = 3, width: float = WIDE) -> Figure:
    """Monthly forecasts of one measure from one origin, a panel for each place: bands, the record, medians of baselines.

    Rows are those of `forecast_table`, with periods such as 2018-03; where a row has `baselines_q50` (name -> median) the
    medians are drawn. Raises UsageError without rows, or for more than one measure or origin.
    """
    whole(rows, FORECAST_KEYS)
    if len({(row["origin"], row["measure"]) for row in rows}) != 1:
        raise UsageError("a picture of a forecast needs rows of one measure from one origin.")
    places = list(dict.fromkeys(row["place"] for row in rows))
    others = [name for name in BASELINES if any(name in row.get("baselines_q50", {}) for row in rows)]
    note = (
        "Line: median. Dark and light band: half and nine tenths of worlds. \u25c6\u00a0recorded, \u25c7\u00a0recorded, "
        "outside nine tenths. Under each name: months inside, mean CRPS of the worlds and of the best baseline."
    )
    note += " Thin lines: medians of baselines." if others else ""
    with styled():
        figure, panels = grid(len(places), columns, width, 1.35, note, above=0.72)
        for place, axes in zip(places, panels, strict=True):
            _fan(axes, [row for row in rows if row["place"] == place], others)
        if others:
            _lines_named(figure, others)
    return figure


def _fan(axes: Axes, rows: Sequence[Row], others: Sequence[str]) -> None:
    rows = sorted(rows, key=lambda row: row["period"])
    days = [_middle(row["period"]) for row in rows]
    at = date2num(days)
    q = {mark: np.array([np.inf if row[mark] is None else row[mark] for row in rows], dtype=float) for mark in MARKS}
    truth = np.array([row["truth"] for row in rows], dtype=float)
    inside = np.array([bool(row["inside90"]) for row in rows])
    seen = np.concatenate([truth, q["q75"], np.minimum(q["q95"], 2.5 * max(truth.max(), q["q75"].max()))])
    top = 1.08 * max(1.0, float(seen[np.isfinite(seen)].max()))
    reach = {mark: np.minimum(values, 10 * top) for mark, values in q.items()}
    axes.fill_between(at, reach["q05"], reach["q95"], color=lighter(CIVILIAN, 0.82), linewidth=0, zorder=1)
    axes.fill_between(at, reach["q25"], reach["q75"], color=lighter(CIVILIAN, 0.58), linewidth=0, zorder=1.2)
    axes.plot(at, reach["q50"], color=CIVILIAN, linewidth=1.9, zorder=3)
    for name in others:
        medians = [row.get("baselines_q50", {}).get(name, np.nan) for row in rows]
        axes.plot(at, medians, color=BASELINES[name][0], linestyle=BASELINES[name][1], linewidth=1.1, zorder=2.5)
    for some, fill in ((inside, INK), (~inside, "white")):
        axes.plot(at[some], truth[some], "D", markersize=4.2, color=INK, markerfacecolor=fill, markeredgewidth=0.9, zorder=5,
                  clip_on=False)  # fmt: skip
    dated(axes, days[0].replace(day=1), days[-1].replace(day=28), most=max(3, int(_inches(axes) / 0.52)))
    counted(axes, top, "")
    headed(axes, str(rows[0]["place"]).replace("_", " ").capitalize(), _told(rows, inside))


def _told(rows: Sequence[Row], inside: np.ndarray) -> str:
    """What a panel says under its name: how many are inside, and the scores."""
    ours = float(np.mean([row["crps"] for row in rows]))
    means = [float(np.mean([row["baselines"][name] for row in rows])) for name in rows[0]["baselines"]]
    text = f"{int(inside.sum())} of {len(rows)} inside; CRPS {number(ours)}"
    return f"{text}, baseline {number(min(means))}" if means else text


def _lines_named(figure: Figure, others: Sequence[str]) -> None:
    """The baselines' names with their line, along the top."""
    wide, y = figure.get_figwidth(), 1 - 0.13 / figure.get_figheight()
    at = 0.62
    for name in others:
        colour, dashes = BASELINES[name]
        figure.add_artist(Line2D([at / wide, (at + 0.3) / wide], [y, y], color=colour, linestyle=dashes, linewidth=1.3))
        label = name.replace("_", " ")
        figure.text((at + 0.36) / wide, y, label, fontsize=8.5, color=colour, fontweight="bold", va="center")
        at += 0.62 + 0.085 * len(label)


def check_chart(rows: Sequence[Row], most: int = 60, width: float = WIDE) -> Figure:
    """Recorded figures as multiples on a log axis of what worlds give: failures first, then the rest to `most` in all.

    Rows are those of `check_table`. Every figure outside is drawn, however many there are. Raises UsageError without rows
    that have a recorded figure.
    """
    whole(rows, CHECK_KEYS)
    known = [row for row in by_failure(rows, recorded_best) if math.isfinite(recorded_best(row))]
    if not known:
        raise UsageError("a chart of checks needs at least one row with a recorded figure.")
    outside = sum(not row["inside90"] for row in known)
    shown = known[: max(most, outside)]
    note = ("Worlds as multiples of the recorded figure, which stands at 1 with its range in grey. Dot: median; thick and "
            "thin line: half and nine tenths of worlds. Orange and hollow: the figure is outside nine tenths. To counts, one "
            "is added on both sides.")  # fmt: skip
    note += f" {len(known) - len(shown)} more that are inside are not drawn." if len(shown) < len(known) else ""
    lines, title = wrapped(note, width), f"{len(known) - outside} of {len(known)} figures are inside nine tenths of worlds"
    above, below, tall = 0.42, 0.4 + 0.17 * len(lines), 0.19 * len(shown) + 0.1
    left = min(0.48 * width, 0.3 + 0.073 * max(len(_named(row)) for row in shown))
    high = above + tall + below
    with styled():
        figure = blank(width, high)
        axes = figure.add_axes((left / width, below / high, 1 - (left + 0.25) / width, tall / high))
        for n, row in enumerate(shown):
            _checked(axes, n, row)
        _ratio_axis(axes, len(shown), outside)
        axes.set_yticks(range(len(shown)), [_named(row, int((left - 0.2) / 0.066)) for row in shown], fontsize=7.5)
        figure.text(0.06 / width, 1 - 0.2 / high, title, fontsize=9.5, fontweight="bold", va="center")
        figure.text(0.06 / width, 0.05 / high, "\n".join(lines), fontsize=7.5, color=QUIET, va="bottom", linespacing=1.3)
    return figure


def _checked(axes: Axes, n: int, row: Row) -> None:
    """One check: its interval and median as multiples of the record, the record's own range behind the 1."""
    best = recorded_best(row)
    reach = math.inf if row["q95"] is None else row["q95"]
    more = 1.0 if best == 0 or max(best, reach) >= COUNTS else 0.0
    inside = bool(row["inside90"])
    colour = CIVILIAN if inside else GROUP

    def times(value: float | None, absent: float = math.inf) -> float:
        ratio = ((absent if value is None else value) + more) / (best + more)
        return min(max(ratio, 1 / FARTHEST), FARTHEST)

    q05, q25, q50, q75, q95 = (times(row[mark]) for mark in MARKS)
    axes.plot([times(row["low"], best), times(row["high"], best)], [n, n], color=INK, linewidth=5, alpha=0.28,
              solid_capstyle="butt", zorder=1)  # fmt: skip
    axes.plot([q05, q95], [n, n], color=colour, linewidth=1.0, zorder=2)
    axes.plot([q25, q75], [n, n], color=colour, linewidth=3.2, solid_capstyle="butt", zorder=2.5)
    face = colour if inside else "white"
    axes.plot([q50], [n], "o", markersize=4.5, color=colour, markerfacecolor=face, markeredgewidth=1.1, zorder=4)
    for end, edge, marker in ((q05, 1 / FARTHEST, "<"), (q95, FARTHEST, ">")):
        if end == edge:
            axes.plot([end], [n], marker, markersize=4, color=colour, zorder=3, clip_on=False)


def _ratio_axis(axes: Axes, rows: int, outside: int) -> None:
    """A log axis of multiples as far as the marks go; a rule below the failures."""
    ends = np.concatenate([np.asarray(line.get_xdata(), dtype=float) for line in axes.lines])
    reach = min(max(float(np.exp(1.06 * np.abs(np.log(ends)).max())), 2.2), FARTHEST)
    axes.set_xscale("log")
    axes.set_xlim(1 / reach, reach)
    axes.set_ylim(rows - 0.4, -0.6)
    ticks = [x for x in (0.01, 0.03, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 100) if 1 / reach <= x <= reach]
    axes.xaxis.set_major_locator(FixedLocator(ticks))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.tick_params(axis="x", labelsize=8)
    axes.grid(True, axis="x")
    axes.grid(False, axis="y")
    axes.axvline(1, color=INK, linewidth=0.9, zorder=1.5)
    if 0 < outside < rows:
        axes.axhline(outside - 0.5, color=QUIET, linewidth=0.7, linestyle=(0, (2, 2)), zorder=0.6)


def _named(row: Row, most: int = 200) -> str:
    """Pattern, place and period in so many letters at most: where they do not fit it is the pattern's name that is cut."""
    comma = "، " if direction() == "rtl" else ", "
    pattern, *others = (unset(part) for part in (str(row["pattern"]), str(row["place"]).replace("_", " "), period_of(row)))
    rest = "".join(f"{comma}{part}" for part in others if part)
    room = max(12, most - len(rest))
    return (pattern if len(pattern) <= room else f"{pattern[: room - 1].rstrip(' ,،')}\u2026") + rest


def _middle(period: str) -> date:
    """The middle of a month named YYYY-MM. Raises UsageError for another period."""
    try:
        return date.fromisoformat(f"{period}-15")
    except ValueError:
        raise UsageError(f"the picture of a forecast is by months such as 2018-03, not {period!r}.") from None


def _inches(axes: Axes) -> float:
    return float(axes.get_position().width * axes.figure.get_figwidth())  # type: ignore[union-attr]
