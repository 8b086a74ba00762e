"""Write docs/gallery.md and its pictures from a run: `python docs/gallery.py results/mosul-2016`."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

DOCS = Path(__file__).parent
SHOWN = ("battle_civilians", "battle_people", "battle_length", "after_displaced", "after_attacks", "after_resurgence")


def captions(text: str) -> dict[str, list[str]]:
    """Title, sentence and description of every picture, by its name."""
    blocks = [block.splitlines() for block in text.strip().split("\n\n")]
    return {lines[0]: [line.strip() for line in lines[1:]] for lines in blocks}


def page(told: dict[str, list[str]], about: dict) -> str:
    parts = [
        "# Gallery\n\n"
        f"Pictures of one run of `{about['scenario']}`: {about['worlds']} simulated worlds, seed {about['seed']}, policy "
        f"`{about['policy']}`. The report of a run has more of them. `python docs/gallery.py FOLDER` "
        "makes this page from a run.\n"
    ]
    for name in SHOWN:
        title, sentence, alt, *_ = told[name]
        parts.append(f"## {title}\n\n{sentence}\n\n![{alt}](figures/gallery/{name}.svg)\n")
    live = "The live page: policies and levers on the left, and main outcomes with the spread of worlds on the right"
    parts.append(f"## The live page\n\n`make serve` opens it.\n\n![{live}](figures/live-page.png)\n")
    return "\n".join(parts)


def main() -> None:
    run = Path(sys.argv[1])
    about = json.loads((run / "manifest.json").read_text(encoding="utf-8"))
    (DOCS / "figures" / "gallery").mkdir(exist_ok=True)
    for name in SHOWN:
        shutil.copyfile(run / "figures" / f"{name}.svg", DOCS / "figures" / "gallery" / f"{name}.svg")
    told = captions((run / "figures" / "captions.txt").read_text(encoding="utf-8"))
    (DOCS / "gallery.md").write_text(page(told, about), encoding="utf-8")


if __name__ == "__main__":
    main()
