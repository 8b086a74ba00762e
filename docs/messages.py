"""What the page says, in English and other languages: python docs/messages.py (or make messages).

Gathers the texts of the page (from its JavaScript and HTML) and those that the server sends (from the code and the packaged
scenarios), puts them into the catalogues `src/rekindle/languages/LANG/ui.po` and `data.po`, where a person translates them,
beside `pages.po`, the sentences of the pages that commands write, which a person adds by hand as templates with fields;
and compiles what is translated to JSON. Says how much is missing; with `--check` it writes nothing and fails where a file
would change. Needs Babel, which the package itself does not.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

from rekindle.languages.messages import LOCALE, MONTHS

WEB = LOCALE.parent / "web"
STATIC = WEB / "static"
KEYWORDS = {"t": None, "tn": (1, 2)}
MARKED = re.compile(r'\sdata-t(?:-[\w-]+)?="([^"]+)"')
"""Attributes of the page's HTML whose value is an English text to be said."""
RIGHTWARD = frozenset({"ar"})
BY_HAND = "by hand"
"""Marks what no code says as it stands, such as templates of texts that are put together."""
NO_WORDS = frozenset({"", "1", "0-1", "choice", "code", "count"})
"""Units of mere numbers."""
TOLD_IN_FULL = ("mosul-2016", "mali-2013")
"""Scenarios whose notes on orders and records are translated as well."""


def page_texts() -> Catalog:
    """Every text of the page: calls of t and tn, and marked attributes of its HTML."""
    found = Catalog()
    for path in sorted((STATIC / "js").rglob("*.js")):
        with path.open("rb") as file:
            for line, message, _, _ in extract("javascript", file, KEYWORDS, options={"encoding": "utf-8"}):
                found.add(message, locations=[(path.relative_to(WEB).as_posix(), line)])
    for path in sorted(STATIC.rglob("*.html")):
        for n, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            for text in MARKED.findall(line):
                found.add(text, locations=[(path.relative_to(WEB).as_posix(), n)])
    for unit in sorted(units()):
        found.add(unit, locations=[("units", None)])
    return found


def units() -> set[str]:
    """Units that the page may have to name: those of parameters, quantities, outcomes and series, but for mere numbers."""
    import rekindle
    from rekindle.model import series as model
    from rekindle.model.parameters import all_parameters
    from rekindle.variables.outcomes import OUTCOMES

    rows = [*OUTCOMES, *all_parameters().values(), *(one for name in dir(model) if name.endswith("_SERIES")
                                                     for one in getattr(model, name))]  # fmt: skip
    found = {one.unit for one in rows}
    for name in rekindle.names():
        found |= {one.unit for one in rekindle.load(name).quantities().values()}
    return found - NO_WORDS


def data_texts() -> Catalog:
    """Every text that the server sends and a person reads, by where it comes from."""
    found = Catalog()
    for text, origin in said_by_code():
        if text:
            found.add(text, locations=[(origin, None)])
    return found


def said_by_code() -> Iterator[tuple[str, str]]:
    """Texts and where they come from, those of the code first."""
    from rekindle.show.terminal.chronicle import TEMPLATES
    from rekindle.variables.outcomes import CAVEATS, OUTCOMES

    for one in OUTCOMES:
        yield from ((text, "outcomes") for text in (one.label, one.words, one.meaning, one.why))
    yield from ((text, "outcomes: caveats") for text in CAVEATS.values())
    yield from series_texts()
    yield from parameter_texts()
    yield from lever_texts()
    yield from glossary_texts()
    yield from ((text, "stories") for text in TEMPLATES.values())
    yield from ((unit, "units") for unit in sorted(units()))
    for name in MONTHS:
        yield name, "months"
    for name in scenario_names():
        yield from scenario_texts(name)


def glossary_texts() -> Iterator[tuple[str, str]]:
    from rekindle.show.words.glossary import GLOSSARY

    for term, entry in GLOSSARY.items():
        yield term, "glossary"
        yield entry.meaning, "glossary"


def scenario_names() -> list[str]:
    """The packaged scenarios, those with statements first."""
    import rekindle

    return rekindle.names()


def series_texts() -> Iterator[tuple[str, str]]:
    from rekindle.model import series as model
    from rekindle.variables.series import SERIES

    for rows in (model.NATION_SERIES, model.COUNTRY_SERIES, model.PART_SERIES, model.ABROAD_SERIES, model.PLACE_SERIES,
                 model.ORIGIN_SERIES):  # fmt: skip
        yield from ((one.meaning, "series") for one in rows)
    for row in SERIES.values():
        yield row.words, "series"


def parameter_texts() -> Iterator[tuple[str, str]]:
    from rekindle.analysis.live.levers import OPTIONS
    from rekindle.model.parameter import Choice
    from rekindle.model.parameters import all_parameters
    from rekindle.model.step import MECHANISMS

    for mechanism in MECHANISMS:
        yield mechanism.sentence, "mechanisms"
    for name, parameter in all_parameters().items():
        yield parameter.meaning, f"parameters: {name}"
        if isinstance(parameter.prior, Choice):
            yield from ((option, f"options: {name}") for option in parameter.prior.options)
    for name, each in OPTIONS.items():
        yield from ((meaning, f"options: {name}") for meaning in each.values())


def lever_texts() -> Iterator[tuple[str, str]]:
    from rekindle.analysis.live.plain import FIELDS, PARAMETERS, PARTS

    for texts in (PARAMETERS, FIELDS, PARTS):
        yield from ((text, "levers") for text in texts.values())


def scenario_texts(name: str) -> Iterator[tuple[str, str]]:
    import rekindle
    from rekindle.scenario.policies.listing import rows

    scenario = rekindle.load(name)
    yield from ((text, f"{name}: scenario") for text in (scenario.title, scenario.summary))
    for section in ("countries", "cities", "places", "communities", "forces", "origins"):
        for entry in (getattr(scenario, section, None) or {}).values():
            yield str(getattr(entry, "label", "") or ""), f"{name}: {section}"
    for kind, each in rows(scenario).items():
        for policy in each:
            yield from ((policy[key], f"{name}: {kind}") for key in ("title", "summary"))
    for quantity in scenario.quantities().values():
        yield quantity.definition, f"{name}: definitions"
    if name in TOLD_IN_FULL:
        told = rekindle.describe(scenario)
        yield from ((order["note"], f"{name}: orders") for order in told["orders"])
        points = [*told["record"].values(), *(one["recorded"] for one in told["outcomes"])]
        yield from ((point["note"], f"{name}: record") for each in points for point in each)
    yield from claim_texts(scenario)


def claim_texts(scenario: object) -> Iterator[tuple[str, str]]:
    from rekindle.analysis.claims.stored_worlds import claims_of
    from rekindle.errors import RekindleError

    try:
        claims = claims_of(scenario)  # type: ignore[arg-type]
    except RekindleError:
        return  # a scenario without statements
    where = f"{claims.scenario if hasattr(claims, 'scenario') else scenario.name}: statements"  # type: ignore[attr-defined]
    for claim in claims.claims:
        for text in (claim.statement, claim.short, claim.heading, claim.remark):
            yield text or "", where
        for text in (claim.note, claim.untestable, claim.table.title if claim.table else ""):
            yield text or "", f"{where}, notes"
        for one in claim.propositions:
            yield one.asks or "", where
            yield one.why or "", f"{where}, reasons"


def merged(path: Path, found: Catalog, lang: str) -> Catalog:
    """The catalogue on disk with today's texts: new ones without a translation, those no longer said left out.

    Nothing is guessed from texts that look alike. What a person added by hand (marked with the flag `by-hand`, such as
    templates of composed texts) stays.
    """
    kept = read_po(path.open("rb"), locale=lang) if path.exists() else Catalog(locale=lang)
    new = Catalog(locale=lang, project="Rekindle", charset="utf-8", fuzzy=False)
    new.header_comment = f"# {path.stem} of the live page of Rekindle. Made by make messages; translated by hand.\n"
    for message in found:
        if message.id:
            old = kept.get(message.id if isinstance(message.id, str) else message.id[0])
            new.add(message.id, old.string if old else None, locations=message.locations)
    for old in kept:
        if old.id and (old.id if isinstance(old.id, str) else old.id[0]) not in new and BY_HAND in old.auto_comments:
            new.add(old.id, old.string, auto_comments=[BY_HAND])
    return new


def po_text(made: Catalog) -> bytes:
    """A catalogue as its file has it: without line numbers and dates, which would change with every edit elsewhere."""
    for message in made:
        message.locations = list(dict.fromkeys((where, None) for where, _ in message.locations))
    out = BytesIO()
    write_po(out, made, width=120, sort_by_file=False, omit_header=False)
    return re.sub(rb'"(?:POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Generated-By)[^\n]*\n', b"",
                  out.getvalue())  # fmt: skip


def compiled(made: Catalog, plurals: bool = False) -> dict[str, str | list[str]]:
    """Texts that are translated, by msgid; those that count by their singular, with `plurals` by both, as a list of forms."""
    found: dict[str, str | list[str]] = {}
    for message in made:
        if not message.id or message.fuzzy:
            continue
        if isinstance(message.id, str):
            if message.string:
                found[message.id] = str(message.string)
        elif all(message.string):
            found.update({msgid: list(message.string) for msgid in message.id[: 1 + plurals]})
    return dict(sorted(found.items()))


def json_of(value: dict[str, object]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=0) + "\n").encode()


def sent_with(ui: Catalog, pages: Catalog, data: Catalog) -> dict[str, str | list[str]]:
    """What the package itself looks up: data, sentences of pages, and what the live page says in the same words."""
    plain = {msgid: said for msgid, said in compiled(ui).items() if isinstance(said, str) and "{" not in msgid}
    return dict(sorted((plain | compiled(pages, plurals=True) | compiled(data, plurals=True)).items()))


def files(lang: str) -> dict[Path, bytes]:
    """Every file that is made for a language."""
    ui = merged(LOCALE / lang / "ui.po", page_texts(), lang)
    data = merged(LOCALE / lang / "data.po", data_texts(), lang)
    pages = merged(LOCALE / lang / "pages.po", Catalog(), lang)
    side = "rtl" if lang in RIGHTWARD else "ltr"
    sent = {"lang": lang, "plural": data.plural_expr, "messages": sent_with(ui, pages, data)}
    return {
        LOCALE / lang / "ui.po": po_text(ui),
        LOCALE / lang / "data.po": po_text(data),
        LOCALE / lang / "pages.po": po_text(pages),
        LOCALE / lang / "data.json": json_of(sent),
        STATIC / "locale" / f"{lang}.json": json_of({"lang": lang, "dir": side, "messages": compiled(ui)}),
    }


def missing(made: bytes, lang: str) -> list[str]:
    """Texts of a catalogue that have no translation."""
    return [
        message.id if isinstance(message.id, str) else message.id[0]
        for message in read_po(BytesIO(made), locale=lang)
        if message.id and not (message.string if isinstance(message.id, str) else all(message.string))
    ]


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    asked.add_argument("--check", action="store_true", help="write nothing; fail where a file would change")
    asked.add_argument("--missing", action="store_true", help="list what has no translation")
    wanted = asked.parse_args()
    made = {STATIC / "locale" / "en.json": json_of({"lang": "en", "dir": "ltr", "messages": {}})}
    for lang in sorted(path.name for path in LOCALE.iterdir() if (path / "ui.po").exists()):
        made.update(files(lang))
    old = [path for path, text in made.items() if not path.exists() or path.read_bytes() != text]
    for path, text in made.items():
        if path.suffix == ".po":
            left = missing(text, path.parent.name)
            print(f"{path.relative_to(LOCALE)}: {len(left)} texts without a translation", file=sys.stderr)
            if wanted.missing:
                print(*left, sep="\n")
    if wanted.check:
        if old:
            sys.exit(f"Run make messages: {', '.join(path.name for path in old)} would change.")
        return
    for path in old:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(made[path])


if __name__ == "__main__":
    main()
