"""Calibrations and backtests at the terminal: the failures first, within 80 columns."""

from __future__ import annotations

from typing import Any

from rekindle.analysis.statistics.percent import percent, tenths
from rekindle.analysis.validation.battles import MEASURES


def calibration_text(found: dict[str, Any]) -> str:
    """What a calibration came to, by origin: coverage, checks of prior and posterior, what was learnt most, what was not."""
    lines = [f"Calibration: {found['draws']:,} draws of three scenarios."]
    for origin, report in found["origins"].items():
        lines += ["", f"Record up to {origin}", *_one(report)]
    return "\n".join(lines)


def _one(report: dict[str, Any]) -> list[str]:
    coverage, after, before = report["coverage"], report["predictive"], report["prior_predictive"]
    calibrated = [row for row in after["rows"] if row["calibrated"]]
    outside = [row for row in calibrated if not row["inside90"]]
    lines = [f"  Outside 90 % of the posterior's worlds: {len(outside)} of {len(calibrated)} calibrated figures"]
    for row in outside[:12]:
        lines.append(f"    {row['point']}: {short(row['best'])}, worlds {short(row['q05'])} to {short(row['q95'])}")
    if len(outside) > 12:
        lines.append(f"    and {len(outside) - 12} more")
    lines += [
        f"  Inside: {tenths(after['inside_90'])} at 90 %, {tenths(after['inside_50'])} at 50 % "
        f"(priors {tenths(before['inside_90'])}, {tenths(before['inside_50'])})",
        f"  Coverage over {coverage['truths']} simulated truths: 90 % intervals hold {tenths(coverage['inside_90'])}, "
        f"50 % {tenths(coverage['inside_50'])}",
        f"  Figures beyond all worlds, moved to their edge: {len(report['moved_to_the_edge'])}",
    ]
    learnt = sorted(report["learnt"], key=lambda row: -row["contraction"])
    lines.append(f"  Learnt most of {len(learnt)} numbers (share of the prior's variance that is gone):")
    lines += [f"    {percent(row['contraction']):>5}  {row['name']}" for row in learnt[:8]]
    idle = sum(row["contraction"] < 0.05 for row in learnt)
    lines.append(f"  Not informed: {len(report['not_informed'])} numbers that no figure shows, and {idle} of those inferred")
    return lines


def backtest_text(found: dict[str, Any]) -> str:
    """What backtests came to, by origin: what was forecast badly first."""
    lines: list[str] = []
    if "battle" in found:
        lines += ["Battle of Mosul, forecast from 16 October 2016 (retrospective)", ""]
        lines += [f"  {'worlds from':<12}{'figure':<17}{'recorded':>13}{'90 % of worlds':>17}  as asked"]
        for row in sorted(found["battle"], key=lambda row: (row["inside"] and row["narrow_enough"], row["worlds_from"])):
            verdict = f"{'in' if row['inside'] else 'NOT IN'} {row['central']} %"
            wide = "" if row["narrow_enough"] else ", WIDE"
            lines.append(f"  {row['worlds_from']:<12}{MEASURES[row['measure']]:<17}{_range(row['low'], row['high']):>13}"
                         f"{_range(row['q05'], row['q95']):>17}  {verdict}{wide}")  # fmt: skip
    if "year_by_place" in found:
        lines += ["", "Documented deaths by month of 2018, from 31 December 2017 (retrospective)", "",
                  f"  {'':18}{'CRPS':>7} {'best baseline':>22} {'lower':>6} {'in 50 %':>8} {'in 90 %':>8}"]  # fmt: skip
        for row in sorted(found["year_by_place"], key=lambda row: row["lower_than_every_baseline"]):
            best = f"{row['crps_' + row['best_baseline']]:.1f} {row['best_baseline']}"
            lower = "yes" if row["lower_than_every_baseline"] else "NO"
            inside = f" {row['inside50']:>5}/{row['months']} {row['inside90']:>5}/{row['months']}"
            lines.append(f"  {row['place']:<18}{row['crps']:>7.1f} {best:>22} {lower:>6}{inside}")
    if "forecast" in found:
        lines += ["", "The years after 2018 (withheld): the forecast, its SHA-256 beside it:", f"  {found['forecast']}"]
    return "\n".join(lines)


def _range(low: float | None, high: float | None) -> str:
    if low == high:
        return short(low)
    return f"{short(low)}-{short(high)}"


def short(number: float | None) -> str:
    """A number in few characters; None is never."""
    if number is None:
        return "never"
    if abs(number) >= 1e6:
        return f"{number / 1e6:.2f}M"
    return f"{number:,.0f}" if abs(number) >= 100 else f"{number:.3g}"
