"""The forms of IOM's lists, told by their columns, and how the same column is headed from round to round.

Headings are compared without capitals, spaces, signs and Arabic letters: `IDPs Families` and `IDPs  families عوائل` are the
same. The variants were read in public programs that open the published workbooks: for rounds 5, 8, 12, 18, 19, 24, 32, 36, 51,
64, 76, 87, 101, 112, 119 and later a crosswalk of their headings; for rounds 64 and 90 the headings themselves. The first of
each row are those of a CSV conversion of the lists of 2014 to 2018, which was seen. The workbooks were not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rekindle.record import regions

# The governorates of origin as the conversion of the master lists heads its columns, and as the aggregates do.
ORIGINS = (
    "Anbar", "Babylon", "Baghdad", "Basrah", "Dahuk", "Diyala", "Erbil", "Kerbala", "Kirkuk", "Missan", "Muthanna", "Najaf",
    "Ninewa", "Qadissiya", "Salahal Din", "Sulaymaniyah", "Thi Qar", "Wassit",
)  # fmt: skip

# Column: its headings. In parentheses the rounds in which a heading was seen by those programs.
HEADINGS = {
    "date": ("date",),
    "Governorate": ("Governorate",),
    "Families": ("Families",  # 36 to 101
                 "IDPs Families",  # 12 to 32
                 "IDP Families", "ID Pfamilies",  # 64, with a letter that only stretches the word
                 "Households",  # from 119
                 "Master Families"),  # 5 and 8
    "Individuals": ("Individuals",  # from 36
                    "IDPs Individuals",  # 12 to 32
                    "IDP Individuals", "ID Pindividuals"),  # 64
    "Origin Governorate": ("Origin Governorate",),  # 5 and 8, a row for each origin; later lists have a column for each
    "Returnee Families": ("Returnee Families", "Returnees Families", "Returnee Households"),
    "Returnee Individuals": ("Returnee Individuals", "Returnees Individuals"),
}  # fmt: skip

# Columns by the time of displacement, without "Wave" (32 and 36), "Period" (51 to 90) and "Period of displacement" (101).
WAVE = ("post17october16", "post17oct16")
PERIODS = ("prejune14", "prejune", "junejuly14", "junejuly", "august14", "postaugust", "postseptember14", "postapril15",
           "postmarch16", "postmar16", *WAVE, "july17")  # fmt: skip
_LATER = re.compile(r"jan(20)?\d\d")  # from round 112 a column is added each January
_KIND = re.compile(r"(wave|period(ofdisplacement)?)$")


def same(heading: str) -> str:
    """A heading without capitals, spaces, signs and letters other than Latin ones."""
    return re.sub(r"[^a-z0-9]", "", heading.lower())


def period(heading: str) -> str:
    """The period that a heading names, as PERIODS has it; empty for another heading."""
    stem = _KIND.sub("", same(heading))
    return stem if stem in PERIODS or _LATER.fullmatch(stem) else ""


def origin(heading: str) -> str:
    """The governorate that heads a column, by the name of the table of regions; empty for another heading."""
    there = regions.governorate(heading, "Iraq")
    return there.name if there else ""


def column(heading: str) -> str:
    """What a heading means: a key of HEADINGS, `from Ninewa`, `wave`, `period july17`; the heading itself where it is none."""
    plain = same(heading)
    for name, variants in HEADINGS.items():
        if plain in map(same, variants):
            return name
    if stem := period(heading):
        return "wave" if stem in WAVE else f"period {stem}"
    return f"from {there}" if (there := origin(heading)) else heading


FROM = tuple(column(name) for name in ORIGINS)


@dataclass(frozen=True)
class Form:
    """A form of file: what it is, the columns it must have, and of which others it must have at least one."""

    title: str
    columns: tuple[str, ...]
    one_of: tuple[str, ...] = ()

    def fits(self, columns: set[str]) -> bool:
        """Whether a file with these columns has this form."""
        enough = set(self.columns) <= columns and (not self.one_of or not columns.isdisjoint(self.one_of))
        # sums by governorate say nothing else, so that no list that lacks a column is taken for them
        return enough and (self is not BY_ORIGIN or columns <= {*self.columns, "from Halabja"})

    def lacks(self, columns: set[str]) -> list[str]:
        """What a file with these columns has not."""
        missing = [name for name in self.columns if name not in columns]
        return missing + ([" or ".join(self.one_of)] if self.one_of and columns.isdisjoint(self.one_of) else [])


COUNTED = ("Families", "Individuals")
IDP = Form("IDP Master List", ("Governorate", *FROM), COUNTED)
IDP_2014 = Form("IDP Master List of 2014", ("Governorate", "Origin Governorate"), COUNTED)
RETURNEES = Form("Returnee Master List", ("Governorate",), ("Returnee Families", "Returnee Individuals"))
NATIONAL = Form("sums by date", ("date", *COUNTED, "wave_post_17_october_16", "Returnee Families", "Returnee Individuals"))
BY_HOST = Form("displaced by date and host", ("date", "Governorate", *COUNTED, "idp_families_from_ninewa",
                                              "idp_families_wave_post_17oct2016"))  # fmt: skip
BY_ORIGIN = Form("displaced by date and origin", ("date", *FROM))
FORMS = (BY_HOST, NATIONAL, IDP, IDP_2014, RETURNEES, BY_ORIGIN)


def form_of(headings: list[str]) -> Form | None:
    """The form of a file by its headings."""
    columns = {column(heading) for heading in headings if heading}
    return next((form for form in FORMS if form.fits(columns)), None)


def nearest_form(headings: list[str]) -> str:
    """For a message: the list of IOM of which a file lacks the least and what it lacks, or which lists there are."""
    columns = {column(heading) for heading in headings if heading}
    near = min((IDP, IDP_2014, RETURNEES), key=lambda form: len(form.lacks(columns)) / (len(form.columns) + 1))
    if columns.isdisjoint((*near.columns, *near.one_of)):
        return "Read are the IDP and Returnee Master Lists of Iraq"
    return f"The nearest, {near.title}, also has {', '.join(name.replace('from ', '') for name in near.lacks(columns))}"
