"""What reading costs: CPU seconds of a hundred pages in each format, and the memory that hostile documents take.

The text is the passages of tests/reader/gold, over and over, to a hundred pages of 3,000 letters. CPU seconds depend on the
machine, the ratios hardly. Memory is the peak of a process of its own beyond what it holds before it opens the document.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.reading import ROOT, passages

LONG = True
PAGES, LETTERS = 100, 3000
GOAL_SECONDS = 10
ROUNDS = 3
PEAK = """
import sys
from rekindle.errors import UsageError
from rekindle.reader.document import opened
from rekindle.reader.draft import drafted
import pypdf, docx, trafilatura
def peak():
    with open("/proc/self/status") as stream:
        return next(int(line.split()[1]) for line in stream if line.startswith("VmHWM"))
before = peak()
try:
    drafted(opened(sys.argv[1])); told = "read"
except UsageError as error:
    told = "refused"
print(told, (peak() - before) // 1024)
"""


def paragraphs() -> list[str]:
    """A hundred pages of paragraphs."""
    texts = [
        one.text.encode("latin-1", "ignore").decode("latin-1") for name in ("development", "held_out") for one in passages(name)
    ]
    found: list[str] = []
    while sum(map(len, found)) < PAGES * LETTERS:
        found.append(texts[len(found) % len(texts)])
    return found


def hostile() -> dict[str, Callable[[], bytes]]:
    """Documents that mean harm, by what they are."""
    from tests.reader import making

    def nested() -> bytes:
        return b"<html><body>" + b"<div>" * 200_000 + b"The war will go on." + b"</div>" * 200_000

    def wide() -> bytes:
        return b"<html><body><article>" + b"<p>The war will go on and the rebels may flee.</p>" * 100_000 + b"</article>"

    def entities() -> bytes:
        rows = "".join(f'<!ENTITY a{at} "{f"&a{at - 1};" * 10}">' for at in range(1, 10))
        return f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a0 "war ">{rows}]><html><body><p>&a9; will go on.</p>'.encode()

    return {
        "DOCX that unpacks to 300 MB": making.bomb,
        "PDF of one page that unpacks to 200 MB": lambda: making.objects(
            [b"BT /F1 10 Tf (war) Tj ET\n" + b" " * 200_000_000], True
        ),
        "HTML of 200,000 nested blocks": nested,
        "HTML of 100,000 paragraphs": wide,
        "HTML with entities that grow tenfold nine times": entities,
        "TXT of 50 MB without a blank": lambda: b"a" * 49_000_000,
    }


def measure() -> Iterator[tuple[str, str]]:
    """CPU seconds by format with their ratio to plain text, then the memory of hostile documents."""
    from tests.reader import making

    text = paragraphs()
    made = {
        "txt": making.txt(text),
        "html": making.html(text),
        "docx": making.docx(text),
        "pdf": making.pdf(text, len(text) // PAGES),
    }
    spent = {name: _seconds(data, name) for name, data in made.items()}
    for name, seconds in spent.items():
        yield (
            f"{PAGES} pages, {name}",
            f"{seconds:.1f} CPU s (goal: {GOAL_SECONDS}), {seconds / spent['txt']:.2f} times plain text",
        )
    with TemporaryDirectory() as folder:
        for what, make in hostile().items():
            data = make()
            path = Path(folder) / "document"
            path.write_bytes(data)
            done = subprocess.run(
                [sys.executable, "-c", PEAK, str(path)], capture_output=True, text=True, cwd=ROOT, check=False
            )
            told, grown = (done.stdout.split() or ["failed", "0"])[:2]
            yield what, f"{told}; {len(data) / 1e6:.1f} MB of file, {grown} MiB of memory beyond the libraries"


def _seconds(data: bytes, name: str) -> float:
    """The least CPU seconds of some rounds; the first loads libraries and compiles patterns."""
    from rekindle.reader.document import from_bytes
    from rekindle.reader.draft import drafted

    found = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        drafted(from_bytes(data, f"x.{name}"))
        found.append(time.process_time() - begun)
    return min(found)
