"""Policies and experiments: small files of dated changes.

A policy is a choice somebody had; an experiment is a question put to the model. Both are ordered lists of changes to
parameters, initial quantities, orders, corridors and courses, and nothing but data. This module holds what a file says and
finds files; `policy_check` says what is wrong with one, `policy_apply` carries it out.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Iterator
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BeforeValidator, Field, create_model
from pydantic_core import PydanticCustomError

from rekindle.errors import InvalidScenario, MissingData, UsageError
from rekindle.scenario.catalogue import library
from rekindle.scenario.policies.delivery import Delivery
from rekindle.scenario.policies.dose import Dose, DosePrior, prior_of
from rekindle.scenario.problem import listed, nearest, report, short
from rekindle.scenario.quantity import Part
from rekindle.scenario.schema import Name

if TYPE_CHECKING:
    from rekindle.scenario.schema import Scenario

    _Dated = Part
else:
    # `from` is a word of Python's own, so this one field is not written in a class
    _FROM = (datetime.date | None, Field(default=None, description="First day; without it from the start."))
    _Dated = create_model("_Dated", __base__=Part, **{"from": _FROM})

TARGETS = ("parameter", "quantity", "orders", "corridors", "courses")
VERBS = ("set", "scale", "add", "shift")
KEPT = "kept"
"""What a course can be set to: what it had reached on a day, from then on."""
POLICIES, EXPERIMENTS = "policies", "experiments"
WORDS = {POLICIES: "policy", EXPERIMENTS: "experiment"}
HISTORICAL, NO_EXPERIMENT = "historical", "none"
AFTERMATH = "aftermath"
"""The day on which the scenario has its aftermath begin, where a change says from when it holds."""


def _number_or_word(value: Any) -> Any:
    """What may be set: a number, a range, a word, or a day as the text it is written as (JSON has no days)."""
    if type(value) is datetime.date:
        return value.isoformat()
    return value if isinstance(value, str) else _number_or_dose(value)


def _number_or_dose(value: Any) -> Any:
    """A number, or a range of them as `{low: 60, high: 140}`."""
    if value is None or isinstance(value, Dose):
        return value
    if isinstance(value, dict):
        if {"low", "high"} <= value.keys() <= {"low", "high", "name"} and all(
            type(value[end]) in (int, float) and math.isfinite(value[end]) for end in ("low", "high")
        ):
            return Dose(low=float(value["low"]), high=float(value["high"]), name=str(value.get("name") or ""))
        raise PydanticCustomError("float_type", "no range of two numbers")
    if type(value) not in (int, float):
        raise PydanticCustomError("float_type", "no number and no word")
    if not math.isfinite(value):
        raise PydanticCustomError("finite_number", "not finite")
    return float(value)


class Change(_Dated):
    """One change: exactly one target, exactly one verb. Patterns such as mosul_* reach every name they match."""

    parameter: str | None = Field(default=None, description="A parameter of the model, such as aid.money.")
    quantity: str | None = Field(default=None, description="A number of the scenario, such as levels.local.")
    orders: str | None = Field(default=None, description="An order of the campaign by its id.")
    corridors: str | None = Field(default=None, description="A corridor by its id.")
    courses: str | None = Field(default=None, description="A dated course by what it is of.")
    field: str | None = Field(default=None, description="What of an order or corridor is changed.")
    set: Annotated[Any, BeforeValidator(_number_or_word)] = Field(
        default=None, description="A number, a range, a day or a word."
    )
    scale: Annotated[Any, BeforeValidator(_number_or_dose)] = Field(default=None, description="A number, or a range.")
    add: Annotated[Any, BeforeValidator(_number_or_dose)] = Field(default=None, description="A number, or a range.")
    shift: float | None = Field(default=None, description="Weeks.")
    until: datetime.date | None = Field(default=None, description="The first day it no longer holds.")
    note: str = ""

    @property
    def since(self) -> datetime.date | None:
        """The first day it holds (`from` in the file); None from the start."""
        return getattr(self, "from")

    @property
    def targets(self) -> list[str]:
        """The kinds of target named; a sound change has one."""
        return [name for name in TARGETS if getattr(self, name) is not None]

    @property
    def verbs(self) -> list[str]:
        """The verbs given; a sound change has one."""
        return [name for name in VERBS if getattr(self, name) is not None]

    @property
    def value(self) -> Any:
        """What stands at the verb."""
        return getattr(self, self.verbs[0])

    @property
    def dose(self) -> Dose | None:
        """The range that stands there, if it is one."""
        return self.value if self.verbs and isinstance(self.value, Dose) else None


class Policy(Part):
    """A named list of changes, carried out in their order."""

    name: Annotated[str, Field(min_length=1, max_length=400)]
    title: Annotated[str, Field(min_length=1, max_length=1000)]
    summary: str
    source: str = Field(default="", description="Where the numbers come from.")
    parts: list[Name] = Field(default=[], description="Policies beside this one whose changes come first.")
    delivers: list[Delivery] = Field(default=[], description="What it is meant to move first; runs measure whether it does.")
    delivers_nothing: str = Field(default="", description="Why it has nothing to deliver, where it has not: a baseline.")
    changes: list[Change] = []

    @property
    def days(self) -> list[datetime.date | None]:
        """The days from which something changes, None for the start, in order."""
        found = {change.since for change in self.changes}
        return sorted(found, key=lambda day: day or datetime.date.min)

    @property
    def text(self) -> str:
        """All that decides what its worlds are, as JSON; not what is measured of them."""
        return self.model_dump_json(exclude={"delivers", "delivers_nothing"})

    @property
    def doses(self) -> dict[str, DosePrior]:
        """What worlds draw of its doses, by their names."""
        return {change.dose.name: prior_of(change.dose, change.verbs[0]) for change in self.changes if change.dose}


NOTHING_CHANGED = "It changes nothing."
BASELINE = Policy(name=HISTORICAL, title="What happened", summary="The scenario as it is, with nothing changed.",
                  delivers_nothing=NOTHING_CHANGED)  # fmt: skip
UNASKED = Policy(name=NO_EXPERIMENT, title="No experiment", summary="The scenario as it is, with nothing changed.",
                 delivers_nothing=NOTHING_CHANGED)  # fmt: skip


def combined(first: Policy, then: Policy) -> Policy:
    """The changes of one policy, then those of another."""
    name, title, summary = (f"{getattr(first, key)}{sign}{getattr(then, key)}"
                            for key, sign in (("name", "+"), ("title", " + "), ("summary", " ")))  # fmt: skip
    source = "; ".join(dict.fromkeys(text for text in (first.source, then.source) if text))
    delivers = joined([first, then])
    nothing = "" if delivers else " ".join(dict.fromkeys(each.delivers_nothing for each in (first, then)))
    return Policy(name=name, title=title, summary=summary, source=source, changes=[*first.changes, *then.changes],
                  delivers=delivers, delivers_nothing=nothing)  # fmt: skip


def joined(policies: Iterable[Policy]) -> list[Delivery]:
    """What several policies deliver together: all that each does, once."""
    found: list[Delivery] = []
    for each in policies:
        found += [one for one in each.delivers if one not in found]
    return found


def names(scenario: Scenario, folder: str = POLICIES) -> list[str]:
    """Names of the policies (or "experiments") for a scenario: its own, then the library's. `historical` is always there."""
    own, shared = (sorted(file.stem for file in place.glob("*.yaml")) for place in places(scenario, folder))
    found = list(dict.fromkeys([*own, *shared]))
    return found if folder != POLICIES or HISTORICAL in found else [HISTORICAL, *found]


def places(scenario: Scenario, folder: str = POLICIES) -> tuple[Path, Path]:
    """Where policies (or experiments) for a scenario lie: beside it, and in the library. Its own come first."""
    return scenario.folder / folder, library() / folder


def file_of(name: str, scenario: Scenario, folder: str = POLICIES) -> Path:
    """The file of a policy (or an experiment) by its name; it may not exist."""
    own, shared = (place / f"{name}.yaml" for place in places(scenario, folder))
    return shared if not own.exists() and shared.exists() else own


def dated(data: Any, scenario: Scenario) -> None:
    """Put the scenario's day for the word `aftermath` in a policy file as it was read; without one its start is meant."""
    for section, keys in (("changes", ("from",)), ("delivers", ("since", "until"))):
        entries = data.get(section) if isinstance(data, dict) else None
        for entry in entries if isinstance(entries, list) else ():
            for key in keys if isinstance(entry, dict) else ():
                if entry.get(key) != AFTERMATH:
                    continue
                if scenario.aftermath is None:
                    del entry[key]
                else:
                    entry[key] = scenario.aftermath


def read(text: str | Path, scenario: Scenario, folder: str = POLICIES) -> Policy:
    """The policy (or experiment) that is meant: a name, a path to a file of one's own, or several joined by `+`.

    Changes of the parts are carried out in their order. A policy may be part of an experiment (`no-corruption+borders`),
    an experiment never of a policy. Raises UsageError for an unknown name, MissingData for a path that leads nowhere, and
    InvalidScenario with every fault of a file.
    """
    words = _words(text)
    if folder == EXPERIMENTS and len(words) > 1 and not any(_is_experiment(word, scenario) for word in words):
        raise UsageError(f"none of {', '.join(words)} is an experiment; ask for policies with --policy {text}.")
    found = []
    for word in words:
        among = folder
        if folder == EXPERIMENTS and len(words) > 1 and not _is_experiment(word, scenario):
            among = POLICIES
        found.append(_one(word, scenario, among))
    return reduce(combined, found)


def read_any(text: str | Path, scenario: Scenario) -> Policy:
    """The same where policies and experiments may both be named, as when they are compared."""
    asked = any(_is_experiment(word, scenario) for word in _words(text))
    return read(text, scenario, EXPERIMENTS if asked else POLICIES)


def asked(policy: str | Path, experiment: str | Path, scenario: Scenario) -> Policy:
    """What a run is asked for: an experiment if one is named, else a policy. Raises UsageError where both are."""
    if experiment and str(policy) != HISTORICAL:
        raise UsageError("--policy and --experiment cannot be given together; a policy may be part of an experiment: "
                         f"--experiment {experiment}+{policy}.")  # fmt: skip
    return read(experiment, scenario, EXPERIMENTS) if experiment else read(policy, scenario)


def _words(text: str | Path) -> list[str]:
    """What is joined by `+`; the name of a file may hold one."""
    return [str(text)] if _is_file(text) else [word.strip() for word in str(text).split("+")]


def _is_file(text: str | Path) -> bool:
    try:
        return is_path(str(text)) and Path(text).is_file()
    except (OSError, ValueError):
        return False  # a name no file system accepts is no file


def _is_experiment(word: str, scenario: Scenario) -> bool:
    if word == NO_EXPERIMENT or word in names(scenario, EXPERIMENTS):
        return True
    return _is_file(word) and Path(word).resolve().parent in {place.resolve() for place in places(scenario, EXPERIMENTS)}


def is_path(text: str) -> bool:
    """Whether a text means a file and no name."""
    return any(sign in text for sign in ("/", "\\")) or text.lower().endswith((".yaml", ".yml"))


def _one(word: str, scenario: Scenario, folder: str) -> Policy:
    """One policy by name or path."""
    if folder == POLICIES and _is_experiment(word, scenario):
        raise UsageError(f"{word} is an experiment, a question put to the model and no policy: ask with --experiment {word}.")
    if is_path(word):
        if not _is_file(word):
            raise MissingData(f"There is no file {short(word, 200)}. Known names: {listed(names(scenario, folder), 40)}.")
        return load(Path(word), scenario)
    if folder == EXPERIMENTS and word == NO_EXPERIMENT:
        return UNASKED
    known = names(scenario, folder)
    if word not in known:
        raise UsageError(_unknown(word, scenario, folder, known))
    file = file_of(word, scenario, folder)
    return load(file, scenario) if file.exists() else BASELINE


def _unknown(word: str, scenario: Scenario, folder: str, known: list[str]) -> str:
    if folder == EXPERIMENTS and word in names(scenario):
        return f"{word} is a policy and no experiment: ask with --policy {word}."
    near = nearest(word, known)
    hint = f" Did you mean {near}?" if near else ""
    rest = "A file of your own is named by its path." if folder == POLICIES else "`none` is no experiment."
    return f"there is no {WORDS[folder]} {short(word)!r} for {scenario.name}.{hint} Known: {listed(known, 40)}. {rest}"


def load(file: Path, scenario: Scenario) -> Policy:
    """The policy of a file, its parts' changes first. Raises InvalidScenario with every fault."""
    from rekindle.scenario.policies.check import examined

    policy, problems = examined(file, scenario)
    if policy is None:
        raise InvalidScenario(report(problems))
    parts = [load(part_file(part, file, scenario), scenario) for part in policy.parts]
    changes = [change for part in parts for change in part.changes]
    policy = policy.model_copy(update={"changes": with_named_doses(policy)})
    named = policy.model_copy(update={"delivers": [one.of(scenario) for one in policy.delivers]})
    together = {"parts": [], "changes": [*changes, *policy.changes], "delivers": joined([*parts, named])}
    return policy.model_copy(update=together)


def with_named_doses(policy: Policy) -> list[Change]:
    """The changes of a policy, each dose named for the policy and for what it changes: what its draws are addressed by."""
    found: list[Change] = []
    taken: set[str] = set()
    for change in policy.changes:
        if change.dose and not change.dose.name:
            name = f"{policy.name}: {getattr(change, change.targets[0])}" + (f" {change.field}" if change.field else "")
            name = name if name not in taken else f"{name} from {change.since or 'the start'}, {len(taken) + 1}"
            taken.add(name)
            change = change.model_copy(update={change.verbs[0]: change.dose.model_copy(update={"name": name})})
        found.append(change)
    return found


def part_file(part: str, file: Path, scenario: Scenario) -> Path:
    """Where a part of a policy file lies: beside it, or among the scenario's own of the same kind. It may not exist."""
    return next((path for path in part_places(part, file, scenario) if path.is_file()), file.with_name(f"{part}.yaml"))


def part_places(part: str, file: Path, scenario: Scenario) -> Iterator[Path]:
    """Places to look for a part: an experiment may be made of experiments and policies, a policy of policies only."""
    own = file.resolve().parent
    yield own / f"{part}.yaml"
    folders = (EXPERIMENTS, POLICIES) if own.name == EXPERIMENTS else (POLICIES,)
    yield from (place / f"{part}.yaml" for folder in folders for place in places(scenario, folder))
