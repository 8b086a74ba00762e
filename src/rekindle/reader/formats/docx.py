"""DOCX: paragraphs and tables in their order. Heads, feet, comments and macros are not looked at."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from rekindle.errors import UsageError
from rekindle.reader.formats.kind import MOST_LETTERS, Paragraph
from rekindle.reader.formats.tables import sentences


def paragraphs(data: bytes) -> tuple[list[Paragraph], list[str]]:
    """The paragraphs. Raises UsageError where the file is broken or has no text."""
    import docx

    found: list[Paragraph] = []
    letters = 0
    try:
        for text in _texts(docx.Document(io.BytesIO(data))):
            letters += len(text)
            if letters > MOST_LETTERS:
                raise UsageError("it holds more text than a thousand pages. Split it.")
            found += [Paragraph(line.strip()) for line in text.split("\n") if line.strip()]
    except UsageError:
        raise
    except (Exception, RecursionError, MemoryError) as error:
        raise UsageError(f"it looks like DOCX but is broken ({type(error).__name__}). Save it again.") from None
    return found, []


def _texts(part: Any) -> Iterator[str]:
    for item in part.iter_inner_content():
        if hasattr(item, "rows"):
            rows, seen = [list(row.cells) for row in item.rows], set()
            if told := sentences([[cell.text for cell in row] for row in rows]):
                yield from told
                continue
            for cell in (cell for row in rows for cell in row):
                if id(cell._tc) not in seen:  # cells that were merged come once
                    seen.add(id(cell._tc))
                    yield from _texts(cell)
        else:
            yield item.text
