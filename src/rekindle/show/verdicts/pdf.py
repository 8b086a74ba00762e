"""A document of verdicts as a tagged PDF that screen readers can read (PDF/UA-1), set by typst.

What the document says reaches typst as JSON and is never read as code; `verdicts.typ` says how it is set.
"""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

from rekindle.errors import UsageError
from rekindle.files import write_bytes
from rekindle.languages.speech import direction
from rekindle.show.figures.svg import joins_letters, outlined, svg
from rekindle.show.verdicts.document import Document
from rekindle.show.verdicts.spoken import spoken

STANDARD = "ua-1"
UNJOINED = (
    "The PDF in Arabic needs matplotlib 3.11 or later, which joins the letters in pictures: pip install 'matplotlib>=3.11'. "
    "The HTML page is written and needs nothing."
)
ARABIC = "Amiri"
"""Letters for Arabic where they are installed (Debian: fonts-hosny-amiri); without them it is set in those of the pictures."""
MISSING = (
    "The PDF needs typst, which is part of rekindle-lab[verdicts]: pip install '.[verdicts]' in the project's folder. Then run "
    "the same command again."
)


def pdf(document: Document) -> bytes:
    """The PDF. Raises UsageError where typst is missing."""
    typst = _typst()
    found: bytes = typst.compile(format="pdf", pdf_standards=[STANDARD], **_inputs(document, _drawn(document)))
    return found


def pages(document: Document, ppi: float = 90) -> list[bytes]:
    """The pages as PNG, for those who want to look at them. Raises UsageError where typst is missing."""
    found = _typst().compile(format="png", ppi=ppi, **_inputs(document, _drawn(document)))
    return found if isinstance(found, list) else [found]


def write_pdf(path: Path, document: Document) -> Path:
    """Write the PDF to `path` and return it. Raises UsageError where typst is missing, OSError where it cannot be written."""
    return write_bytes(path, pdf(document))


def _drawn(document: Document) -> dict[str, str]:
    if direction() == "ltr":
        return {one.name: svg(one.figure, one.title).decode() for one in document.pictures()}
    if not joins_letters():
        raise UsageError(UNJOINED)
    return {one.name: outlined(one.figure, one.title).decode() for one in document.pictures()}


def _inputs(document: Document, pictures: dict[str, str]) -> dict[str, Any]:
    """What typst is given: the template, the document and its pictures (SVG by name), and letters."""
    import matplotlib

    letters = [Path(matplotlib.get_data_path()) / "fonts" / "ttf"]  # those of pictures; they have Arabic letters too
    if direction() == "rtl":
        letters += _folders(ARABIC)
    return {
        "input": files("rekindle.show.verdicts").joinpath("verdicts.typ").read_bytes(),
        "sys_inputs": {"data": json.dumps(spoken(document.data())), "pictures": json.dumps(pictures)},
        # the letters of the pictures are those that came with them; what this machine has beside makes no difference
        "font_paths": letters, "ignore_system_fonts": True,
    }  # fmt: skip


def _folders(family: str) -> list[Path]:
    """Folders of this machine that hold a family of letters: none where it is not installed."""
    from matplotlib.font_manager import findSystemFonts

    return sorted({Path(one).parent for one in findSystemFonts() if Path(one).name.startswith(family)})


def there() -> bool:
    """Whether typst is there to set a PDF with."""
    try:
        _typst()
    except UsageError:
        return False
    return True


def _typst() -> Any:
    try:
        import typst
    except ImportError:
        raise UsageError(MISSING) from None
    return typst
