"""Pages of the documentation that are made from the code: `make docs`.

One page for each mechanism, from its docstring, its parameters and what it declares; an index; the tables between the
markers of docs/model.md; and how far to trust it all, from the reports that the package carries. A test holds the pages in
the repository to what this makes.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rekindle.analysis.effects.kept import kept_audit
from rekindle.model.fields import Field
from rekindle.model.ledger import FLOWS
from rekindle.model.mechanism import Mechanism
from rekindle.model.parameter import Choice, Fixed, Parameter, declared
from rekindle.model.setting import (
    COMMUNITY_SETTING,
    CORRIDOR_SETTING,
    COUNTRY_SETTING,
    COURSE_SETTING,
    FORCE_SETTING,
    ORDER_SETTING,
    ORIGIN_SETTING,
    PAUSE_SETTING,
    PLACE_SETTING,
)
from rekindle.model.state import COUNTRY_STATE, NATION_STATE, PLACE_STATE, State
from rekindle.model.step import MECHANISMS
from rekindle.numbers import number, percent
from rekindle.show.documentation.effects import effects_table, studies_table
from rekindle.show.documentation.glossary import GLOSSARY_PAGE, glossary_page
from rekindle.show.documentation.markdown import table
from rekindle.show.documentation.trust import PAGE, trust_figures, trust_page
from rekindle.show.documentation.variables import mechanisms_list, outcomes_table, series_table
from rekindle.show.figures.svg import svg
from rekindle.show.verdicts.plain_words import THEORIES
from rekindle.show.words import listed

NAMES = {
    1: "campaign", 2: "assault", 3: "advance", 4: "air power", 5: "morale and rout", 6: "stance", 7: "corridor",
    8: "melting away", 9: "civilians", 10: "militia conduct", 11: "grievance", 12: "recruitment", 13: "intelligence",
    14: "counter-terrorism", 15: "counter-insurgency", 16: "leadership", 17: "appeal", 18: "local attacks",
    19: "attacks abroad",
    20: "foreign fighters' ways", 21: "affiliates", 22: "return to territory", 23: "governance and will", 24: "three levels",
    25: "funds",
}  # fmt: skip
"""What happens in the model, by the numbers that mechanisms declare."""


def page_name(mechanism: Mechanism) -> str:
    """File of a mechanism's page: its place in the step and its name."""
    return f"{MECHANISMS.index(mechanism) + 1:02d}-{mechanism.name.replace('_', '-')}.md"


def group_of(mechanism: Mechanism) -> str:
    """Name under which its parameters stand in a world, in `--variant` and in policies."""
    return mechanism.parameters.__name__.lower()


def mechanism_page(mechanism: Mechanism) -> str:
    """The page of one mechanism."""
    sentence, *rest = _doc(mechanism.function).split("\n\n", 1)
    numbers = listed([f"{NAMES[number]} ({number})" for number in mechanism.numbers])
    parts = [
        f"# {mechanism.name.replace('_', ' ').capitalize()}", sentence, *([_paragraphs(rest[0])] if rest else []),
        f"It belongs to {numbers}. Its source: {mechanism.source}.",
        f"It is step {MECHANISMS.index(mechanism) + 1} of {len(MECHANISMS)} in a week. Its code is `{_code(mechanism)}`.",
        *_parameters(mechanism), "## What it touches", _touches(mechanism),
        "## What must hold", "A test in `tests/model` checks each of these limits.",
        "\n".join(f"- {limit}" for limit in mechanism.limits),
        _neighbours(mechanism),
    ]  # fmt: skip
    return "\n\n".join(parts) + "\n"


def _doc(function: Callable[..., Any]) -> str:
    plain: Any = getattr(function, "py_func", function)
    return inspect.cleandoc(plain.__doc__ or "")


def _paragraphs(text: str) -> str:
    """A docstring's paragraphs, each on one line."""
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in text.split("\n\n"))


def _code(mechanism: Mechanism) -> str:
    plain: Any = getattr(mechanism.function, "py_func", mechanism.function)
    return f"src/rekindle/model/mechanisms/{plain.__module__.rsplit('.', 1)[-1]}.py"


def _neighbours(mechanism: Mechanism) -> str:
    """Links to the mechanisms before and after in the week, and what this page is."""
    at = MECHANISMS.index(mechanism)
    near = [("Before it", MECHANISMS[at - 1])] if at else []
    near += [("After it", m) for m in MECHANISMS[at + 1 : at + 2]]
    links = [f"{when}: [{m.name.replace('_', ' ')}]({page_name(m)})" for when, m in near]
    return " · ".join([*links, "[all mechanisms](README.md)", "[the model](../model.md)"]) + (
        "\n\nThis page is made from the code by `make docs`; do not edit it.")  # fmt: skip


def _touches(mechanism: Mechanism) -> str:
    rows = (("it reads", mechanism.reads), ("it writes", mechanism.writes), ("flows it counts", mechanism.flows))
    return "\n".join(f"- {what}: {', '.join(f'`{name}`' for name in names) or 'nothing'}" for what, names in rows)


def _parameters(mechanism: Mechanism) -> list[str]:
    group, found = group_of(mechanism), declared(mechanism.parameters)
    shared = [other.name for other in MECHANISMS if other is not mechanism and group_of(other) == group]
    note = f" The mechanism shares them with {listed([f'`{name}`' for name in shared])}." if shared else ""
    rivals = {name: p for name, p in found.items() if isinstance(p.prior, Choice)}
    levers = {name: p for name, p in found.items() if isinstance(p.prior, Fixed)}
    drawn = {name: p for name, p in found.items() if name not in rivals and name not in levers}
    parts = []
    if drawn:
        rows = [[f"`{group}.{name}`", p.meaning, _unit(p), p.prior.words(), _numbers(p), p.source] for name, p in drawn.items()]
        parts += [f"## Parameters\n\nEach world draws them once. *sd of log* is the standard deviation of the logarithm.{note}",
                  table(["name", "meaning", "unit", "prior", "5 / 50 / 95 % of draws", "source"], rows)]  # fmt: skip
    for name, p in rivals.items():
        rows = [[f"{THEORIES.get(f'{group}.{name} = {option}', '')} (`{group}.{name}={option}`)".strip(), percent(weight)]
                for option, weight in _options(p)]  # fmt: skip
        parts += [f"## Rival theories: `{group}.{name}`\n\n{p.meaning.capitalize()}. {p.source}.",
                  table(["theory", "share of worlds"], rows)]  # fmt: skip
    if levers:
        rows = [[f"`{group}.{name}`", p.meaning, _unit(p), p.prior.words()] for name, p in levers.items()]
        parts += ["## Levers\n\nThese are the same in every world unless a policy or an experiment moves them.",
                  table(["name", "meaning", "unit", "value"], rows)]  # fmt: skip
    return parts


def _unit(parameter: Parameter) -> str:
    """A unit as it is shown: a mere number has none."""
    return "none" if parameter.unit == "1" else parameter.unit.replace("km2", "km²")


def _options(parameter: Parameter) -> list[tuple[str, float]]:
    choice: Any = parameter.prior
    return list(zip(choice.names, choice.weights, strict=True))


def _numbers(parameter: Parameter) -> str:
    return " / ".join(number(float(parameter.prior.quantile(u))) for u in (0.05, 0.5, 0.95))


def index_page() -> str:
    """All mechanisms in the order of the step."""
    rows = [[str(i), f"[{m.name.replace('_', ' ')}]({page_name(m)})", m.sentence, ", ".join(map(str, m.numbers))]
            for i, m in enumerate(MECHANISMS, start=1)]  # fmt: skip
    head = ["step", "mechanism", "what happens", "part of the model"]
    about = "Each week the model takes these steps, in this order. This page is made by `make docs`; do not edit it."
    return f"# Mechanisms\n\n{about}\n\n{table(head, rows)}\n"


def variants_table() -> str:
    """Every variant, its options and their shares."""
    rows, seen = [], set()
    for mechanism in MECHANISMS:
        for name, parameter in declared(mechanism.parameters).items():
            full = f"{group_of(mechanism)}.{name}"
            if isinstance(parameter.prior, Choice) and full not in seen:
                seen.add(full)
                page = f"[{mechanism.name.replace('_', ' ')}](mechanisms/{page_name(mechanism)})"
                rows.append([f"`{full}`", parameter.meaning, parameter.prior.words(), page])
    return table(["variant", "what it is about", "options and share of worlds", "mechanism"], rows)


def fields_table(fields: tuple[Field, ...]) -> str:
    """Named numbers with units and meanings."""
    return table(["name", "unit", "meaning"], [[f"`{f.name}`", f.unit, f.meaning] for f in fields])


def stocks_table() -> str:
    """The arrays of people and shares in the state, with the axes and the meaning that their line in the code says."""
    found = re.findall(r"^    (\w+): np\.ndarray  # (\([^)]*\)) (.+)$", inspect.getsource(State), flags=re.M)
    records = {"places", "nation", "countries"}
    unsaid = set(State._fields) - records - {name for name, _, _ in found}
    if unsaid:
        raise ValueError(f"state.py: {', '.join(sorted(unsaid))} needs a comment in its line: # (axes) meaning")
    return table(["name", "axes", "meaning"], [[f"`{name}`", axes, meaning] for name, axes, meaning in found])


def setting_table() -> str:
    """What a scenario says of everything but places, each number with what it is of."""
    kinds = {"community": COMMUNITY_SETTING, "force": FORCE_SETTING, "origin": ORIGIN_SETTING, "country": COUNTRY_SETTING,
             "order": ORDER_SETTING, "pause": PAUSE_SETTING, "course": COURSE_SETTING,
             "corridor": CORRIDOR_SETTING}  # fmt: skip
    rows = [[kind, f"`{f.name}`", f.unit, f.meaning] for kind, fields in kinds.items() for f in fields]
    return table(["of", "name", "unit", "meaning"], rows)


def schedule() -> str:
    """The order of a step."""
    return "\n".join(f"{i}. [{m.name.replace('_', ' ')}](mechanisms/{page_name(m)}): {m.sentence}"
                     for i, m in enumerate(MECHANISMS, start=1))  # fmt: skip


TABLES: dict[str, Callable[[], str]] = {
    "schedule": schedule,
    "outcomes": outcomes_table,
    "series": series_table,
    "mechanisms": mechanisms_list,
    "variants": variants_table,
    "stocks": stocks_table,
    "state of places": lambda: fields_table(PLACE_STATE),
    "state of the organisation": lambda: fields_table(NATION_STATE),
    "state of countries": lambda: fields_table(COUNTRY_STATE),
    "setting of places": lambda: fields_table(PLACE_SETTING),
    "setting of the rest": setting_table,
    "flows": lambda: fields_table(FLOWS),
    "effects": lambda: effects_table(kept_audit()),
    "studies of effects": lambda: studies_table(kept_audit()),
}  # fmt: skip
"""Tables that pages written by hand take in, between `<!-- made: NAME -->` and `<!-- end -->`."""


def filled(page: str) -> str:
    """A page written by hand, with its tables made anew. Raises KeyError for a table that is not in TABLES."""
    return re.sub(r"<!-- made: ([^>]*) -->\n.*?<!-- end -->",
                  lambda found: f"<!-- made: {found[1]} -->\n{TABLES[found[1]]()}\n<!-- end -->", page, flags=re.S)  # fmt: skip


def pages(folder: Path) -> dict[Path, str]:
    """Every page that is made, wholly or in part, with what it should hold."""
    made = {folder / "mechanisms" / page_name(mechanism): mechanism_page(mechanism) for mechanism in MECHANISMS}
    made[folder / "mechanisms" / "README.md"] = index_page()
    made[folder / PAGE] = trust_page()
    made[folder / GLOSSARY_PAGE] = glossary_page()
    for page in sorted(folder.glob("*.md")):
        text = page.read_text(encoding="utf-8")
        if "<!-- made: " in text:
            made[page] = filled(text)
    return made


def main(folder: str = "docs") -> None:
    """Write the pages below a folder, and take away those of mechanisms that are gone."""
    made = pages(Path(folder))
    (Path(folder) / "mechanisms").mkdir(parents=True, exist_ok=True)
    for page in (Path(folder) / "mechanisms").glob("*.md"):
        if page not in made:
            page.unlink()
    for page, text in made.items():
        page.write_text(text, encoding="utf-8")
    (Path(folder) / "figures").mkdir(exist_ok=True)
    for name, figure in trust_figures().items():
        (Path(folder) / "figures" / name).write_bytes(svg(figure, name.removesuffix(".svg").replace("-", " ")))


if __name__ == "__main__":
    main(*sys.argv[1:2])
