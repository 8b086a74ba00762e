"""What a reader meets on pages: words, long sentences, links out, words left unexplained, pages printed.

    python -m benchmarks.readability PAGE ...      HTML, Markdown or text (of a command); a table in Markdown
    python -m benchmarks.readability --print PAGE  pages printed as well, where Chromium is installed

What is folded counts: a reader may unfold it. Words of tables count, but only running text has sentences.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

from rekindle.show.documentation.markdown import table
from rekindle.show.words.glossary import GLOSSARY, glossary_of

LONG = 30
"""Words above which a sentence is long."""
SUMMARIES = ("summary", "glance")
"""Ids of sections that summarise a page."""
RUNNING = ("p", "li", "figcaption", "dd", "blockquote", "summary")
"""Elements whose text is made of sentences."""
BREAKS = (*RUNNING, "td", "th", "dt", "caption", "div", "section", "tr", "h1", "h2", "h3", "h4", "br", "pre")
UNREAD = ("script", "style", "svg", "title", "template")
VOID = ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
SENTENCE = re.compile(r"(?<=[.!?])[\"”)]*\s+(?=[A-Z“\"(])")
INTERNAL = re.compile(r"(?<![\w/.-])[a-z]+(?:_[a-z0-9]+)+(?![\w/.])")
"""A name from inside the program, as civilians_killed_total."""


@dataclass(frozen=True)
class Counts:
    """What a page holds. `undefined` are terms and internal names that it uses and does not explain."""

    words: int
    long: int
    links: int
    undefined: tuple[str, ...]
    summary: int
    printed: int | None = None


@dataclass
class Read(HTMLParser):
    """A page in HTML as pieces of text: what element each stands in, and the ids of the sections around it."""

    pieces: list[tuple[str, tuple[str, ...], str]] = field(default_factory=list)
    links: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._open: list[tuple[str, str]] = []
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in BREAKS:
            self._end()
        if tag == "a":
            self.links.append(given.get("href", ""))
        if tag not in VOID:
            self._open.append((tag, given.get("id", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag in BREAKS:
            self._end()
        at = next((k for k in range(len(self._open) - 1, -1, -1) if self._open[k][0] == tag), None)
        if at is not None:
            del self._open[at:]

    def handle_data(self, data: str) -> None:
        if not any(tag in UNREAD for tag, _ in self._open):
            self._text.append(data)

    def _end(self) -> None:
        text = " ".join("".join(self._text).split())
        self._text = []
        if text:
            within = next((tag for tag, _ in reversed(self._open) if tag in BREAKS), "")
            self.pieces.append((within, tuple(name for _, name in self._open if name), text))

    def close(self) -> None:
        super().close()
        self._end()


def of_html(page: str) -> Counts:
    """Counts of a page in HTML."""
    read = Read()
    read.feed(page)
    read.close()
    text = [words for _, ids, words in read.pieces if "glossary" not in ids]
    ours = [words for _, ids, words in read.pieces if not set(ids) & {"glossary", "sources"}]
    explained = " ".join(words for _, ids, words in read.pieces if "glossary" in ids)
    running = [words for tag, ids, words in read.pieces if tag in RUNNING and "glossary" not in ids]
    summary = [words for _, ids, words in read.pieces if set(ids) & set(SUMMARIES)]
    return _counts(text, running, read.links, explained, summary, ours)


def of_text(page: str) -> Counts:
    """Counts of Markdown or of what a command printed: paragraphs are running text, tables and code are not."""
    page = re.sub(r"^```.*?^```", "", page, flags=re.S | re.M)
    links = re.findall(r"\]\((\S+?)\)|(?<!\()(https?://\S+)", page)
    plain = re.sub(r"\]\([^)]*\)|[*`#]|\[", "", page)
    blocks = [" ".join(block.split()) for block in re.split(r"\n\s*\n|\n(?=\s*[-|\d])", plain)]
    running = [block for block in blocks if not block.startswith("|")]
    return _counts(blocks, running, ["".join(pair) for pair in links], "", [])


def _counts(
    text: Iterable[str], running: Iterable[str], links: Iterable[str], explained: str, summary: Iterable[str],
    ours: Iterable[str] | None = None,
) -> Counts:  # fmt: skip
    """The counts; terms are those of `ours`, the text without the titles and notes of what others wrote."""
    counted, whole = len(" ".join(text).split()), " ".join(text if ours is None else ours)
    used = [term for term, _ in glossary_of(whole) if term.lower() not in explained.lower()]
    inside = sorted(set(INTERNAL.findall(whole)) - set(INTERNAL.findall(explained)))
    out = {link for link in links if link.startswith(("http://", "https://"))}
    return Counts(counted, len(long_sentences(running)), len(out), (*used, *inside), len(" ".join(summary).split()))


def long_sentences(running: Iterable[str]) -> list[str]:
    """Sentences of more than LONG words."""
    return [one for block in running for one in SENTENCE.split(block) if len(one.split()) > LONG]


def printed(page: Path) -> int | None:
    """How many pages a page in HTML prints on; None where Chromium or pdfinfo is not installed."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not browser or not shutil.which("pdfinfo"):
        return None
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "page.pdf"
        subprocess.run([browser, "--headless", "--no-sandbox", "--disable-gpu", f"--print-to-pdf={out}",
                        "--no-pdf-header-footer", page.resolve().as_uri()], check=True, capture_output=True)  # fmt: skip
        told = subprocess.run(["pdfinfo", str(out)], check=True, capture_output=True, text=True).stdout
    found = re.search(r"^Pages:\s*(\d+)", told, re.M)
    return int(found[1]) if found else None


def report(pages: Iterable[Path], printing: bool = False) -> str:
    """A table in Markdown: one row a page, and beneath it what is left unexplained."""
    heads = ["page", "words", "of the summary", f"sentences over {LONG} words", "links out", "undefined terms", "printed pages"]
    rows, notes = [], []
    for page in pages:
        text = page.read_text(encoding="utf-8")
        html = page.suffix in (".html", ".htm")
        found = of_html(text) if html else of_text(text)
        sheets = printed(page) if html and printing else None
        rows.append([str(page), f"{found.words:,}", f"{found.summary:,}" if found.summary else "", f"{found.long:,}",
                     f"{found.links:,}", f"{len(found.undefined):,}", f"{sheets:,}" if sheets else ""])  # fmt: skip
        notes.append(f"{page}: {', '.join(found.undefined) or 'every term is explained'}")
    return "\n".join([table(heads, rows), "", f"Terms are those of the glossary ({len(GLOSSARY)}) and internal names.", *notes])


def main() -> None:
    """Print the counts of the pages that are named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", nargs="+", type=Path)
    parser.add_argument("--print", dest="printing", action="store_true", help="count printed pages too (needs Chromium)")
    asked = parser.parse_args()
    missing = [str(page) for page in asked.pages if not page.is_file()]
    if missing:
        parser.error(f"no such page: {', '.join(missing)}. Make one with rekindle run, compare or report.")
    print(report(asked.pages, asked.printing))


if __name__ == "__main__":
    main()
