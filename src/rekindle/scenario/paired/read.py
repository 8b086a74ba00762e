"""Files of paired experiments: found, read and checked for a scenario, each fault with its line, reason and remedy."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from rekindle.errors import InvalidScenario, RekindleError
from rekindle.record.effects import RATIO as RATIO_UNIT
from rekindle.record.effects import TABLE, Published, published
from rekindle.scenario.catalogue import library
from rekindle.scenario.claims.vocabulary import METRICS, kind_of
from rekindle.scenario.paired.experiment import (
    AFTERMATH,
    FOLDER,
    PER,
    RATIO,
    Arm,
    PairedExperiment,
    Reading,
)
from rekindle.scenario.policies import policy as policies
from rekindle.scenario.policies import reach
from rekindle.scenario.policies.check import wrongs
from rekindle.scenario.policies.policy import Change, Policy
from rekindle.scenario.problem import Problem, in_order, listed, nearest, report, short
from rekindle.scenario.reader import shown
from rekindle.scenario.yaml.document import Tree, read_tree
from rekindle.scenario.yaml.shape import shape_problems

if TYPE_CHECKING:
    from rekindle.scenario.schema import Scenario

ARMS = ("treated", "control")
OWN_TABLE = "effects.csv"
"""Published effects beside a scenario's own files, in the same form as the packaged table."""


@dataclass(frozen=True)
class Paired:
    """A published effect with its experiment, made out for a scenario: the arms as policies, the window as days.

    `why_not` says why it cannot be asked of this scenario; empty where it can.
    """

    published: Published
    experiment: PairedExperiment
    file: Path
    start: datetime.date
    treated: Policy
    control: Policy
    why_not: str = ""

    def named(self, text: str, scenario: Scenario) -> str:
        """A name of the file with the scenario's first country and city in it."""
        return _named(text, scenario)

    def days(self, weeks_after: int, weeks: int) -> tuple[datetime.date, datetime.date]:
        """First and last day of a window after the start of the treatment."""
        first = self.start + datetime.timedelta(weeks=weeks_after)
        return first, first + datetime.timedelta(weeks=weeks) - datetime.timedelta(days=1)

    @property
    def last(self) -> datetime.date:
        """The last day that anything is read off."""
        windows = [self.experiment.window, *([self.experiment.delivers.window] if self.experiment.delivers.window else [])]
        return max(self.days(one.after, one.weeks)[1] for one in windows)


def files(scenario: Scenario) -> list[Path]:
    """Files of the experiments for a scenario: its own, and those of the library that it has none of its own for."""
    own, shared = (sorted((place / FOLDER).glob("*.yaml")) for place in (scenario.folder, library()))
    names = {file.name for file in own}
    return [*own, *(file for file in shared if file.name not in names)]


def table_of(scenario: Scenario) -> dict[str, Published]:
    """Published effects: those of the package, and those beside the scenario's own experiments."""
    own = scenario.folder / FOLDER / OWN_TABLE
    return published() | (published(own) if own.is_file() else {})


def read_all(scenario: Scenario) -> list[Paired]:
    """Every published effect with its experiment, in the order of the table. Raises InvalidScenario with every fault."""
    rows = table_of(scenario)
    found: dict[str, Paired] = {}
    problems: list[Problem] = []
    for file in files(scenario):
        one, wrong = examined(file, scenario, rows)
        problems += wrong
        if one is not None:
            found[one.published.id] = one
    lacking = [name for name in rows if name not in {file.stem for file in files(scenario)}]
    problems += [Problem(str(TABLE), rows[name].line, f"There is no experiment for the published effect `{name}`.",
                         todo=f"Write {FOLDER}/{name}.yaml in the library.") for name in lacking]  # fmt: skip
    if problems:
        raise InvalidScenario(report(in_order(problems)))
    return [found[name] for name in rows]


def problems_of(scenario: Scenario) -> list[Problem]:
    """Every problem of the experiments for a scenario and of the tables they are paired with; for `rekindle check`."""
    try:
        rows = table_of(scenario)
    except RekindleError as error:
        return [Problem(shown(scenario.folder / FOLDER / OWN_TABLE), 1, str(error))]
    return in_order(problem for file in files(scenario) for problem in examined(file, scenario, rows)[1])


def examined(file: Path, scenario: Scenario, rows: dict[str, Published]) -> tuple[Paired | None, list[Problem]]:
    """The experiment of a file made out for a scenario, or None and every problem of it.

    What the library names and a scenario has not is no problem: the experiment is then not asked there, and says why.
    """
    tree = read_tree(file, shown(file))
    problems = list(tree.problems)
    if tree.data is not None and not isinstance(tree.data, dict):
        problems.append(tree.problem((), "The file is no group of keys.", todo="It should begin like `name: my-effect`."))
    elif tree.data is not None:
        start = _start(tree.data, scenario)
        _dated(tree.data, start, scenario)
        problems += shape_problems(tree, PairedExperiment)
        own = file.resolve().parent.parent == scenario.folder
        problems += [*_name(tree, file, rows), *_readings(tree, scenario), *_among(tree), *_changes(tree, scenario, own)]
        if not problems:
            return _made_out(tree, file, scenario, rows, start, own)
    return None, in_order(problems)


def _made_out(
    tree: Tree, file: Path, scenario: Scenario, rows: dict[str, Published], start: datetime.date, own: bool
) -> tuple[Paired | None, list[Problem]]:
    """The experiment of a file whose entries are sound, held against its published effect."""
    experiment = PairedExperiment.model_validate(tree.data)
    row = rows[experiment.name]
    problems = list(_against(tree, experiment, row))
    arms, why = {}, ""
    for key, arm in zip(ARMS, (experiment.treated, experiment.control), strict=True):
        why = why or _lacking(arm, scenario)
        try:
            arms[key] = policy_of(experiment, key, arm, scenario) if not why else policies.BASELINE
        except RekindleError as error:
            problems.append(tree.problem((key, "parts"), str(error)))
    if problems:
        return None, problems
    made = Paired(row, experiment, file, start, arms["treated"], arms["control"], why)
    late = made.last > scenario.furthest or start < scenario.start
    if late and not why:
        why = f"its window ends on {made.last}, and runs of {scenario.name} end on {scenario.furthest}"
        if own:
            return None, [tree.problem(("window",), f"{why[0].upper()}{why[1:]}.", todo="Give a shorter window.")]
    return Paired(row, experiment, file, start, arms["treated"], arms["control"], why), []


def policy_of(experiment: PairedExperiment, key: str, arm: Arm, scenario: Scenario) -> Policy:
    """An arm as a policy: the changes of its parts, then its own."""
    changes: list[Change] = []
    for part in arm.parts:
        changes += policies.read_any(part, scenario).changes
    name = f"{experiment.name}-{key}"
    changes += [change for change in arm.changes if not _missing(change, scenario)]
    return Policy(name=name, title=experiment.title, summary=experiment.summary, source=experiment.source,
                  changes=changes)  # fmt: skip


def _start(data: dict[str, Any], scenario: Scenario) -> datetime.date:
    """The day the treatment starts."""
    asked = data.get("starts", AFTERMATH)
    return scenario.aftermath if asked == AFTERMATH and scenario.aftermath else scenario.start


def _dated(data: dict[str, Any], start: datetime.date, scenario: Scenario) -> None:
    """Put days for the weeks of changes; a parameter without one changes when the treatment starts."""
    for key in ARMS:
        arm = data.get(key)
        changes = arm.get("changes") if isinstance(arm, dict) else None
        for change in changes if isinstance(changes, list) else ():
            if not isinstance(change, dict):
                continue
            if "parameter" in change and "from" not in change and start > scenario.start:
                change["from"] = start
            for end in ("from", "until"):
                if type(change.get(end)) is int and 0 <= change[end] <= 5200:
                    change[end] = start + datetime.timedelta(weeks=change[end])
        policies.dated(arm, scenario)


def _name(tree: Tree, file: Path, rows: dict[str, Published]) -> Iterator[Problem]:
    name = tree.data.get("name")
    if not isinstance(name, str):
        return
    if name != file.stem:
        yield tree.problem(("name",), f"name is `{short(name)}`, but the file is `{short(file.name)}`.",
                           todo=f"Write `name: {short(file.stem)}`, or rename the file.")  # fmt: skip
    elif name not in rows:
        why = "An experiment is held against a study."
        yield tree.problem(("name",), f"There is no published effect `{short(name)}`.", why,
                           nearest(name, rows), f"Add a row to {shown(TABLE)}, or mend the name.")  # fmt: skip


def _readings(tree: Tree, scenario: Scenario) -> Iterator[Problem]:
    """Metrics that there are; an outcome (one number a world, whatever the window) is none."""
    for key in ("outcome", "delivers", "per"):
        entry = tree.data.get(key)
        metric = entry.get("metric") if isinstance(entry, dict) else None
        if not isinstance(metric, str):
            continue
        name = _named(metric, scenario)
        kind = kind_of(name)
        if kind is None or kind == "outcome":
            why = "An outcome has a period of its own, and a window needs a series." if kind else ""
            yield tree.problem((key, "metric"), f"There is no series `{short(metric)}`.", why, nearest(metric, METRICS),
                               "Name a series, such as attacks_{country}.")  # fmt: skip


def _among(tree: Tree) -> Iterator[Problem]:
    """Variants that there are, with options that they have."""
    from rekindle.model.parameter import Choice

    among = tree.data.get("among")
    known = {name: one.prior.names for name, one in reach.parameters().items() if isinstance(one.prior, Choice)}
    for name, option in among.items() if isinstance(among, dict) else ():
        if name not in known:
            yield tree.problem(("among", name), f"There is no variant `{short(name)}`.", "", nearest(name, known),
                               f"Variants are {listed(known, 30)}.")  # fmt: skip
        elif option not in (names := known[name]):
            yield tree.problem(("among", name), f"{name} has no option `{short(option)}`.", "", nearest(option, names),
                               f"Options are {listed(names, 30)}.")  # fmt: skip


def _changes(tree: Tree, scenario: Scenario, own: bool) -> Iterator[Problem]:
    """Problems of changes whose form is right; in the library not of what this scenario does not have."""
    for key in ARMS:
        arm = tree.data.get(key)
        entries = arm.get("changes") if isinstance(arm, dict) else None
        for i, entry in enumerate(entries if isinstance(entries, list) else ()):
            try:
                change = Change.model_validate(entry)
            except ValidationError:
                continue  # said already, with the shape
            if not own and len(change.targets) == 1 and _missing(change, scenario):
                continue
            for wrong in wrongs(change, scenario):
                what = f"Change {i + 1} of the {key} arm {wrong.what}"
                yield tree.problem((key, "changes", i, wrong.key), what, wrong.why, wrong.nearest, wrong.todo)


def _missing(change: Change, scenario: Scenario) -> bool:
    """Whether a change is of something that one scenario has and another has not: the model's parameters all have."""
    return change.targets[0] != "parameter" and not reach.reached(change, scenario)


def _lacking(arm: Arm, scenario: Scenario) -> str:
    """What an arm changes and the scenario has not, in words; empty where it has all.

    A dated course that is taken away where there is none leaves nothing to do.
    """
    for change in arm.changes:
        if _missing(change, scenario) and change.courses is None:
            target = change.targets[0]
            return f"{scenario.name} has no {target.removesuffix('s')} {getattr(change, target)}"
    return ""


def _against(tree: Tree, experiment: PairedExperiment, row: Published) -> Iterator[Problem]:
    """The experiment measures what the published number is, in its unit and among its worlds."""
    if (experiment.measured == RATIO) != (row.unit == RATIO_UNIT):
        yield tree.problem(("measured",), f"measured is `{experiment.measured}`, but the published effect is in `{row.unit}`.",
                           todo=f"Measure a ratio where the unit is `{RATIO_UNIT}`, and nowhere else.")  # fmt: skip
    if (experiment.measured == PER) != (experiment.per is not None):
        yield tree.problem(("measured",), "`measured: per` and `per:` go together.", "A difference is divided by another.",
                           todo="Give both or neither.")  # fmt: skip
    among = ",".join(f"{name}={option}" for name, option in experiment.among.items())
    if among != row.variant:
        yield tree.problem(("among",), f"The worlds are those of `{among or 'all variants'}`, the published effect belongs to "
                           f"`{row.variant or 'all variants'}`.", todo="Make them the same.")  # fmt: skip
    delivers = experiment.delivers
    if (delivers.at_least is None) == (delivers.at_most is None):
        yield tree.problem(("delivers",), "`delivers` needs `at_least` or `at_most`, one of the two.",
                           "It says from which ratio on the treatment has arrived.")  # fmt: skip


def _named(text: str, scenario: Scenario) -> str:
    first = {"country": next(iter(scenario.countries), ""), "city": next(iter(scenario.cities), "")}
    for key, name in first.items():
        text = text.replace(f"{{{key}}}", name)
    return text


__all__ = ["Paired", "Reading", "examined", "files", "policy_of", "problems_of", "read_all", "table_of"]
