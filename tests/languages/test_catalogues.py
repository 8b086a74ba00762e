"""The page's words in other languages: catalogues whole, compiled, and used for everything that a person reads."""

from __future__ import annotations

import ast
import importlib.util
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import rekindle
from rekindle.languages import messages
from rekindle.languages.messages import END, ISOLATE, LANGUAGES, LOCALE, NAMES, TEXTS, catalogue, said, translated

pofile = pytest.importorskip("babel.messages.pofile", reason="catalogues are read with Babel, of the extra `test`")

ROOT = Path(__file__).parents[2]
OTHERS = LANGUAGES[1:]
FIELD = re.compile(r"\{(\w+)\}")
ARABIC = re.compile("[\u0600-\u06ff]")
LATIN = {
    "CSV", "SVG", "PNG", "PRIM", "CRPS", "Excel", "Parquet", "NetCDF", "Zarr", "HTML", "Rekindle", "rekindle", "serve",
    "Natural", "Earth", "IHS", "ICCT", "Iraq", "Body", "Count", "rsis", "rfi", "nouse", "CTC", "Airwars", "Esc", "PDF",
}  # fmt: skip
"""Latin words that an Arabic text may hold: formats, keys, this program, and sources under the names that they have."""


HELD_APART = re.compile(f"{ISOLATE}[^{END}]*{END}")
"""Works and authors under their own names, which a page marks as English."""


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_messages", ROOT / "docs" / "messages.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def entries(lang: str, *names: str) -> Iterator[Any]:
    for name in names or ("ui", "data"):
        with (LOCALE / lang / f"{name}.po").open("rb") as file:
            yield from (message for message in pofile.read_po(file, locale=lang) if message.id)


def forms(message: Any) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


def first(message: Any) -> str:
    return str(message.id if isinstance(message.id, str) else message.id[0])


def test_there_is_arabic() -> None:
    assert LANGUAGES == ("en", "ar")


@pytest.mark.parametrize("lang", OTHERS)
def test_catalogues_have_today_s_texts_and_are_compiled(lang: str, tool: ModuleType) -> None:
    """Whoever adds a text runs `make messages`, translates it in the .po file, and runs it again."""
    made = tool.files(lang)
    assert len(made) == 5
    assert [path.name for path, text in made.items() if path.read_bytes() != text] == []


@pytest.mark.parametrize("lang", OTHERS)
def test_every_text_is_translated_and_none_is_a_guess(lang: str) -> None:
    every = list(entries(lang))
    assert len(every) > 1000
    assert [first(one) for one in every if not all(forms(one)) or one.fuzzy] == []


def test_texts_that_count_have_all_six_arabic_forms() -> None:
    counted = [one for one in entries("ar") if not isinstance(one.id, str)]
    assert len(counted) > 10
    assert {len(forms(one)) for one in counted} == {6}
    rule = catalogue("ar")
    assert rule
    assert [rule.form(n) for n in ("0", "1", "2", "3", "10", "11", "99", "100", "1,003")] == [0, 1, 2, 3, 3, 4, 4, 5, 3]


@pytest.mark.parametrize("lang", OTHERS)
def test_fields_agree(lang: str) -> None:
    """No translation has a field that its text lacks, or leaves one out: but for a number that the word says by itself."""
    wrong = []
    for one in entries(lang):
        asked = set(FIELD.findall(first(one)))
        for at, text in enumerate(forms(one)):
            has = set(FIELD.findall(text))
            spared = NAMES if isinstance(one.id, str) else asked if at == 0 else {"n"} if at < 3 else set()
            if has - asked or asked - has - spared:
                wrong.append((first(one), text))
    assert wrong == []


def test_arabic_is_arabic() -> None:
    """No word is left in Latin letters but names."""
    stray = {}
    for one in entries("ar"):
        for text in forms(one):
            rest = HELD_APART.sub(" ", FIELD.sub(" ", text))
            words = set(re.findall(r"[A-Za-z]{2,}", rest)) - LATIN
            if words:
                stray[text] = words
    assert not stray


@pytest.mark.parametrize("lang", OTHERS)
def test_what_the_page_loads_is_what_the_catalogue_says(lang: str) -> None:
    sent = json.loads((messages.LOCALE.parent / "web" / "static" / "locale" / f"{lang}.json").read_text(encoding="utf-8"))
    assert (sent["lang"], sent["dir"]) == (lang, "rtl")
    kept = {first(one): forms(one) if isinstance(one.string, tuple) else one.string for one in entries(lang, "ui")}
    assert sent["messages"] == kept


def texts(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Texts for people in what the server sends, with the path of keys to each."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from texts(each, f"{path}.{key}" if key in TEXTS else path)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from texts(each, path)
    elif isinstance(value, str) and value and path:
        yield path, value


def untold(value: Any, lang: str) -> list[str]:
    return sorted({text for _, text in texts(value) if said(text, lang) == text})


@pytest.mark.parametrize("name", ["mosul-2016", "mali-2013"])
@pytest.mark.parametrize("lang", OTHERS)
def test_everything_described_is_translated(name: str, lang: str) -> None:
    """Outcomes, series, policies, orders, places and the record; titles of sources stay as their authors wrote them."""
    told = rekindle.describe(name)
    told.pop("sources")
    assert len(list(texts(told))) > 500
    assert untold(told, lang) == []


@pytest.mark.parametrize("name", ["iraq-2006", "mosul-2014"])
@pytest.mark.parametrize("lang", OTHERS)
def test_of_other_scenarios_all_but_notes_is_translated(name: str, lang: str) -> None:
    told = {key: value for key, value in rekindle.describe(name).items() if key not in ("sources", "record", "orders")}
    told["outcomes"] = [{**one, "recorded": []} for one in told["outcomes"]]
    assert untold(told, lang) == []


@pytest.mark.parametrize("name", ["mosul-2016", "mali-2013"])
@pytest.mark.parametrize("lang", OTHERS)
def test_every_lever_is_translated(name: str, lang: str) -> None:
    """Its label, meaning, mechanism and options; what is said of each figure of a source stays in English for now."""
    levers = [one.to_dict() | {"sources": []} for one in rekindle.levers(name)]
    assert len(levers) > 500
    assert untold(levers, lang) == []


@pytest.mark.parametrize("lang", OTHERS)
def test_every_statement_is_translated(lang: str) -> None:
    """Statements, what is asked of them and why, and every word that a verdict or a probability may have."""
    from rekindle.analysis.claims import verdict
    from rekindle.analysis.claims.ledger import likelihood_word
    from rekindle.analysis.claims.stored_worlds import claims_of
    from rekindle.analysis.statistics.likelihood import likelihood

    claims = claims_of(rekindle.load("mosul-2016")).claims
    told = [text for one in claims for text in (one.statement, one.short, one.heading, one.remark, one.untestable, one.note)]
    propositions = [one for claim in claims for one in claim.propositions]
    told += [text for one in propositions for text in (one.asks, one.why, likelihood_word(one))]
    told += [likelihood(n, 1000) for n in range(0, 1001, 5)]
    names = ("UPHELD", "IN_PART", "NOT_UPHELD", "FACT", "UNDECIDED", "UNTESTED", "UNTESTABLE")
    told += [getattr(verdict, name) for name in names]
    assert len(claims) == 32
    assert untold([{"text": text} for text in told], lang) == []


@pytest.mark.parametrize("lang", OTHERS)
def test_what_turns_a_verdict_over_is_translated_condition_by_condition(lang: str) -> None:
    found = translated(rekindle.verdicts("mosul-2016"), lang)
    words = [one["words"] for claim in found["claims"] for each in claim["propositions"] for one in each["flips"] or ()]
    assert len(words) > 10
    words += [one["label"] for one in found["topics"].values()]
    assert [text for text in words if re.search("[A-Za-z]", text)] == []


@pytest.mark.parametrize("lang", OTHERS)
def test_every_sentence_of_a_story_is_translated(lang: str) -> None:
    from rekindle.show.terminal.chronicle import TEMPLATES

    numbers = {"share": "61 %", "before": "80 %", "after": "under 0.1 %", "year": "2018", "weeks": "38", "fled": "1.05 million"}
    names = {"place": "Mosul, Old City", "city": "Mosul", "day": "17 October"}
    for template in TEMPLATES.values():
        fields = {one: names.get(one) or numbers.get(one, "1,200") for one in FIELD.findall(template)}
        text = said(template.format(**fields), lang)
        assert ARABIC.search(text)
        assert not re.search("[A-Za-z]", text)
        assert all(value.split(" ")[0] in text for one, value in fields.items() if one not in names and one != "after")


def test_a_name_that_nobody_translated_stands_apart() -> None:
    assert said("Attacks in Erewhon, 2018", "ar") == f"الهجمات في {ISOLATE}Erewhon{END}، 2018"


def test_a_text_that_nobody_translated_stays() -> None:
    for text in ("An order of one's own", "Somebody said this, somewhere", "Their own label: their own meaning", "", "12"):
        assert said(text, "ar") == text


def test_names_numbers_and_units_stay_as_they_are() -> None:
    told: dict[str, Any] = {"name": "share", "label": "share", "unit": "people", "q": [1, None, "never"]}
    told["places"] = [{"id": "south", "label": "Iraq"}]
    assert translated(told, "en") is told
    found = translated(told, "ar")
    assert ARABIC.search(found["label"])
    assert {**found, "label": "share", "places": []} == {**told, "places": []}
    assert found["places"] == [{"id": "south", "label": "العراق"}]
    assert told["label"] == "share"
    assert translated(told, "xx") == told


def test_dates_and_numbers_within_a_text_are_written_there() -> None:
    text = said("residents killed by abuse in Mosul, in all of 17 Oct 2016 to 31 Dec 2021: at least 25 % more", "ar")
    assert "17 تشرين الأول/أكتوبر 2016" in text
    assert "25%" in text
    assert not re.search("[A-Za-z]", text)


def test_nothing_but_the_standard_library_is_needed_to_translate() -> None:
    tree = ast.parse(Path(messages.__file__).read_text(encoding="utf-8"))
    named = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    named |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in named} <= sys.stdlib_module_names
