"""Regions: what the governorates of the publishers' files and the places of the scenarios have in common.

A scenario divides Nineveh into five sectors of a city and four districts, and leaves the south of Iraq whole; a data set counts
by governorate. A region is the smallest area that is a whole number of both. `tables/regions.csv` says which governorate lies
in which, with other spellings in use (one that differs only by marks, capitals, articles or the word "province" need not be
listed).

Hamah is a region of its own without a place: the scenarios' `homs_desert` is the settled part of Tadmur district, in Homs. The
governorates of `syria_south` (with the coast) have no place either.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

FILE = Path(__file__).parent / "tables" / "regions.csv"
UNKNOWN = "UNKNOWN"

# First words of the ids of a region's places, where the region's own id is not the only one. A place that is one of these or
# goes on from one with an underscore lies in the region; so the parts of a place that is split stay in its region.
STEMS = {"nineveh": ("nineveh", "mosul", "tal_afar", "sinjar")}


@dataclass(frozen=True)
class Governorate:
    """A governorate by the name its table gives it, its country, and the region it lies in."""

    name: str
    country: str
    region: str


@cache
def _spellings() -> dict[tuple[str, str], Governorate]:
    found: dict[tuple[str, str], Governorate] = {}
    with FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            there = Governorate(row["governorate"], row["country"], row["region"])
            for spelling in (there.name, *filter(None, row["also"].split("; "))):
                found[_plain(there.country), _plain(spelling)] = there
    return found


# Words that say what a name is the name of, and its articles, in Latin and Arabic letters.
_KINDS = ("province", "governorate", "muhafazat", "muhafazah", "gov", "محافظه", "محافظات")
_ARTICLE = re.compile(r"(a[a-z]|el)")


def _plain(name: str) -> str:
    """A spelling without marks, capitals, article, and the word province or governorate, in Latin or Arabic letters."""
    words = re.findall(r"[^\W\d_]+", re.sub(r"['’‘`ʿʾʼ\u0640]", "", _letters(name).lower()))
    words = [word.replace("ة", "ه").replace("ى", "ي") for word in words]
    words = [re.sub("^ال", "", word) for word in words if word not in _KINDS]
    return "".join(words[1:] if len(words) > 1 and _ARTICLE.fullmatch(words[0]) else words)


def _letters(name: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))


@lru_cache(maxsize=4096)
def governorate(name: str, country: str) -> Governorate | None:
    """The governorate that a name in a publisher's file means; None where the table has none (or the name is UNKNOWN)."""
    return _spellings().get((_plain(country), _plain(name)))


def governorates() -> list[str]:
    """Names of all governorates, as the table spells them."""
    return list(dict.fromkeys(one.name for one in _spellings().values()))


def all_regions(country: str | None = None) -> list[str]:
    """Ids of the regions, of one country or of all, in the order of the table."""
    return list(_regions(country))


@cache
def _regions(country: str | None) -> tuple[str, ...]:
    """As `all_regions`, which is asked for every place of a scenario."""
    wanted = _plain(country) if country else None
    return tuple(dict.fromkeys(g.region for g in _spellings().values() if wanted in (None, _plain(g.country))))


def all_places() -> list[str]:
    """Every place that rows made of publishers' files can name: countries, governorates, regions, and what is not known."""
    governorates = list(dict.fromkeys(_spellings().values()))
    countries = list(dict.fromkeys(one.country for one in governorates))
    names = [place_id(name) for name in (*countries, *(one.name for one in governorates))]
    return list(dict.fromkeys([*names, *all_regions(), *map(unknown_region, countries)]))


def unknown_region(country: str) -> str:
    """Id under which is counted what no governorate is known for: `iraq_unknown`."""
    return f"{place_id(country)}_unknown"


def place_id(name: str) -> str:
    """A publisher's name as an id: lower case, ASCII, underscores; empty where it has no Latin letter or digit."""
    return "_".join(re.findall(r"[a-z0-9]+", re.sub(r"['’‘`ʿʾʼ]", "", _letters(name).lower())))


def region_of(place: str) -> str | None:
    """Region in which a scenario's place lies, by its id; None for a place outside Iraq and Syria or not named as here."""
    for region in all_regions():
        if any(place == stem or place.startswith(f"{stem}_") for stem in STEMS.get(region, (region,))):
            return region
    return None


def country_of(region: str) -> str:
    """Id of the country in which a region lies. Raises KeyError for what is no region."""
    return {one.region: place_id(one.country) for one in _spellings().values()}[region]


def regions_of(places: Iterable[str]) -> dict[str, list[str]]:
    """Regions of a scenario with the places that lie in each, in the order given; places of no region are left out."""
    found: dict[str, list[str]] = {}
    for place in places:
        region = region_of(place)
        if region is not None:
            found.setdefault(region, []).append(place)
    return found
