"""Plain text: bytes to letters, whatever their encoding, and lines to paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rekindle.reader.formats.kind import Paragraph
from rekindle.reader.formats.tables import in_lines

ENDS = re.compile(r"[.!?:][\"'”’)]*(?:\s?\[\d{1,3}\])?$|[^\W\d_]{2}[.!?][\"”’)]*\d{1,3}$")
"""The end of a sentence, with or without the mark of a footnote."""
LINK = re.compile(r"\[([^\[\]]{0,300})\]\([^()\s]{0,500}\)")


def decoded(data: bytes) -> tuple[str, list[str]]:
    """The text and notes for a person. Lines that are no UTF-8 are read as Windows-1252, each by itself."""
    for mark, code in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(code, "replace"), []
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError:
        pass
    lines, other = [], 0
    for line in data.split(b"\n"):
        try:
            lines.append(line.decode("utf-8"))
        except UnicodeDecodeError:
            other += 1
            lines.append(line.decode("cp1252", "replace"))
    return "\n".join(lines), [f"{other:,} lines are no UTF-8 and were read as Windows-1252: look at letters with accents."]


def paragraphs(data: bytes) -> tuple[list[Paragraph], list[str]]:
    """The paragraphs of a plain text; a form feed begins a page."""
    text, notes = decoded(data)
    pages = text.replace("\r\n", "\n").replace("\r", "\n").split("\f")
    known = len(pages) > 1
    return [Paragraph(one, at if known else 0) for at, page in enumerate(pages, 1) for one in joined(page.split("\n"))], notes


def joined(lines: Iterable[str]) -> list[str]:
    """Lines as paragraphs: parted by an empty line, by a short line that ends a sentence, or by a heading."""
    found: list[str] = []
    block: list[str] = []
    for line in [*in_lines(list(lines)), ""]:
        if isinstance(line, list):  # rows of a table, each a paragraph
            found += [*_parted(block), *line] if block else line
            block = []
        elif line.strip():
            block.append(line.strip())
        elif block:
            found += _parted(block)
            block = []
    return found


def _parted(block: list[str]) -> list[str]:
    """Paragraphs of a block of lines that stand together."""
    links = sum(bool(LINK.fullmatch(re.sub(r"^(?:[-*•]|\d+[.)])\s*", "", line))) for line in block)
    if links and links >= len(block) - 1:
        return []  # a list of links is the furniture of a page
    width = max(len(line) for line in block)
    found: list[str] = []
    now: list[str] = []
    for at, line in enumerate(block):
        line = LINK.sub(r"\1", line)
        now += ["\n" if now[-1].endswith("-") else " ", line] if now else [line]  # a hyphen at the end stays for `tidy` to mend
        after = block[at + 1] if at + 1 < len(block) else ""
        ends = bool(ENDS.search(line))
        short = len(line) < 0.8 * width
        heading = short and not ends and not line.endswith((",", "-")) and after[:1].isupper() and len(line) < 0.6 * width
        if not after or (ends and (short or len(line) > 200)) or heading or re.match(r"[-*•]\s|\d{1,2}[.)]\s", after):
            found.append("".join(now))
            now = []
    return found
