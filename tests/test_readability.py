"""What the counts of pages count: sentences, links, words left unexplained, words of the summary."""

from __future__ import annotations

from benchmarks.readability import of_html, of_text, report

LONG = " ".join(["word"] * 31)
PAGE = f"""<html><head><title>Not read</title><style>p {{}}</style></head><body>
<section id="summary"><h2>In brief</h2><p>Regret is small. {LONG.capitalize()}.</p></section>
<table><tr><td>{LONG} civilians_killed_total</td></tr></table>
<p>See <a href="https://example.org/a">this</a> and <a href="#here">that</a>; a placebo.<br>Short.</p>
<section id="glossary"><dl><dt>regret</dt><dd>How much worse.</dd></dl></section>
<script>var not_read = 1;</script></body></html>"""


def test_a_page_is_counted_by_what_a_reader_meets() -> None:
    found = of_html(PAGE)
    assert found.long == 1  # the table's cell is no sentence
    assert found.links == 1
    assert found.undefined == ("placebo", "civilians_killed_total")
    assert found.summary == 2 + 3 + 31
    assert found.words == found.summary + 32 + 7


def test_markdown_has_sentences_links_and_internal_names_too() -> None:
    text = f"# Title\n\n{LONG.capitalize()}. [One](https://example.org) more.\n\n| a | {LONG} |\n\n"
    text += "```\nnot_counted\n```\n\nsome_name"
    found = of_text(text)
    assert (found.long, found.links, found.undefined) == (1, 1, ("some_name",))


def test_the_table_has_a_row_for_each_page(tmp_path) -> None:
    (tmp_path / "a.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "b.md").write_text("Nothing to explain.", encoding="utf-8")
    lines = report([tmp_path / "a.html", tmp_path / "b.md"]).splitlines()
    assert [line.split(" | ")[2:6] for line in lines[2:4]] == [["36", "1", "1", "2"], ["", "0", "0", "0"]]
    assert lines[-1].endswith("b.md: every term is explained")
