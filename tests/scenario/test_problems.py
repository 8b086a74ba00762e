"""Every kind of mistake in a scenario: the report names its line, what is wrong, the nearest name and what to do."""

from __future__ import annotations

import re

import pytest

from conftest import Draft
from rekindle.scenario import read, report

JUDGED = 'unit: "1"}'
CLAIMED = "claimed: {low: 0.7, best: 0.9, high: 1, " + JUDGED
CITED = "source: example-report, status: verified, known_on: 2015-12-15}"
SOUTH = "  - id: south\n    place: city_south\n    start: 2016-02-01\n    known_on: 2016-01-01\n"

# what is wrong: the text that is changed, what it becomes, a text in the line that must be named, words of the message
MISTAKES: dict[str, tuple[str, str, str, list[str]]] = {
    # keys and form
    "unknown key at the top": ("\nsummary:", "\nsumary:", "sumary:", ["unknown key `sumary`", "summary"]),
    "unknown key in a place": ("    defences:", "    defenses:", "defenses:", ["unknown key `defenses`", "defences"]),
    "unknown key in a quantity": (CLAIMED, CLAIMED.replace("best", "beast"), "beast", ["unknown key `beast`", "best"]),
    "missing section": ("\norganisation:", "\ncontext_more:", "name: small", ["lacks `organisation`", "organisation:"]),
    "missing title": ("\ntitle:", "\n# title:", "name: small", ["lacks `title`", "title:"]),
    "missing key": ("    restraint:", "    # restraint:", "  army:", ["forces.army lacks `restraint`", "careful|Care"]),
    "missing level": ("  regional:", "  # regional:", "levels:", ["levels lacks `regional`", "local, regional"]),
    "unknown level": ("  regional:", "  region:", "  region:", ["unknown key `region`", "regional"]),
    "a list for a mapping": ("communities:\n  north_bank:", "communities: []\nother:\n  north_bank:", "communities: []",
        ["communities is a list", "key: value"]),
    "an empty section": ("\ncoalition:\n", "\ncoalition:\nelse:\n", "\ncoalition:", ["coalition is empty"]),
    "text for a number": ("{low: 0.7,", "{low: about 0.7,", "about 0.7", ["not a number", "plain number"]),
    "separators in a number": ("low: 15000", 'low: "15,000"', '"15,000"', ["not a number", "15000"]),
    "percent in a number": ("{low: 0.7,", "{low: 70%,", "70%", ["not a number", "unit: percent"]),
    "a bare number": (CLAIMED, "claimed: 0.9", "claimed: 0.9", ["not a sourced number", "source: ID"]),
    "truth for a number": ("{low: 0.7,", "{low: true,", "true", ["`true`", "not a number"]),
    "an id with capitals": ("  local_police:\n", "  Local-Police:\n", "Local-Police", ["lower-case", "local_police"]),
    "a name with spaces": ("name: small-town", "name: Small Town", "name: Small", ["lower-case", "small-town"]),
    "a name unlike the folder": ("name: small-town", "name: big-town", "name: big", ["folder is `small-town`"]),
    "an unknown kind": ("kind: governorate", "kind: goverorate", "goverorate", ["governorate", "sector"]),
    "an unknown status": ("status: verified", "status: checked", "status: checked", ["verified"]),
    "latitude beyond the pole": ("latitude: 10.02", "latitude: 100.2", "100.2", ["above 90"]),
    # numbers with a comma: what stands before it is never taken for the number
    "a decimal comma between braces": ("{low: 0.7,", "{low: 0,7,", "{low: 0,7,",
        ["`0,7` is written with a comma", "Write 0.7"]),
    "a decimal comma and a space": ("{low: 0.7,", "{low: 0, 7,", "{low: 0, 7,", ["`0,7` is written", "Write 0.7"]),
    "a thousands comma between braces": ("low: 15000", "low: 15,000", "low: 15,000",
        ["`15,000` is written with a comma", "Write 15000, or 15.000 if"]),
    "a million with commas": ("high: 30000,", "high: 3,000,000,", "3,000,000", ["`3,000,000` is", "Write 3000000"]),
    "a decimal comma in quotes": ("{low: 0.7,", '{low: "0,7",', '"0,7"', ["the text `0,7`, not a number", "Write 0.7,"]),
    "a decimal comma on a line of its own": (CLAIMED,
        "claimed:\n      low: 0,7\n      best: 0.9\n      high: 1\n      unit: '1'\n"
        "      source: our-judgement\n      status: judgement\n      known_on: 2016-01-01", "low: 0,7",
        ["the text `0,7`, not a number", "Write 0.7,"]),
    # YAML 1.1 traps
    "yes is no number": ("{low: 0.7,", "{low: yes,", "{low: yes,", ["the text `yes`", "not a number"]),
    "an octal is a plain number": ("{low: 0.7,", "{low: 0o7,", "0o7", ["not a number"]),
    # numbers
    "share above one": ("low: 0.7, best: 0.9, high: 1,", "low: 0.7, best: 0.9, high: 1.4,", "high: 1.4",
        ["high 1.4", "between 0 and 1"]),
    "share in percent": ("low: 0.7, best: 0.9, high: 1,", "low: 70, best: 80, high: 90,", "low: 70",
        ["percent", "0.7"]),
    "negative people": ("low: 15000", "low: -15000", "low: -15000", ["low -15000", "0 or more"]),
    "negative share": ("{low: 0.7,", "{low: -0.7,", "-0.7", ["low -0.7", "between 0 and 1"]),
    "no area": ("low: 8, best: 12", "low: 0, best: 12", "low: 0, best: 12", ["low 0", "more than 0"]),
    "more people than there are": ("high: 30000,", "high: 3e12,", "3e12", ["high 3e+12", "10,000,000,000 or less"]),
    "a road longer than the Earth": ("value: 40, unit: km", "value: 40000, unit: mi", "value: 40000",
        ["41,000 or less, in km"]),
    "not a number": ("{low: 0.7,", "{low: .nan,", ".nan", ["not a number", "finite"]),
    "infinite": ("high: 30000,", "high: .inf,", ".inf", ["infinite", "finite"]),
    "too large to be finite": ("high: 30000,", "high: 1e999,", "1e999", ["infinite"]),
    "low above best": ("low: 15000, best: 20000", "low: 25000, best: 20000", "low: 25000",
        ["low 25000 above best 20000"]),
    "best above high": ("best: 20000, high: 30000", "best: 40000, high: 30000", "40000", ["above high 30000"]),
    "low above high": ("{low: 120000, high: 200000", "{low: 220000, high: 200000", "220000", ["above high 200000"]),
    "one end only": ("{low: 120000, high: 200000", "{low: 120000", "{low: 120000", ["lacks `high`"]),
    "no number": ("value: 20000, ", "", "    returned: {unit", ["holds no number", "`value`"]),
    "value and low": ("value: 20000,", "value: 20000, low: 1,", "value: 20000", ["both `value` and `low`"]),
    "a judgement without a range": ("low: 0.7, best: 0.9, high: 1,", "value: 0.9,", "value: 0.9",
        ["without a range", "judgement", "`low` and `high`"]),
    "a recalled number without a range": ("source: example-report, status: verified",
        "source: example-report, status: recalled", "status: recalled, known_on: 2015", ["without a range", "memory"]),
    "a judgement of no width": ("low: 0.7, best: 0.9, high: 1,", "low: 0.9, best: 0.9, high: 0.9,",
        "low: 0.9, best: 0.9", ["no width"]),
    # units
    "a unit of another kind": ("unit: km2", "unit: km", "unit: km}", ["cannot be turned into `km2`", "unit: km2"]),
    "an unknown unit": ("unit: km2", "unit: sqkm", "sqkm", ["no unit known here", "km2"]),
    "people in families": ("unit: people", "unit: families", "unit: families", ["no unit known here", "people"]),
    "no unit": (", unit: people}", "}", "strength:", ["lacks `unit`", "unit: people"]),
    # sources and days
    "no source": ("{source: our-judgement, ", "{", "    claimed:",
        ["lacks `source`", "needs a source"]),
    "an unknown source": ("source: example-report", "source: example-reprot", "reprot",
        ["example-report", "sources.yaml"]),
    "an empty list of sources": ("source: example-report", "source: []", "source: []", ["source is empty"]),
    "no day": (", known_on: 2016-01-01}", "}", "    claimed:", ["lacks `known_on`", "2016"]),
    "no day of the calendar": ("end: 2016-05-30", "end: 2016-02-30", "2016-02-30", ["not a date", "no such day"]),
    "a month for a day": ("start: 2016-01-04 ", "start: 2016-01 ", "start: 2016-01 ",
        ["not a date", "year, month and day"]),
    "a day long ago": ("known_on: 2016-04-15", "known_on: 1016-04-15", "1016-04-15", ["1016-04-15", "could be known"]),
    "a day to come": ("known_on: 2016-04-15", "known_on: 2916-04-15", "2916-04-15", ["2916-04-15", "could be known"]),
    # names
    "an unknown place": ("place: city_south", "place: city_suoth", "suoth", ["place `city_suoth`", "city_south"]),
    "an unknown place in posts": ("      countryside: {low: 0.5", "      country_side: {low: 0.5", "country_side",
        ["countryside"]),
    "an unknown place in after": ("      place: city_south", "      place: city_suth", "city_suth",
        ["place `city_suth`", "city_south"]),
    "an unknown community": ("    communities:            #",
        "    communities:\n      east_bank: {value: 0.1, unit: '1', " + CITED + "\n      #", "east_bank",
        ["community `east_bank`"]),
    "an unknown community of a force": ("      south_bank: {low: 0, best", "      south_bnk: {low: 0, best",
        "south_bnk", ["community `south_bnk`", "south_bank"]),
    "a community without distance": ("      south_bank: {low: 0, best", "      # south_bank: {low: 0, best",
        "distance:\n", ["forces.army.distance lacks south_bank"]),
    "an unknown force": ("      army: {low: 4000", "      amry: {low: 4000", "amry", ["force `amry`", "army"]),
    "an unknown home": ("home: home_abroad", "home: home_abraod", "abraod", ["place `home_abraod`", "home_abroad"]),
    "a home that is none": ("home: home_abroad", "home: countryside", "home: countryside", ["no home region"]),
    "an unknown city": ("    city: city\n    bank: north", "    city: cty\n    bank: north", "city: cty",
        ["city `cty`", "city"]),
    "an unknown country of a force": ("    country: republic\n    strength", "    country: republik\n    strength",
        "republik", ["country `republik`", "republic"]),
    "an unknown country of a place": ("    bank: north\n    country: republic",
        "    bank: north\n    country: republik", "republik", ["republic"]),
    "an unknown city of a corridor": ("    city: city\n    start: 2016", "    city: cityy\n    start: 2016", "cityy",
        ["city"]),
    "an unknown neighbour": ("      city_south: {value", "      city_soth: {value", "city_soth",
        ["place `city_soth`", "city_south"]),
    "its own neighbour": ("      city_south: {value", "      city_north: {value", "city_north: {value",
        ["its own neighbour"]),
    "a neighbour given twice": ("      countryside: {value: 35", "      city_north: {value: 35",
        "city_north: {value: 35", ["once more", "city_north gives this pair in line"]),
    "an unknown link": ("beside: [context.residents_before]", "beside: [context.residents_befor]", "residents_befor]",
        ["context.residents_before"]),
    "an id twice": ("  - id: north", "  - id: south", "- id: south\n    place: city_north", ["id `south`", "already"]),
    # kinds of place
    "a sector without a city": ("    city: city\n    bank: north", "    bank: north", "  city_north:",
        ["lacks `city`", "sector"]),
    "a sector without its share": ("    overt_share: {low: 0.4", "    # overt_share: {low: 0.4", "  city_north:",
        ["lacks `overt_share`", "sector needs it"]),
    "a sector with residents": ("    residents_share: {low: 0.3",
        "    residents: {value: 9, unit: people, " + CITED + "\n    residents_share: {low: 0.3", "residents: {value: 9",
        ["has `residents`", "sector has none"]),
    "a governorate without members": ("    overt: {low: 300", "    # overt: {low: 300", "  countryside:\n",
        ["lacks `overt`"]),
    "a home with members": ("    label: Abroad\n",
        "    label: Abroad\n    foreign: {value: 1, unit: '1', " + CITED + "\n", "foreign: {value: 1",
        ["has `foreign`", "home has none"]),
    "an order for a home": ("    place: city_south\n    start", "    place: home_abroad\n    start",
        "place: home_abroad", ["kind home", "theatre"]),
    "an origin without a border": ("    border:", "    # border:", "  abroad:", ["lacks `border`", "local origin"]),
    "a local origin with a home": ("{label: From the country itself}", "{label: Here, home: home_abroad}",
        "home: home_abroad}", ["origins.local has `home`", "local"]),
    # dates
    "until before start": ("until: 2018-12-31", "until: 2015-12-31", "until: 2015",
        ["`until` 2015-12-31 is before `start`"]),
    "furthest before until": ("furthest: 2020-12-31", "furthest: 2017-12-31", "furthest: 2017", ["before `until`"]),
    "a run of centuries": ("furthest: 2020", "furthest: 2200", "furthest: 2200", ["185 years after", "at most 50"]),
    "a pause that ends first": ("end: 2016-05-30", "end: 2016-05-01", "end: 2016-05-01",
        ["before `start`", "2016-05-16"]),
    "a corridor that ends first": ("end: 2016-03-14", "end: 2016-01-01", "end: 2016-01-01", ["before `start`"]),
    "a plan out of order": ("best: 2016-04-01", "best: 2017-04-01", "best: 2017", ["before `best`"]),
    "a plan known after the event": ("status: judgement, known_on: 2016-01-01}\n    after",
        "status: judgement, known_on: 2017-01-01}\n    after", "planned:",
        ["was known on 2017-01-01", "after the order"]),
    "an order without a date": (SOUTH, SOUTH.replace("    start: 2016-02-01\n", ""), "- id: south",
        ["has no date", "start: 2016"]),
    "an order after the end": ("start: 2016-04-15", "start: 2026-04-15", "start: 2026", ["after `furthest`"]),
    "orders in a circle": (SOUTH,
        SOUTH + "    after: {place: city_north, control_below: {low: 0.1, high: 0.3, " + JUDGED + "}\n",
        "after: {place: city_north", ["waits for city_north", "circle"]),
    "an order that waits for its own place": ("      place: city_south\n", "      place: city_north\n", "after:\n",
        ["for itself"]),
    # nothing to share out
    "shares that are all zero": ("share: {low: 0.8, best: 1, high: 1, " + JUDGED,
        "share: {value: 0, unit: '1', " + CITED, "origins:", ["every share is zero"]),
}  # fmt: skip


@pytest.mark.parametrize("name", list(MISTAKES))
def test_a_mistake_is_reported_at_its_line_in_words(draft: Draft, name: str) -> None:
    old, new_text, at, words = MISTAKES[name]
    draft.swap(old, new_text)
    here = [str(problem) for problem in draft.check() if problem.line == draft.line(at)]
    assert any(all(re.search(re.escape(w) if "|" not in w else w, text) for w in words) for text in here), "\n".join(
        [f"expected at line {draft.line(at)}: {words}", *map(str, draft.check())]
    )


def test_every_mistake_of_a_file_is_reported_at_once(draft: Draft) -> None:
    chosen = ("unknown key in a place", "negative people", "an unknown source", "an unknown home", "until before start")
    for name in chosen:
        draft.swap(*MISTAKES[name][:2])
    lines = [problem.line for problem in draft.check()]
    assert lines == sorted(lines)
    assert {draft.line(MISTAKES[name][2]) for name in chosen} <= set(lines)


def test_the_report_fits_a_terminal_of_eighty_columns(draft: Draft) -> None:
    for name in ("unknown key in a place", "negative people", "an unknown home", "an unknown source"):
        draft.swap(*MISTAKES[name][:2])
    text = report(draft.check())
    assert text.startswith("6 problems") or re.match(r"\d problems", text)
    paths = [line for line in text.splitlines() if str(draft.path.parent) in line]
    assert all(len(line) <= 80 for line in text.splitlines() if line not in paths)


def test_words_of_yaml_1_1_are_plain_text(draft: Draft) -> None:
    """`NO` is a label, not a negation; `012` is twelve."""
    draft.swap("    label: The army", "    label: NO")
    draft.swap("value: 20000", "value: 012")
    assert draft.check() == []
    scenario = read(draft.path)
    assert scenario.forces["army"].label == "NO"
    assert scenario.countries["republic"].returned.best == 12


@pytest.mark.parametrize(
    ("old", "new_text", "path", "low"),
    [
        ("low: 8, best: 12, high: 18, unit: km2", "low: 800, best: 1200, high: 1800, unit: ha",
         "places.city_north.area", 8),
        ("value: 3, unit: km", "value: 3, unit: mi", "places.city_north.neighbours.city_south", 4.828032),
        ('low: 0.7, best: 0.9, high: 1, unit: "1"', "low: 70, best: 90, high: 100, unit: percent",
         "communities.north_bank.claimed", 0.7),
        ("low: 5, best: 15, high: 40, unit: 1/week", "low: 1, best: 2, high: 4, unit: 1/day", "coalition.strikes", 7),
        ('high: 1, unit: "1"', "high: 1, unit: 1", "communities.north_bank.claimed", 0.7),
    ],
)  # fmt: skip
def test_units_of_the_same_kind_are_converted(draft: Draft, old: str, new_text: str, path: str, low: float) -> None:
    unit = read(draft.path).quantities()[path].unit
    draft.swap(old, new_text)
    found = read(draft.path).quantities()[path]
    assert found.low == pytest.approx(low)
    assert found.unit == unit


SOURCES: dict[str, tuple[str, str, str, list[str]]] = {
    "unknown kind": ("kind: report", "kind: reprot", "reprot", ["report"]),
    "missing licence": ("  licence: CC0-1.0\n", "", "our-judgement", ["lacks `licence`"]),
    "unknown key": ("  note:", "  nota:", "nota", ["unknown key", "note"]),
    "twice": ("\nexample-report:", "\nour-judgement:", "", ["our-judgement", "twice"]),
}


@pytest.mark.parametrize("name", list(SOURCES))
def test_sources_are_checked_too(draft: Draft, name: str) -> None:
    old, new_text, at, words = SOURCES[name]
    draft.swap(old, new_text, "sources.yaml")
    line = draft.line(at, "sources.yaml") if at else 13
    said = [str(p) for p in draft.check() if p.file.endswith("sources.yaml") and p.line == line]
    assert any(all(word in text for word in words) for text in said), [str(p) for p in draft.check()]


def test_without_sources_there_is_one_problem_and_not_a_hundred(draft: Draft) -> None:
    draft.sources.unlink()
    (problem,) = draft.check()
    assert "no sources.yaml" in str(problem)
