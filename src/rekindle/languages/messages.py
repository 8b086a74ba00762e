"""What the server says in another language: texts of scenarios, levers, statements and stories, looked up in a catalogue.

`translated` walks what is sent as JSON and replaces texts that the catalogue of a language has; the rest stays English, and
the page marks it as English. Catalogues are `LANG/data.po`, compiled to `data.json` by `make messages`. A msgid is the
English text, so nothing in a scenario changes, and its digest neither. Texts that are put together ("Attacks in {place},
{year}") are templates: their fields are looked up in turn, as a place has a name of its own in every language.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any, NamedTuple

LOCALE = Path(__file__).parent
LANGUAGES = ("en", *sorted(path.parent.name for path in LOCALE.glob("*/data.json")))
"""Languages that the page speaks, English first."""
TEXTS = frozenset({
    "asks", "bar_word", "caveat", "delivers", "heading", "label", "meaning", "mechanism_says", "note", "remark", "says",
    "short", "statement", "summary", "text", "title", "untestable", "verdict", "why", "why_not", "word", "words",
})  # fmt: skip
"""Keys whose values are texts for people. Everything else is a name, a unit or a number, and stays as it is."""
NUMBERED = frozenset({
    "n", "m", "k", "year", "years", "month", "weeks", "lasting", "share", "before", "after", "days", "civilians", "forces",
    "fighters", "fled", "killed", "count", "covert", "overt", "attacks", "displaced", "returned",
})  # fmt: skip
"""Fields of templates that stand for numbers."""
TIMES = frozenset({"when", "from", "until"})
"""Fields that stand for days, months or years, and for nothing else."""
OWN = frozenset({"source"})
"""Fields that stand for names of authors and titles, which stay as they are where nobody translated them."""
NAMES = frozenset({"path"})
"""Fields that stand for names of code, which no language changes."""
NUMBER = r"(?:(?:just )?(?:under|over|above) )?[−+<>]?\d[\d,.]*(?:e[-+]\d+)?[kM]?(?: ?%)?(?: million| billion)?(?: points?)?"
IS_NUMBER = re.compile(NUMBER)
WORD = re.compile(r"(?:just )?(?:under|over|above)|million|billion|points?")
"""Words within numbers."""
SIGNED = re.compile(r"[−+<>]\S+")
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")  # fmt: skip
APART = {"input": r"(?:(?!; and ).)+?", "path": r"[\w.*-]+", "limit": "[^;()]+?", "low": NUMBER, "high": NUMBER}
"""What fields of conditions may be, so that one of several does not take the others in."""
SHORT = {one[:3]: one for one in MONTHS}
DAY = re.compile(rf"(?:(?P<day>\d{{1,2}}) )?(?P<month>{'|'.join((*MONTHS, *SHORT))})(?: (?P<year>\d{{4}}))?")
A_YEAR = r"\d{4}(?:-\d{2}(?:-\d{2})?|-\d{4})?"
A_DAY = rf"(?:\d{{1,2}} )?(?:{'|'.join((*MONTHS, *SHORT))})(?: \d{{4}})?|{A_YEAR}"
A_TIME = rf"(?:the (?:week|end) of )?(?:{A_DAY})(?: to (?:the week of )?(?:{A_DAY}))?"
"""A day, a month or a year, or a spell of them."""
ISO_DAY = re.compile(A_YEAR)
FIELD = re.compile(r"\{(\w+)\}")
ELEMENT = re.compile(r"<(\d+)>(.*)</\1>")
"""An element of a page around all of a field's value."""
ISOLATE, END = "\u2068", "\u2069"
"""Around an English name in a text that runs the other way: it keeps its order, and its neighbours theirs."""
DEEPEST = 6
"""How many templates may stand within each other."""
KEPT = 60_000
"""Texts whose translations are kept at hand."""
FEWEST = 7
"""Letters that a template needs beside its fields to be sure of a text: those of "{what} in {place}" fit any sentence."""


class Template(NamedTuple):
    """A text with fields: what stands between them, the text, what a field may be, whether it has next to no words, and its
    translation."""

    literals: tuple[str, ...]
    msgid: str
    some: str
    bare: bool
    said: str | list[str]


def _holds(text: str, literals: tuple[str, ...]) -> bool:
    """Whether a text may fit a template: what stands between the fields is in it, in this order. Far quicker than matching."""
    if not text.startswith(literals[0]) or not text.endswith(literals[-1]):
        return False
    at = 0
    for one in literals:
        at = text.find(one, at)
        if at < 0:
            return False
        at += len(one)
    return True


def _whole_words(literals: tuple[str, ...]) -> list[str]:
    """Words of what stands between the fields that no field touches."""
    last, words = len(literals) - 1, []
    for at, literal in enumerate(literals):
        parts = literal.split(" ")
        words += parts[at > 0 : len(parts) - (at < last)]
    return [word for word in words if word]


@dataclass(eq=False)
class Catalogue:
    """The messages of one language: whole texts; templates, the longest first; plurals."""

    texts: dict[str, str]
    templates: list[Template]
    plural: str = "0"
    found: dict[tuple[str, int], str | None] = field(default_factory=dict)

    def say(self, text: str, depth: int = 0) -> str | None:
        """A text in this language; None where the catalogue has none for it."""
        asked = (text, depth)  # what is within other texts is looked up less deep
        if asked not in self.found:
            if len(self.found) > KEPT:
                self.found.clear()
            self.found[asked] = self._one(text, depth) or self._one(text[:1].swapcase() + text[1:], depth)
        return self.found[asked]

    def _one(self, text: str, depth: int) -> str | None:
        """By the whole text, else by a template all of whose parts are known, else (not within other texts) by any other."""
        said = self.texts.get(text)
        if said or depth > DEEPEST:
            return said
        return self._by_template(text, depth, True) or (self._by_template(text, depth, False) if not depth else None)

    @cached_property
    def _by_word(self) -> dict[str, list[int]]:
        """Places of templates by the rarest word of each that any text of it holds; under "" those that have no such word."""
        words = [_whole_words(one.literals) for one in self.templates]
        often = Counter(word for some in words for word in set(some))
        found: dict[str, list[int]] = {}
        for at, some in enumerate(words):
            found.setdefault(min(some, key=lambda word: (often[word], word), default=""), []).append(at)
        return found

    def _likely(self, text: str) -> Iterator[Template]:
        """The templates, in their order, whose rarest word is in a text: a few of thousands."""
        places = {at for word in {"", *text.split(" ")} for at in self._by_word.get(word, ())}
        return (self.templates[at] for at in sorted(places))

    def _by_template(self, text: str, depth: int, strict: bool) -> str | None:
        for literals, msgid, some, bare, form in self._likely(text):
            if not _holds(text, literals):
                continue
            fields = template(msgid, some).fullmatch(text)
            if not fields:
                continue
            parts = self._parts(fields.groupdict(), bare or strict, depth)
            if parts is None:
                continue
            one = form if isinstance(form, str) else form[self.form(fields["n"])]
            isolated = {name: f"{ISOLATE}{value}{END}" for name, value in fields.groupdict().items()}
            values = isolated | {name: part for name, part in parts.items() if part is not None}
            return FIELD.sub(lambda found, values=values: values.get(found[1], found[0]), one)  # type: ignore[misc]
        return None

    def _parts(self, fields: dict[str, str], every: bool, depth: int) -> dict[str, str | None] | None:
        """What fields stand for, by name; None where one is not known and has to be: a day, or `every` one.

        Of a template of next to no words it has to be every one: it says nothing of a text whose parts nobody knows.
        """
        parts: dict[str, str | None] = {}
        for name, value in fields.items():
            if name in NAMES:
                continue
            parts[name] = self.part(value, depth + 1)
            if parts[name] is None and name not in OWN and (every or name in TIMES):
                return None
        return parts

    def part(self, value: str, depth: int) -> str | None:
        """A field's value in this language: a number or a date as it is written there, a name by its translation, or None."""
        within = ELEMENT.fullmatch(value) if value.startswith("<") else None
        if within:
            inner = self.part(within[2], depth)
            return None if inner is None else f"<{within[1]}>{inner}</{within[1]}>"
        if (value, depth) in self.found:
            return self.found[value, depth]
        if ISO_DAY.fullmatch(value):
            return value
        if IS_NUMBER.fullmatch(value):
            return _kept(WORD.sub(lambda word: self.texts.get(word[0], word[0]), value.replace(" %", "%")))
        when = DAY.fullmatch(value)
        if when:
            parts = (when["day"], SHORT[when["month"][:3]], when["year"])
            return " ".join(self.texts.get(part, part) for part in parts if part)
        return self.say(value, depth)

    def form(self, number: str) -> int:
        """Which plural form a number takes, by the rule in the catalogue's head (CLDR's for Arabic: zero to other)."""
        before, _, digits = number.replace(",", "").rpartition(" ")
        n = int(digits) if digits.isdecimal() else 1000
        if before and n < 3:  # forms of so few do without the number, and "under 1" is more than "1"
            n = 1000
        return _plural_rule(self.plural)(n)


def _kept(number: str) -> str:
    """A number whose sign stays before it, whichever way the text around it runs."""
    return SIGNED.sub("\u2066\\g<0>\u2069", number)


@cache
def _plural_rule(rule: str) -> Any:
    """A plural rule of gettext as a function, from the standard library's own reader."""
    from gettext import c2py

    return c2py(rule)  # type: ignore[attr-defined]


@cache
def template(msgid: str, some: str = ".+?") -> re.Pattern[str]:
    """A text with fields in braces as a regular expression with groups of their names; `some` is what a field may be."""
    seen: set[str] = set()

    def group(found: re.Match[str]) -> str:
        name = found[1]
        if name in seen:
            return f"(?P={name})"
        seen.add(name)
        kind = NUMBER if name in NUMBERED else A_TIME if name in TIMES else APART.get(name, some)
        return f"(?P<{name}>{kind})"

    parts = FIELD.split(msgid)  # texts at even places, names of fields at odd ones
    return re.compile("".join(
        group(re.fullmatch(r"(\w+)", part)) if at % 2 else re.escape(part)  # type: ignore[arg-type]
        for at, part in enumerate(parts)
    ))  # fmt: skip


@cache
def catalogue(lang: str) -> Catalogue | None:
    """The catalogue of a language; None for English and for languages that there are none of."""
    path = LOCALE / lang / "data.json"
    if lang not in LANGUAGES or not path.is_file():
        return None
    kept = json.loads(path.read_text(encoding="utf-8"))
    texts = {msgid: said for msgid, said in kept["messages"].items() if not FIELD.search(msgid)}
    fielded = [(msgid, said) for msgid, said in kept["messages"].items() if FIELD.search(msgid)]
    fielded.sort(key=lambda one: (-len(FIELD.sub("", one[0])), one[0]))
    templates: list[Template] = []
    for msgid, said in fielded:
        literals = tuple(FIELD.split(msgid)[::2])
        bare = len(re.findall(r"[^\W\d_]", "".join(literals))) < FEWEST
        # where a text of few words may be split at several places, the last one is tried first
        templates += [Template(literals, msgid, some, bare, said) for some in ((".+", ".+?") if bare else (".+?",))]
    return Catalogue(texts, templates, kept["plural"])


def said(text: str, lang: str) -> str:
    """A text in a language; the text itself where there is no translation."""
    found = catalogue(lang)
    return text if found is None else found.say(text) or text


def translated(value: Any, lang: str) -> Any:
    """The same JSON with the texts for people in a language: a copy, or the value itself for English."""
    found = catalogue(lang)
    return value if found is None else _walked(value, found)


def _walked(value: Any, found: Catalogue) -> Any:
    if isinstance(value, dict):
        return {key: _text(each, found) if key in TEXTS else _walked(each, found) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_walked(each, found) for each in value]
    return value


def _text(value: Any, found: Catalogue) -> Any:
    if isinstance(value, str):
        return found.say(value) or value
    if isinstance(value, list | tuple):
        return [_text(each, found) for each in value]
    return _walked(value, found)
