"""Pictures in a notebook: each between its sentence and its table, in one piece of HTML that asks for nothing."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from rekindle.show.figures.data import Numbers
from rekindle.show.figures.picture import Picture

MOST = 6
"""So many pictures are shown, so that a notebook stays small; the others are named."""


@dataclass(frozen=True)
class Charts:
    """Pictures of results. A notebook shows them; `names` are what `charts` takes to choose among them."""

    pictures: tuple[Picture, ...]
    note: str = ""
    """Of which worlds they are, where the pictures do not say it."""

    @property
    def names(self) -> list[str]:
        return [picture.name for picture in self.pictures]

    def __repr__(self) -> str:
        return "\n".join([self.note] * bool(self.note) + [f"{one.title}. {one.sentence}" for one in self.pictures])

    def _repr_html_(self) -> str:
        shown = "".join(_figure(picture) for picture in self.pictures[:MOST])
        rest = ", ".join(self.names[MOST:])
        more = f"<p>Not shown here, and to be asked for by name: {escape(rest)}.</p>" if rest else ""
        note = f"<p>{escape(self.note)}</p>" if self.note else ""
        return f'<div lang="en">{note}{shown}{more}</div>'


def _figure(picture: Picture) -> str:
    image = base64.b64encode(picture.svg()).decode("ascii")
    title, sentence, alt = (escape(text) for text in (picture.title, picture.sentence, picture.alt))
    return (
        f'<figure style="margin: 1em 0"><figcaption><strong>{title}</strong><br>{sentence}</figcaption>'
        f'<img src="data:image/svg+xml;base64,{image}" alt="{alt}" style="max-width: 100%; background: white">'
        f"{_table(picture.numbers, title)}</figure>"
    )


def _table(numbers: Numbers | None, title: str) -> str:
    """The numbers of a picture, folded."""
    if numbers is None:
        return ""
    heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in numbers.heads)
    rows = "".join(_row(row) for row in numbers.rows)
    return (
        f"<details><summary>Table of these numbers</summary><table><caption>{title}</caption><thead><tr>{heads}</tr></thead>"
        f"<tbody>{rows}</tbody></table></details>"
    )


def _row(cells: Sequence[str]) -> str:
    first, *others = (escape(cell) for cell in cells)
    return f'<tr><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in others)}</tr>'
