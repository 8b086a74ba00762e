"""Addresses of sources, and outlines for maps: only what a source gives or is, and only what lies in the box."""

from __future__ import annotations

import pytest

from rekindle.record.links import author, link
from rekindle.record.outlines import outlines


@pytest.mark.parametrize(("given", "found"), [
    ({"name": "x", "url": "https://example.org/a", "title": "S/2018/705"}, "https://example.org/a"),
    ({"name": "x", "title": "Report S/2018/705"}, "https://undocs.org/S/2018/705"),
    ({"name": "x", "title": "A study", "note": "doi:10.1177/0022343313484347."}, "https://doi.org/10.1177/0022343313484347"),
    ({"name": "x", "title": "A study", "note": "Read at https://example.org/b, in part."}, "https://example.org/b"),
    ({"name": "x", "title": "Battle of X: phases", "author": "Wikipedia contributors"},
     "https://en.wikipedia.org/w/index.php?search=Battle%20of%20X"),
    ({"name": "ucdp-brd", "title": "Deaths"}, "https://ucdp.uu.se/downloads/"),
    ({"name": "x", "title": "From memory", "author": "various"}, ""),
])  # fmt: skip
def test_an_address_is_what_a_source_gives_or_follows_from_what_it_is(given: dict[str, str], found: str) -> None:
    assert link(**given) == found


def test_letters_that_not_everybody_knows_are_spelled_out() -> None:
    assert author("rfi-2016", "RFI") == "Radio France Internationale" and author("x", "RFI") == "RFI"


def test_a_box_in_the_detailed_region_has_its_rivers_and_another_the_world_in_rough() -> None:
    near, far = outlines(40, 30, 45, 36), outlines(-6, 13, 3, 20)
    assert {"land", "border", "river", "admin1"} <= {one.kind for one in near}
    assert {one.kind for one in far} == {"land", "border"} and all(one.rings for one in far)
    assert {one.kind for one in near if one.area} == {"land", "lake"}


def test_only_what_meets_the_box_is_given() -> None:
    west, south, east, north = box = (-6, 13, 3, 20)
    for one in outlines(*box):
        for ring in one.rings:
            x, y = zip(*ring, strict=True)
            assert min(x) <= east and max(x) >= west and min(y) <= north and max(y) >= south
