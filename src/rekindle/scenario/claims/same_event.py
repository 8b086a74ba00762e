"""One event has one wording: a proposition that names another as the same event takes what is asked from it.

`same_as: "13.2"` stands in place of all that says what is asked (metric, threshold, scenario, horizon and the rest), so the two
cannot come apart. Its own are its bar and the reason for it, its plain sentence, what was changed, and its verdict before.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from rekindle.scenario.claims.check import PS, Explained, Where
from rekindle.scenario.problem import nearest, short

SAME_AS = "same_as"
OWN = (SAME_AS, "at_least", "at_most", "why", "asks", "changed", "before")
"""What a proposition with a reference says itself; the rest it takes."""

_NUMBER = re.compile(r"[1-9][0-9]{0,3}\.[1-9][0-9]?")
_FORM = 'Write statement and proposition in quotes, as in `same_as: "13.2"`.'


class Resolved:
    """Statements of a file with every reference followed (`claims`), and what is wrong with references (`found`)."""

    def __init__(self, claims: Sequence[Any]) -> None:
        self.found: list[tuple[Where, Explained]] = []
        self._at = _propositions(claims)
        self._quiet: set[Where] = set()
        self.claims = [self._claim(i, item) for i, item in enumerate(claims)]

    def told_elsewhere(self, where: Where) -> bool:
        """Whether a fault stands in what a reference brings: it is told where it is written, or of the reference itself."""
        return any(where[:length] in self._quiet for length in range(4, len(where) + 1))

    def _claim(self, i: int, item: Any) -> Any:
        if not isinstance(item, dict) or not isinstance(item.get(PS), list):
            return item
        return {**item, PS: [self._one(("claims", i, PS, j), item.get("id"), one) for j, one in enumerate(item[PS])]}

    def _one(self, where: Where, identity: Any, one: Any) -> Any:
        was = one["changed"].get("was") if isinstance(one, dict) and isinstance(one.get("changed"), dict) else None
        if isinstance(was, dict) and SAME_AS in was:
            what = f"An old wording names no other proposition, and `{SAME_AS}` stands here."
            self.found.append(((*where, "changed", "was", SAME_AS), Explained(what, todo="Write out what was asked then.")))
            self._quiet.add((*where, "changed", "was"))
        if not isinstance(one, dict) or SAME_AS not in one:
            return one
        named, number = one[SAME_AS], f"{identity}.{int(where[3]) + 1}"
        fault = self._fault(named, number)
        if fault:
            self.found.append(((*where, SAME_AS), fault))
            self._quiet.add(where)
            return one
        for name in [name for name in one if name not in OWN]:
            what = f"Proposition {number} takes what it asks from {named}, and `{short(name)}` stands here too."
            why = "What is written twice could differ, and one event has one wording."
            self.found.append(((*where, name), Explained(what, why, todo=f"Remove `{short(name)}`, or `{SAME_AS}`.")))
            self._quiet.add((*where, name))
        taken = {name: value for name, value in self._at[named].items() if name not in OWN}
        self._quiet |= {(*where, name) for name in taken}
        return {**one, **taken}

    def _fault(self, named: Any, number: str) -> Explained | None:
        """What is wrong with a reference; None of one that can be followed."""
        if not isinstance(named, str) or not _NUMBER.fullmatch(named):
            why = "A number without quotes would lose the 0 of 13.10." if isinstance(named, int | float) else ""
            return Explained(f"`{short(named)}` names no proposition.", why, todo=_FORM)
        if named == number:
            return Explained(f"Proposition {number} names itself.", "It has nothing of its own to be asked by.",
                             todo=f"Name another one, or write out what it asks and remove `{SAME_AS}`.")  # fmt: skip
        if named not in self._at:
            near = nearest(named, [each for each in self._at if each != number])
            return Explained(f"There is no proposition {named} in this file.", "", near, _FORM)
        then = self._at[named].get(SAME_AS)
        if then is None:
            return None
        if self._comes_back(named, number):
            return Explained(f"Propositions {number} and {named} name each other, in a circle.", "None says what is asked.",
                             todo=f"Write it out in one of them and remove its `{SAME_AS}`.")  # fmt: skip
        return Explained(f"Proposition {named} takes what it asks from {short(then)} itself.",
                         "A reference names the proposition in which it is written out.", str(short(then)),
                         "Name that one.")  # fmt: skip

    def _comes_back(self, named: str, number: str) -> bool:
        seen: set[Any] = set()
        at: Any = named
        while isinstance(at, str) and at in self._at and at not in seen:
            if at == number:
                return True
            seen.add(at)
            at = self._at[at].get(SAME_AS)
        return False


def _propositions(claims: Sequence[Any]) -> dict[str, Mapping[str, Any]]:
    """Every proposition of a file as it is written, by the number of its statement and its own; the first of each."""
    found: dict[str, Mapping[str, Any]] = {}
    for item in claims:
        parts = item.get(PS) if isinstance(item, dict) else None
        for number, one in enumerate(parts if isinstance(parts, list) else (), 1):
            if isinstance(one, dict):
                found.setdefault(f"{item.get('id')}.{number}", one)
    return found
