"""Which language pages and pictures are written in, and a text of theirs in it, whole or sentence by sentence.

    with speaking("ar"):
        runs("In our words: most people return. Nobody translated this.")

gives the pieces of the text in order, each with whether it is in the language asked for. A text is looked up whole; then in
sentences; then in the parts that stand between colons, semicolons, brackets and commas, if every one of them is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache

from rekindle.errors import UsageError
from rekindle.languages.messages import END, ISOLATE, LANGUAGES, Catalogue, catalogue

ENGLISH = "en"
RIGHTWARD = frozenset({"ar"})
"""Languages that are written from right to left."""
NAMED = {"en": "English", "ar": "Arabic"}
_LANGUAGE: ContextVar[str] = ContextVar("language", default=ENGLISH)
SENTENCES = re.compile(r"(?<=[.!?])(?<!e\.g\.)(?<!i\.e\.)(?<!p\.)(?<!No\.)(?<!\b[A-Z]\.)((?:</\d+>)*[ \n]+)(?=[A-Z“\"‘(<\d◆▲])")
APART = re.compile(r"(: |; | · |\n)")
LIST = re.compile(r"(, and |, or |, )")
WORDS = re.compile(r"[A-Za-z]")
SIGNED = re.compile(r"[−+<>]\d[\d,.]*(?: ?[%kM])?|\d[\d,.]*–\d[\d,.]*")
MARKS = {"; ": "؛ ", ", ": "، ", ", and ": " و", ", or ": " أو "}
"""Marks between parts, as they are written in languages from right to left."""
UNKNOWN = re.compile(f"{ISOLATE}([^{ISOLATE}{END}]*){END}")
DATED = re.compile(UNKNOWN.pattern.replace("(", "(?:") + r"|(?<![\w\u2066/-])(\d{4}-\d\d(?:-\d\d)?)(?![\w-])"
                   r"|(?<![\u2066\d,.−+<>–])(\d[\d,.]*%)")  # fmt: skip
"""A date in figures or a share, but for one within a name: behind Arabic letters its parts would run the other way."""
NAME = re.compile(r"(?:\S+ ){0,9}\S+, (?:\d{4}|n\.d\.)|[^\d,;:]*[A-Z{][^\d,;:]*|[a-z][\w.*-]*|[A-Z][^;:.]*")
"""What a part of a text may be that nobody translated: a name, of a place, of a source or of code."""
Run = tuple[str, bool]


def checked(lang: str) -> str:
    """The name of a language that there is a catalogue of. Raises UsageError for any other."""
    if lang not in LANGUAGES:
        there = " and ".join(f"{one} ({NAMED.get(one, one)})" for one in LANGUAGES)
        raise UsageError(f"--lang {lang!r}: pages are not written in this language. There are {there}.")
    return lang


def language() -> str:
    """The language that pages are being written in."""
    return _LANGUAGE.get()


def direction() -> str:
    """Which way it is written: "ltr" or "rtl"."""
    return "rtl" if language() in RIGHTWARD else "ltr"


@contextmanager
def speaking(lang: str) -> Iterator[None]:
    """Write pages and pictures in a language, for the time of a `with` block."""
    token = _LANGUAGE.set(checked(lang))
    try:
        yield
    finally:
        _LANGUAGE.reset(token)


def named(file: str, lang: str) -> str:
    """The name of a page's file in a language: "report.html" is "report.ar.html" in Arabic."""
    stem, _, ending = file.rpartition(".")
    return file if lang == ENGLISH else f"{stem}.{lang}.{ending}"


def runs(text: str) -> list[Run]:
    """A text in the language of the page, in pieces; each with whether it is in that language (numbers and signs are)."""
    found = catalogue(language())
    return [(text, True)] if found is None else list(_runs(text, found))


def say(text: str) -> str:
    """The same as one text; what nobody translated is held apart, for it is written the other way."""
    return "".join(one if there else f"{ISOLATE}{one}{END}" for one, there in runs(text))


def whole(text: str) -> str | None:
    """A text in the language of the page if all of it is known there, else None."""
    pieces = runs(text)
    return "".join(one for one, _ in pieces) if all(there for _, there in pieces) else None


def _runs(text: str, found: Catalogue) -> Iterator[Run]:
    core = text.strip()
    before, _, after = text.partition(core) if core else (text, "", "")
    said = _said(core, found) if core else ""
    pieces = SENTENCES.split(core)
    if said is not None and (len(pieces) == 1 or ISOLATE not in said):
        yield before + said + after, True
        return
    if before:
        yield before, True
    for at, piece in enumerate(pieces):
        if at % 2:
            yield piece, True
            continue
        one = _said(piece, found) if len(pieces) > 1 else None
        yield (piece, False) if one is None else (one, True)
    if after:
        yield after, True


def _said(text: str, found: Catalogue) -> str | None:
    """A text in a language, whole or of parts that are all known, but for names; None where one of them is not."""
    said = _looked_up(text, found, language())
    if said is None or not _named(said):
        return None
    if direction() != "rtl":
        return said
    return DATED.sub(lambda one: f"\u2066{one[1] or one[2]}\u2069" if one[1] or one[2] else one[0], said)


@lru_cache(maxsize=50_000)
def _looked_up(text: str, found: Catalogue, lang: str) -> str | None:
    flat = " ".join(text.replace("\u00a0", " ").split())
    if not WORDS.search(flat):
        return _numbers(text)
    best = None
    for way in (_simply, _pointed, _bracketed, _parted):  # one that knows every part is better than one that does not
        said = way(flat, found, lang)
        if said is not None and ISOLATE not in said:
            return said
        best = best or (said if said is not None and _named(said) else None)
    return best


def _named(said: str) -> bool:
    """Whether all that nobody translated in a text are names."""
    return all(NAME.fullmatch(one) for one in UNKNOWN.findall(said))


def _simply(text: str, found: Catalogue, lang: str) -> str | None:
    return found.part(text, 0)


def _numbers(text: str) -> str:
    """Numbers with a sign, and ranges with a dash, keep their order."""
    return SIGNED.sub(lambda one: f"\u2066{one[0].replace(' %', '%')}\u2069", text).replace(" %", "%")


def _pointed(text: str, found: Catalogue, lang: str) -> str | None:
    """Without the mark at its end, or in quotation marks, a text may be known."""
    for mark in (".", ":", ",", ";", "?"):
        if text.endswith(mark) and len(text) > 1:
            said = _looked_up(text[:-1], found, lang)
            return None if said is None else said + {",": "،", ";": "؛", "?": "؟"}.get(mark, mark)
    for opening, closing in (("“", "”"), ("‘", "’"), ('"', '"')):
        if len(text) > 2 and text.startswith(opening) and text.endswith(closing) and text.count(opening) <= 2:
            said = _looked_up(text[1:-1], found, lang)
            return None if said is None else f"«{said}»"
    return None


def _bracketed(text: str, found: Catalogue, lang: str) -> str | None:
    """A text, and another in brackets behind it."""
    parts = re.fullmatch(r"(.*?) ?\(([^()]*)\)(.*)", text)
    if not parts:
        return None
    said = [_looked_up(part, found, lang) if part.strip() else "" for part in (parts[1], parts[2], parts[3].strip())]
    if any(part is None for part in said):
        return None
    return f"{said[0]} ({said[1]}){' ' if said[2] and parts[3].startswith(' ') else ''}{said[2]}".strip()


def _parted(text: str, found: Catalogue, lang: str) -> str | None:
    """Parts between marks, all of which are known."""
    for marks in (APART, LIST):
        parts = marks.split(text)
        if len(parts) > 1:
            said = [_looked_up(part, found, lang) if not at % 2 else MARKS.get(part, part) for at, part in enumerate(parts)]
            if all(one is not None for one in said):
                return "".join(one for one in said if one is not None)
    return None
