"""Web pages: the article without navigation, scripts and lists of links. Nothing is fetched, nothing runs."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from rekindle.errors import UsageError
from rekindle.reader.formats.kind import MOST_LETTERS, Paragraph
from rekindle.reader.formats.tables import sentences
from rekindle.reader.formats.text import decoded

BLOCKS = ("p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "blockquote", "td", "th", "pre", "dd", "dt", "figcaption")
DROPPED = [
    "script",
    "style",
    "noscript",
    "template",
    "iframe",
    "object",
    "embed",
    "svg",
    "nav",
    "header",
    "footer",
    "aside",
    "form",
    "button",
    "select",
    "head",
]
CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w-]{3,20})", re.IGNORECASE)


def paragraphs(data: bytes) -> tuple[list[Paragraph], list[str], date | None]:
    """Paragraphs, notes, and the day that the page says it is of. Raises UsageError where no text is in it."""
    import lxml.html

    text, notes = _letters(data)
    if len(text) > 4 * MOST_LETTERS:
        raise UsageError("the page has more than 20 million letters. Split it.")
    try:
        tree = lxml.html.document_fromstring(
            re.sub(r"^\s*<\?xml[^>]*\?>", "", text), parser=lxml.html.HTMLParser(no_network=True, huge_tree=False)
        )
    except (ValueError, lxml.etree.LxmlError):
        raise UsageError("it looks like a web page but holds no text that can be read. Save it as TXT.") from None
    if _told(tree):
        text = lxml.html.tostring(tree, encoding="unicode")
    plain = _plain(tree)
    article, day = _article(text)
    # the extraction leaves furniture out; where it took the greater part of the text for furniture, the plain reading stands
    enough = sum(map(len, article)) >= 0.7 * sum(len(one) for one in plain if len(one) > 80)
    return [Paragraph(one) for one in (article if enough and article else plain)], notes, day


def _told(tree: Any) -> int:
    """Put a paragraph for each row in the place of every table of numbers; how many tables were such."""
    import lxml.html

    count = 0
    for table in list(tree.iter("table")):
        rows = [[cell.text_content() for cell in row.iter("td", "th")] for row in table.iter("tr")]
        told = sentences(rows) if len(list(table.iter("table"))) == 1 else []
        if told and table.getparent() is not None:
            made = lxml.html.Element("div")
            for one in told:
                lxml.html.etree.SubElement(made, "p").text = one
            made.tail = table.tail
            table.getparent().replace(table, made)
            count += 1
    return count


def _letters(data: bytes) -> tuple[str, list[str]]:
    found = CHARSET.search(data[:4096])
    if found and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode(found[1].decode("ascii")), []
        except (LookupError, UnicodeDecodeError):
            pass
    return decoded(data)


def _article(text: str) -> tuple[list[str], date | None]:
    """What trafilatura takes for the article, and its date."""
    import trafilatura

    try:
        found: Any = trafilatura.bare_extraction(
            text, include_comments=False, include_tables=True, favor_recall=True, with_metadata=True
        )
    except Exception:  # a page that the library stumbles over is read plainly
        return [], None
    if found is None:
        return [], None
    fields = found if isinstance(found, dict) else found.as_dict()
    lines = [re.sub(r"^[-*•|]\s+", "", line).strip() for line in str(fields.get("text") or "").split("\n")]
    try:
        day = date.fromisoformat(str(fields.get("date") or "")[:10])
    except ValueError:
        day = None
    return [line for line in lines if line], day


def _plain(tree: Any) -> list[str]:
    """Every block of text outside of what a page is furnished with."""
    for one in list(tree.iter(*DROPPED)):
        if one.getparent() is not None:
            one.drop_tree()
    found = []
    for one in tree.iter(*BLOCKS):
        if any(above.tag in BLOCKS for above in one.iterancestors()):
            continue
        text = " ".join(one.text_content().split())
        linked = sum(len(link.text_content()) for link in one.iter("a"))
        if text and linked < 0.7 * len(text):
            found.append(text)
    return found or [line for line in (" ".join(part.split()) for part in tree.text_content().split("\n\n")) if line]
