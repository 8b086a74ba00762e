"""The parts of a scenario file: each class is one kind of entry, each field says what it means and in which unit.

What a field's annotation says is all there is: the checks of units, ranges and names, the JSON Schema and the advice in
error messages all read it. Entries with free ids are dicts in the file's order; fixed keys are attributes.
"""

from __future__ import annotations

import datetime
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, PrivateAttr, StringConstraints

from rekindle.scenario.quantity import Measure, Part, Quantity, Sources, Status

if TYPE_CHECKING:
    from rekindle.model.parameter import Prior

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
"""Lower-case letters, digits and underscores, a letter first."""

Label = Annotated[str, StringConstraints(min_length=1, max_length=200)]


@dataclass(frozen=True)
class Refers:
    """The text is an id of another section: `section` in the file, `word` for one of its entries."""

    section: str
    word: str


PlaceId = Annotated[str, Refers("places", "place")]
CityId = Annotated[str, Refers("cities", "city")]
CommunityId = Annotated[str, Refers("communities", "community")]
ForceId = Annotated[str, Refers("forces", "force")]
CountryId = Annotated[str, Refers("countries", "country")]

Share = Annotated[Quantity, Measure("1", most=1.0)]
Weight = Annotated[Quantity, Measure("1", most=1e6)]
People = Annotated[Quantity, Measure("people", most=1e10)]
Area = Annotated[Quantity, Measure("km2", most=5.2e8, above=True)]
Distance = Annotated[Quantity, Measure("km", most=41_000, above=True)]
Rate = Annotated[Quantity, Measure("1/week", most=1e6)]
Years = Annotated[Quantity, Measure("years", most=1000)]
Money = Annotated[Quantity, Measure("USD million", most=1e8)]
"""The upper ends are those of the Earth: whatever lies above them is a slip of the pen."""

Shown = Annotated[Quantity, Measure("", least=-math.inf)]
"""A number of any unit, shown and never reckoned with."""

Level = Literal["local", "regional", "international"]
Kind = Literal["sector", "town", "governorate", "affiliate", "home"]

SHARED = ("label", "kind", "country", "latitude", "longitude")
STANDING = ("density", "area", "control")
AFFILIATED = ("vacuum", "tie", "pull", "pressure", "deadly")
HIDING = ("cover",)
THEATRE = (*STANDING, "covert", "foreign", "displaced", "defences", "damage", "communities")
NEEDED: dict[str, tuple[str, ...]] = {
    "sector": (*SHARED, *THEATRE, "city", "residents_share", "overt_share"),
    "town": (*SHARED, *THEATRE, "residents", "overt"),
    "governorate": (*SHARED, *THEATRE, "residents", "overt"),
    "affiliate": (*SHARED, *STANDING, *AFFILIATED, "residents", "overt"),
    "home": (*SHARED, "residents"),
}
"""What each kind of place must say."""

ALLOWED: dict[str, tuple[str, ...]] = {
    kind: (
        *needed,
        "neighbours",
        *(("bank",) if kind == "sector" else ()),
        *(HIDING if kind in ("town", "governorate") else ()),
    )
    for kind, needed in NEEDED.items()
}
"""What each kind of place may say."""


class Community(Part):
    """A community of residents, and how the group stood with it at the start."""

    label: Label
    claimed: Share = Field(description="How far the group claims to speak for this community.")
    exclusion: Share = Field(description="How far the community is shut out of power.")
    grievance: Share = Field(description="The community's sense of victimhood at the hands of its rulers.")


class Force(Part):
    """A force on the governments' side."""

    label: Label
    country: CountryId
    strength: People
    present: Share | None = Field(default=None, description="Share of those on the rolls who are there; all if not given.")
    foreign: bool = Field(default=False, description="Foreign troops, whose morale does not hang on the host country.")
    reserve: Share = Field(description="Share of the strength posted nowhere, free for orders.")
    restraint: Share = Field(description="Care taken with civilians.")
    distance: dict[CommunityId, Share] = Field(description="Political distance between force and community.")
    posts: dict[PlaceId, Weight] = Field(default={}, description="Weights of the posted part over places.")


class Origin(Part):
    """Where members come from. The first origin is the local one and has only a label."""

    label: Label
    home: PlaceId | None = Field(default=None, description="Its place of kind home.")
    share: Share | None = Field(default=None, description="Share of the foreign members; made to sum to one.")
    border: Share | None = Field(default=None, description="How open the way to and from there is.")
    returned: Share | None = Field(default=None, description="Of those who ever came, home by the start.")
    screening: Share | None = Field(default=None, description="Of those who come home, detained on arrival.")
    inspired: Rate | None = Field(
        default=None, description="Attacks a week at home that the idea alone inspires, at full appeal."
    )
    reach: Share | None = Field(default=None, description="How easily a plot gets as far as an attack at home.")


class Country(Part):
    """A country of the theatre and its government at the start."""

    label: Label
    quality: Share = Field(description="Quality of its army and police.")
    inclusion: Share = Field(description="How far every community has a share in power.")
    effort: Share = Field(description="Effort put into finding the group's members.")
    will: Share = Field(description="Political will of the government.")
    corruption: Share
    economy: Share
    services: Share
    returned: People = Field(description="People who had returned by the start, cumulative.")


class Coalition(Part):
    """The foreign coalition."""

    will: Share
    strikes: Rate = Field(description="Air strikes a week it can make over the whole theatre.")


class Organisation(Part):
    """The armed group as a whole, at the start."""

    leadership: Share
    appeal: Share
    treasury: Money
    detained: People
    foreign_ever: People = Field(description="All foreigners who ever came, by the start.")
    foreign_elsewhere: Share = Field(description="Of them, gone on to other fronts by the start.")
    age: Years | None = Field(default=None, description="Years since the organisation began; 10 if not given.")


class City(Part):
    """A city that is cut into sectors; its people and fighters are shared out over them."""

    label: Label
    country: CountryId
    residents: People
    overt: People
    openness: Share = Field(description="How open the ring around the city is outside every dated corridor.")


HELD_AGAIN = 100_000.0
"""Residents under control that count as a return to territory, where a scenario does not say what does."""


class Return(Part):
    """What counts as a return to territory in a country: so much under the group's control for so many weeks on end."""

    people: float | None = Field(default=None, gt=0, description="Residents under control.")
    km2: float | None = Field(default=None, gt=0, description="Ground under control, where few people live on it.")
    weeks: int = Field(default=4, ge=1, le=520, description="For so many weeks on end.")


class Outcomes(Part):
    """What is counted of a run, where it is particular to this scenario."""

    battles: list[CityId] = Field(default=[], description="Cities whose battle is counted; if none, those held at the start.")
    battles_end: datetime.date | None = Field(default=None, description="Latest day of a battle; if none, the horizon.")
    returns: dict[CountryId, Return] = Field(default={}, description="What counts as a return, by country.")
    homes: list[PlaceId] = Field(default=[], description="Home regions that comparisons show; if none, all.")


class Place(Part):
    """A place: a sector of a city, a town, a governorate, an affiliate's region or a home region."""

    label: Label
    kind: Kind
    city: CityId | None = Field(default=None, description="Sectors only.")
    bank: Id | None = Field(default=None, description="Sectors only: the side of the river.")
    country: str = Field(min_length=1, description="An id of `countries`; free text for affiliates and home regions.")
    latitude: float = Field(ge=-90, le=90, description="For maps only.")
    longitude: float = Field(ge=-180, le=180, description="For maps only.")
    density: Share | None = Field(default=None, description="Density of building.")
    area: Area | None = None
    cover: Share | None = Field(
        default=None,
        description="Towns and governorates: how far hills, river valleys and seams between forces hide people; 0 if not "
        "given.",
    )
    control: Share | None = Field(default=None, description="Share of the residents under the group's control.")
    residents_share: Share | None = Field(default=None, description="Sectors: share of the city's residents.")
    overt_share: Share | None = Field(default=None, description="Sectors: share of the city's fighters.")
    residents: People | None = None
    overt: People | None = Field(default=None, description="Members who fight openly.")
    covert: People | None = Field(default=None, description="Members who live clandestinely.")
    foreign: Share | None = Field(default=None, description="Share of the members who are foreign.")
    displaced: People | None = Field(default=None, description="People displaced from here at the start.")
    defences: Share | None = None
    damage: Share | None = Field(default=None, description="Share of housing and infrastructure destroyed.")
    vacuum: Share | None = Field(default=None, description="Affiliates: how far the state is absent.")
    tie: Share | None = Field(default=None, description="Affiliates: how far name and money from the centre matter.")
    pull: Weight | None = Field(default=None, description="Affiliates: weight of the pull on travelling fighters.")
    pressure: Share | None = Field(default=None, description="Affiliates: counter-pressure by the host state and its allies.")
    deadly: Rate | None = Field(default=None, description="Affiliates: documented deaths a week for each member.")
    communities: dict[CommunityId, Share] = Field(default={}, description="Of the residents; made to sum to one.")
    neighbours: dict[PlaceId, Distance] = Field(default={}, description="Distances; each pair is given once.")


class Planned(Part):
    """The dates on which an order was expected, as far as one could know before it was carried out."""

    low: datetime.date
    best: datetime.date | None = None
    high: datetime.date
    source: Sources
    status: Status
    known_on: datetime.date
    note: str = ""


class After(Part):
    """A prerequisite: control of another place has fallen below a share."""

    place: PlaceId
    control_below: Share


class Pause(Part):
    """A halt within an order."""

    start: datetime.date
    end: datetime.date
    known_on: datetime.date
    source: Sources = Field(default=[], min_length=0)
    note: str = ""


class Order(Part):
    """An assault on a place: from when, with whom, after what. `start` is None where only the plan was known."""

    id: Id
    place: PlaceId
    start: datetime.date | None = Field(default=None, description="The day it began.")
    known_on: datetime.date
    planned: Planned | None = Field(default=None, description="Used when `--as-of` is before `known_on`.")
    after: After | None = None
    forces: dict[ForceId, People] = Field(min_length=1)
    pauses: list[Pause] = []
    source: Sources
    status: Status
    note: str = ""

    # the first day of the scenario's clock, set by the scenario that holds the order
    _clock: datetime.date | None = PrivateAttr(default=None)

    def start_prior(self, as_of: datetime.date | None = None) -> Prior:
        """The start in days from the scenario's start: fixed where its date was known, else drawn from the plan."""
        from rekindle.model.parameter import Fixed, Triangular, Uniform

        if self._clock is None:
            raise ValueError(f"order {self.id} stands in no scenario, so its start has nothing to be counted from")
        known = self.start if as_of is None or self.known_on <= as_of or self.planned is None else None
        if known is not None:
            return Fixed(float((known - self._clock).days))
        if self.planned is None:
            raise ValueError(f"order {self.id} has neither a start nor planned dates")
        low, high = (float((day - self._clock).days) for day in (self.planned.low, self.planned.high))
        if low == high:
            return Fixed(low)
        if self.planned.best is None:
            return Uniform(low, high)
        return Triangular(low, float((self.planned.best - self._clock).days), high)


COURSES: dict[str, tuple[str, ...]] = {
    "countries": ("quality", "inclusion", "effort", "will"),
    "coalition": ("will", "strikes"),
    "forces": ("strength",),
    "origins": ("border",),
}
"""What can have a course, by section and field."""


def _as_day(value: Any) -> Any:
    """A key of the file is text; here it is to be a date, written in one way only so that keys sort as dates do."""
    try:
        day = datetime.date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        day = None
    if day is None or str(day) != str(value):
        raise ValueError("a point is named by its day, such as 2011-12-18")
    return day


def _by_day(points: dict[datetime.date, Quantity]) -> dict[datetime.date, Quantity]:
    """Points may stand in any order in the file."""
    return dict(sorted(points.items()))


Day = Annotated[datetime.date, BeforeValidator(_as_day)]


class Course(Part):
    """A dated input: how one of the scenario's numbers moves after the start, straight from point to point.

    As of a day only the points known by then are there: what lies ahead of them is left to the processes of the model.
    """

    of: str = Field(description="Which number, such as countries.iraq.quality or coalition.strikes.")
    points: Annotated[dict[Day, Quantity], AfterValidator(_by_day)] = Field(
        min_length=1, description="Values by date, after the start."
    )

    @property
    def id(self) -> str:
        """What the course is called: the number it is of."""
        return self.of

    @classmethod
    def told(cls, name: str, value: dict[str, Any]) -> tuple[Any, ...]:
        """The points are in the unit of the number the course is of."""
        if name != "points":
            return ()
        field = str(value.get("of")).rsplit(".", 1)[-1]
        if field == "strikes":
            return (Measure("1/week", most=1e6),)
        if field == "strength":
            return (Measure("people", most=1e10),)
        # a misspelt number is reported once, and not again for its unit
        return (Measure("1", most=1.0),) if any(field in fields for fields in COURSES.values()) else ()


class Corridor(Part):
    """A time in which the ring around a city is open, to residents and fighters alike."""

    id: Id
    city: CityId
    start: datetime.date
    end: datetime.date
    openness: Share
    known_on: datetime.date
    source: Sources
    status: Status
    note: str = ""


def _as_text(value: Any) -> Any:
    """A year or a date without quotes is text all the same."""
    return str(value) if type(value) in (int, datetime.date) else value


class Source(Part):
    """Where numbers come from: one entry of sources.yaml."""

    title: Label
    author: Annotated[str, BeforeValidator(_as_text)]
    date: Annotated[str, BeforeValidator(_as_text)]
    kind: Literal["commentary", "report", "press", "data", "encyclopaedia", "judgement"]
    licence: str
    note: str = ""
    url: str = ""
