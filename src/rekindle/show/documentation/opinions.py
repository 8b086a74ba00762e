"""Parts of the page *How far to trust this* that test the calibration: jointly, by a second estimator, by life cycles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rekindle.analysis.calibration.errors import DISCREPANCY
from rekindle.analysis.calibration.report import LifeCycle, Report
from rekindle.analysis.validation.results import HorizonScore
from rekindle.numbers import fixed, number, percent
from rekindle.show.documentation import called
from rekindle.show.words import day, listed

APART, FAR = 0.5, 10.0
"""Means of the two estimators that are so many standard deviations apart are told; shares so many points apart fail."""
Test = tuple[bool, str, str, str, str]
NOT_YET = "The reports in the package were made before this was tested; `make calibrate` makes them anew."


def prior_sentence(losses: Mapping[str, tuple[float, float]], horizons: Sequence[HorizonScore]) -> str:
    """A few sentences that say where what was learnt did not help: figures after an origin, months by horizon."""
    told = [
        f"{day(origin)} (score {fixed(ours, 3)} against {fixed(theirs, 3)}; smaller is better)"
        for origin, (ours, theirs) in losses.items()
        if ours >= theirs
    ]
    months: dict[tuple[str, str], list[str]] = {}
    for row in horizons:
        if row.of_prior is not None and row.of_prior >= 1:
            months.setdefault((called.measure(row.measure), f"{row.origin}"), []).append(f"{row.first}-{row.last}")
    far = [f"- {measure} from {day(origin)}: months {listed(each)} ahead" for (measure, origin), each in months.items()]
    if not told and not far:
        return "On what it had not seen, the posterior forecasts better than the priors from every day that was tried."
    lines = ["**Learning from the record did not always improve forecasts of what came later.**"]
    if told:
        lines.append(f"The posterior is no better than the priors on figures that end after {listed(told)}.")
    if far:
        lines += ["By month it is no better in these series:", "", *far]
    return "\n".join(lines)


def joint_text(calibrated: Mapping[str, Report]) -> str:
    """Joint coverage of both estimators by origin, with the band that right posteriors stay in."""
    rows = []
    for origin, report in calibrated.items():
        for name, one in report.joint_tests.items():
            found = "inside" if one.inside else f"**outside**: {one.lean}"
            curve = " / ".join(fixed(one.expected[list(one.levels).index(level)], 2) for level in (0.5, 0.9))
            cells = (origin, name, f"{one.truths}", curve, fixed(one.farthest, 3), fixed(one.band, 3), found)
            rows.append(f"| {' | '.join(cells)} |")
    if not rows:
        return NOT_YET
    head = [
        "This tests all numbers together, by the method TARP: how often regions about random points hold the truth. *Farthest*",
        "is the largest distance of the curve from where it should be; 95 % of right posteriors stay under *band*.", "",
        "| record up to | estimator | truths | regions of 50 / 90 % | farthest | band | |",
        "|---|---|---:|---|---:|---:|---|",
    ]  # fmt: skip
    return "\n".join([*head, *rows])


def second_text(last: Report) -> str:
    """The second estimator beside the first: its checks, and the numbers and figures on which the two part."""
    other = last.second
    if other is None:
        return NOT_YET
    far = [row for row in other.compared if row.apart > APART]
    many, inside = len(other.compared), (percent(x, digits=1) for x in (last.predictive.inside_90, other.inside_90))
    hold = (percent(x, digits=1) for x in (last.coverage.inside_90, other.coverage.inside_90))
    lines = [
        "A second method, approximate Bayesian computation with regression adjustment, uses the same draws. It knows nothing",
        f"of what the network learnt. Means of {many - len(far)} of {many} numbers are within {APART:g} standard deviations.",
        f"Calibrated figures inside 90 % of worlds are {' with the network and '.join(inside)} with the regression.",
        f"Their 90 % intervals hold {' and '.join(hold)} of simulated truths.",
        f"Figures on which the middle halves of their worlds do not meet: {len(other.figures_apart)}.",
    ]
    if far:
        lines += ["", "| number (score in the prior) | network, mean and sd | regression | apart |", "|---|---|---|---:|"]
        for row in far[:20]:
            ours, theirs = (f"{fixed(a, 2)}, {fixed(b, 2)}" for a, b in ((row.mean, row.sd), (row.second_mean, row.second_sd)))
            lines.append(f"| {called.number(row.name)} | {ours} | {theirs} | {fixed(row.apart, 1)} |")
    lines += ["", *(f"- {name}" for name in other.figures_apart[:20])]
    return "\n".join(lines).rstrip()


def cycles_text(last: Report) -> str:
    """Shares of country-years at half or less three years later, recorded and in worlds, with each group left out."""
    if not last.life_cycles:
        return NOT_YET
    lines = [
        "The table asks in which share of country-years with enough deaths the deaths were half or less some years later, in",
        "the record and in simulated worlds. *Left out* is what the second estimator gives when it does not see that group. In",
        "a year without a count there may have been deaths: *at least* is the share that holds in any case.", "",
        "| group | country-years | as many as | recorded | error | at least | priors | posterior | left out |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]  # fmt: skip
    for row in last.life_cycles:
        shares = (percent(x) if x is not None else "-" for x in (row.prior, row.posterior, row.left_out))
        known = (percent(row.recorded), percent(row.error), percent(row.sure))
        group = called.place(row.group)
        lines.append(f"| {group} | {row.windows} | {number(row.independent)} | {' | '.join((*known, *shares))} |")
    return "\n".join(lines)


def spreads_text(last: Report) -> str:
    """How wide errors are, as inferred: factors of the stated spreads."""
    rows = [row for row in last.learnt if row.name.startswith(DISCREPANCY)]
    if not rows:
        return "Errors of observing were fixed, and chosen by people who had seen how far the first worlds were off."
    told = [f"{' / '.join(fixed(x, 2) for x in row.posterior)} for {row.name.removeprefix(DISCREPANCY)}" for row in rows]
    return (
        "People who had seen how far the first worlds were off stated how wide errors of observing are. So a factor of these\n"
        "widths is inferred with the parameters. In the priors it runs from a half to twice.\n"
        "In the posterior it is (5 / 50 / 95 %) " + listed(told) + "."
    )


def opinion_tests(last: Report) -> list[Test]:
    """Rows of the scoreboard (passed, test, asked, found, label)."""
    rows: list[Test] = []
    for name, one in last.joint_tests.items():
        asked = f"within {fixed(one.band, 3)} of the diagonal"
        rows.append(
            (one.inside, f"joint coverage, {one.numbers} numbers, {name}", asked, fixed(one.farthest, 3), "of the method")
        )
    if last.second is not None:
        far = sum(row.apart > APART for row in last.second.compared)
        many = len(last.second.compared)
        rows.append((far <= 0.1 * many, "two estimators, means of numbers", f"at most a tenth over {APART:g} sd apart",
                     f"{far} of {many}", "of the method"))  # fmt: skip
    return rows + [_cycle(row) for row in last.life_cycles]


def _cycle(row: LifeCycle) -> Test:
    share = row.posterior if row.left_out is None else row.left_out
    near = abs(share - row.recorded) <= FAR / 100
    asked = f"within {number(FAR)} points of {percent(row.recorded)}"
    return (near, f"country-years at half or less, {row.group} left out", asked, percent(share), "retrospective")
