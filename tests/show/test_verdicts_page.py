"""The page and the PDF of verdicts: whole, the same in both, self-contained, tagged, and deaf to hostile text."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import verdict_ledger as made

from rekindle.analysis.claims.results import ClaimRow
from rekindle.analysis.claims.tally import tally
from rekindle.show.figures.svg import Drawn
from rekindle.show.terminal.claims import claims_text
from rekindle.show.verdicts import html as verdicts_page
from rekindle.show.verdicts.content import document
from rekindle.show.verdicts.document import Document
from rekindle.show.verdicts.html import write_page
from rekindle.show.verdicts.pdf import _inputs, pdf


@pytest.fixture(scope="module")
def whole() -> Document:
    return document(made.thirty_two(), made.behind())


@pytest.fixture(scope="module")
def page(whole: Document, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch:  # drawing forty pictures twice takes longer than all else here
        patch.setattr(verdicts_page, "drawn", lambda figure, title: Drawn(b"<svg/>", ()))
        yield _written(whole, tmp_path_factory)


def _written(whole: Document, tmp_path_factory: pytest.TempPathFactory) -> str:
    return write_page(tmp_path_factory.mktemp("page") / "deep" / "v.html", whole).read_text(encoding="utf-8")


def plain(text: str) -> str:
    """Text as it is read: no tags, no entities, single spaces."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", text)).replace("\u00a0", " ").split())


def strings(data: Any) -> Iterator[str]:
    """Every text of a document's data that is shown."""
    if isinstance(data, dict):
        for name, value in data.items():
            if name not in ("id", "kind", "look", "name", "about", "alt", "mark", "widths", "numeric") and not (
                    name == "title" and data.get("kind") == "picture"):  # fmt: skip
                yield from strings(value)
    elif isinstance(data, (list, tuple)) and len(data) == 2 and all(isinstance(one, str) for one in data) and (
            data[1] in ("", "strong", "quiet", "mark") or data[1].startswith(("#", "http"))):  # fmt: skip
        yield data[0]
    elif isinstance(data, (list, tuple)):
        for one in data:
            yield from strings(one)
    elif isinstance(data, str):
        yield data


def test_the_page_says_all_that_the_document_says(whole: Document, page: str) -> None:
    read = plain(page)
    missing = [text for text in strings(whole.data()) if " ".join(text.split()) not in read]
    assert not missing and len(list(strings(whole.data()))) > 500


def test_page_pdf_and_terminal_count_alike_and_leave_out_what_is_no_test(tmp_path: Path) -> None:
    """One count for all three; a proposition that cannot come out otherwise moves none of them."""
    rows = [made.claim(1, made.proposition(1990)), made.claim(2, made.proposition(1330)), made.claim(3, kind="F"),
            made.claim(4, made.proposition(4), kind="Q"),
            made.claim(16, made.proposition(1990), made.proposition(4), made.proposition(0, inert=True)),
            made.claim(17, made.proposition(0, inert=True))]  # fmt: skip
    counted = tally(made.ledger(*rows))
    assert counted.statement_words() == (
        "Of 4 judgements: 2 upheld, 1 upheld in part and 1 not tested; of 1 question: 1 no; 1 figure.")  # fmt: skip
    assert counted.test_words().startswith(
        "Of 5 tests 1 (2.1) is too close to call. Tests 16.3, 17.1 are not tested and not counted"
    )
    one = document(made.ledger(*rows), made.behind())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(verdicts_page, "drawn", lambda figure, title: Drawn(b"<svg/>", ()))
        page = write_page(tmp_path / "v.html", one).read_text(encoding="utf-8")
    printed = json.dumps(_inputs(one, {})["sys_inputs"], ensure_ascii=False)
    terminal = claims_text(made.ledger(*rows), "town")
    brief = f"{counted.close_words()} Not tested and not counted: 16.3, 17.1."
    for shown, tests in ((page, counted.test_words()), (printed, counted.test_words()), (terminal, brief)):
        flat = plain(shown)
        assert counted.statement_words() in flat and tests in flat, flat[:300]
    assert "1 of 2 tests upheld" in terminal and ">upheld in part</td>" in page and ">1 of 2</td>" in page


def test_the_page_of_a_transfer_says_where_it_was_learnt(whole: Document, tmp_path: Path) -> None:
    told = "Worlds are drawn from a posterior that was learnt on a-city, not on this scenario."
    elsewhere = document(made.ledger(made.claim(1, kind="F"), transfer=("a-city",)), made.behind())
    assert told in plain(write_page(tmp_path / "v.html", elsewhere).read_text(encoding="utf-8"))
    assert not any("not on this scenario" in fact for fact in whole.facts)


def test_no_statement_of_an_author_stands_in_quotation_marks(whole: Document, page: str) -> None:
    """Statements are told in our words, under the name of a real author: nothing on the page may look like a quotation."""
    read = plain(page)
    for number in range(1, 33):
        if number != 5:
            assert f"“Statement number {number} in plain" not in read
            assert f" says, in our words: Statement number {number} in plain words." in read
    assert "font-style: italic" not in re.search(r"\.statement \{[^}]*\}", page)[0]  # type: ignore[index]
    assert "<q>" not in page and "<blockquote" not in page
    print_form = Path(verdicts_page.__file__).with_name("verdicts.typ").read_text(encoding="utf-8")
    assert "italic" not in next(line for line in print_form.splitlines() if '"statement"' in line)


def test_every_statement_is_there_with_its_verdict(whole: Document, page: str) -> None:
    assert [one.id for one in whole.claims] == [f"claim-{number}" for number in range(1, 33)]
    for one in whole.claims:
        title = re.escape(html.escape(one.title))
        head = rf'<section id="{one.id}" class="claim"[^>]*>\s*<h3>{title} <span class="mark [a-z-]+">{one.mark}<'
        assert re.search(head, page)


def test_the_page_needs_no_network(page: str) -> None:
    assert not re.search(r"(src|srcset)=\"(?!data:|#)", page)
    assert "<script src" not in page and "url(" not in page and "@import" not in page and "default-src 'none'" in page


def test_headings_go_down_one_at_a_time_and_pictures_have_words(page: str) -> None:
    levels = [int(level) for level in re.findall(r"<h(\d)[ >]", page)]
    assert levels[0] == 1 and levels.count(1) == 1 and all(b - a <= 1 for a, b in zip(levels, levels[1:], strict=False))
    pictures = re.findall(r"<img [^>]*>", page)
    assert len(pictures) > 30 and all(re.search(r'alt="[^"]{20,}"', one) for one in pictures)
    targets = set(re.findall(r'id="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= targets


def test_hostile_text_is_inert_on_the_page(page: str) -> None:
    assert "<script>alert" not in page and made.HOSTILE in plain_keeping(page)


def plain_keeping(text: str) -> str:
    """Text as it is read, without taking away what only looks like a tag once read."""
    return html.unescape(re.sub(r"</?(p|li|strong|span|section|h\d)\b[^>]*>", "", text)).replace("\u00a0", " ")


SQUARE = "<svg xmlns='http://www.w3.org/2000/svg' width='480' height='{}'><rect width='480' height='9'/></svg>"


def evaluated(document: Document, expression: str) -> Any:
    """An expression of typst's about the document as it is set, with squares as high as the pictures in their place."""
    typst = pytest.importorskip("typst")
    pictures = {one.name: SQUARE.format(480 * one.figure.get_figheight() / one.figure.get_figwidth())
                for one in document.pictures()}  # fmt: skip
    given = _inputs(document, pictures)
    return json.loads(typst.eval(given["input"], expression, sys_inputs=given["sys_inputs"], font_paths=given["font_paths"]))


def test_the_summary_has_two_pages_and_each_statement_its_own(whole: Document) -> None:
    places = evaluated(
        whole,
        "(locate(<summary>).page(), locate(<glance>).page(), locate(<summary-ends>).page(), "
        "..range(1, 33).map(n => locate(label('claim-' + str(n))).page()))".replace("'", '"'),
    )
    assert places[:3] == [1, 2, 2] and places[3] > 2 and places[3:] == sorted(places[3:])


@pytest.mark.parametrize("claims", [
    [made.claim(1, made.proposition())],
    [made.claim(number, *[made.proposition(1330, asks="Words and words " * 9) for _ in range(5)], statement="So long " * 100)
     for number in (13, 15, 19, 25, 20, 23, 29, 31)],
], ids=["one", "wordy"])  # fmt: skip
def test_the_summary_has_two_pages_whether_short_or_long(claims: list[ClaimRow]) -> None:
    one = document(made.ledger(*claims), made.behind())
    assert evaluated(one, "(locate(<glance>).page(), locate(<summary-ends>).page(), locate(<all>).page())") == [2, 2, 3]


def test_the_pdf_is_tagged_and_says_what_it_is() -> None:
    pytest.importorskip("typst")
    drawn = [one for one in made.thirty_two().claims if one.id in (1, 20, 25, 29, 31)]
    made_of = pdf(document(made.ledger(*drawn, made.claim(9)), made.behind()))
    assert made_of.startswith(b"%PDF") and len(made_of) < 3_000_000
    for mark in (b"/MarkInfo", b"/StructTreeRoot", b"pdfuaid", b"/Lang"):
        assert mark in made_of


def test_hostile_text_is_inert_in_print(whole: Document) -> None:
    tables = evaluated(whole, "query(table).map(t => repr(t.children))")
    said = [one for one in tables if "#panic" in one]
    assert said and all("/etc/passwd" in one and "{{ 7*7 }}" in one for one in said)


def test_a_document_without_statements_is_set(whole: Document, tmp_path: Path) -> None:
    bare = document(made.ledger(made.claim(1, kind="F")), made.behind())
    assert "nothing is tested" in write_page(tmp_path / "v.html", bare).read_text(encoding="utf-8")
    assert evaluated(bare, "locate(<summary-ends>).page()") == 2
