"""The data of a document in the language that is spoken, for typst: the HTML page is put into it once it is set.

A part of a line becomes runs of words, each with whether it is in that language; everything else becomes one text.
"""

from __future__ import annotations

import re
from typing import Any

from rekindle.languages.page import NOTICE
from rekindle.languages.speech import ENGLISH, direction, language
from rekindle.languages.speech import runs as _runs
from rekindle.languages.speech import say as _say
from rekindle.languages.speech import whole as _whole

HEADS = {"statements": "The statements, one by one", "glossary": "Words used in this document"}
MARKS = ("upheld", "upheld in part", "not upheld", "a figure", "not decided", "not tested", "untestable",
         "yes", "in part", "no", "answered")  # fmt: skip
LINES = frozenset({"line"})
TEXTS = frozenset({"title", "about", "sentence", "alt"})
LISTS = frozenset({"facts", "heads"})
UNMARKED = dict.fromkeys(map(ord, "\u200e\u202a\u202b\u202c\u2066\u2067\u2068\u2069"))
"""Marks of direction, which typst needs not and fonts lack: a PDF for screen readers may lack no letter."""
ELEMENT = re.compile(r"<(\d+)>(.*?)</\1>", re.DOTALL)


def say(text: str) -> str:
    """A text without marks of direction."""
    return _say(text).translate(UNMARKED)


def runs(text: str) -> list[tuple[str, bool]]:
    return [(one.translate(UNMARKED), there) for one, there in _runs(text)]


def whole(text: str) -> str | None:
    said = _whole(text)
    return said.translate(UNMARKED) if said else said


def spoken(data: dict[str, Any]) -> dict[str, Any]:
    """What typst is given of a document: its data, and which language and direction it has."""
    there = {"lang": language(), "dir": direction(), "notice": "", "words": {}, "heads": dict(HEADS)}
    if language() == ENGLISH:
        return data | there
    said = _walked({key: value for key, value in data.items() if key != "glossary"})
    glossary = [[say(term), say(meaning)] for term, meaning in data["glossary"]]
    words = {mark: say(mark) for mark in MARKS}
    heads = {name: say(text) for name, text in HEADS.items()}
    return said | there | {"notice": say(NOTICE), "words": words, "heads": heads, "glossary": glossary}


def _walked(value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        return {
            name: dict(each) if name == "about" and isinstance(each, dict) else _of(each, name) for name, each in value.items()
        }
    if isinstance(value, list | tuple):
        return [_walked(each, key) for each in value]
    return value


def _of(value: Any, name: str) -> Any:
    """What stands under a name: a line, lines, a text, texts, or more of the document."""
    if name in LINES:
        return _line(value)
    if name == "items":
        return [_line(one) for one in value]
    if name == "rows":
        return [[_line(cell) for cell in row] for row in value]
    if name in TEXTS and isinstance(value, str):
        return say(value)
    if name in LISTS:
        return [say(one) for one in value]
    return _walked(value, name)


def _line(parts: Any) -> list[Any]:
    """A line in parts: known as a whole, with its parts numbered as elements of a page are, or part by part."""
    marked = "".join(words if not look else f"<{at}>{words}</{at}>" for at, (words, look) in enumerate(parts))
    said = whole(marked.strip()) if len(parts) > 1 and all(look != "mark" for _, look in parts) else None
    numbers = [at for at, (_, look) in enumerate(parts) if look]
    if said is not None and sorted(int(at) for at, _ in ELEMENT.findall(said)) == numbers:
        pieces = ELEMENT.split(said)
        texts = [[[[pieces[at], True]], ""] for at in range(0, len(pieces), 3) if pieces[at]]
        elements = [[[[pieces[at + 1], True]], parts[int(pieces[at])][1]] for at in range(1, len(pieces), 3)]
        return _woven(pieces, texts, elements)
    return [[words if look == "mark" else [list(run) for run in runs(words)], look] for words, look in parts]


def _woven(pieces: list[str], texts: list[Any], elements: list[Any]) -> list[Any]:
    """Texts and elements in their order."""
    left, inside, found = iter(texts), iter(elements), []
    for at in range(0, len(pieces), 3):
        if pieces[at]:
            found.append(next(left))
        if at + 1 < len(pieces):
            found.append(next(inside))
    return found
