"""Causes of an outcome as a proposition names them: mechanisms, by the parameters they read, and parts of the scenario."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rekindle.model.step import MECHANISMS as FUNCTIONS
from rekindle.scenario.claims.vocabulary import MECHANISMS


@dataclass(frozen=True)
class Causes:
    """Groups of parameters (with their variants) and dotted paths of quantities."""

    groups: frozenset[str]
    paths: tuple[str, ...]


def groups_of(mechanism: str) -> dict[str, bool]:
    """Groups of parameters of a mechanism: those that one of its functions reads first of all.

    The value says whether all functions that read the group belong to the mechanism: such a group is its own. A group of
    which that is true counts even if the mechanism comes second in its functions' lists.
    """
    number = MECHANISMS.index(mechanism) + 1
    found = {}
    for group in dict.fromkeys(function.parameters.__name__.lower() for function in FUNCTIONS):
        readers = [function.numbers for function in FUNCTIONS if function.parameters.__name__.lower() == group]
        own = all(number in numbers for numbers in readers)
        if own or any(numbers[0] == number for numbers in readers):
            found[group] = own
    return found


def causes(names: Sequence[str], against: Sequence[str] = ()) -> Causes:
    """What a list of mechanisms and paths stands for, less what belongs more to the list it is held against.

    A group of parameters that both lists reach goes to the one of which it is all the mechanism's own; if that is so for
    both or neither, to both, and what the two explain together is then counted twice.
    """
    mine, theirs = _reached(names), _reached(against)
    groups = {group for group, own in mine.items() if own or not theirs.get(group, False)}
    return Causes(frozenset(groups), tuple(name for name in names if name not in MECHANISMS))


def _reached(names: Sequence[str]) -> dict[str, bool]:
    found: dict[str, bool] = {}
    for name in names:
        if name in MECHANISMS:
            for group, own in groups_of(name).items():
                found[group] = found.get(group, False) or own
    return found
