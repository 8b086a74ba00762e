"""PDF: the text of each page, without the lines that stand on every page."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter

from rekindle.errors import UsageError
from rekindle.reader.formats.kind import MOST_LETTERS, MOST_PAGES, Paragraph
from rekindle.reader.formats.text import joined

EDGE = 2
"""Lines at the top and at the foot of a page among which those that recur are looked for."""
LONGEST_HEAD = 70
"""Letters of a running head at the most: a longer line is text, however often it comes."""
FEWEST_LETTERS = 20
"""Letters a page has at the least on average; below it the pages are pictures."""


def paragraphs(data: bytes) -> tuple[list[Paragraph], list[str]]:
    """Paragraphs with their page. Raises UsageError for what is encrypted, broken, too long, or has no text."""
    pages = _pages(data)
    if sum(len(page) for page in pages) < FEWEST_LETTERS * len(pages):
        raise UsageError("it is a scan: pictures of pages, without text. Run text recognition (OCR) on it first.")
    lines = [[line.strip() for line in page.split("\n")] for page in pages]
    kept = _without_recurring(lines)
    return _over_pages([joined(page) for page in kept]), []


def _pages(data: bytes) -> list[str]:
    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its warnings about odd files are no news for a person
    try:
        reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise UsageError("it is encrypted. Save it without a password.")
        count = len(reader.pages)
        if count > MOST_PAGES:
            raise UsageError(f"it has {count:,} pages; {MOST_PAGES:,} are read at the most. Split it.")
        found: list[str] = []
        for page in reader.pages:
            found.append(page.extract_text() or "")
            if sum(map(len, found[-1:])) > MOST_LETTERS or len(found) * 2000 > 4 * MOST_LETTERS:
                raise UsageError("it holds more text than a thousand pages. Split it.")
    except UsageError:
        raise
    except (Exception, RecursionError, MemoryError) as error:
        about = "it is encrypted in a way that cannot be read" if "crypt" in str(error).lower() else "it is broken"
        raise UsageError(f"{about} ({type(error).__name__}). Save it again as PDF, or as TXT.") from None
    if not found:
        raise UsageError("it has no pages.")
    return found


def _without_recurring(pages: list[list[str]]) -> list[list[str]]:
    """Pages without running heads, feet and numbers: lines at an edge that recur, whatever number they carry."""

    def sign(line: str) -> str:
        return re.sub(r"\d+", "#", line.lower())

    edges = [_edge(page) for page in pages]
    signs = Counter(one for page, edge in zip(pages, edges, strict=True) for one in {sign(page[at]) for at in edge})
    recurring = {one for one, count in signs.items() if count >= 3 and count >= 0.5 * len(pages)}
    number = re.compile(r"(?:page\s+)?[\divxl]{1,5}(?:\s*(?:of|/)\s*\d+)?", re.IGNORECASE)
    found = []
    for page, edge in zip(pages, edges, strict=True):
        gone = {at for at in edge if sign(page[at]) in recurring or number.fullmatch(page[at])}
        kept = [line for at, line in enumerate(page) if at not in gone]
        found.append(kept if any(kept) else page)
    return found


def _edge(page: list[str]) -> set[int]:
    """Where the lines of a page lie that may be its head or foot: short ones at an end, which end no sentence."""
    full = [at for at, line in enumerate(page) if line]
    return {
        at for at in (*full[:EDGE], *full[-EDGE:]) if len(page[at]) < LONGEST_HEAD and not page[at].endswith((".", "!", "?"))
    }


def _over_pages(pages: list[list[str]]) -> list[Paragraph]:
    """Paragraphs in a row; one that runs over the end of a page is put together and counts for the page it begins on."""
    found: list[Paragraph] = []
    for at, page in enumerate(pages, 1):
        for number, text in enumerate(page):
            before = found[-1] if found and number == 0 else None
            if (
                before
                and not re.search(r"[.!?:][\"'”’)]*$", before.text)
                and (text[:1].islower() or before.text.endswith(("-", ",")))
            ):
                glue = "\n" if before.text.endswith("-") else " "
                end = re.search(r"[.!?][\"'”’)]*\s+(?=[A-Z\"“])", text)  # only the sentence that began on the page before
                cut = end.end() if end else len(text)
                found[-1] = Paragraph(before.text + glue + text[:cut].strip(), before.page)
                text = text[cut:]
            if text:
                found.append(Paragraph(text, at))
    return found
