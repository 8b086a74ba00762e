"""Calibrations and backtests at the terminal: the failures first, within 80 columns."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from textwrap import wrap

from rekindle.analysis.calibration.observation_model import DEATHS
from rekindle.analysis.calibration.report import Calibration, Report
from rekindle.analysis.statistics.baselines import MIXTURE
from rekindle.analysis.validation.battles import MEASURES, WEEKS
from rekindle.analysis.validation.results import Backtest, FigureScore, HorizonScore, PlaceScore
from rekindle.numbers import amount, fixed, interval, percent, short
from rekindle.scenario.calibration import BacktestEntry


def calibration_text(found: Calibration) -> str:
    """What a calibration came to, by origin: coverage, checks of prior and posterior, what was learnt most, what was not."""
    lines = [f"Calibration: {found.draws:,} draws of {', '.join(found.scenarios)}."]
    for origin, report in found.origins.items():
        lines += ["", f"Record up to {origin}", *_one(report)]
    return "\n".join(lines)


def _one(report: Report) -> list[str]:
    coverage, after, before = report.coverage, report.predictive, report.prior_predictive
    outside = [row for row in after.calibrated if not row.inside90]
    lines = [f"  Outside 90 % of the posterior's worlds: {len(outside)} of {len(after.calibrated)} calibrated figures"]
    for row in outside[:12]:
        lines.append(f"    {row.point}: {_mark(row.best)}, worlds {_range(row.q05, row.q95)}")
    if len(outside) > 12:
        lines.append(f"    and {len(outside) - 12} more")
    lines += [
        f"  Inside: {_tenths(after.inside_90)} at 90 %, {_tenths(after.inside_50)} at 50 % "
        f"(priors {_tenths(before.inside_90)}, {_tenths(before.inside_50)})",
        f"  Coverage over {coverage.truths} simulated truths: 90 % intervals hold {_tenths(coverage.inside_90)}, "
        f"50 % {_tenths(coverage.inside_50)}",
        f"  Figures beyond all worlds, moved to their edge: {len(report.moved_to_the_edge)}",
    ]
    learnt = sorted(report.learnt, key=lambda row: -row.contraction)
    lines.append(f"  Learnt most of {len(learnt)} numbers (share of the prior's variance that is gone):")
    lines += [f"    {percent(row.contraction):>5}  {row.name}" for row in learnt[:8]]
    lines += _opinions(report)
    idle = sum(row.contraction < 0.05 for row in learnt)
    lines.append(f"  Not informed: {len(report.not_informed)} numbers that no figure shows, and {idle} of those inferred")
    return lines


def _opinions(report: Report) -> list[str]:
    """Joint coverage, the second estimator, and life cycles, where they were tested."""
    lines = []
    for name, one in report.joint_tests.items():
        found = "inside its band" if one.inside else f"OUTSIDE, {one.lean}"
        lines += wrap(f"Joint coverage, {name}: {fixed(one.farthest, 3)} of {fixed(one.band, 3)}, {found}", 80,
                      initial_indent="  ", subsequent_indent="    ")  # fmt: skip
    if report.second is not None:
        far = [row for row in report.second.compared if row.apart > 0.5]
        lines.append(f"  Two estimators: {len(far)} of {len(report.second.compared)} means are over 0.5 sd apart")
        lines += [f"    {fixed(row.apart, 1):>5}  {row.name}" for row in far[:5]]
    if report.life_cycles:
        lines += ["  Country-years at half or less some years later", f"    {'':14}recorded  priors  posterior  left out"]
    for row in report.life_cycles:
        left = "-" if row.left_out is None else percent(row.left_out)
        shares = (percent(row.recorded), percent(row.prior), percent(row.posterior), left)
        lines.append("    {:<14}{:>8}{:>8}{:>11}{:>10}".format(row.group, *shares))
    return lines


def backtest_text(found: Backtest, described: Sequence[BacktestEntry] = ()) -> str:
    """What backtests came to, by origin: what was forecast badly first. `described` are those of the calibration."""
    titles = {kind: f"{one.title} ({one.label})" for one in described for kind in ("outcomes", "years") if
              getattr(one, kind)}  # fmt: skip
    lines: list[str] = []
    if found.battle is not None:
        lines += [titles["outcomes"], ""]
        lines += [f"  {'worlds':<10}{'figure':<17}{'recorded':>15}{'90 % of worlds':>17}  as asked"]
        for row in sorted(found.battle, key=lambda row: (row.inside and row.narrow_enough, row.worlds_from)):
            verdict = f"{'in' if row.inside else 'NOT IN'} {row.central} %"
            wide = "" if row.narrow_enough else ", WIDE"
            unit = "weeks" if row.measure == WEEKS else "people"
            span = partial(interval, write=partial(amount, unit=unit, brief=True, missing="never"))
            name = MEASURES.get(row.measure, row.measure.replace("_", " "))
            lines.append(f"  {row.worlds_from:<10}{name:<17}{span(row.low, row.high):>15}"
                         f"{span(row.q05, row.q95):>17}  {verdict}{wide}")  # fmt: skip
    if found.year_by_place is not None:
        lines += _months(found.year_by_place, described)
    if found.by_horizon:
        lines += ["", *_horizons(found.by_horizon)]
    if found.figures is not None:
        lines += ["", *_figures(found, found.figures)]
    if found.forecast is not None:
        lines += ["", f"{titles['years']}: the forecast, its SHA-256 beside it:", f"  {found.forecast}"]
    return "\n".join(lines).lstrip("\n")


def _months(rows: Sequence[PlaceScore], described: Sequence[BacktestEntry]) -> list[str]:
    """Months after each origin by place: where no better than all baselines first."""
    lines = []
    for origin in dict.fromkeys(row.origin for row in rows):
        title = next((f"{one.title} ({one.label})" for one in described if one.months and str(one.origin) == origin), origin)
        lines += ["", *wrap(title, 80), "",
                  f"  {'':24}{'CRPS':>8} {'best baseline':>21} {'mixture':>8} {'lower':>5} {'in 90 %':>7}"]  # fmt: skip
        for row in sorted((row for row in rows if row.origin == origin), key=lambda row: row.lower_than_every_baseline):
            best = f"{_mark(row.best)} {row.best_baseline}"
            lower, mixed = "yes" if row.lower_than_every_baseline else "NO", row.baselines.get(MIXTURE)
            name = row.place if row.measure == DEATHS else f"{row.place} {row.measure}"
            inside = f"{row.inside90:>4}/{row.months}"
            mixed_text = "-" if mixed is None else _mark(mixed)
            lines.append(f"  {name:<24}{_mark(row.crps):>8} {best:>21} {mixed_text:>8} {lower:>5} {inside:>7}")
    return lines


def _horizons(rows: Sequence[HorizonScore]) -> list[str]:
    """By how far ahead: CRPS as multiples, below 1 is better."""
    lines = ["  CRPS as multiples, means over places; below 1 the worlds are better", "",
             f"  {'from':<11}{'measure':<20}{'months':>7} {'of best':>8} {'of mixture':>11} {'of priors':>10}"]  # fmt: skip
    for row in rows:
        of = ("-" if x is None else fixed(x, 2) for x in (row.of_best, row.of_mixture, row.of_prior))
        best, mixed, prior = of
        lines.append(f"  {row.origin:<11}{row.measure:<20}{f'{row.first}-{row.last}':>7} {best:>8} {mixed:>11} {prior:>10}")
    return lines


def _figures(found: Backtest, rows: Sequence[FigureScore]) -> list[str]:
    """Every figure recorded after a day, by pattern and place; why a baseline is missing stands beneath."""
    scores = [row.score for row in rows if row.score]
    lines = [f"{found.scenario} from {rows[0].origin} on, worlds from the {found.worlds_from}: {len(rows)} figures",
             f"  Inside 90 %: {sum(score.inside90 for score in scores)} of {len(scores)}; "
             f"inside 50 %: {sum(score.inside50 for score in scores)}", "",
             f"  {'':28}{'CRPS':>9} {'best baseline':>20} {'in 50 %':>8} {'in 90 %':>8}"]  # fmt: skip
    why: dict[str, None] = {}
    for row in sorted(
        found.figures_by_pattern or (), key=lambda row: (row.lower_than_every_baseline is not False, row.pattern)
    ):
        name = f"{row.place}{', ' if row.place else ''}{row.pattern}"
        best = f"{_mark(row.baselines[row.best_baseline])} {row.best_baseline}" if row.best_baseline else "none"
        inside = f"{row.inside50:>6}/{row.figures} {row.inside90:>6}/{row.figures}"
        lines.append(f"  {name[:27]:<28}{_mark(row.crps):>9} {best:>20} {inside}")
        why |= {f"{row.pattern}: no baseline or not all: {row.why_no_baseline}.": None} if row.why_no_baseline else {}
    lines += [line for text in why for line in wrap(text, 80, initial_indent="  ", subsequent_indent="    ")]
    lines += [f"  {one.point}: not scored, {one.why_no_score}." for one in rows if not one.score]
    return lines


def _range(low: float | None, high: float | None) -> str:
    return interval(low, high, write=_mark)


def _tenths(share: float | None) -> str:
    return percent(share, digits=1)


_mark = partial(short, missing="never")
"""A number in few letters; None is never."""
