"""Outcomes: one number a world. The first row of the table that a name fits is its row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property

LESS, UNJUDGED, MORE = -1, 0, 1
WORDS = {LESS: "less", UNJUDGED: "not judged", MORE: "more"}
CIVILIAN, STATE, GROUP, COST = "civilian", "state", "group", "cost"
STOCK, FLOW, SHARE, EVENT, DURATION = "stock", "flow", "share", "yes or no", "duration"
MONEY = "USD million"
"""The unit of money: the one that the words for a variable leave to be said."""

PLACEHOLDERS = {
    "place": r"[a-z][a-z0-9_]*",
    "year": r"\d{4}",
    "month": r"\d{2}",
    "years": r"1|3|5|10",
    "weeks": r"\d{1,2}",
}


@dataclass(frozen=True)
class Matters:
    """The smallest difference that counts as one: a share of the larger of two means over worlds, and `least` of the unit.

    Two policies that differ by no more are level. It is a choice of ours, and `why` says so: no source gives one.
    """

    share: float
    least: float
    why: str

    def width(self, one: float, other: float) -> float:
        """How far apart two means may be and still be level."""
        return max(self.share * max(abs(one), abs(other)), self.least)


TENTH = "our choice: the model's figures are not good enough to tell apart what differs by less than a tenth"
DEATHS = Matters(0.1, 1, f"every death matters; {TENTH}")
MATTERS = {
    "people": Matters(0.1, 10, TENTH),
    "count": Matters(0.1, 1, TENTH),
    "weeks": Matters(0.1, 1, "our choice: a tenth, and at least the week by which the model goes forward"),
    "km2": Matters(0.1, 10, TENTH),
    "share": Matters(0.1, 0.01, f"{TENTH}, or by less than a point in a hundred"),
    "1": Matters(0.1, 0.02, f"{TENTH}, or by less than two points in a hundred"),
    MONEY: Matters(0.1, 0, "our choice: prices are the model's own, and a tenth is less than they can be trusted to"),
    "person years": Matters(0.1, 0, TENTH),
}
"""The smallest difference that matters by unit, for the rows that have none of their own."""


@dataclass(frozen=True)
class Variable:
    """A variable: everything that is said of it anywhere.

    `label` names it on an axis and in a table, `words` in a sentence, `meaning` defines it; all three have room for the
    pattern's fields, as `spelled` has them. `axes` says which places it comes by. `better` is LESS, MORE or UNJUDGED, with
    `why`; `side` says whom it concerns. `read_from` names fields of the model's state, or the mechanism whose flow it is.
    `main` variables stand in pictures and tables of comparisons; `monthly` ones are too many for them. An `aim` is one of
    the outcomes by which policies are called better where a scenario asks no question of its own. `own_matters` is the
    smallest difference that matters where it is not that of the unit.
    """

    pattern: str
    unit: str
    kind: str
    label: str
    meaning: str = ""
    words: str = ""
    side: str = GROUP
    better: int = UNJUDGED
    why: str = "no direction is declared for it"
    read_from: tuple[str, ...] = ()
    main: bool = False
    monthly: bool = False
    axes: tuple[str, ...] = ()
    aim: bool = False
    own_matters: Matters | None = None

    @property
    def matters(self) -> Matters:
        """The smallest difference that matters, with the reason."""
        return self.own_matters or MATTERS.get(self.unit, MATTERS["people"])

    @cached_property
    def expression(self) -> re.Pattern[str]:
        """The pattern as a regular expression with its fields as named groups."""
        text = re.sub(r"\{(\w+)\}", lambda field: f"(?P<{field[1]}>{PLACEHOLDERS[field[1]]})", self.pattern)
        return re.compile(text)

    @property
    def yes_or_no(self) -> bool:
        return self.kind == EVENT


EVERY_DEATH = "every death is a loss"
BATTLE = "start to the fall of the last sector, {place}"
RETURNS = "within {span} of the fall of {city}'s last sector (1) or not (0), {place}"
GROUND = ("places.control",)

OUTCOMES = (
    # Civilians first, as on every page
    Variable(
        "civilians_killed_battle_{place}", "people", FLOW, "Civilians killed, battle of {place}",
        f"residents killed, by all sides, {BATTLE}", "", CIVILIAN, LESS, EVERY_DEATH, ("dead",), main=True,
        axes=("city",), own_matters=DEATHS,
    ),
    Variable(
        "civilians_killed_total", "people", FLOW, "Civilians killed, theatre, whole run",
        "residents killed in the theatre, by all sides, start to horizon", "civilians killed in {countries}",
        CIVILIAN, LESS, EVERY_DEATH, ("dead",), main=True, aim=True, own_matters=DEATHS,
    ),
    Variable(
        "displaced_total_{place}", "people", FLOW, "People who fled {place}",
        f"people who fled; who fled twice is counted twice, as registrations do, {BATTLE}", "people displaced from {place}",
        CIVILIAN, LESS, "having to flee is a loss; whether it saved lives shows in the deaths", ("displaced",), main=True,
        axes=("city",),
    ),
    Variable(
        "displaced_peak_{place}", "people", STOCK, "Most displaced from {place} at once",
        "largest number displaced at once, {place}", side=CIVILIAN, better=LESS,
        why="to be displaced is a loss, and the longer the greater", read_from=("displaced",), main=True,
        axes=("city",),
    ),
    Variable(
        "displaced_{place}_{year}_12", "people", STOCK, "Still displaced in {place}, end of {year}",
        "displaced at the end of {year}, {place}", side=CIVILIAN, better=LESS,
        why="to be displaced is a loss, and the longer the greater", read_from=("displaced",), main=True,
        axes=("country",), aim=True,
    ),
    Variable(
        "returned_foreign_{year}_12", "share", SHARE, "Foreign members who had gone home, end of {year}",
        "share of all foreigners who ever came who had gone home by the end of {year}, detained there or not", side=GROUP,
        why="home is safer than the front for some and a danger to others", read_from=("abroad",),
    ),
    Variable(
        "returned_{place}_{year}_12", "people", STOCK, "Returned in {place}, by the end of {year}",
        "returned by the end of {year}, cumulative, {place}", side=CIVILIAN,
        why="more return where more had to flee; ask who is still displaced", read_from=("countries.returned",),
        axes=("country",),
    ),
    Variable(
        "deaths_documented_{place}_{year}_{month}", "people", FLOW, "Documented deaths, {place}, {year}-{month}",
        "deaths a documented count would have, {year}-{month}, {place}", side=CIVILIAN, better=LESS,
        why="fewer deaths, of civilians and fighters, as a count records them", read_from=("document",), monthly=True,
        axes=("country",), own_matters=DEATHS,
    ),
    Variable(
        "deaths_documented_{place}_{year}", "people", FLOW, "Documented deaths, {place}, {year}",
        "deaths a documented count would have, {year}, {place}", side=CIVILIAN, better=LESS,
        why="fewer deaths, of civilians and fighters, as a count records them", read_from=("document",),
        axes=("country", "affiliate"), own_matters=DEATHS,
    ),
    Variable(
        "deaths_{place}_{year}", "people", FLOW, "Killed by attacks in {place}, {year}",
        "people killed in attacks linked to the group in {year}, {place}", side=CIVILIAN, better=LESS, why=EVERY_DEATH,
        read_from=("strike_abroad",), main=True,
        axes=("home",), own_matters=DEATHS,
    ),
    # The battle and the government side
    Variable(
        "retaken_{place}", "1", EVENT, "{place} retaken",
        "control under 0.01 in every sector by {deadline} (1) or not (0), {place}",
        "{place} is retaken by {deadline}", STATE, MORE,
        "residents are no longer ruled by the group, and it is the campaign's aim", GROUND,
        axes=("city",),
    ),
    Variable(
        "battle_weeks_{place}", "weeks", DURATION, "Weeks to retake {place}",
        "from {begin} to the fall of the last sector, {place}", "weeks until the last sector of {place} falls", STATE, LESS,
        "a shorter battle; what it costs to be quick shows in the deaths", GROUND, main=True,
        axes=("city", "bank"),
    ),
    Variable(
        "lost_weeks_{place}", "weeks", DURATION, "Weeks until {place} is lost",
        "until more than half of the residents live under the group's control, {place}", side=STATE, better=MORE,
        why="the later the city is lost, the longer the group's rule is kept off", read_from=GROUND,
        axes=("city",),
    ),
    Variable(
        "lost_{weeks}_weeks_{place}", "1", EVENT, "{place} lost within {weeks} weeks",
        "more than half of the residents under the group's control within {weeks} weeks (1) or not (0), {place}",
        side=STATE, better=LESS, why="residents come under the group's rule", read_from=GROUND,
        axes=("city",),
    ),
    Variable(
        "security_forces_killed_battle_{place}", "people", FLOW, "Security forces killed, battle of {place}",
        f"members of the forces killed, {BATTLE}", "members of the forces killed in the battle of {place}",
        STATE, LESS, EVERY_DEATH, ("dead",), main=True,
        axes=("city",), own_matters=DEATHS,
    ),
    # The group
    Variable(
        "fighters_killed_battle_{place}", "people", FLOW, "Fighters killed, battle of {place}",
        f"fighters and members killed, {BATTLE}", "fighters killed in the battle of {place}", GROUP, UNJUDGED,
        "killing is no aim: capture, desertion and withdrawal may serve as well", ("fallen",),
        axes=("city",), own_matters=DEATHS,
    ),
    Variable(
        "fighters_escaped_battle_{place}", "people", FLOW, "Fighters who escaped the battle of {place}",
        f"fighters who got out or went underground elsewhere, {BATTLE}", "fighters who get out of the battle of {place}",
        GROUP, UNJUDGED, "who escapes spares the city and may return: which weighs more is open", ("disperse",), main=True,
        axes=("city",),
    ),
    Variable(
        "covert_members_{place}_{year}_12", "people", STOCK, "Covert members in {place}, end of {year}",
        "covert members at the end of {year}, {place}", side=GROUP, better=LESS,
        why="those in hiding are whom a return is made of", read_from=("covert",), main=True,
        axes=("country",),
    ),
    Variable(
        "overt_members_{place}_{year}_12", "people", STOCK, "Open fighters in {place}, end of {year}",
        "open fighters at the end of {year}, {place}", side=GROUP, better=LESS,
        why="those who fight openly are whom territory is held with", read_from=("overt",),
        axes=("country",),
    ),
    Variable(
        "held_{place}_{year}_12", "people", STOCK, "Ruled by the group in {place}, end of {year}",
        "residents living under the group's control at the end of {year}, {place}", side=CIVILIAN, better=LESS,
        why="who lives under the group's control is ruled by it", read_from=GROUND,
        axes=("country",),
    ),
    Variable(
        "territory_{place}_{year}_12", "km2", STOCK, "Ground held in {place}, end of {year}",
        "ground under the group's control at the end of {year}, in proportion to residents under control, {place}", side=GROUP,
        better=LESS, why="ground is what a group that holds territory rules from", read_from=GROUND,
        axes=("country",),
    ),
    Variable(
        "attacks_{place}_{year}", "count", FLOW, "Attacks in {place}, {year}", "attacks by the group in {year}, {place}",
        side=GROUP, better=LESS, why="every attack harms or threatens somebody", read_from=("attack",), main=True,
        axes=("country", "home"), aim=True,
    ),
    Variable(
        "resurgence_attacks_{place}_{years}", "1", EVENT, "Comes back in {place} within {span}, by attacks",
        f"attacks double {RETURNS}",
        "attacks have doubled again in {place} within {span} of {city}'s fall", GROUP, LESS,
        "a return brings back what the campaign ended", ("attack",),
        axes=("country",),
    ),
    Variable(
        "resurgence_territory_{place}_{years}", "1", EVENT, "Comes back in {place} within {span}, by territory",
        f"{{threshold}} held again for {{lasting}} weeks on end {RETURNS}",
        "the group rules {threshold} again in {place} within {span} of {city}'s fall", GROUP, LESS,
        "a return brings back what the campaign ended", GROUND,
        axes=("country",),
    ),
    Variable(
        "resurgence_{place}_{years}", "1", EVENT, "Comes back in {place} within {span}",
        f"attacks double or territory is held again {RETURNS}",
        "the group is back in {place} within {span} of {city}'s fall", GROUP, LESS,
        "a return brings back what the campaign ended", ("attack", *GROUND), main=True,
        axes=("country",),
    ),
    # What it costs
    Variable(
        "cost_money", MONEY, FLOW, "Cost in money",
        "money spent by the government side, start to horizon; the model's own prices",
        "money spent by the government side", COST, LESS, "what is spent here is missing elsewhere", ("charge",), aim=True,
    ),
    Variable(
        "cost_people", "person years", FLOW, "Cost in people's work",
        "time served on the government side, start to horizon", side=COST, better=LESS, why="years of people's work",
        read_from=("charge",),
    ),
    Variable(
        "fell_week", "weeks", DURATION, "Week in which each place fell",
        "weeks until control was first under 0.01, by place; infinite if never", side=STATE, read_from=GROUND,
        axes=("place",),
    ),
)  # fmt: skip
"""Outcomes: one number a world. The first row that a name fits counts."""


RETURN_YEARS = (1, 3, 5, 10)
"""For how many years after a city's fall a return is looked for."""
LOST_WEEKS = 4
"""Within how many weeks a city counts as lost early."""

OLD_NAMES = (
    (r"(resurgence(?:_attacks|_territory)?)_(\d+)", r"\1_{country}_\2"),
    (r"(displaced|returned)_(\d{4}_12)", r"\1_{country}_\2"),
    (r"(battle_weeks|displaced_total|displaced_peak|\w+_battle)", r"\1_{city}"),
    (r"(\w+)_retaken", r"retaken_\1"),
    (r"(\w+)_lost_(\d+_weeks|weeks)", r"lost_\2_\1"),
    (r"(\w+)_weeks", r"battle_weeks_\1"),
)
"""Outcomes once had no place in their name where it was the first city or the first country; those names still work."""
PLACELESS = frozenset(one.pattern for one in OUTCOMES if "{" not in one.pattern)
"""Outcomes that have no place today: `cost_money`."""


def current(name: str, city: str = "", country: str = "") -> str:
    """The name that an outcome has today, for one that may be old; `city` and `country` are the scenario's first."""
    for old, new in OLD_NAMES if name not in PLACELESS else ():
        found = re.fullmatch(old, name)
        if found:
            return found.expand(new).format(city=city, country=country)
    return name


CAVEATS = {
    "cost_": "Money is counted at prices that the model's authors set, not at any government's accounts.",
    "covert": "Nobody ever counted members in hiding; published estimates differ tenfold.",
    "grievance": "Grievance is an index, not a measurement.",
    "appeal": "The pull of an idea is an index, not a measurement.",
    "civilians_killed": "Recorded deaths are a floor, so the model's number of civilians killed leans on judgement.",
    "retaken_": "The dates of the campaign are those that are on record, so the model was told when the assault came.",
}
"""What numbers rest on, by the beginning of their name."""


def caveat(name: str) -> str:
    """What has to be known of a variable before it is believed; empty where nothing is said."""
    return next((text for begin, text in CAVEATS.items() if name.startswith(begin)), "")


def returns(name: str) -> bool:
    """Whether an outcome is a return of the group."""
    return name.startswith("resurgence_")


def spelled(fields: Mapping[str, str]) -> dict[str, str]:
    """Fields of a name as texts have them: with `span`, "1 year" or "3 years", for the years of a return."""
    years = fields.get("years")
    return {**fields, "span": f"{years} year{'s' if years != '1' else ''}"} if years else dict(fields)


@cache
def row(pattern: str) -> Variable:
    """The row with a pattern."""
    return next(one for one in OUTCOMES if one.pattern == pattern)


@cache
def find(name: str) -> tuple[Variable, Mapping[str, str]] | None:
    """The row of an outcome's name and the fields in it; None for a name that is no outcome's."""
    for row in OUTCOMES:
        found = row.expression.fullmatch(name)
        if found:
            return row, found.groupdict()
    return None


SERIES_END = re.compile(r"_(?:\d{4}_\d{2}|\d{4}|\d{1,2})$")
"""The period at the end of a name of which there is one for each year, month or span."""


def latest(names: Iterable[str]) -> list[str]:
    """Of outcomes that come by year or by span only the last one of each kind, in the order of the table."""
    last: dict[str, str] = {}
    for name in names:
        kind = SERIES_END.sub("", name)
        last[kind] = max(last.get(kind, name), name, key=_period)
    return sorted(last.values(), key=_position)


def _period(name: str) -> tuple[int, ...]:
    """Year and month, or span, at the end of a name."""
    end = SERIES_END.search(name)
    return tuple(int(part) for part in end[0].split("_") if part) if end else ()


def _position(name: str) -> int:
    found = find(name)
    return OUTCOMES.index(found[0]) if found else len(OUTCOMES)


def outcome(name: str) -> Variable:
    """The row of an outcome; one without directions or words for a name that the table does not know."""
    found = find(name)
    return found[0] if found else Variable(name, "", STOCK, name.replace("_", " "))
