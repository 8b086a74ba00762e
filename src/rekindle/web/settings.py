"""What an address asks for, checked before anything else sees it: texts short and of known letters, numbers in bounds.

Whether a policy, a lever or an order of that name exists is said by the scenario; that it cannot be a path, is said here.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from rekindle.errors import UsageError

LONGEST = 8_192
"""Bytes of a query that are read at all."""
FEWEST, MOST, USUAL = 20, 2_000, 500
"""Worlds of an answer."""
MOST_POLICIES, MOST_ENTRIES = 4, 40
"""Policies side by side; entries of every other list."""
FARTHEST_WORLD = 99_999
"""The last world that may be asked for by its number."""
FURTHEST = 104
"""Weeks by which an order may be moved."""
NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")
POLICY = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}(\+[a-z0-9][a-z0-9_-]{0,79}){0,3}")
PATH = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,119}")
SOURCES = ("", "prior", "posterior")
SETTINGS = ("scenario", "digest", "policies", "set", "variant", "shift", "seed", "worlds", "worlds_from")
"""Keys in their canonical order."""
VIEW = ("view", "outcome", "world", "week", "claim", "lang", "lock", "predict")
"""Keys of the page's own state, which change no number."""
OTHERS = ("as", "what", "document")


@dataclass(frozen=True)
class Settings:
    """What decides every number of an answer. Lists are in the order that they were asked in; equal ones are equal."""

    scenario: str = ""
    policies: tuple[str, ...] = ()
    numbers: tuple[tuple[str, float], ...] = ()
    variants: tuple[tuple[str, str], ...] = ()
    shifts: tuple[tuple[str, int], ...] = ()
    seed: int = 1
    worlds: int = USUAL
    worlds_from: str = ""

    def query(self) -> str:
        """The canonical query: keys in their order, what is usual left out."""
        rows = {
            "scenario": self.scenario,
            "policies": ",".join(self.policies),
            "set": ",".join(f"{path}:{_plain(number)}" for path, number in self.numbers),
            "variant": ",".join(f"{name}:{option}" for name, option in self.variants),
            "shift": ",".join(f"{order}:{weeks}" for order, weeks in self.shifts),
            "seed": "" if self.seed == 1 else str(self.seed),
            "worlds": "" if self.worlds == USUAL else str(self.worlds),
            "worlds_from": self.worlds_from,
        }
        return urlencode({key: value for key, value in rows.items() if value}, safe=",:+", quote_via=quote)

    def levers(self) -> dict[str, Any]:
        """Numbers, variants and shifts as the public functions take them."""
        return {"set": dict(self.numbers), "variants": dict(self.variants), "shifts": dict(self.shifts)}

    def by(self, policies: Sequence[str]) -> Settings:
        """The same with these policies."""
        return replace(self, policies=tuple(policies))


def _plain(number: float) -> str:
    return str(int(number)) if number == int(number) and abs(number) < 1e15 else repr(number)


def entries(query: bytes | str) -> dict[str, str]:
    """Keys and values of a query. Raises UsageError for one that is too long, malformed, twice there or not known."""
    text = query.decode("ascii", "replace") if isinstance(query, bytes) else query
    if len(text) > LONGEST:
        raise UsageError(f"the address has {len(text):,} letters, and {LONGEST:,} are read: set fewer levers.")
    try:
        # a plus joins policies here and stands for no blank
        found = parse_qsl(text.replace("+", "%2B"), keep_blank_values=True, errors="strict", max_num_fields=40)
    except ValueError:
        raise UsageError("the address cannot be read: it has more than 40 entries, or bytes that are no UTF-8.") from None
    known = (*SETTINGS, *VIEW, *OTHERS)
    rows: dict[str, str] = {}
    for key, value in found:
        if key not in known:
            raise UsageError(f"nothing is called {short(key)!r} in the address.{near(key, known)}")
        if key in rows:
            raise UsageError(f"{key} stands twice in the address: leave one out.")
        if not value.isprintable():
            raise UsageError(f"{key} has letters that cannot be printed.")
        rows[key] = value
    return rows


def settings_of(rows: Mapping[str, str]) -> Settings:
    """The settings among the entries of a query. Raises UsageError for the first that cannot be."""
    return Settings(
        scenario=_name(rows, "scenario"),
        policies=_policies(rows.get("policies", "")),
        numbers=tuple((path, _number(f"set={path}", text)) for path, text in _pairs(rows, "set", PATH)),
        variants=tuple(_options(_pairs(rows, "variant", PATH))),
        shifts=tuple((order, _weeks(order, text)) for order, text in _pairs(rows, "shift", PATH)),
        seed=_whole("seed", rows.get("seed") or "1", 0, 2**32 - 1),
        worlds=_whole("worlds", rows.get("worlds") or str(USUAL), FEWEST, MOST),
        worlds_from=_one_of(rows, "worlds_from", SOURCES),
    )


def whole_of(rows: Mapping[str, str], key: str, low: int, high: int, usual: int | None = None) -> int:
    """A whole number among the entries. Raises UsageError where it is missing, no number or out of bounds."""
    if not rows.get(key):
        if usual is None:
            raise UsageError(f"{key} is missing in the address: a whole number from {low:,} to {high:,}.")
        return usual
    return _whole(key, rows[key], low, high)


def word_of(rows: Mapping[str, str], key: str, choices: Sequence[str]) -> str:
    """One of some words among the entries, the first if the key is not there. Raises UsageError for any other."""
    return _one_of({key: rows.get(key) or choices[0]}, key, choices)


def path_of(rows: Mapping[str, str], key: str) -> str:
    """A name with dots among the entries, or nothing. Raises UsageError for what is none."""
    text = rows.get(key, "")
    if text and not PATH.fullmatch(text):
        raise UsageError(f"{key} {short(text)!r} is no name: letters, digits, dots, hyphens and underscores make one.")
    return text


def near(word: str, choices: Iterable[str]) -> str:
    """The nearest of the choices as a question, with a blank before it; nothing where none is near."""
    found = difflib.get_close_matches(word[:80].lower(), list(choices), n=1, cutoff=0.6)
    return f" Did you mean {found[0]}?" if found else ""


def short(text: str, most: int = 40) -> str:
    """A text as it may be quoted: on one line and not too long."""
    plain = "".join(letter if letter.isprintable() else "?" for letter in text)
    return plain if len(plain) <= most else plain[: most - 3] + "..."


def _name(rows: Mapping[str, str], key: str) -> str:
    text = rows.get(key, "")
    if text and not NAME.fullmatch(text):
        raise UsageError(f"{key} {short(text)!r} is no name: small letters, digits, hyphens and underscores make one.")
    return text


def _policies(text: str) -> tuple[str, ...]:
    names = [name for name in text.split(",") if name]
    if len(names) > MOST_POLICIES:
        raise UsageError(f"{len(names)} policies are asked for, and {MOST_POLICIES} are shown side by side: leave some out.")
    for name in names:
        if not POLICY.fullmatch(name):
            raise UsageError(f"policies: {short(name)!r} is no name of a policy; several are joined by +.")
        if names.count(name) > 1:
            raise UsageError(f"policies: {name} stands there twice: leave one out.")
    return tuple(names)


def _pairs(rows: Mapping[str, str], key: str, form: re.Pattern[str]) -> list[tuple[str, str]]:
    pairs = [entry.partition(":") for entry in rows.get(key, "").split(",") if entry]
    if len(pairs) > MOST_ENTRIES:
        raise UsageError(f"{key} has {len(pairs)} entries, and {MOST_ENTRIES} are read: leave some out.")
    seen = set()
    for name, colon, value in pairs:
        if not colon or not value or not form.fullmatch(name):
            raise UsageError(f"{key} {short(name + colon + value)!r} is not of the form name:value.")
        if name in seen:
            raise UsageError(f"{key}: {short(name)} stands there twice: leave one out.")
        seen.add(name)
    return sorted((name, value) for name, _, value in pairs)


def _options(pairs: list[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    for name, option in pairs:
        if not PATH.fullmatch(option):
            raise UsageError(f"variant={short(name)}: {short(option)!r} is no name of an option.")
        yield name, option


def _number(what: str, text: str) -> float:
    try:
        number = float(text) if len(text) <= 32 and "_" not in text else math.nan
    except ValueError:
        number = math.nan
    if not math.isfinite(number) or abs(number) > 1e15:
        raise UsageError(f"{short(what, 80)}: {short(text)!r} is no number that can be set.")
    return number


def _weeks(order: str, text: str) -> int:
    return _whole(f"shift={order}", text, -FURTHEST, FURTHEST)


def _whole(what: str, text: str, low: int, high: int) -> int:
    if not re.fullmatch(r"-?[0-9]{1,12}", text) or not low <= int(text) <= high:
        raise UsageError(f"{short(what, 80)} must be a whole number from {low:,} to {high:,}, not {short(text)!r}.")
    return int(text)


def _one_of(rows: Mapping[str, str], key: str, choices: Sequence[str]) -> str:
    text = rows.get(key, "")
    if text not in choices:
        listed = ", ".join(choice for choice in choices if choice)
        raise UsageError(f"{key} is one of {listed}, not {short(text)!r}.{near(text, choices)}")
    return text
