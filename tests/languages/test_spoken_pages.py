"""Pages in another language: put into it whole or by sentences, what is left marked, markup and direction kept."""

from __future__ import annotations

import pytest

from rekindle.errors import UsageError
from rekindle.languages.page import page
from rekindle.languages.speech import ENGLISH, direction, language, named, runs, say, speaking


def test_an_unknown_language_names_those_there_are() -> None:
    with pytest.raises(UsageError, match=r"'xx'.*en \(English\) and ar \(Arabic\)"), speaking("xx"):
        pass
    assert (language(), direction()) == (ENGLISH, "ltr")


def test_files_bear_their_language() -> None:
    assert (named("report.html", "en"), named("report.html", "ar")) == ("report.html", "report.ar.html")


def test_english_stays_to_the_letter() -> None:
    text = "<p>Findings &amp; <b>more</b></p>"
    assert page(text) == text
    assert runs("Findings") == [("Findings", True)]


def test_sentences_are_looked_up_one_by_one() -> None:
    with speaking("ar"):
        found = runs("Civilians first. Nobody has ever translated this sentence. People are counts.")
    assert [there for _, there in found] == [True, True, False, True, True]
    assert found[0] == ("المدنيون أولاً.", True)


def test_what_nobody_translated_is_marked_and_names_of_code_stay() -> None:
    with speaking("ar"):
        made = page('<main id="main"><p>Words that nobody translated</p><p><code>raid.response</code></p></main>')
    assert '<span lang="en" dir="ltr">Words that nobody translated</span>' in made
    assert '<code dir="ltr">raid.response</code>' in made
    assert "لم يراجعها قارئ" in made  # that no native reader has checked it


def test_elements_within_a_sentence_keep_their_place_in_its_translation() -> None:
    with speaking("ar"):
        made = page("<p>A single number is the <em>median</em>: half of the worlds lie above it.</p>")
    assert made == "<p>الرقم المفرد هو <em>الوسيط</em>: نصف العوالم فوقه.</p>"


def test_data_and_attributes_are_said_and_scripts_are_not() -> None:
    with speaking("ar"):
        made = page(
            '<p aria-label="Findings">8</p><script>var Findings;</script><script type="application/json">["Findings"]</script>'
        )
    assert 'aria-label="الخلاصات"' in made
    assert "var Findings;" in made
    assert '["الخلاصات"]' in made


def test_a_minus_stays_before_its_number() -> None:
    with speaking("ar"):
        assert say("−3 %") == "\u2066−3%\u2069"


def test_ranges_shares_and_dates_keep_their_order_and_the_end_of_a_sentence_its_place() -> None:
    with speaking("ar"):
        said = say("expert guess: effort followed violence in 2006-08 and 2014, and its absence in 2011-13")
        assert said.count("\u2066") == 2
        assert "\u20662006-08\u2069" in said
        assert said.endswith("\u20662011-13\u2069")
        assert say("24 % of worlds").startswith("\u206624%\u2069")
        assert say("2016-10-17") == "\u20662016-10-17\u2069"
        assert say("Attacks in Iraq, in all of 2018-2021.").endswith("\u20662018-2021\u2069.")


def test_a_picture_s_words_are_said_and_joined_in_outlines() -> None:
    from matplotlib.figure import Figure

    from rekindle.show.figures.svg import joins_letters, outlined, svg

    if not joins_letters():
        pytest.skip("this matplotlib does not join letters (3.11 does)")
    figure = Figure()
    axes = figure.subplots()
    axes.set_title("Civilians killed, by month")
    with speaking("ar"):
        assert "القتلى المدنيون" in svg(figure).decode()
        assert b"<text" not in outlined(figure)


def test_the_pdf_of_a_document_has_letters_for_every_word() -> None:
    """PDF/UA refuses a text with letters that no font has."""
    typst = pytest.importorskip("typst", reason="the PDF is set by typst, of the extra `verdicts`")
    from rekindle.show.verdicts.document import Document, Section, text
    from rekindle.show.verdicts.pdf import pdf

    assert typst
    first = Section("summary", "Findings", 2, (text("Civilians first. −3 % in 24 worlds. Nobody translated this."),))
    whole = Document("Findings", "Findings", ("Sources",), (first, Section("glance", "Record", 2)), (), ())
    with speaking("ar"):
        made = pdf(whole)
    assert made.startswith(b"%PDF")
    assert b"/Lang" in made
