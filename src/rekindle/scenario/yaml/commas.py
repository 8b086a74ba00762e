"""Numbers written with a comma: `0,7` and `1,000` are never read, and never lose their comma without a word."""

from __future__ import annotations

import re

_WHOLE = re.compile(r"[-+]?[0-9]{1,40}(\.[0-9]{1,40})?")
_AFTER = re.compile(r"[0-9]{1,40}([eE][-+]?[0-9]{1,4})?")
_GROUPS = re.compile(r"[-+]?[1-9][0-9]{0,2}(,[0-9]{3})+(\.[0-9]{1,40})?")
_DOTTED = re.compile(r"[-+]?[1-9][0-9]{0,2}(\.[0-9]{3})+,[0-9]{1,40}")
_DECIMAL = re.compile(r"[-+]?[0-9]{0,40},[0-9]{1,40}([eE][-+]?[0-9]{1,4})?")


def without_comma(text: str) -> str:
    """What `0,7` (0.7), `1,000` (1000), `1,234.5` (1234.5) and `1.234,5` (1234.5) mean; nothing for another text."""
    if _GROUPS.fullmatch(text):
        return text.replace(",", "")
    if _DOTTED.fullmatch(text):
        return text.replace(".", "").replace(",", ".")
    if _DECIMAL.fullmatch(text):
        return re.sub(r"^([-+]?),", r"\g<1>0,", text).replace(",", ".")
    return ""


def advice(text: str) -> str:
    """What to write for a number with a comma; both readings where it could be a thousand or a fraction."""
    meant = without_comma(text)
    if not meant:
        return "Write the number with a point for decimals and without separators, such as 0.7 or 1000."
    if _GROUPS.fullmatch(text) and text.count(",") == 1 and "." not in text:
        return f"Write {meant}, or {text.replace(',', '.')} if the comma is a decimal one."
    return f"Write {meant}, with a point for decimals." if "." in meant else f"Write {meant}, without separators."


def cut_by_comma(before: str, after: str) -> bool:
    """Whether a comma between braces cut a number in two: `{low: 0,7}` reads as low 0 and a key 7 without value."""
    return bool(re.fullmatch(f"{_WHOLE.pattern}(,[0-9]{{1,40}})*", before) and _AFTER.fullmatch(after))
