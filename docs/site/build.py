"""Make the documentation site: `make site`. Every page of the project, an index, and the functions from their docstrings.

The pages are copied as they lie in the repository, so that their links lead where they lead there. Sphinx takes every warning
for an error: a link inside the site that leads nowhere ends it. Links that leave the site are counted and not followed, for
a build has to work without a network.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import rekindle

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent
SOURCE, SITE = ROOT / "build" / "site-source", ROOT / "build" / "site"
PAGES = ("*.md", "LICENSE", "CITATION.cff", "docs/**/*", "benchmarks/README.md", "src/rekindle/record/tables/*.md")
BELOW = "\n```{toctree}\n:hidden:\n:glob:\n\n[0-9]*\n```\n"
# Sphinx leaves out the level of the headings of its lists
CAPTION = ('<p class="caption" role="heading">', '<p class="caption" role="heading" aria-level="2">')
LINKED = re.compile(r"\]\(((?!https?:|mailto:|#)[^)\s#]+)")


def main() -> None:
    shutil.rmtree(SOURCE, ignore_errors=True)
    pages = [path for pattern in PAGES for path in ROOT.glob(pattern) if path.is_file() and "__pycache__" not in path.parts]
    for path in {*pages, *linked(pages)}:
        _copy(path)
    (SOURCE / "index.md").write_text(text_of(HERE / "index.md").replace("../../", ""), encoding="utf-8")
    with (SOURCE / "docs" / "mechanisms" / "README.md").open("a", encoding="utf-8") as page:
        page.write(BELOW)  # so that the list of all pages stays short
    (SOURCE / "functions.md").write_text(functions(), encoding="utf-8")
    made = ["-b", "html", "-W", "--keep-going", "-q", "-c", str(HERE), "-d", str(ROOT / "build" / "site-read")]
    done = subprocess.run([sys.executable, "-m", "sphinx", *made, str(SOURCE), str(SITE)]).returncode
    for page in SITE.rglob("*.html"):
        page.write_text(text_of(page).replace(*CAPTION), encoding="utf-8")
    leaving = {link for page in pages if page.suffix == ".md" for link in re.findall(r"https?://[^\s)>\"]+", text_of(page))}
    print(f"{len(pages)} files, {len(leaving)} different links that leave the site (not followed). Open {SITE / 'index.html'}")
    sys.exit(done)


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def linked(pages: list[Path]) -> set[Path]:
    """Files of the repository that pages link to and that are no pages: they become downloads."""
    found = set()
    for page in pages:
        if page.suffix == ".md":
            targets = {(page.parent / target).resolve() for target in LINKED.findall(text_of(page))}
            found |= {target for target in targets if target.is_file() and ROOT in target.parents}
    return found


def _copy(path: Path) -> None:
    to = SOURCE / path.relative_to(ROOT)
    to.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, to)


def functions() -> str:
    """A page on every public function, from its docstring."""
    names = [name for name in rekindle.__all__ if callable(getattr(rekindle, name))]
    parts = [f"## {name}\n\n```{{eval-rst}}\n.. autofunction:: rekindle.api.{name}\n```\n" for name in names]
    return "# Functions\n\nWhat `import rekindle` offers, from the docstrings of the code.\n\n" + "\n".join(parts)


if __name__ == "__main__":
    main()
