"""What a file is, by its bytes and not by its name, and how large it may be."""

from __future__ import annotations

import io
import re
import zipfile
from typing import NamedTuple

from rekindle.errors import UsageError

MOST_BYTES = 50_000_000
MOST_LETTERS = 5_000_000
MOST_PAGES = 1000
MOST_UNPACKED = 100_000_000
"""Bytes that a packed document may hold unpacked: a thousand pages are below a tenth of it."""
MOST_MEMBERS = 5000


class Paragraph(NamedTuple):
    """A paragraph as it was read, and the page it begins on where the format knows pages (from 1; else 0)."""

    text: str
    page: int = 0


SIGNS: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG", "an image (PNG)"), (b"\xff\xd8\xff", "an image (JPEG)"), (b"GIF8", "an image (GIF)"), (b"II*\x00",
        "an image (TIFF)"),
    (b"MM\x00*", "an image (TIFF)"), (b"BM", "an image (BMP)"), (b"RIFF", "an image, sound or film (RIFF)"), (b"\x1f\x8b",
        "a gzip archive"),
    (b"7z\xbc\xaf", "a 7z archive"), (b"Rar!", "a RAR archive"), (b"\xfd7zXZ", "an xz archive"), (b"BZh", "a bzip2 archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"), (b"\x7fELF", "a program"), (b"MZ", "a program"), (b"SQLite format", "a database"),
)  # fmt: skip
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
TODO = "Give a document as TXT, HTML, DOCX or PDF."


def kind_of(data: bytes, name: str) -> str:
    """`pdf`, `docx`, `html` or `txt`. Raises UsageError that says what the file is where it is none of them."""
    if not data.strip():
        raise UsageError(f"{name} is empty. {TODO}")
    if len(data) > MOST_BYTES:
        raise UsageError(f"{name} has more than {MOST_BYTES // 1_000_000} MB, the most that is read. Split it.")
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return _packed(data, name)
    if data.startswith(OLE):
        raise UsageError(f"{name} is an old or an encrypted Office file. Save it as DOCX without a password.")
    if data.lstrip()[:5] == b"{\\rtf":
        raise UsageError(f"{name} is RTF. Save it as DOCX or TXT.")
    for sign, what in SIGNS:
        if data.startswith(sign) and not _plain(data):
            raise UsageError(f"{name} is {what}, whatever its name. {TODO}")
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "txt"
    if not _plain(data):
        raise UsageError(f"{name} is no text. {TODO}")
    head = data[:4096].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    return (
        "html"
        if re.match(rb"<!doctype html|<html|<head|<body|<\?xml[^>]*>\s*<(?:!doctype )?html", head) or _tagged(head)
        else "txt"
    )


def _tagged(head: bytes) -> bool:
    return head.startswith(b"<") and bool(re.search(rb"</?(?:p|div|article|h1|script|title|meta)[\s>]", head))


def _plain(data: bytes) -> bool:
    """Whether the first bytes look like text: no NUL, hardly a control sign."""
    head = data[:65536]
    control = sum(head.count(bytes([sign])) for sign in range(32) if sign not in (9, 10, 12, 13, 27))
    return b"\x00" not in head and control <= len(head) // 200


def _packed(data: bytes, name: str) -> str:
    """DOCX, or what else is packed as ZIP; a bomb is refused by what it says it unpacks to, and never unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            members = packed.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise UsageError(f"{name} looks like DOCX but is broken. Save it again.") from None
    names = {member.filename for member in members}
    if "word/document.xml" not in names:
        what = next((what for part, what in (("xl/workbook.xml", "a workbook (XLSX)"), ("ppt/presentation.xml",
            "slides (PPTX)"),
                                             ("META-INF/container.xml", "an EPUB"), ("content.xml", "an OpenDocument file"))
                     if part in names), "an archive (ZIP)")  # fmt: skip
        raise UsageError(f"{name} is {what}, whatever its name. {TODO}")
    unpacked = sum(member.file_size for member in members)
    if unpacked > MOST_UNPACKED or len(members) > MOST_MEMBERS:
        size = f"{unpacked / 1e6:,.0f} MB in {len(members):,} parts"
        raise UsageError(f"{name} would unpack to {size}, more than any text needs. It was not unpacked.")
    if any(member.flag_bits & 1 for member in members):
        raise UsageError(f"{name} is encrypted. Save it without a password.")
    return "docx"
