"""What is wrong with what a policy says it delivers: each fault with line, reason and remedy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pydantic import ValidationError

from rekindle.scenario.policies.delivery import FIRST, Delivery, named
from rekindle.scenario.policies.policy import EXPERIMENTS, POLICIES, Policy, names
from rekindle.scenario.problem import Problem, listed, nearest, short
from rekindle.scenario.reader import shown
from rekindle.scenario.yaml.document import Tree, read_tree

if TYPE_CHECKING:
    from rekindle.scenario.schema import Scenario

EXAMPLE = "`delivers: [{variable: inclusion_{country}, since: aftermath, at_least: 0.1}]`"


class Wrong(NamedTuple):
    """Something wrong with an entry: the key it is about and what a Problem says; `what` goes on after "Delivery 1"."""

    key: str
    what: str
    why: str = ""
    nearest: str = ""
    todo: str = ""


def undeclared(policy: Policy, file: Path) -> list[Problem]:
    """A policy that does not say what it is meant to move first, where no part of it does either."""
    if policy.delivers or policy.delivers_nothing or policy.parts:
        return []
    tree = read_tree(file, shown(file))
    why = "A verdict on it would count though it had moved nothing."
    todo = f"Add what it moves first, such as {EXAMPLE}, or `delivers_nothing:` and why."
    return [tree.problem((), "The policy does not say what it delivers.", why, todo=todo)]


def problems(tree: Tree, scenario: Scenario) -> Iterator[Problem]:
    """Problems of deliveries whose form is right."""
    entries = tree.data.get("delivers")
    entries = entries if isinstance(entries, list) else []
    if entries and tree.data.get("delivers_nothing"):
        yield tree.problem(("delivers_nothing",), "The policy delivers something and nothing.",
                           todo="Remove `delivers` or `delivers_nothing`.")  # fmt: skip
    for i, entry in enumerate(entries):
        try:
            delivery = Delivery.model_validate(entry)
        except ValidationError:
            continue  # said already, with the shape
        for wrong in (*_bounds(delivery), *_days(delivery, scenario), *_names(delivery, tree, scenario)):
            what = f"Delivery {i + 1} {wrong.what}"
            yield tree.problem(("delivers", i, wrong.key), what, wrong.why, wrong.nearest, wrong.todo)


def _bounds(one: Delivery) -> Iterator[Wrong]:
    """One bound, and one that is not met where nothing is moved."""
    if (one.at_least is None) == (one.at_most is None):
        yield Wrong("variable", "has no bound, or two.", todo="Give at_least or at_most, one of the two.")
        return
    key = "at_least" if one.at_least is not None else "at_most"
    if one.measured == "level":
        return
    if (one.at_least or 0.0) <= 0 and (one.at_most or 0.0) >= 0:
        yield Wrong(key, f"asks for a change of {one.sign} {one.bound:g}.", "A policy that moves nothing would pass.",
                    todo="Give at_least a number above 0, or at_most one below.")  # fmt: skip
    elif one.measured == "share" and one.bound < -1:
        yield Wrong(key, f"asks for a fall by {-one.bound:g} of it.", "Nothing can fall by more than all of it.",
                    todo="Give -1 or more: -0.5 is a half less.")  # fmt: skip


def _days(one: Delivery, scenario: Scenario) -> Iterator[Wrong]:
    since = one.since or scenario.start
    if one.until and one.until <= since:
        yield Wrong("until", f"ends on {one.until}, not after it begins on {since}.", todo="Mend one of the two.")
    elif since >= scenario.furthest:
        yield Wrong("since", f"begins on {since}, when every run is over ({scenario.furthest}).", todo="Give an earlier day.")


def _names(one: Delivery, tree: Tree, scenario: Scenario) -> Iterator[Wrong]:
    """The variable is a number of a run, and the comparator is a policy."""
    from rekindle.scenario.claims.vocabulary import metrics_of

    variable, metrics = named(one.variable, scenario), metrics_of(scenario)
    kind = metrics.get(variable)
    left = re.findall(r"\{(\w*)\}", variable)
    strange = [field for field in left if field not in FIRST]
    if strange:
        yield Wrong("variable", f"has `{{{short(strange[0])}}}` in its variable.", "", nearest(strange[0], FIRST),
                    f"What may stand there is {listed('{' + field + '}' for field in FIRST)}.")  # fmt: skip
    elif kind in ("place", "origin"):
        yield Wrong("variable", f"measures `{variable}`, which is a series by {kind}.",
                    todo="Give an outcome or a weekly series, of the nation, a country or a city.")  # fmt: skip
    elif kind is None and not left:  # a library's policy may speak of a city where a scenario has none
        yield Wrong("variable", f"measures the unknown `{short(variable)}`.", "", nearest(variable, metrics),
                    "docs/claims.md lists what a run gives.")  # fmt: skip
    elif kind == "outcome" and (one.since or one.until or one.statistic != "mean"):
        key = "since" if one.since else "until" if one.until else "statistic"
        yield Wrong(key, f"has `{key}`, but {variable} is one number of a run.", todo="Remove it, or name a weekly series.")
    if one.against:
        yield from _against(one, tree, scenario)


def _against(one: Delivery, tree: Tree, scenario: Scenario) -> Iterator[Wrong]:
    known = [*names(scenario), *names(scenario, EXPERIMENTS)]
    if one.measured == "level":
        yield Wrong("against", "has a comparator, but is measured by itself.", todo="Remove it, or `measured: level`.")
    elif one.against == tree.data.get("name"):
        yield Wrong("against", "is compared with the policy itself.", todo="Name another policy.")
    elif one.against not in known:
        what = f"names the unknown comparator `{short(one.against)}`."
        near = nearest(one.against, known)
        yield Wrong("against", what, "", near, f"It is one of the {POLICIES} or {EXPERIMENTS}: {listed(known, 40)}.")
