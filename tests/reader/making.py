"""One text in every format, made by hand, and documents that mean harm."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path

PARAGRAPHS = (
    "The garrison of the river town fell on 3 May 2012 after six weeks. Some 1,200 soldiers fled a force of about 400 "
    "rebels, and at least 35 civilians were killed.",
    "The rebels will probably move on the provincial capital before the rains. If the road is cut, 90,000 residents "
    "may depend on an airstrip.",
    "Will the government share power? It is very unlikely that the ceasefire holds, said a diplomat. Aid of $4.5 "
    "million has covered a third of the appeal.",
)


def txt(paragraphs: Sequence[str] = PARAGRAPHS) -> bytes:
    return "\n\n".join(paragraphs).encode()


def html(paragraphs: Sequence[str] = PARAGRAPHS) -> bytes:
    body = "".join(f"<p>{one}</p>" for one in paragraphs)
    furniture = "<nav><ul><li><a href='/a'>Home</a></li><li><a href='/b'>About us</a></li></ul></nav>"
    script = "<script>document.write('900 generals will flee')</script><style>p{color:red}</style>"
    foot = "<footer><p><a href='/c'>All 77 articles</a></p></footer>"
    whole = f"<body>{furniture}<article>{body}</article>{foot}</body>"
    return f"<!doctype html><html><head><title>t</title>{script}</head>{whole}</html>".encode()


def docx(paragraphs: Sequence[str] = PARAGRAPHS) -> bytes:
    from docx import Document

    made, data = Document(), io.BytesIO()
    made.sections[0].header.paragraphs[0].text = "Confidential draft 17"
    for one in paragraphs:
        made.add_paragraph(one)
    made.save(data)
    return data.getvalue()


def txt_table(before: str, rows: Sequence[Sequence[str]], after: str) -> bytes:
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([before, "", lines[0], "|---|---|", *lines[1:], "", after]).encode()


def tabbed(before: str, rows: Sequence[Sequence[str]], after: str) -> bytes:
    return "\n".join([before, *("\t".join(row) for row in rows), after]).encode()


def html_table(before: str, rows: Sequence[Sequence[str]], after: str) -> bytes:
    table = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<html><body><article><p>{before}</p><table>{table}</table><p>{after}</p></article></body></html>".encode()


def docx_table(before: str, rows: Sequence[Sequence[str]], after: str) -> bytes:
    from docx import Document

    made, data = Document(), io.BytesIO()
    made.add_paragraph(before)
    table = made.add_table(len(rows), len(rows[0]))
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            table.cell(at, column).text = cell
    made.add_paragraph(after)
    made.save(data)
    return data.getvalue()


def columns(*texts: Sequence[str]) -> bytes:
    """A PDF of one page with columns side by side, written one after the other as typesetting does."""
    shown = ""
    for at, lines in enumerate(texts):
        shown += (
            f"BT /F1 10 Tf 14 TL {50 + 270 * at} 800 Td\n" + "".join(f"({_escaped(line)}) Tj T*\n" for line in lines) + "ET\n"
        )
    return objects([shown.encode("latin-1")])


def wrapped(text: str, width: int = 84) -> list[str]:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def pdf(paragraphs: Sequence[str] = PARAGRAPHS, per_page: int = 0, head: str = "") -> bytes:
    """A PDF of plain lines; `per_page` paragraphs on each page, or all on one. `head` stands on every page, with its number."""
    per_page = per_page or len(paragraphs)
    pages = [paragraphs[at : at + per_page] for at in range(0, len(paragraphs), per_page)]
    contents = []
    for number, page in enumerate(pages, 1):
        lines = [f"{head} {number}", ""] if head else []
        for one in page:
            lines += [*wrapped(one), ""]
        shown = "".join(f"({_escaped(line)}) Tj T*\n" for line in lines)
        contents.append(f"BT /F1 10 Tf 14 TL 50 800 Td\n{shown}ET".encode("latin-1"))
    return objects(contents)


def _escaped(line: str) -> str:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def objects(contents: Sequence[bytes], compressed: bool = False) -> bytes:
    """A PDF file of pages with these contents."""
    kids = " ".join(f"{4 + 2 * at} 0 R" for at in range(len(contents)))
    parts = [b"<< /Type /Catalog /Pages 2 0 R >>", f"<< /Type /Pages /Kids [{kids}] /Count {len(contents)} >>".encode(),
             b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"]  # fmt: skip
    for at, content in enumerate(contents):
        stream = zlib.compress(content, 9) if compressed else content
        filter_ = b" /Filter /FlateDecode" if compressed else b""
        parts.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * at} 0 R /Resources << /Font << "
            f"/F1 3 0 R >> >> >>".encode()
        )
        parts.append(b"<< /Length " + str(len(stream)).encode() + filter_ + b" >>\nstream\n" + stream + b"\nendstream")
    data, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n".encode() + part + b"\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    count = len(parts) + 1
    table = f"xref\n0 {count}\n0000000000 65535 f \n{table}"
    return data + f"{table}trailer\n<< /Size {count} /Root 1 0 R >>\nstartxref\n{len(data)}\n%%EOF\n".encode()


def bomb() -> bytes:
    """A DOCX whose text unpacks to 300 MB."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        with packed.open("word/document.xml", "w") as part:
            for _ in range(300):
                part.write(b" " * 1_000_000)
    return data.getvalue()


def put(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path
