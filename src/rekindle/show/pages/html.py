"""What every HTML page is made with: one environment of templates, pictures and tables as data, the manifest as rows."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from functools import cache
from html import unescape
from importlib.resources import files
from typing import Any

import jinja2
from markupsafe import Markup

from rekindle.languages.page import attributes, page
from rekindle.show import words
from rekindle.show.figures.data import Numbers
from rekindle.show.figures.picture import Picture
from rekindle.show.figures.points import Point
from rekindle.show.figures.style import NARROW, WIDE
from rekindle.show.figures.svg import Drawn
from rekindle.show.words.glossary import glossary_of

CITED = re.compile(r'<section id="sources">.*?</section>', re.DOTALL)
"""Titles of the works of others, which use their own words."""
MARKUP = re.compile(r"<(script|style|svg)\b.*?</\1>|<[^>]*>", re.DOTALL)
LEFT_OUT = ("policy_text",)
"""Entries of a manifest that are whole files: manifest.json has them."""


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("rekindle.show"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters["together"] = together
    script = files("rekindle.show").joinpath("templates/page.js").read_text(encoding="utf-8")
    environment.globals |= {"script": Markup(script), "script_hash": Markup(policy_hash(script))}
    environment.globals |= {"say": say}
    return environment


def policy_hash(script: str) -> str:
    """A script as a page's content security policy names it: nothing else may run."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def say(text: str) -> str:
    """A text of a page as it stands in English: the whole page is put into its language once it is set."""
    return text


def render(template: str, **content: Any) -> str:
    """A page from one of the templates, in the language that is spoken (`languages.speech.speaking`).

    A name that the template wants and is not given is an error.
    """
    return page(_environment().get_template(template).render(**content, **attributes()))


def explained(template: str, **content: Any) -> str:
    """The same for a page that ends with the terms it uses: every term of the glossary that stands in its text."""
    bare = _environment().get_template(template).render(terms=(), **content, **attributes())
    return render(template, terms=glossary_of(unescape(MARKUP.sub(" ", CITED.sub(" ", bare)))), **content)


def together(text: str) -> str:
    """Numbers kept on one line with what follows them."""
    return text.replace(" %", "\u00a0%").replace(" million", "\u00a0million")


def data_uri(image: bytes) -> str:
    """An SVG as text that an <img> can hold."""
    return "data:image/svg+xml;base64," + base64.b64encode(image).decode()


def table(title: str, heads: Sequence[str], rows: Sequence[Sequence[Any]], numeric: Sequence[bool] = (), *,
          ids: Sequence[str] = (), looks: Sequence[str] = (), data: Sequence[Mapping[str, str]] = (), find: str = "",
          printed: str = "") -> dict[str, Any]:  # fmt: skip
    """A table as the templates set it: a caption, heads, rows of texts or Markup.

    Optional: identities and data attributes of rows, classes of columns, the label of a search field (`find`), and what is
    printed: everything, the first "few" rows, or "none" of it.
    """
    numeric = tuple(numeric) or tuple(False for _ in heads)
    return {"title": title, "heads": list(heads), "rows": [list(row) for row in rows], "numeric": list(numeric),
            "ids": list(ids), "looks": list(looks), "data": list(data), "find": find, "printed": printed}  # fmt: skip


def shown(picture: Picture, **more: Any) -> dict[str, Any]:
    """A picture as the templates set it, drawn wide and narrow, with its values, its table and its CSV."""
    return depicted(picture.name, picture.title, picture.sentence, picture.alt, picture.at(WIDE), picture.at(NARROW),
                    picture.numbers, picture.caption) | more  # fmt: skip


def depicted(name: str, title: str, sentence: str, alt: str, wide: Drawn, narrow: Drawn | None = None,
             numbers: Numbers | None = None, caption: str = "") -> dict[str, Any]:  # fmt: skip
    """The same for a drawing that is no `Picture`."""
    beside = table(f"{title}: numbers", numbers.heads, numbers.rows, numbers.numeric) if numbers else None
    return {
        "name": name, "title": title, "sentence": sentence, "caption": caption, "alt": alt, "table": beside,
        "csv": numbers.address() if numbers else "", "wide": data_uri(wide.image),
        "narrow": data_uri(narrow.image) if narrow else "", "points": _points(wide.points, narrow.points if narrow else ()),
    }  # fmt: skip


def _points(wide: Sequence[Point], narrow: Sequence[Point]) -> dict[str, Any] | None:
    """Values to point at: texts with places on the wide and the narrow picture, of those that both have."""
    if narrow:
        places = {one.text: (one.x, one.y) for one in narrow}
        wide = [one for one in wide if one.text in places]
        return _listed(wide) | {"narrow": [places[one.text] for one in wide]} if wide else None
    return _listed(wide) | {"narrow": None} if wide else None


def _listed(points: Sequence[Point]) -> dict[str, Any]:
    return {"texts": [one.text for one in points], "wide": [(one.x, one.y) for one in points]}


def flat(manifest: Mapping[str, Any], before: str = "") -> list[tuple[str, str]]:
    """The manifest as rows in words, nested entries after what they belong to: "weeks in a step", "libraries: numpy"."""
    found: list[tuple[str, str]] = []
    for name, value in manifest.items():
        told = before + name.replace("_", " ").replace(".", ", ")
        if name in LEFT_OUT:
            continue
        if isinstance(value, Mapping):
            found += flat(value, told + ": ")
        else:
            shown = ", ".join(str(x) for x in value) if isinstance(value, (list, tuple)) else _spoken(value)
            found.append((told, shown))
    return found


def _spoken(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return "none" if value is None else "yes" if value else "no"
    return str(value)


def scale() -> list[tuple[str, str]]:
    """The words for probabilities with their ranges."""
    limits = [least for least, _ in words.SCALE]
    tops = [1.0, *limits[:-1]]
    return [(word, words.percents(least, top)) for (least, word), top in zip(words.SCALE, tops, strict=True)]
