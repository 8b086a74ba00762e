"""What is wrong with a policy file, and with a change in the face of a scenario: each fault with line, reason and remedy."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import ValidationError

from rekindle.errors import MissingData, UsageError
from rekindle.scenario.catalogue import FILE
from rekindle.scenario.policies import delivered, reach
from rekindle.scenario.policies.dose import Dose, ends
from rekindle.scenario.policies.policy import (
    EXPERIMENTS,
    KEPT,
    POLICIES,
    TARGETS,
    VERBS,
    Change,
    Policy,
    dated,
    names,
    part_file,
)
from rekindle.scenario.problem import Problem, in_order, listed, nearest, short
from rekindle.scenario.reader import shown
from rekindle.scenario.yaml.document import Tree, read_tree
from rekindle.scenario.yaml.shape import number_advice, said, shape_problems

if TYPE_CHECKING:
    from rekindle.scenario.schema import Scenario

UNNUMBERED = ("start", "after", "pauses")
"""Fields of an order that are no numbers."""
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
DAYS = ("scenario_start", "never")
FIELDS = {"orders": ("start", "after", "pauses", "forces.FORCE"), "corridors": ("openness",)}
MOST_WEEKS = 5200
"""A century: a shift beyond it is a slip of the pen."""


class Wrong(NamedTuple):
    """Something wrong with a change: the key it is about and what a Problem says; `what` goes on after "Change 3"."""

    key: str
    what: str
    why: str = ""
    nearest: str = ""
    todo: str = ""


def examined(file: Path, scenario: Scenario) -> tuple[Policy | None, list[Problem]]:
    """The policy of a file as it stands there, or None and every problem of it, in the order of the file."""
    tree = read_tree(file, shown(file))
    dated(tree.data, scenario)
    problems = list(tree.problems)
    if tree.data is not None and not isinstance(tree.data, dict):
        problems.append(tree.problem((), "The file is no group of keys.", todo="It should begin like `name: my-policy`."))
    elif tree.data is not None:
        problems += shape_problems(tree, Policy)
        problems += _changes(tree, scenario)
        problems += delivered.problems(tree, scenario)
        problems += _name(tree, file)
        problems += _source(tree)
        problems += _parts(tree, file, scenario)
    if problems:
        return None, in_order(problems)
    return Policy.model_validate(tree.data), []


def home(file: str) -> str:
    """The scenario beside whose policies or experiments a file lies; empty for what is no policy.

    Raises UsageError for a policy that lies elsewhere: nobody can say then what it is for.
    """
    try:
        path = Path(file)
        if not path.is_file():
            return ""
        folder = path.resolve().parent
    except (OSError, ValueError):
        return ""  # a name no file system accepts is no file
    if folder.name in (POLICIES, EXPERIMENTS) and (folder.parent / FILE).is_file():
        return str(folder.parent)
    data = read_tree(path).data
    if isinstance(data, dict) and "changes" in data and "places" not in data:
        raise UsageError(f"{short(file, 200)} looks like a policy: say with --for NAME which scenario it is for.")
    return ""


def located(file: str) -> Path:
    """A policy file by its path. Raises MissingData where there is none."""
    try:
        if Path(file).is_file():
            return Path(file)
    except (OSError, ValueError):
        pass  # a name no file system accepts is no file
    raise MissingData(f"There is no file {short(file, 200)}. With --for, FILE is the path of a policy.")


def check(file: Path, scenario: Scenario) -> list[Problem]:
    """Every problem of a policy file and of its parts; none if it can be carried out on the scenario."""
    policy, problems = examined(file, scenario)
    problems += delivered.undeclared(policy, file) if policy else []
    for part in policy.parts if policy else ():
        problems += check(part_file(part, file, scenario), scenario)
    return in_order(problems)


def files(scenario: Scenario) -> list[Path]:
    """Files of the policies and experiments beside a scenario."""
    return [file for folder in (POLICIES, EXPERIMENTS) for file in sorted((scenario.folder / folder).glob("*.yaml"))]


def _changes(tree: Tree, scenario: Scenario) -> Iterator[Problem]:
    """Problems of changes whose form is right."""
    entries = tree.data.get("changes")
    for i, entry in enumerate(entries if isinstance(entries, list) else ()):
        try:
            change = Change.model_validate(entry)
        except ValidationError:
            continue  # said already, with the shape
        for wrong in wrongs(change, scenario):
            what = f"Change {i + 1} {wrong.what}"
            yield tree.problem(("changes", i, wrong.key), what, wrong.why, wrong.nearest, wrong.todo)


def _name(tree: Tree, file: Path) -> Iterator[Problem]:
    name = tree.data.get("name")
    if not isinstance(name, str):
        return
    if not NAME.fullmatch(file.stem):
        why = f"The file is called `{short(file.name)}`, and a policy is called like its file."
        yield tree.problem(("name",), "The file's name cannot be that of a policy.", why,
                           todo="Use lower-case letters, digits and hyphens, such as my-policy.yaml.")  # fmt: skip
    elif name != file.stem:
        what = f"name is `{short(name)}`, but the file is `{file.name}`."
        yield tree.problem(("name",), what, todo=f"Write `name: {file.stem}`, or rename the file.")


def _source(tree: Tree) -> Iterator[Problem]:
    """Numbers say where they come from."""
    entries = tree.data.get("changes")
    numbers = any(
        type(entry.get(verb)) in (int, float, dict)
        for entry in (entries if isinstance(entries, list) else ()) if isinstance(entry, dict) for verb in VERBS
    )  # fmt: skip
    if numbers and not tree.data.get("source"):
        yield tree.problem((), "The policy says nowhere where its numbers come from.", "Every number needs a source.",
                           todo="Add `source: our judgement`, or what they were taken from.")  # fmt: skip


def _parts(tree: Tree, file: Path, scenario: Scenario) -> Iterator[Problem]:
    """Parts are there, and no file is part of itself."""
    parts = tree.data.get("parts")
    for i, part in enumerate(parts if isinstance(parts, list) else ()):
        if not isinstance(part, str) or not NAME.fullmatch(part):
            continue
        found = part_file(part, file, scenario)
        beside = [path.stem for path in file.resolve().parent.glob("*.yaml")] + names(scenario)
        if not found.is_file():
            near = nearest(part, beside)
            yield tree.problem(("parts", i), f"There is no part `{part}`.", f"There is no file {shown(found)}.", near,
                               f"Known here: {listed(sorted(set(beside)), 30)}.")  # fmt: skip
        elif file.resolve() in _all_parts(found, scenario, ()):
            yield tree.problem(("parts", i), f"The part `{part}` has this policy as a part itself.",
                               "So its changes would never end.", todo="Remove one of the two.")  # fmt: skip


def _all_parts(file: Path, scenario: Scenario, above: tuple[Path, ...]) -> set[Path]:
    """A file and everything it is made of."""
    here = file.resolve()
    data: Any = read_tree(file).data if file.is_file() and here not in above else None
    parts = data.get("parts") if isinstance(data, dict) else None
    found = {here}
    for part in parts if isinstance(parts, list) else ():
        if isinstance(part, str) and NAME.fullmatch(part):
            found |= _all_parts(part_file(part, file, scenario), scenario, (*above, here))
    return found


def wrongs(change: Change, scenario: Scenario) -> list[Wrong]:
    """What is wrong with a change on a scenario; nothing if it can be carried out."""
    targets, verbs = change.targets, change.verbs
    if not targets:
        return [Wrong("", "names nothing to change.", todo=f"Give one of {listed(TARGETS)}.")]
    if len(targets) > 1:
        return [Wrong(targets[1], f"names both `{targets[0]}` and `{targets[1]}`.", todo="Make two changes of it.")]
    if not verbs:
        return [Wrong("", "does not say what to do.", todo=f"Give one of {listed(VERBS)}.")]
    if len(verbs) > 1:
        return [Wrong(verbs[1], f"has both `{verbs[0]}` and `{verbs[1]}`.", "Which comes first would be a guess.",
                      todo="Make two changes of it, in their order.")]  # fmt: skip
    form = [*_dates(change, scenario), *(_field(change, scenario) or _verb(change))]
    return form or [*(_nothing(change, scenario) or _range(change, scenario))]


def _dates(change: Change, scenario: Scenario) -> Iterator[Wrong]:
    since, until = change.since, change.until
    if change.targets[0] == "courses" and change.value == KEPT and until is None:
        if since is None:
            yield Wrong("set", "keeps a course, but does not say from when.", todo="Add `from:` and a day.")
        return
    if change.targets[0] != "parameter":
        for key, day in (("from", since), ("until", until)):
            if day is not None:
                why = "Only parameters change on a day: quantities are where a world starts, and orders, corridors and " \
                      "courses have days of their own."  # fmt: skip
                yield Wrong(key, f"has a date (`{key}`).", why, todo="Remove it, or change a parameter instead.")
        return
    if since and until and until <= since:
        yield Wrong("until", f"ends on {until}, not after it begins on {since}.", todo="Mend one of the two.")
    elif since and since >= scenario.furthest:
        yield Wrong("from", f"begins on {since}, when every run is over ({scenario.furthest}).", todo="Give an earlier day.")
    elif until and until <= scenario.start:
        yield Wrong("until", f"ends on {until}, before the clock starts ({scenario.start}).", todo="Give a later day.")


def _field(change: Change, scenario: Scenario) -> list[Wrong]:
    target, field = change.targets[0], change.field
    allowed = FIELDS.get(target)
    if allowed is None:
        return [Wrong("field", f"has a `field`, which a {target} has not.", todo="Remove it.")] if field else []
    if field is None:
        return [Wrong(target, "does not say which `field` to change.", todo=f"Give `field:` and one of {listed(allowed)}.")]
    if target == "orders" and field.startswith(reach.FORCES):
        force = reach.sent(change)
        if force not in scenario.forces:
            near = nearest(force, scenario.forces)
            return [Wrong("field", f"sends the unknown force `{short(force)}`.", "", f"forces.{near}" if near else "",
                          f"Forces are {listed(scenario.forces, 30)}.")]  # fmt: skip
    elif field not in allowed:
        return [Wrong("field", f"has the unknown field `{short(field)}`.", "", nearest(field, allowed),
                      f"A change of {target} has one of {listed(allowed)}.")]  # fmt: skip
    return []


def _verb(change: Change) -> list[Wrong]:
    """The verb and its value fit what is changed."""
    verb, value, field = change.verbs[0], change.value, change.field or ""
    if change.targets[0] == "orders" and field == "start":
        if verb == "shift":
            far = abs(value) > MOST_WEEKS
            return [Wrong(verb, f"shifts by {value:g} weeks.", todo="Give fewer weeks; `set: never` is never.")] if far else []
        if isinstance(value, Dose):
            return [Wrong(verb, "has a range where a day is wanted.", todo="Give one day.")]
        return _day(value) if verb == "set" else [_unfit(verb, "the start of an order", "shift (weeks) or set (a day)")]
    if change.targets[0] == "courses" or field in ("after", "pauses"):
        what = "a course" if change.targets[0] == "courses" else f"`{field}` of an order"
        if verb != "set" or isinstance(value, Dose):
            return [_unfit(verb, what, "`set: none`")]
        course = change.targets[0] == "courses"
        if value == "none" or (course and value == KEPT):
            return []
        why = "It can be taken away, or kept as it is from a day on." if course else "It can only be taken away."
        return [Wrong(verb, f"sets {what} to {said(value)}.", why, "none", "Write `set: none`.")]
    if verb == "shift":
        return [_unfit(verb, "a number", "set, scale or add")]
    if isinstance(value, Dose):
        return _dose(verb, value)
    if isinstance(value, str):
        return [Wrong(verb, f"has {said(value)} where a number is wanted.", todo=number_advice(value))]
    if verb == "scale" and value < 0:
        return [Wrong(verb, f"scales by {value:g}.", "Nothing may fall below 0.", todo="Give 0 or more.")]
    return []


def _dose(verb: str, dose: Dose) -> list[Wrong]:
    """A range runs from less to more, and what scales is drawn evenly over its logarithm."""
    if dose.low >= dose.high:
        what = f"has a range from {dose.low:g} to {dose.high:g}."
        return [Wrong(verb, what, "Worlds draw between its ends.", todo="Give the smaller number as `low`, or one number.")]
    if verb == "scale" and dose.low <= 0:
        why = "What scales is drawn evenly over its logarithm, which 0 has not."
        return [Wrong(verb, f"scales by {dose:g}.", why, todo="Give a `low` above 0.")]
    return []


def _unfit(verb: str, what: str, instead: str) -> Wrong:
    return Wrong(verb, f"would `{verb}` {what}.", todo=f"Use {instead}.")


def _day(value: Any) -> list[Wrong]:
    """What an order's start is set to."""
    if isinstance(value, str):
        if value in DAYS:
            return []
        try:
            datetime.date.fromisoformat(value)
            return []
        except ValueError:
            pass
    near = nearest(value, DAYS) if isinstance(value, str) else ""
    return [Wrong("set", f"sets a start to {said(value)}, which is no day.", "", near,
                  "Write a date such as 2017-02-19, scenario_start or never; weeks go with `shift`.")]  # fmt: skip


def _nothing(change: Change, scenario: Scenario) -> list[Wrong]:
    """The pattern meets something."""
    target = change.targets[0]
    pattern = getattr(change, target)
    if reach.reached(change, scenario):
        return []
    if scenario.as_of and target in ("corridors", "courses"):
        return []  # it may be there, and not have been known by that day
    if target == "parameter":
        variants = [n for n, p in reach.parameters().items() if reach.is_variant(p) and fnmatchcase(n, pattern)]
        if variants:
            return [Wrong(target, f"changes {variants[0]}, a variant.", "Which theory holds is no one's policy.",
                          todo=f"Fix it for all worlds with `--variant {variants[0]}=OPTION`.")]  # fmt: skip
    if target == "quantity" and any(fnmatchcase(path, pattern) for path in scenario.quantities()):
        why = "Distances are the same in every world, and courses are changed with `courses`."
        return [Wrong(target, f"reaches `{short(pattern)}`, which no policy can change.", why, todo="Name other quantities.")]
    every = reach.known(change, scenario)
    if target == "orders" and any(fnmatchcase(name, pattern) for name in every):
        return [Wrong("scale", f"scales {reach.sent(change)} in orders that send none.", todo="Use `set` to send some.")]
    return [Wrong(target, f"meets nothing: no {target.removesuffix('s')} is `{short(pattern)}`.", "", nearest(pattern, every),
                  _some(pattern, every))]  # fmt: skip


def _some(pattern: str, every: list[str]) -> str:
    """Names to choose from: all if they are few, else those of the same group, else the groups."""
    if len(every) > 30:
        group = pattern.split(".")[0]
        inside = [name for name in every if name.split(".")[0] == group]
        if not inside:
            return f"Names begin with {listed(dict.fromkeys(name.split('.')[0] for name in every), 40)}."
        every = inside
    return f"Known: {listed(every, 30)}."


def _range(change: Change, scenario: Scenario) -> Iterator[Wrong]:
    """What is set lies where it may."""
    for value in ends(change.value) if not isinstance(change.value, str) and change.field not in UNNUMBERED else ():
        found = list(_range_of(change, value, scenario))
        if found:
            yield from found
            return


def _range_of(change: Change, value: float, scenario: Scenario) -> Iterator[Wrong]:
    """The same of one number of it."""
    target, verb = change.targets[0], change.verbs[0]
    if verb not in ("set", "scale"):
        return
    for name in reach.reached(change, scenario):
        if target == "parameter":
            from rekindle.model.changes import limits

            least, most = limits(reach.parameters()[name])
            if verb == "set" and not least <= value <= most:
                where = f"between {least:g} and {most:g}" if most == 1 else f"{least:g} or more"
                yield Wrong(verb, f"sets {name} to {value:g}.", f"It must be {where}.", todo="Mend the number.")
                return
            continue
        measure = reach.measure(name)
        if (verb == "set" and not measure.holds(value)) or (measure.above and value == 0):
            yield Wrong(verb, f"would make {name} {value:g}.", f"It must be {measure.words(value)}.", todo="Mend the number.")
            return
