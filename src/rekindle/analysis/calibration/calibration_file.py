"""The file `calibration.yaml` beside a scenario: read, with everything that is wrong with it and its line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rekindle.analysis.calibration.life_cycles import CYCLES
from rekindle.analysis.calibration.observation_model import unread
from rekindle.analysis.calibration.targets import MONTHS, Cycle, Error, Pattern, points_of
from rekindle.analysis.outcomes.given import given
from rekindle.errors import RekindleError
from rekindle.record.regions import all_places
from rekindle.record.tables import NAMES, YEARLY
from rekindle.scenario.calibration import FILE, CalibrationFile, CyclesEntry, PatternEntry
from rekindle.scenario.catalogue import locate, names
from rekindle.scenario.policies.policy import asked
from rekindle.scenario.problem import Problem, in_order, listed, nearest, short
from rekindle.scenario.reader import shown
from rekindle.scenario.record_check import RECORD
from rekindle.scenario.yaml.document import Tree, read_tree
from rekindle.scenario.yaml.shape import shape_problems

if TYPE_CHECKING:
    from rekindle.ensemble.frame import Frame
    from rekindle.scenario import Scenario


def pattern_of(entry: PatternEntry, scenario: Scenario, file: CalibrationFile) -> Pattern:
    """An entry as the calibration uses it."""
    error = next((Error(one.name, one.source, one.recount) for one in file.errors or () if one.name == entry.error), None)
    return Pattern(
        entry.name, scenario.name, entry.measure, entry.spread, entry.because, tuple(entry.places or [""]), entry.start,
        entry.end, entry.every or "", tuple(entry.days or ()), entry.source, entry.scale, entry.use, entry.lag,
        (entry.covered[0], entry.covered[1]), scenario.folder, error, file.discrepancy,
    )  # fmt: skip


def cycles_of(entry: CyclesEntry, scenario: Scenario, file: CalibrationFile) -> list[Pattern]:
    """Patterns of the life cycles, one for each group of places."""
    named = tuple(place for group in entry.groups for place in group.places or ())
    return [
        Pattern(
            f"life cycles, {group.name}", scenario.name, CYCLES, entry.spread, entry.because, (group.name,), source=entry.table,
            scale="share", use=entry.use, folder=scenario.folder,
            cycle=Cycle(entry.table, entry.measure, entry.years, entry.least, entry.share, entry.first,
                        tuple(group.places or ()), () if group.places else named),
        )
        for group in entry.groups
    ]  # fmt: skip


def examined(scenario: Scenario) -> tuple[CalibrationFile | None, list[Problem]]:
    """The calibration beside a scenario and every problem of it; None and no problem where there is no such file."""
    path = scenario.folder / FILE
    if not path.exists():
        return None, []
    tree = read_tree(path, shown(path))
    if tree.data is None or tree.problems:
        return None, tree.problems
    if not isinstance(tree.data, dict):
        todo = "It should begin with `until: YYYY-MM-DD`; see docs/calibration.md."
        return None, [tree.problem((), "The file is no group of keys.", todo=todo)]
    problems = shape_problems(tree, CalibrationFile)
    if problems:
        return None, in_order(problems)
    found = CalibrationFile.model_validate(tree.data)
    problems = [
        *_of_the_whole(tree, found, scenario),
        *_of_cycles(tree, found, scenario),
        *_of_patterns(tree, found, scenario),
        *_of_backtests(tree, found, scenario),
    ]
    return (None if problems else found), in_order(problems)


def member_path(name: str, scenario: Scenario) -> str | Path:
    """A scenario that is named beside another: packaged, or a folder beside its own."""
    return name if name in names() else scenario.folder.parent / name


def _of_the_whole(tree: Tree, found: CalibrationFile, scenario: Scenario) -> Iterator[Problem]:
    """Days outside the scenario's clock, and scenarios that are not there or have no calibration of their own."""
    if not scenario.start < found.until <= scenario.furthest:
        what = f"until is {found.until}, outside what {scenario.name} covers."
        yield tree.problem(("until",), what, todo=f"Write a day after {scenario.start}, up to {scenario.furthest}.")
    for i, origin in enumerate(found.origins or ()):
        if origin > found.until:
            yield tree.problem(("origins", i), f"The origin {origin} is after until.", todo=f"Write a day up to {found.until}.")
    for i, one in enumerate(found.errors or ()):
        if one.source + one.recount > 1:
            what = f"The shares of `{short(one.name)}` add up to more than 1."
            yield tree.problem(("errors", i), what, todo="What is left of 1 is each figure's own.")
    for i, name in enumerate(found.together or ()):
        try:
            there = locate(member_path(name, scenario)).with_name(FILE).is_file() and name != scenario.name
        except RekindleError:
            there = False
        if not there:
            near = nearest(name, [one for one in names() if one != scenario.name])
            todo = f"Name a packaged scenario or a folder beside {scenario.folder.name}, in which lies a {FILE}."
            yield tree.problem(("with", i), f"There is no other scenario `{short(name)}` with a {FILE}.", "", near, todo)


def _of_cycles(tree: Tree, found: CalibrationFile, scenario: Scenario) -> Iterator[Problem]:
    """Life cycles without a table, without years that worlds have whole, or of a group that the record has nothing of."""
    entry = found.life_cycles
    if entry is None:
        return
    at = ("life_cycles",)
    if entry.table not in YEARLY:
        what, todo = f"`{short(entry.table)}` is no table of years.", f"Use one of {listed(YEARLY)}."
        yield tree.problem((*at, "table"), what, "", nearest(entry.table, YEARLY), todo)
        return
    if not scenario.start < entry.until <= scenario.furthest:
        what = f"until is {entry.until}, outside what {scenario.name} covers."
        yield tree.problem((*at, "until"), what, todo=f"Write a day after {scenario.start}, up to {scenario.furthest}.")
    last = entry.until.year - ((entry.until.month, entry.until.day) != (12, 31))
    if entry.first + entry.years > last or entry.first < scenario.start.year:
        what = f"Worlds have no year from {entry.first} on with another {entry.years} years later."
        yield tree.problem((*at, "first"), what, todo="Begin earlier, or run further.")
    for i, pattern in enumerate(cycles_of(entry, scenario, found)):
        try:
            list(points_of(pattern))
        except ValueError as error:
            yield tree.problem((*at, "groups", i), f"{short(error, 300)}.", todo="Name places of the table.")


def _of_patterns(tree: Tree, found: CalibrationFile, scenario: Scenario) -> Iterator[Problem]:
    """Patterns that no run or no record can give: each with its line, what is wrong, and the nearest that is there."""
    frame = _frame(found, scenario)
    outcomes = list(given(frame)) if frame else []
    for i, entry in enumerate(found.patterns):
        wrong = list(_of_days(tree, i, entry))
        wrong += _of_names(tree, i, entry, scenario)
        errors = [one.name for one in found.errors or ()]
        if entry.error is not None and entry.error not in errors:
            what, todo = f"No error `{short(entry.error)}` stands under `errors`.", "Add it there, or leave `error` out."
            wrong.append(tree.problem(("patterns", i, "error"), what, "", nearest(entry.error, errors), todo))
        if not wrong and frame:
            for place in entry.places or [""]:
                why, near = unread(frame, outcomes, entry.measure, place)
                wrong += [tree.problem(("patterns", i, "measure"), why, "", near)] if why else []
        if not wrong:
            try:
                list(points_of(pattern_of(entry, scenario, found)))
            except (ValueError, RekindleError) as error:
                wrong.append(tree.problem(("patterns", i), f"{short(error, 300)}.", todo="Correct the pattern, or its record."))
        yield from wrong


def _of_backtests(tree: Tree, found: CalibrationFile, scenario: Scenario) -> Iterator[Problem]:
    """Backtests that lack what their kind needs, and measures of a forecast that nothing is said of."""
    told = list(found.forecast.measures) if found.forecast else []
    recorded = [entry.measure for entry in found.patterns]
    for i, one in enumerate(found.backtests or ()):
        at = ("backtests", i)
        kinds = [name for name in ("outcomes", "months", "years") if getattr(one, name) is not None]
        if len(kinds) != 1:
            todo = "Give `outcomes`, `months` or `years`: what is scored, or how many years are forecast."
            yield tree.problem(at, f"The backtest from {one.origin} has {listed(kinds)} of these.", todo=todo)
            continue
        own = [entry for entry in one.months or () if entry.measure is None or entry.history is None]
        needs = {"outcomes": ("prior", "posterior"), "months": ("measure", "history") if own else (), "years": ()}[kinds[0]]
        for name in needs:
            if getattr(one, name) is None and not all(getattr(entry, name, None) for entry in own):
                yield tree.problem(at, f"The backtest from {one.origin} lacks `{name}`.", f"One with `{kinds[0]}` needs it.")
        members = [scenario.name, *map(str, found.together or ())]
        if one.scenario is not None and one.scenario not in members:
            what = f"The backtest starts from `{short(one.scenario)}`, which is not learnt here."
            near, todo = nearest(one.scenario, members), f"Name one of {listed(members)}, or add it under `with`."
            yield tree.problem((*at, "scenario"), what, "", near, todo)
        for name in one.outcomes or ():
            if name not in recorded:
                what = f"No pattern is of the measure `{short(name)}`."
                yield tree.problem((*at, "outcomes"), what, nearest=nearest(name, recorded), todo="Add one, or leave it out.")
        asked = [name for name in (one.measure, *(entry.measure for entry in one.months or ())) if name]
        unknown = [name for name in asked if name not in told]
        if kinds[0] == "years" and not found.forecast or unknown:
            what = f"The backtest from {one.origin} needs the section `forecast` to say how its measures are told."
            yield tree.problem(at, what, nearest=nearest(unknown[0], told) if unknown else "")
    for i, target in enumerate(found.forecast.targets if found.forecast else ()):
        if target.measure not in told:
            what = f"`measures` says nothing of `{short(target.measure)}`."
            yield tree.problem(("forecast", "targets", i), what, nearest=nearest(target.measure, told))


def _frame(found: CalibrationFile, scenario: Scenario) -> Frame | None:
    """Axes and calendar of the runs; None where the horizon cannot be, which is said already."""
    from rekindle.analysis.runs.run import RunSpec

    try:
        return RunSpec(scenario, asked("historical", "", scenario), until=found.until).frame(every_week=True)
    except RekindleError:
        return None


def _of_days(tree: Tree, i: int, entry: PatternEntry) -> Iterator[Problem]:
    """Periods that do not go together."""
    at: tuple[str | int, ...] = ("patterns", i)
    if entry.every and entry.days:
        what = f"`{short(entry.name)}` has both `every` and `days`."
        yield tree.problem((*at, "every"), what, todo="Leave one of them out.")
    if (entry.every is None) != (entry.start is None) or (entry.start is None) != (entry.end is None):
        what = f"`{short(entry.name)}` needs `start`, `end` and `every` together."
        yield tree.problem(at, what, "They cut a period into figures.", todo=f"Use one of {listed([*MONTHS, 'whole'])}.")
    elif entry.start and entry.end and entry.end < entry.start:
        yield tree.problem((*at, "end"), f"end {entry.end} lies before start {entry.start}.", todo="Swap or correct them.")
    if entry.covered[1] < entry.covered[0]:
        yield tree.problem((*at, "covered"), "covered must rise: the least share, then the largest.", todo="Swap them.")


def _of_names(tree: Tree, i: int, entry: PatternEntry, scenario: Scenario) -> Iterator[Problem]:
    """Places and tables that nobody knows, and a record that is not there."""
    own = [*scenario.places, *scenario.cities, *scenario.countries]
    known: dict[str, Any] = dict.fromkeys([*own, *all_places()])
    for p, place in enumerate(entry.places or ()):
        if place not in known:
            what, near = f"There is no place `{short(place)}` in the scenario.", nearest(place, known)
            todo = f"Known are {listed(own, 8)}, and regions (docs/record.md)."
            yield tree.problem(("patterns", i, "places", p), what, "", near, todo)
    if entry.source not in ("record", *NAMES):
        what, near = f"There is no table `{short(entry.source)}`.", nearest(entry.source, ["record", *NAMES])
        todo = f"Use `record`, which is {RECORD} beside the scenario, or one of {listed(NAMES)}."
        yield tree.problem(("patterns", i, "source"), what, "", near, todo)
    elif entry.source == "record" and not (scenario.folder / RECORD).is_file():
        yield tree.problem(("patterns", i), f"There is no {RECORD} beside the scenario.", todo="Write one: docs/record.md.")
