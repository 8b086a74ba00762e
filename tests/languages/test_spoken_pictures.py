"""Alternative texts of pictures in Arabic: a blind reader hears nothing else of a picture, so none may stay English."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from rekindle import api
from rekindle.languages.page import page
from rekindle.languages.speech import say, speaking
from rekindle.show.figures.bands import Fan
from rekindle.show.figures.panels import Panel, Series
from rekindle.show.figures.telling import described

ALTS = (
    "Two maps of Iraq and Syria with 24 numbered circles, darker where the group controls a larger share of residents.",
    "The darkest at the start: Mosul; Raqqa; Tal Afar district.",
    "Histogram of the day on which the last sector of Mosul is retaken in 100 worlds, from 19 June 2017 to 3 June 2019.",
    "27 rows, one an outcome, each with median and ranges; 12 have a recorded figure.",
    "Medians on 28 December 2015: Local 331, Europe 24 and Central Asia 23.",
    "At the end it stands in 5 and withdraws in 5 of 10 worlds.",
    "By either measure it is 0 % within one year and 13 % within three years.",
    "Histograms of paired differences to What happened: 2 outcomes under Counter-insurgency and Border control.",
    "Levels by date under Counter-insurgency and Border control: 10 rows of line charts.",
    "Table of mean regret: 22 outcomes under What happened, Counter-insurgency, Counter-terrorism and Border control.",
    "Flow diagram from regions of origin to what became of people; the numbers stand in the table below.",
    "20 of 198 recorded figures lie outside the 90 % range; they are drawn first.",
)
"""One of each kind; those of line charts are made below."""
ARABIC = re.compile("[\u0600-\u06ff]")


class Images(HTMLParser):
    """The alternative text of every picture of a page, and the language that its element bears."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        of = dict(attrs)
        if tag == "img" and of.get("alt"):
            self.found.append((of["alt"] or "", of.get("lang") or ""))


def no_english(texts: list[str]) -> None:
    with speaking("ar"):
        said = {text: say(text) for text in texts}
    assert [text for text, one in said.items() if re.search("[A-Za-z]", one) or not ARABIC.search(one)] == []


def test_alternative_texts_of_every_kind_are_known() -> None:
    no_english(list(ALTS))


@pytest.mark.parametrize("worlds", [1, 40])
def test_line_charts_are_told_in_sentences_that_are_known(worlds: int) -> None:
    """However many there are; by their full names, of which a title may show a part."""
    days = np.array([date(2016, 10, 17) + timedelta(days=7 * week) for week in range(3)], dtype="datetime64[D]")
    fan = Fan(days, np.full((5, 3), 12.0), np.full((1, 3), 12.0), worlds)
    panel = Panel("Iraq: all mem\u2026", "members", [Series(fan)], full="Iraq: all members")
    told = [described([panel] * many) for many in range(1, 13)]
    assert not any("\u2026" in text for text in told)
    no_english(told)


def test_a_picture_whose_text_nobody_translated_says_that_it_is_english() -> None:
    with speaking("ar"):
        made = page('<main id="main"><img src="a.svg" alt="Line chart by date: Iraq. Nobody translated this."></main>')
    assert Images(made).found == [("Line chart by date: Iraq. Nobody translated this.", "en")]
    assert '<img lang="en" dir="ltr" src="a.svg"' in made


def test_a_link_to_a_work_bears_the_language_of_its_title_and_its_text_its_own() -> None:
    with speaking("ar"):
        made = page('<p><a href="#s" title="A work that nobody translated">Findings</a></p>')
    title = '<a lang="en" dir="ltr" href="#s" title="A work that nobody translated">'
    assert f'{title}<span lang="ar" dir="rtl">الخلاصات</span></a>' in made


def test_a_number_s_limit_is_no_number() -> None:
    """Forms of one and two do without the number; "under 1" is none of them."""
    with speaking("ar"):
        assert [say(text) for text in ("1 people", "under 1 people", "under 5 people")] == [
            "شخص واحد", "أقل من 1 شخص", "أقل من 5 أشخاص"]  # fmt: skip


@pytest.mark.slow
def test_no_alternative_text_of_a_run_or_a_comparison_stays_english(tmp_path: Path) -> None:
    api.simulate("mosul-2016", worlds=20, out=tmp_path / "run", lang="ar")
    policies = ("historical", "counterinsurgency", "borders")
    api.compare_policies("mosul-2016", policies=policies, worlds=20, out=tmp_path / "compare", lang="ar")
    for name in ("run/report.ar.html", "compare/compare.ar.html"):
        found = Images((tmp_path / name).read_text(encoding="utf-8")).found
        assert len(found) > 3
        assert [text for text, lang in found if lang or not ARABIC.search(text)] == []
