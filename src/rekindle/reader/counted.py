"""What a number counts: money, a measure, people and what befell them, or things; told from the words beside it."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from rekindle.reader.numerals import Numeral
from rekindle.reader.wordlists import any_of, words

WORD = re.compile(r"[\w’'²%-]+|[.,;:()“”\"–—]")
REACH = 7
"""Words behind a number among which its noun is looked for."""
FEWEST_OF_CROWD = 100
"""A number without a noun from which on it is taken for people, where the sentence has named some."""
ROLES = ("group", "government", "civilians")


class Counted(NamedTuple):
    """A kind, its unit, the noun as it stands, the role of the people counted (or nothing), and where the noun ends."""

    kind: str
    unit: str = "1"
    noun: str = ""
    role: str = ""
    end: int = 0


@cache
def _measures() -> list[tuple[str, re.Pattern[str], dict[str, str]]]:
    units = words("units")
    tables = [("share", units["share"]), ("area", units["area"]), ("weight", units["weight"]), ("distance", units["distance"]),
              ("duration", units["duration"]), ("money", units["money"]["words"])]  # fmt: skip
    return [
        (kind, re.compile(rf"[-\s]*(?:of\s+an?\s+)?(?P<unit>{any_of(table)})(?![\w])", re.IGNORECASE), table)
        for kind, table in tables
    ]


@cache
def nouns() -> dict[str, tuple[str, str]]:
    """Nouns of people: kind of the figure and role."""
    lists = words("people")
    found = {noun: ("people", role) for role in ROLES for noun in lists["people"][role]}
    for kind in ("deaths", "wounded", "displaced", "captured"):
        found |= dict.fromkeys(lists[kind], (kind, ""))
    return found | dict.fromkeys(lists["casualties"], ("casualties", ""))


@cache
def events() -> list[tuple[str, re.Pattern[str]]]:
    """What befalls people, by verb."""
    return [(kind, re.compile(rf"\b(?:{any_of(verbs)})\b", re.IGNORECASE)) for kind, verbs in words("people")["events"].items()]


def counted(one: Numeral, text: str, following: int) -> Counted | None:
    """What a number of a sentence counts. `following` is where the next number begins. None: it is no figure."""
    after = text[one.end :]
    if one.form == "money":
        return Counted("money", one.currency, end=one.end)
    for kind, pattern, table in _measures():
        if found := pattern.match(after):
            unit = table[" ".join(found["unit"].lower().split())]
            low_adjective = kind == "duration" and re.match(r"-old\b", after[found.end() :])
            return None if low_adjective else Counted(kind, unit, found["unit"], end=one.end + found.end())
    if one.form == "fraction":
        return Counted("share", end=one.end)
    found_noun = _noun(one, text, following)
    if found_noun is None:
        return _without_noun(one, text)
    return found_noun if not (one.one and found_noun.kind in ("count", "unclassified")) else None


def _noun(one: Numeral, text: str, following: int) -> Counted | None:
    """The noun behind a number: the first of people within reach, or else the head of the words that follow at once."""
    known, lists = nouns(), words("people")
    if one.one and re.match(r"\s+of\b", text[one.end :]):
        return None  # a pronoun
    of_its = re.match(r"\s+(?:other\s+|more\s+)?of\s+(?:the|its|their|his|them|these|those|[\w’']+[’']s)\b", text[one.end :])
    seen: list[re.Match[str]] = []
    for word in WORD.finditer(text, one.end, min(following, one.end + 120)):
        lower = word[0].lower()
        if lower in known and not (seen and lower in ("man", "men", "life") and seen[-1][0] == "-"):
            kind, role = known[lower]
            return Counted(_befallen(kind, one, text, word.end(), role), "people", word[0], role, word.end())
        if (
            (lower in lists["stops"] and not word[0].isupper())
            or (not re.match(r"\w", word[0]) and word[0] not in ",")
            or len(seen) >= REACH
        ):
            break
        seen.append(word)
    if event := _event_right(one, text):
        return Counted(event, "people", "", "", one.end)
    if of_its and not one.one and following < len(text):
        return None  # "five of the state's nine counties": the next number has the noun
    return _things(one, seen)


def _things(one: Numeral, seen: list[re.Match[str]]) -> Counted | None:
    """A number of things: the last plural of the words that follow at once."""
    lists, head = words("numerals"), None
    for word in seen[:5]:
        if not re.match(r"[A-Za-z]", word[0]) or word[0].lower() in ("of", "more", "other") and head:
            break
        if re.search(r"(?:[^s]s|ies)$", word[0].lower()) and not word[0].lower().endswith(("ous", "’s", "'s", "this")):
            head = word
            break
    if head is None:
        return None
    small = not one.digits and one.high <= 10
    if small and any(word[0].lower() in lists["text_nouns"] for word in seen[: seen.index(head) + 1]):
        return Counted("text")
    return Counted("count", "1", head[0], "", head.end())


def _befallen(kind: str, one: Numeral, text: str, end: int, role: str) -> str:
    """What befell the people counted, if the clause says so."""
    if kind == "casualties":
        return "deaths" if re.search(r"\b(?:kill|dead|death)", text[max(0, one.start - 60) : end + 40]) else "casualties"
    if kind != "people":
        return kind
    event = _event_left(one, text) or _event_right(one, text, end) or "people"
    return (
        "people" if event == "displaced" and role in ("group", "government") else event
    )  # those who flee a fight are not displaced


def _event_left(one: Numeral, text: str) -> str:
    """A verb directly before the number: "killing at least", "forced ... to flee" stands behind it instead."""
    before = text[max(0, one.outer - 45) : one.outer]
    before = re.split(r"[.;:]|\d", before)[-1]
    close = re.search(r"(?:[\w’'-]+\s+){0,2}$", before)
    for kind, pattern in events():
        found = list(pattern.finditer(before))
        active = found and not re.search(r"\b(?:was|were|been|be|by)\s+$", before[: found[-1].start()])
        if active and close and found[-1].end() >= close.start() - 1:
            return kind
    if re.search(r"\b(?:(?:lost|losing|lose|cost|costing)\s+(?:[\w’']+\s+)?|(?:deaths?|killings?|murders?)\s+of\s+)$", before):
        return "deaths"
    return ""


def _event_right(one: Numeral, text: str, end: int | None = None) -> str:
    """A verb behind the people: "were killed", "have been displaced", "dead", "to flee"."""
    end = one.end if end is None else end
    after = re.split(
        r"[.;:]|,(?!\s*(?:including|among|most|many))|\s(?:and|while|but)\s(?=[\w\s]{0,20}\d)|\d", text[end : end + 90]
    )[0]
    best: tuple[int, str] | None = None
    for kind, pattern in events():
        found = pattern.search(after)
        if (
            found
            and not re.search(r"\b(?:who|that)\s+(?:\w+\s+)?$", after[: found.start()])
            and len(after[: found.start()].split()) <= 6
        ):
            passive = re.search(
                r"\b(?:was|were|been|be|being|are|is|left|have|had|has|to|reported|had been)\s+(?:\w+ly\s+)?$",
                after[: found.start()],
            )
            own = (
                not after[: found.start()].strip()
                or passive
                or found[0].lower() in ("died", "fled", "dead", "surrendered", "perished", "crossed into")
            )
            if own and (best is None or found.start() < best[0]):
                best = found.start(), kind
    return best[1] if best else ""


@cache
def _leading() -> re.Pattern[str]:
    """A noun before its number: "forces number", "a strength of soldiers of"."""
    said, every = any_of(words("people")["leading"]), any_of(nouns())
    return re.compile(
        rf"\b(?P<first>{every})\b[^.;,]{{0,25}}\b(?:{said})\b[^.;,\d]{{0,15}}$"
        rf"|\b(?:{said})\s+of\s+(?:\w+\s+)?(?P<second>{every})\b[^.;,\d]{{0,25}}$"
    )


def _before_it(before: str) -> tuple[str, str, str] | None:
    """The last people named in the sentence before a large number without a noun: "the displaced gather in the
    capital, 25,000"."""
    found = [(word[0], *nouns()[word[0].lower()]) for word in WORD.finditer(before) if word[0].lower() in nouns()]
    if not found:
        return None
    displaced = next((one for one in reversed(found) if one[1] == "displaced"), None) or found[-1]
    return (displaced[1], displaced[0], displaced[2])


def _without_noun(one: Numeral, text: str) -> Counted | None:
    """A number with no noun behind it: the noun may stand before it, or it stays for a person to say."""
    before = text[max(0, one.outer - 70) : one.outer].lower()
    if found := _leading().search(before):
        noun = found["first"] or found["second"]
        kind, role = nouns()[noun]
        return Counted(_befallen(kind, one, text, one.end, role), "people", noun, role, one.end)
    if event := _event_left(one, text):
        return Counted(event, "people", end=one.end)
    if re.search(r"\b(?:toll|deaths)\b[^.;]{0,40}$", before):
        return Counted("deaths", "people", end=one.end)
    if re.search(
        r"\b(?:outnumber\w*|strength|ranks|garrison|army|force|forces|population|strong)\b[^.;]{0,40}$", before
    ) or text[one.end :].startswith("-strong"):
        return Counted("people", "people", end=one.end)
    if one.one or (not one.digits and one.high <= 10):
        return None
    if one.high >= FEWEST_OF_CROWD and (known := _before_it(text[max(0, one.outer - 300) : one.outer])):
        return Counted(known[0], "people", known[1], known[2], one.end)
    return Counted("unclassified", end=one.end)
