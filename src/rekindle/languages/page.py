"""A finished HTML page in another language: every text of it, in its place, by the one catalogue.

A block's text is looked up whole, elements within it as `<0>...</0>`, so that a translation may move them; else in sentences;
else each of its texts alone. What nobody translated stays English and is marked so, for screen readers and for its direction.
Texts of `code` are names and stay as they are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import escape
from html.parser import HTMLParser
from typing import Any, NamedTuple

from rekindle.languages.messages import END, ISOLATE
from rekindle.languages.speech import ENGLISH, direction, language, runs, say, whole

INLINE = frozenset({"a", "strong", "em", "b", "i", "span", "small", "sub", "sup", "code", "time", "br"})
KEPT = frozenset({"script", "style"})
SPOKEN = frozenset({"alt", "aria-label", "placeholder", "data-find", "data-title", "data-head", "data-verdict", "data-source"})
"""Attributes whose values people read or hear."""
VOICED = {"img": "alt", "a": "title"}
"""Attributes whose element bears their language: one that is not known as a whole stays English, and its element says so."""
FOREIGN = re.compile(r'(<a lang="en" dir="ltr"[^>]*>)(.*?)(</a>)', re.DOTALL)
"""A link to a work of an English title: its text is in the language of the page."""
NOTICE = ("This page was translated from the English original by the project. No native reader has checked it; where the two "
          "differ, the English text holds.")  # fmt: skip
"""What every page in another language says of itself."""
TAG = re.compile(r"</?\d+>")
ATTRIBUTE = re.compile(r'(\s)([\w-]+)="([^"]*)"')


class Token(NamedTuple):
    """A piece of a page: its kind ("text", "open", "close" or "raw"), as it stands, and the name of its element."""

    kind: str
    text: str
    name: str = ""


class _Reader(HTMLParser):
    """A page in pieces, nothing lost."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Token] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.found.append(Token("open", self.get_starttag_text() or "", tag))

    def handle_startendtag(self, tag: str, attrs: Any) -> None:
        self.found.append(Token("raw", self.get_starttag_text() or "", tag))

    def handle_endtag(self, tag: str) -> None:
        self.found.append(Token("close", f"</{tag}>", tag))

    def handle_data(self, data: str) -> None:
        self.found.append(Token("text", data))

    def handle_comment(self, data: str) -> None:
        self.found.append(Token("raw", f"<!--{data}-->"))

    def handle_decl(self, decl: str) -> None:
        self.found.append(Token("raw", f"<!{decl}>"))


def page(html: str) -> str:
    """The page in the language that is spoken; itself in English."""
    if language() == ENGLISH:
        return html
    reader = _Reader()
    reader.feed(html)
    reader.close()
    out: list[str] = []
    segment: list[Token] = []
    within = ""
    for token in reader.found:
        if within:
            out.append(_script(token, within))
            within = "" if token.kind == "close" else within
            continue
        if token.kind == "text" or token.name in INLINE:
            segment.append(token)
            continue
        out.append(_segment(segment))
        segment = []
        out.append(_tag(token))
        within = _kept(token)
        if token.kind == "open" and token.name == "main":
            out.append(f'\n<p class="banner" role="note">{_texts(NOTICE)}</p>')
    there = f'<span lang="{language()}" dir="{direction()}">'
    return FOREIGN.sub(rf"\1{there}\2</span>\3", "".join([*out, _segment(segment)]))


def _kept(token: Token) -> str:
    """The kind of an element whose content is no text of the page."""
    if token.kind != "open" or token.name not in KEPT:
        return ""
    return "json" if "application/json" in token.text else token.name


def _script(token: Token, within: str) -> str:
    """What stands in a script: texts of data are said, code stays as it is."""
    if token.kind != "text" or within != "json":
        return token.text
    return json.dumps(_walked(json.loads(token.text)), ensure_ascii=False).replace("<", "\\u003c").replace(">", "\\u003e")


def _walked(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _walked(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_walked(each) for each in value]
    return say(value) if isinstance(value, str) else value


def _tag(token: Token) -> str:
    """A tag with what people read or hear of its attributes."""
    if token.kind != "open":
        return token.text
    about = token.name == "meta" and 'name="description"' in token.text
    voiced = VOICED.get(token.name)
    foreign = False

    def said(one: re.Match[str]) -> str:
        nonlocal foreign
        value = _unescaped(one[3])
        if one[2] == voiced:
            known = whole(value)
            foreign = known is None or (one[2] == "title" and ISOLATE in known)
            value = value if foreign else known or ""
        elif one[2] == "data-facets":
            value = json.dumps([[name, say(label)] for name, label in json.loads(value)], ensure_ascii=False)
        elif one[2] in ("data-verdict", "data-source"):
            value = "|".join(say(part) for part in value.split("|"))
        elif one[2] in SPOKEN or (about and one[2] == "content"):
            value = say(value)
        else:
            return one[0]
        return f'{one[1]}{one[2]}="{escape(value)}"'

    tag = ATTRIBUTE.sub(said, token.text)
    return tag.replace(f"<{token.name}", f'<{token.name} lang="en" dir="ltr"', 1) if foreign else tag


def _unescaped(text: str) -> str:
    from html import unescape

    return unescape(text)


def _segment(tokens: list[Token]) -> str:
    """The texts of one block with the elements between them."""
    if not any(token.kind == "text" and token.text.strip() for token in tokens):
        return "".join(escape(token.text, quote=False) if token.kind == "text" else _tag(token) for token in tokens)
    if all(token.kind == "text" for token in tokens):
        return _texts("".join(token.text for token in tokens))
    return _together(tokens) or _alone(tokens)


def _together(tokens: list[Token]) -> str | None:
    """All of a block as one text whose elements are numbered; None where it is not known so, or they come out unpaired."""
    marked, tags, open_ones = "", [], []  # type: ignore[var-annotated]
    for token in tokens:
        if token.kind == "text":
            marked += token.text
        elif token.kind == "open" and token.name != "br":
            open_ones.append(len(tags))
            marked += f"<{len(tags)}>"
            tags.append((_tag(token), f"</{token.name}>"))
        elif token.kind == "close" and open_ones:
            marked += f"</{open_ones.pop()}>"
        else:
            return None
    if open_ones:
        return None
    core = marked.strip()
    said = whole(core)
    if said is None or sorted(TAG.findall(said)) != sorted(TAG.findall(core)) or not _nested(said):
        return None
    for number, (opened, closed) in enumerate(tags):
        said = said.replace(f"<{number}>", f"\0{number}\0").replace(f"</{number}>", f"\0/{number}\0")
        tags[number] = (opened, closed)
    said = _isolated(escape(said, quote=False))
    for number, (opened, closed) in enumerate(tags):
        said = said.replace(f"\0{number}\0", opened).replace(f"\0/{number}\0", closed)
    before, _, after = marked.partition(core)
    return before + said + after


def _nested(text: str) -> bool:
    """Whether numbered elements close in the order in which they opened."""
    opened: list[str] = []
    for tag in TAG.findall(text):
        if not tag.startswith("</"):
            opened.append(tag[1:-1])
        elif not opened or opened.pop() != tag[2:-1]:
            return False
    return not opened


def _alone(tokens: list[Token]) -> str:
    """Every text of a block for itself."""
    out, code = [], 0
    for token in tokens:
        if token.name == "code":
            code += 1 if token.kind == "open" else -1
            out.append(token.text.replace("<code", '<code dir="ltr"') if token.kind == "open" else token.text)
        elif token.kind == "text":
            out.append(escape(token.text, quote=False) if code else _texts(token.text))
        else:
            out.append(_tag(token))
    return "".join(out)


def _texts(text: str) -> str:
    """A text as HTML, with what is not in the page's language marked."""
    return "".join(
        _isolated(escape(one, quote=False)) if there else _marked(one, _english) for one, there in runs(text)
    )  # fmt: skip


def _marked(text: str, mark: Callable[[str], str]) -> str:
    core = text.strip()
    before, _, after = text.partition(core)
    return before + mark(escape(core, quote=False)) + after


def _english(text: str) -> str:
    return f'<span lang="en" dir="ltr">{text}</span>'


def _isolated(text: str) -> str:
    """Names that nobody translated, held apart within a text, marked as English."""
    return re.sub(f"{ISOLATE}([^{ISOLATE}{END}]*){END}", lambda one: f'<bdi lang="en">{one[1]}</bdi>', text)


def attributes() -> dict[str, str]:
    """What the page's root element says of its language."""
    return {"page_lang": "en-GB" if language() == ENGLISH else language(), "page_dir": direction()}
