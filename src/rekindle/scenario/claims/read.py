"""Claims: what commentators said, and the propositions an ensemble decides them by.

`read_claims` gives the statements of a claims file or raises `InvalidScenario` with every problem in it;
`check_claims` gives the problems as a list. The file is data: names are looked up in `rekindle.scenario.claims.vocabulary`
(or in what the caller passes), numbers are compared, and nothing in it is ever evaluated.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from rekindle.errors import InvalidScenario
from rekindle.scenario.claims.check import Explained, Found, Where, explain, wrong_names, wrong_names_of_unsound
from rekindle.scenario.claims.proposition import KINDS, MOST_CLAIMS, Claim, Claims, Proposition
from rekindle.scenario.claims.same_event import Resolved
from rekindle.scenario.claims.vocabulary import METRICS, Known
from rekindle.scenario.problem import Problem, in_order, report
from rekindle.scenario.reader import shown
from rekindle.scenario.yaml.document import Tree, read_tree

__all__ = ["KINDS", "METRICS", "Claim", "Claims", "Known", "Proposition", "check_claims", "read_claims"]


def read_claims(path: str | Path, **known: Any) -> Claims:
    """The claims of a file. Raises `InvalidScenario` listing every problem.

    Keyword arguments are the fields of `Known`: `metrics`, `places`, `origins`, `quantities`, `policies`,
    `scenarios`, `sources`. Places, origins and quantities are not checked where they are not given.
    """
    claims, problems = _examine(Path(path), Known(**known))
    if claims is None or problems:
        raise InvalidScenario(report(problems))
    return claims


def check_claims(path: str | Path, **known: Any) -> list[Problem]:
    """Every problem of a claims file at once, in the order of its lines. Keyword arguments as for `read_claims`."""
    return examined_claims(path, **known)[1]


def examined_claims(path: str | Path, **known: Any) -> tuple[Claims | None, list[Problem]]:
    """The claims of a file, as far as it is sound, and every problem. Keyword arguments as for `read_claims`."""
    return _examine(Path(path), Known(**known))


def _examine(path: Path, known: Known) -> tuple[Claims | None, list[Problem]]:
    """The claims, as far as the file is sound, and every problem."""
    tree = read_tree(path, shown(path))
    if tree.data is None:
        return None, tree.problems
    unfit = _unfit(tree)
    if unfit:
        return None, in_order([*tree.problems, *unfit])
    same = Resolved(tree.data["claims"])
    problems, claims = [*tree.problems, *_placed(tree, (), iter(same.found))], []
    ids = {item["id"] for item in tree.data["claims"] if isinstance(item, dict) and isinstance(item.get("id"), int)}
    for number, item in enumerate(same.claims):
        found: list[tuple[Where, Explained]] = []
        try:
            claim = Claim.model_validate(item)
        except ValidationError as error:
            found += [*explain(error), *wrong_names_of_unsound(item, known)]
        else:
            claims.append(claim)
            found += wrong_names(claim, known, ids)
        own = ((where, what) for where, what in found if not same.told_elsewhere(("claims", number, *where)))
        problems += _placed(tree, ("claims", number), own)
    problems += _repeated(tree)
    whole = None
    try:
        whole = Claims.model_validate({**tree.data, "claims": claims})
    except ValidationError as error:
        # an empty list is left by items that have been reported one by one
        problems += _placed(tree, (), ((w, what) for w, what in explain(error) if w[:1] != ("claims",)))
    return whole, in_order(problems)


def _placed(tree: Tree, under: tuple[str | int, ...], found: Found) -> Iterable[Problem]:
    """The problems with their file and line."""
    return [tree.problem((*under, *where), *explained) for where, explained in found]


def _unfit(tree: Tree) -> list[Problem]:
    """What is wrong with the file as a whole, before any single statement is looked at."""
    data = tree.data
    if not isinstance(data, dict) or not isinstance(data.get("claims"), list):
        todo = "Begin with `written: YYYY-MM-DD` and `claims:`, each statement an item under it."
        return [tree.problem(("claims",), "There is no list of claims.", "A claims file is little else.", "", todo)]
    count = len(data["claims"])
    if not count:
        return [tree.problem(("claims",), "The list of claims is empty.", todo="Add a statement.")]
    if count > MOST_CLAIMS:
        why = f"A file holds at most {MOST_CLAIMS}, so none of these was looked at."
        return [tree.problem(("claims",), f"There are {count:,} claims.", why, "", "Split the file.")]
    return []


def _repeated(tree: Tree) -> Iterable[Problem]:
    """Statements that share an id with an earlier one."""
    first: dict[int, int] = {}
    for number, item in enumerate(tree.data["claims"]):
        name = item.get("id") if isinstance(item, dict) else None
        if not isinstance(name, int):
            continue
        where = ("claims", number, "id")
        if name in first:
            why = f"It stands in line {first[name]} already, and a verdict is filed under its id."
            yield tree.problem(where, f"The id {name} is used twice.", why, "", "Give one of them a free number.")
        first.setdefault(name, tree.line(where))
