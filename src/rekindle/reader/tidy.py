"""Letters as they are meant: ligatures, broken hyphens, blanks. Letters of every script stay."""

from __future__ import annotations

import re
import unicodedata

from rekindle.reader.wordlists import words

INVISIBLE = dict.fromkeys(
    map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
)
FORMS = re.compile(r"[\ufb00-\ufb06\ufb50-\ufdff\ufe70-\ufefc]")
"""Ligatures and presentation forms, which PDF holds for the letters they show."""
NOTES = re.compile(
    r"(?<=[^\W\d_]{2}[.!?,;”\"])\d{1,3}(?:[,–-]\s?\d{1,3})*(?=\s|$)"  # people.3 The
    r"|(?<=(?:19|20)\d\d\.)\d{1,2}(?=\s+[A-Z“\"])"  # in 2012.4 The
    r"|(?<=[\w.!?,;”\"%)])\s?\[\d{1,3}(?:[,–-]\s?\d{1,3})*\]"  # the war [5]
)
"""Marks of footnotes: numbers at the end of a word's sentence, or in square brackets. They measure nothing."""
BROKEN = re.compile(r"(?<!\w)(\w{1,40})[-‐]\s{0,5}\n\s{0,5}(\w{1,40})(?!\w)")


def tidy(text: str, whole: str = "") -> str:
    """A paragraph on one line. `whole` is the text it stands in: how a word is written elsewhere decides about its hyphen."""
    text = FORMS.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text.translate(INVISIBLE))
    text = unicodedata.normalize("NFC", text)
    text = BROKEN.sub(lambda found: _mended(found[1], found[2], whole), text)
    text = "".join(" " if unicodedata.category(letter) in ("Cc", "Zs", "Zl", "Zp") else letter for letter in text)
    return NOTES.sub("", " ".join(text.split()))


def _mended(first: str, second: str, whole: str) -> str:
    """A word that was broken at the end of a line, with or without its hyphen."""
    hyphened = f"{first}-{second}"
    if hyphened in whole or not second[:1].islower() or first.lower() in words("abbreviations")["hyphen_prefixes"]:
        return hyphened
    return first + second
