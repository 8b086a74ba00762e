"""The page *How far to trust this*: the scoreboard, failures first, made from what the commands themselves wrote.

`rekindle calibrate` and `rekindle backtest` write their reports beside the posteriors in the package, `rekindle battles` the
first scores of the battles; `make docs` turns them into a page. No number on it is typed by hand.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from rekindle.analysis.calibration.calibrate import REPORT as CALIBRATION
from rekindle.analysis.calibration.report import Checked, Report
from rekindle.analysis.effects.kept import kept_audit
from rekindle.analysis.effects.result import EffectsAudit
from rekindle.analysis.statistics.baselines import MIXTURE
from rekindle.analysis.validation.backtest import REPORT as BACKTEST
from rekindle.analysis.validation.battles import FIRST, Battles
from rekindle.analysis.validation.months import by_horizon, by_place
from rekindle.analysis.validation.results import MonthScore, OutcomeScore
from rekindle.ensemble.posterior import Posterior, packaged_origins, read_posterior
from rekindle.ensemble.variants import variants
from rekindle.json_text import Plain
from rekindle.numbers import fixed, interval, number, percent
from rekindle.scenario.labels import Labels
from rekindle.show.documentation import called
from rekindle.show.documentation.effects import effects_section
from rekindle.show.documentation.opinions import (
    cycles_text,
    joint_text,
    opinion_tests,
    prior_sentence,
    second_text,
    spreads_text,
)
from rekindle.show.documentation.scoreboard import check_table, horizon_table, place_table
from rekindle.show.documentation.trust_texts import HEAD, MONTHS, WITHHELD
from rekindle.show.figures.scoreboard import check_chart, forecast_fan, pit_histogram
from rekindle.show.terminal.battles import battle_markdown
from rekindle.show.verdicts.plain_words import THEORIES

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PAGE = "how-far-to-trust.md"


def trust_page(folder: Path | None = None) -> str:
    """The page as Markdown, from the reports in a folder (the packaged ones). Raises FileNotFoundError where one is missing."""
    place = folder or Path(str(files("rekindle.catalogue").joinpath("posterior")))
    calibrated = {f"{origin}": _report(place, f"{origin}") for origin in packaged_origins()}
    last, back, first = calibrated[f"{packaged_origins()[-1]}"], _kept(place), place.parent / FIRST
    opened = Battles.from_dict(_read(first)) if first.exists() else None
    parts = [
        "# How far to trust this", HEAD,
        prior_sentence(_losses(calibrated), by_horizon(back.year)),
        "## The scoreboard", _scoreboard(_tests(last, back, opened, kept_audit(folder))),
        "## Do its levers move what they are known to move?", effects_section(kept_audit(folder)),
        "## What the model gets wrong", _wrong(last), "![Checks, failures first](figures/trust-checks.svg)",
        "## The battle of Mosul from its eve", _battle(back.battle),
        "## Months after a day", MONTHS, horizon_table(by_horizon(back.year)).strip(), place_table(_plain(back.year)).strip(),
        "![The latest forecasts by month, with the record and the baselines](figures/trust-2018.svg)",
        "![Where the recorded months stand among the worlds](figures/trust-places.svg)",
        "## Other battles", _battles(opened),
        "## What the record taught", _learnt(last), _rivals(read_posterior(place / f"{packaged_origins()[-1]}")),
        "## What it could not teach", _not_learnt(last),
        "## Does it beat the prior on what it had not seen?", _later(calibrated),
        "## Is the posterior itself honest?", _coverage(calibrated, last), joint_text(calibrated), spreads_text(last),
        "## A second estimator", second_text(last),
        "## Do groups decline in worlds as they did?", cycles_text(last),
        "## The years after 2018", WITHHELD,
        "## Every figure", check_table(_plain(last.predictive.rows)).strip(),
        "This page is made by `make docs` from the reports of `rekindle calibrate`, `rekindle backtest` and\n"
        "`rekindle battles`; do not edit it.",
    ]  # fmt: skip
    return "\n\n".join(parts) + "\n"


Test = tuple[bool, str, str, str, str]


def trust_figures(folder: Path | None = None) -> dict[str, Figure]:
    """The page's pictures by the names of their files: the checks, the forecasts of 2018 by month, where the truths stand."""
    place = folder or Path(str(files("rekindle.catalogue").joinpath("posterior")))
    back = _kept(place)
    return {
        "trust-checks.svg": check_chart(_plain(last_calibration(folder).predictive.calibrated)),
        "trust-2018.svg": forecast_fan(_plain(_latest(back.year))),
        "trust-places.svg": pit_histogram([row.pit for row in back.year]),
    }


def trust_tests(folder: Path | None = None) -> list[Test]:
    """The scoreboard as rows (passed, test, asked, found, label), failures first, from the reports in a folder."""
    place = folder or Path(str(files("rekindle.catalogue").joinpath("posterior")))
    first = place.parent / FIRST
    opened = Battles.from_dict(_read(first)) if first.exists() else None
    return _tests(last_calibration(folder), _kept(place), opened, kept_audit(folder))


def last_calibration(folder: Path | None = None) -> Report:
    """The report of the calibration on the record to its end: what was learnt, and what was not."""
    return _report(folder or Path(str(files("rekindle.catalogue").joinpath("posterior"))), f"{packaged_origins()[-1]}")


def _tests(last: Report, back: Kept, opened: Battles | None, effects: EffectsAudit) -> list[Test]:
    after, coverage = last.predictive, last.coverage
    rows: list[Test] = [
        (0.85 <= after.inside_90 <= 0.97, "calibrated figures inside 90 %", "85-97 %",
         f"{percent(after.inside_90, digits=1)} of {after.points}", "retrospective"),
        (0.85 <= coverage.inside_90 <= 0.95, f"90 % intervals over {coverage.truths} simulated truths", "85-95 %",
         percent(coverage.inside_90, digits=1), "of the method"),
        *_of_battle(back.battle), *_of_year(back.year), *opinion_tests(last),
        (effects.passed, "published effects of levers", "80 % inside, none with the wrong sign",
         f"{effects.inside} of {len(effects.effects)}, {effects.wrong_sign} wrong", "retrospective"),
    ]  # fmt: skip
    if opened:
        share = opened.shares
        rows.append(((share.share_inside_90 or 0.0) >= 0.6, "other battles, opened once", "at least 60 % inside 90 %",
                     f"{share.inside_90} of {share.scores}", "blind"))  # fmt: skip
    return sorted(rows, key=lambda row: row[0])


def _scoreboard(rows: Sequence[Test]) -> str:
    """One row a test: what was asked, what came out, passed or not; failures first."""
    from rekindle.show.verdicts.misses import row as told  # which reads this page's tests

    failed = sum(not row[0] for row in rows)
    lines = [f"The model failed {failed} of {len(rows)} tests.", "",
             "| test | asked | found | result | kind |", "|---|---|---|---|---|"]  # fmt: skip
    city = next((match[1] for test in rows if (match := re.match("battle of (.+) from its eve", test[1]))), "")
    for test in rows:
        name, asked, found = told(test, _Places(city))
        lines.append(f"| {name} | {asked} | {found} | {'passed' if test[0] else '**failed**'} | {test[4]} |")
    return "\n".join(lines)


class _Places(Labels):
    """Places of the record by their names."""

    def __init__(self, city: str) -> None:
        super().__init__()
        self._city = city

    def of(self, name: str) -> str:
        """A governorate or a country."""
        return called.place(name)

    @property
    def city(self) -> str:
        """Of which city the battle is."""
        return self._city


def _of_battle(rows: Sequence[OutcomeScore]) -> list[Test]:
    tests = []
    for source in dict.fromkeys(row.worlds_from for row in rows):
        here = [row for row in rows if row.worlds_from == source]
        good = sum(row.inside and row.narrow_enough for row in here)
        asked = f"{len(here)} figures inside {here[0].central} %, none wider than {number(here[0].widest)}"
        tests.append((good == len(here), f"battle of Mosul from its eve, {source}", asked, f"{good}", "retrospective"))
    return tests


def _latest(rows: Sequence[MonthScore]) -> list[MonthScore]:
    """Months of the last origin and its first measure: a picture shows one."""
    last = max(row.origin for row in rows)
    first = next(row.measure for row in rows if row.origin == last)
    return [row for row in rows if (row.origin, row.measure) == (last, first)]


def _of_year(rows: Sequence[MonthScore]) -> list[Test]:
    """By origin and measure: below the best baseline and the mixture in each place, inside, and better than the priors."""
    tests = []
    for place in by_place(rows):
        least = min(place.baselines, key=lambda name: place.baselines[name])
        asked = f"CRPS under {number(place.baselines[least])} ({least})"
        saved = place.skill if least != MIXTURE else place.skill_mixture or place.skill
        noise = ", may be chance" if saved["low"] < 0 < saved["high"] else ""
        told = f"{_measure(place.measure)} by month from {place.origin}, {place.place}"
        tests.append((place.lower_than_every_baseline, told, asked, f"{number(place.crps)}{noise}", "retrospective"))
    for origin, measure in dict.fromkeys((row.origin, row.measure) for row in rows):
        here = [row for row in rows if (row.origin, row.measure) == (origin, measure)]
        inside = sum(row.inside90 for row in here)
        tests.append((0.85 <= inside / len(here) <= 0.97, f"{_measure(measure)} by month from {origin}, inside 90 %", "85-97 %",
                      f"{inside} of {len(here)}", "retrospective"))  # fmt: skip
    for row in by_horizon(rows):
        if row.of_prior is not None:
            name = f"{_measure(row.measure)} from {row.origin}, months {row.first}-{row.last}, posterior against prior"
            tests.append((row.of_prior < 1, name, "CRPS below 1 of the prior's", _beside_one(row.of_prior), "retrospective"))
    return tests


def _beside_one(share: float) -> str:
    """A share of the prior's error with as many digits as it takes to tell it from 1."""
    return next((told for digits in (2, 3, 4) if (told := fixed(share, digits)).strip("0.") != "1"), fixed(share, 5))


def _measure(name: str) -> str:
    return {"deaths_documented": "deaths", "idps": "displaced people"}.get(name, name.replace("_", " "))


def _wrong(last: Report) -> str:
    of = Counter(row.pattern for row in last.predictive.calibrated)
    missed = [row for row in last.predictive.calibrated if not row.inside90]
    lines = [f"{len(missed)} of {sum(of.values())} calibrated figures lie outside the central 90 % of the posterior's worlds.",
             "They belong to these patterns:", "", "| pattern | outside | of |", "|---|---:|---:|"]  # fmt: skip
    lines += [f"| {name} | {n} | {of[name]} |" for name, n in Counter(row.pattern for row in missed).most_common()]
    moved = last.moved_to_the_edge
    if moved:
        lines += ["", f"{len(moved)} recorded figures lie outside the central 99 % of what prior worlds would have recorded.",
                  "Hardly any world is like them, so the posterior was learnt from the nearest edge instead:", ""]  # fmt: skip
    return "\n".join([*lines, *(f"- {called.point(name)}" for name in moved)])


def _battle(rows: Sequence[OutcomeScore]) -> str:
    heads = ("worlds from", "figure", "recorded", "median", "90 % of worlds", "inside", "ends differ by", "at most")
    lines = ["This test is retrospective. It uses only what was known on 16 October 2016: planned dates are drawn from priors,",
             "and the posterior was learnt from 2006-16. There is no baseline, for nobody had a history of such battles.",
             "*Ends differ by* is the upper end of a range divided by its lower end. The range is the middle 80 % of the",
             "posterior's worlds and the middle 90 % of the priors'. A recorded range is inside if its middle is; *in part*",
             "means that not all of it is.", "",
             f"| {' | '.join(heads)} |", "|---|---|---|---:|---|---|---:|---:|"]  # fmt: skip
    for row in sorted(rows, key=lambda row: (row.inside and row.narrow_enough, row.worlds_from)):
        recorded = interval(row.low, row.high)
        allowed = f"{number(row.widest)}" if row.narrow_enough else f"**{number(row.widest)}**"
        inside = f"{row.central} %" if row.inside else f"**not in {row.central} %**"
        inside += "" if row.whole else ", range in part" if row.in_part else ", range not at all"
        worlds = interval(row.q05, row.q95, write=_mark)
        what = called.measure(row.measure)
        cells = (row.worlds_from, what, recorded, _mark(row.q50), worlds, inside, f"{row.width}", allowed)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _battles(opened: Battles | None) -> str:
    text = ("Seven battles were split in two by a hash of their names before any of them ran.\n"
            "[Other battles](other-battles.md) has the rules, the half that improved the model, and its scores.\n")  # fmt: skip
    if opened is None:
        return text + "The other half has not been opened."
    by_battle = ", ".join(f"{name} {one.inside_90} of {one.scores}" for name, one in opened.by_battle.items())
    return (f"{text}The other half was opened once; its first scores stay here for ever.\n\n"
            f"{battle_markdown(opened).strip()}\n\n"
            f"Inside 90 % by battle: {by_battle}. Raqqa was less blind than the others; that page says why.")  # fmt: skip


def _learnt(last: Report) -> str:
    rivals = {f"parameter {name}" for name in variants()}
    rows = [row for row in sorted(last.learnt, key=lambda row: -row.contraction) if row.name not in rivals][:20]
    about = last.about
    lines = [f"{len(last.learnt)} numbers were inferred from {about['points']} recorded figures at once,",
             f"with {about['draws']:,} draws of three scenarios that share their parameters. *Learnt* is the share of the",
             "prior's variance that is gone. The record taught most about these:", "",
             "| number | prior, 5 / 50 / 95 % | posterior, 5 / 50 / 95 % | learnt |", "|---|---|---|---:|"]  # fmt: skip
    for row in rows:
        before, after = (" / ".join(map(number, levels)) for levels in (row.prior, row.posterior))
        lines.append(f"| {called.number(row.name)} | {before} | {after} | {percent(row.contraction)} |")
    return "\n".join(lines)


def _rivals(posterior: Posterior) -> str:
    """Rival theories: the share of worlds under each before and after the record was looked at."""
    lines = ["The share of worlds that live under each rival theory, before and after the record was looked at:", "",
             "| theory | prior | posterior |", "|---|---:|---:|"]  # fmt: skip
    for name, choice in variants().items():
        at = f"parameter {name}"
        if at not in posterior.names:
            lines += [f"| {_theory(name, option)} | {percent(weight)} | no figure shows it |"
                      for option, weight in zip(choice.names, choice.weights, strict=True)]  # fmt: skip
            continue
        drawn = choice.quantile(posterior.table[:, posterior.names.index(at)])
        for i, (option, weight) in enumerate(zip(choice.names, choice.weights, strict=True)):
            lines.append(f"| {_theory(name, option)} | {percent(weight)} | {percent((drawn == i).mean())} |")
    return "\n".join(lines)


def _theory(name: str, option: str) -> str:
    return f"{THEORIES.get(f'{name} = {option}', '')} (`{name}={option}`)".strip()


def _not_learnt(last: Report) -> str:
    idle = sum(row.contraction < 0.05 for row in last.learnt)
    names = sorted(name.removeprefix("parameter ") for name in last.not_informed if name.startswith("parameter "))
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault(name.partition(".")[0], []).append(name.partition(".")[2])
    rows = [f"| `{group}` | {len(every)} | {', '.join(f'`{one}`' for one in every)} |" for group, every in groups.items()]
    return "\n".join([
        f"{idle} of the inferred numbers kept at least 95 % of their prior's variance. Another {len(names)} parameters move no",
        "recorded figure enough to be inferred, and keep their priors. What a verdict owes to these, it owes to judgement.",
        "The pages of the [mechanisms](mechanisms/README.md) say what each means.", "",
        "| group of parameters | how many | which |", "|---|---:|---|", *rows])  # fmt: skip


def _losses(calibrated: dict[str, Report]) -> dict[str, tuple[float, float]]:
    """By origin, the scores of posterior and priors on figures that end after it."""
    later = {origin: [[row for row in check.rows if row.end > origin] for check in (report.predictive, report.prior_predictive)]
             for origin, report in calibrated.items()}  # fmt: skip
    return {origin: (_loss(ours), _loss(theirs)) for origin, (ours, theirs) in later.items() if ours and theirs}


def _later(calibrated: dict[str, Report]) -> str:
    """Figures after each origin, prior against posterior: shares inside, widths, and the quantile score."""
    lines = ["These figures end after the day up to which the posterior was learnt, so it had not seen them. The score is the",
             "mean quantile loss at 5, 25, 50, 75 and 95 % on the scale of log(1 + number): lower is better. *Width* is the",
             "upper end of the 90 % range divided by the lower, in the median.", "",
             "| record up to | figures | worlds from | in 50 % | in 90 % | width | score |",
             "|---|---:|---|---:|---:|---:|---:|"]  # fmt: skip
    for origin, report in calibrated.items():
        for source, check in (("prior", report.prior_predictive), ("posterior", report.predictive)):
            rows = [row for row in check.rows if row.end > origin]
            if rows:
                lines.append(f"| {origin} | {len(rows)} | {source} | {_share(row.inside50 for row in rows)} | "
                             f"{_share(row.inside90 for row in rows)} | "
                             f"{fixed(_width(rows), 1)} | {fixed(_loss(rows), 3)} |")  # fmt: skip
    after, before = report.predictive.calibrated, report.prior_predictive.calibrated
    return "\n".join([
        *lines, "", f"On the figures that it learnt from, the posterior of 2018 scores {fixed(_loss(after), 3)} and the priors "
        f"{fixed(_loss(before), 3)}; their widths are {fixed(_width(after), 1)} and {fixed(_width(before), 1)}."])  # fmt: skip


def _mark(x: float | None) -> str:
    return number(x, missing="never")


def _share(inside: Iterable[bool]) -> str:
    found = list(inside)
    return percent(sum(found) / len(found), digits=1)


def _width(rows: Sequence[Checked]) -> float:
    return median((_number(row.q95) + 1) / (_number(row.q05) + 1) for row in rows)


def _number(value: float | None) -> float:
    """A number of a kept report, where None stands for one that is not finite."""
    return math.nan if value is None else value


def _loss(rows: Sequence[Checked]) -> float:
    """Mean quantile loss over figures and marks, on the scale of log(1 + number)."""
    losses = []
    for row in rows:
        for mark, worlds in ((5, row.q05), (25, row.q25), (50, row.q50), (75, row.q75), (95, row.q95)):
            off = math.log1p(_number(row.best)) - math.log1p(_number(worlds))
            losses.append(max(mark / 100 * off, (mark / 100 - 1) * off))
    return sum(losses) / len(losses)


def _coverage(calibrated: dict[str, Report], last: Report) -> str:
    lines = ["Some simulated worlds were kept from the network that infers the numbers. The table says how often its intervals",
             "hold the true numbers of those worlds.", "",
             "| record up to | truths | numbers | in 50 % | in 90 % | least at 90 % | most at 90 % |",
             "|---|---:|---:|---:|---:|---|---|"]  # fmt: skip
    for origin, report in calibrated.items():
        of = report.coverage
        ends = [f"{called.number(name)} {percent(share)}" for name, share in (of.least_90, of.most_90)]
        shares = (percent(share, digits=1) for share in (of.inside_50, of.inside_90))
        cells = (origin, f"{of.truths}", f"{of.numbers}", *shares, *ends)
        lines.append(f"| {' | '.join(cells)} |")
    before, after = last.prior_predictive, last.predictive
    return "\n".join([
        *lines, "", f"With the priors, {percent(before.inside_90, digits=1)} of the calibrated figures lie inside 90 % "
        f"of worlds and {percent(before.inside_50, digits=1)} inside 50 %;",
        f"with the posterior, {percent(after.inside_90, digits=1)} and {percent(after.inside_50, digits=1)}."])  # fmt: skip


@dataclass(frozen=True)
class Kept:
    """What the page shows of the backtests in the package: outcomes of a battle, and a year by month and place."""

    battle: tuple[OutcomeScore, ...]
    year: tuple[MonthScore, ...]


def _kept(place: Path) -> Kept:
    found = _read(place / BACKTEST)
    return Kept(tuple(map(OutcomeScore.from_dict, found["battle"])), tuple(map(MonthScore.from_dict, found["year"])))


def _report(place: Path, origin: str) -> Report:
    return Report.from_dict(_read(place / origin / CALIBRATION))


def _plain(rows: Iterable[Plain]) -> list[dict[str, Any]]:
    """Rows for the tables and pictures of the scoreboard, which take those of calibrations and of forecasts alike."""
    return [row.to_dict() for row in rows]


def _read(file: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found
