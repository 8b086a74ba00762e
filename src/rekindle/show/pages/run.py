"""One ensemble as one HTML file: findings in sentences, pictures, every number with its source. Needs no network."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from rekindle.analysis.runs.result import FIGURES, MANIFEST, REPORT, add_drawn
from rekindle.analysis.runs.run import Answer, RunSpec
from rekindle.ensemble.variants import options
from rekindle.files import write_text
from rekindle.languages.speech import ENGLISH, named, speaking
from rekindle.record.recorded import Recorded
from rekindle.scenario.policies import by_hand
from rekindle.scenario.record_check import record_of
from rekindle.show import words
from rekindle.show.figures.bands import Results
from rekindle.show.figures.beside import recorded_label, why_not
from rekindle.show.figures.drawers import draw_all
from rekindle.show.figures.files import FORMATS, all_figures, drawing, save
from rekindle.show.figures.outcomes import charted, summarised
from rekindle.show.figures.picture import Material, Picture
from rekindle.show.pages import inputs, tables
from rekindle.show.pages.html import explained, flat, scale, shown
from rekindle.show.pages.sources import parameter_rows
from rekindle.show.verdicts.plain_words import THEORIES
from rekindle.show.words.transfer import transferred

HEADLINES = (
    "battle_civilians", "battle_people", "battle_length", "battle_losses", "city_lost",
    "group_members", "after_displaced", "after_ground", "after_attacks", "after_resurgence",
)  # fmt: skip
SECTIONS = (
    ("map", "The places", "Where the model's places lie, and how much of each the group controls."),
    ("battle", "The battle", "From the first assault to the last sector, and what it costs those who live there."),
    ("group", "The group", "How many fight, how many hide, where they come from and what holds them up."),
    ("after", "What is left", "The people, the attacks and the causes in the years after."),
    (
        "outcomes",
        "Outcomes beside the record",
        "Medians and ranges, with what was recorded; the table that follows has every outcome.",
    ),
)


def write_all(question: RunSpec, answer: Answer, formats: Sequence[str] = FORMATS, lang: str = ENGLISH) -> Path:
    """Figures and the report of a run, into its folder, and the report in another language beside it; the path of the last."""
    record = record_of(question.scenario)
    dataset = answer.dataset().assign_attrs(until=str(question.frame().until))
    with drawing():
        pictures = all_figures(dataset, question.scenario, record)
        draw_all(pictures)

        def write(folder: Path) -> None:
            save(pictures, folder / FIGURES, formats)
            about = (dataset, question.scenario, answer.summary, answer.manifest, parameter_rows(), record)
            write_report(folder / REPORT, *about, pictures)
            if lang != ENGLISH:
                with speaking(lang):
                    anew = [replace(picture, drawn={}) for picture in pictures]
                    draw_all(anew)
                    write_report(folder / page, *about, anew)

        page = named(REPORT, lang)
        add_drawn(answer.folder, MANIFEST, tuple(dict.fromkeys((FIGURES, REPORT, page))), write)
    return answer.folder / page


def write_report(
    path: str | Path,
    dataset: Any,
    scenario: Any,
    summary: Any,
    manifest: Mapping[str, Any],
    parameters: Sequence[Mapping[str, Any]],
    record: Sequence[Recorded],
    pictures: Sequence[Picture],
) -> Path:
    """Write the report to `path` and return it.

    `summary` maps outcomes to their mean, p05 to p95 and worlds; whatever it leaves out is worked out from `dataset`.
    """
    results = Results(dataset, scenario.start)
    material = Material(results, scenario, record)
    drawn = _drawn(pictures)
    numbers = tables.quantity_rows(scenario)
    outcomes = _outcomes(material, summary)
    told = partial(recorded_label, material)
    page = explained(
        "report.html",
        scenario=scenario,
        run=_run(results, scenario, manifest),
        headlines=_headlines(pictures),
        sections=_sections(pictures, numbers, list(record), scenario),
        outcomes=outcomes,
        outcome_table=inputs.outcomes(outcomes),
        numbers=numbers,
        number_table=inputs.numbers(numbers, scenario),
        statuses=tables.shares(numbers),
        sources=inputs.sources(tables.source_rows(scenario, numbers, record)),
        record=record,
        record_table=inputs.record(tables.record_rows(scenario, record, drawn, partial(why_not, material), told), scenario),
        recorded=_recorded(record, drawn),
        context=inputs.context(tables.context_rows(scenario), scenario),
        dates=inputs.dates(tables.date_rows(scenario), scenario),
        parameters=parameters,
        parameter_table=inputs.parameters([_parameter(row) for row in parameters]),
        manifest=inputs.manifest(flat(manifest)),
        scale=scale(),
        rivals=_rivals(manifest),
    )
    return write_text(Path(path), page)


def _run(results: Results, scenario: Any, manifest: Mapping[str, Any]) -> dict[str, Any]:
    """What was run: worlds reached and asked for, period, policy, and whether all of it was finished."""
    asked = next(
        (int(manifest[name]) for name in ("requested", "worlds_requested", "worlds") if _counts(manifest.get(name))),
        results.worlds,
    )
    asked = max(asked, results.dataset.sizes.get("world", 0))
    finished = manifest.get("complete", True) and not manifest.get("cancelled", False) and results.worlds >= asked
    as_of = getattr(scenario, "as_of", None) or manifest.get("as_of")
    return {
        "worlds": results.worlds,
        "asked": asked,
        "complete": bool(finished),
        "few": results.worlds < words.FEW,
        "start": words.day(results.start),
        "end": words.day(results.until),
        "last_week": words.day(results.end) if results.end > results.until else "",
        "policy": _policy(manifest) or str(results.dataset.attrs.get("policy") or "historical"),
        "as_of": words.day(as_of) if isinstance(as_of, (date, str)) and as_of else "",
        "singles": words.listed([str(world) for world in results.singles]),
        "sampled": results.dataset.sizes.get("sampled_world", 0),
        "weekly": any({"world", "week"} == set(one.dims) for one in results.dataset.data_vars.values()),
        "version": str(manifest.get("version", "")),
        "digest": str(manifest.get("digest") or getattr(scenario, "digest", "")),
        "seed": str(manifest.get("seed", "")),
        "learnt": bool(manifest.get("posterior")),
        "transferred": transferred(manifest.get("transfer")),
        "by_hand": "; ".join(by_hand.words(manifest.get("set_by_hand") or {}, scenario)),
    }


def _policy(manifest: Mapping[str, Any]) -> str:
    """What the policy is called: the title that its file gives, else its name."""
    text = json.loads(manifest["policy_text"]) if manifest.get("policy_text") else {}
    return str(text.get("title") or manifest.get("policy") or "")


def _drawn(pictures: Sequence[Picture]) -> dict[Recorded, list[tuple[str, str]]]:
    """Links to the pictures that draw each recorded figure."""
    found: dict[Recorded, list[tuple[str, str]]] = {}
    for picture in pictures:
        for row in dict.fromkeys(picture.recorded):
            found.setdefault(row, []).append((f"f-{picture.name}", picture.title))
    return found


def _recorded(record: Sequence[Recorded], drawn: Mapping[Recorded, Any]) -> dict[str, Any]:
    """How many figures are recorded, up to which day, and how many of them no picture draws."""
    last = max((row.end for row in record), default=None)
    return {"until": words.deadline(last) if last else "", "undrawn": sum(row not in drawn for row in record)}


def _rivals(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """How many rival theories worlds are drawn from, and which of them were fixed for all."""
    known = options()
    chosen = [f"{name} = {option}" for name, option in (manifest.get("fixed_variants") or {}).items()]
    fixed = [THEORIES.get(one, one) for one in chosen]
    return {"theories": words.how_many(len(known)), "options": sum(map(len, known.values())), "fixed": words.listed(fixed)}


def _counts(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _headlines(pictures: Sequence[Picture]) -> list[Picture]:
    named = {picture.name: picture for picture in pictures}
    return [named[name] for name in HEADLINES if name in named]


def _sections(
    pictures: Sequence[Picture], numbers: Sequence[tables.QuantityRow], record: list[Recorded], scenario: Any
) -> list[dict[str, Any]]:
    labels = {row.path: row.label for row in numbers}
    found = []
    for name, title, lead in SECTIONS:
        ours = [_picture(picture, labels, record, scenario) for picture in pictures if picture.section == name]
        if ours:
            found.append({"id": name, "title": title, "lead": lead, "pictures": ours})
    return found


def _picture(picture: Picture, labels: Mapping[str, str], record: list[Recorded], scenario: Any) -> dict[str, Any]:
    """A picture with its images as data, the numbers it rests on by their kind, and its recorded figures by their source."""
    rests = tables.together([path for path in picture.rests_on if path in labels], labels)
    sources: dict[str, list[Recorded]] = {}
    for row in picture.recorded:
        if row in record:
            for one in tables.links(scenario, row.source):
                sources.setdefault(inputs.name_of(scenario.sources.get(one.id), one.id), []).append(row)
    drawn = [
        (f"r-{record.index(rows[0])}", f"{name} ({len(rows)})" if len(rows) > 1 else name) for name, rows in sources.items()
    ]
    return shown(picture, rests=rests, recorded=drawn)


KEYS = ("mean", "p05", "p25", "p50", "p75", "p95")


def _outcomes(material: Material, summary: Any) -> list[dict[str, Any]]:
    """Rows of the outcomes table: charted ones first, in their order, then the rest, months last."""
    given, results = _given(summary), material.results
    labels = {one.name: one.label for one in charted(material)}
    names = [*labels, *(name for name in results.outcomes() if name not in labels)]
    table = []
    for name in names:
        values = results.outcome(name)
        if not len(values) and name not in given:
            continue
        row = summarised(values) | {key: value for key, value in given.get(name, {}).items() if _number(value)}
        unit = results.unit(name)
        table.append(
            {
                "name": name,
                "label": labels.get(name) or _spoken(results.label(name)),
                "unit": tables.unit_words(unit),
                "cells": [_cell(row[key], unit) for key in KEYS],
                "raw": [*(f"{row[key]:.6g}" for key in KEYS), int(row["worlds"])],
                "worlds": words.exact(row["worlds"]),
                "never": int(row["never"]),
                "monthly": re.search(r"_\d{4}_\d{2}$", name) is not None and name.startswith("deaths_documented_"),
            }
        )
    return sorted(table, key=lambda row: row["monthly"])


def _spoken(text: str) -> str:
    return text[:1].upper() + text[1:]


def _number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _given(summary: Any) -> dict[str, Mapping[str, Any]]:
    """Outcomes of a summary, whether it is a mapping by name, holds one under "outcomes", or is a list of tables."""
    if isinstance(summary, Mapping) and isinstance(summary.get("outcomes"), (Mapping, list)):
        summary = summary["outcomes"]
    if isinstance(summary, Mapping):
        return {str(name): row for name, row in summary.items() if isinstance(row, Mapping)}
    if isinstance(summary, Sequence) and not isinstance(summary, str):
        return {str(row.get("name", row.get("outcome"))): row for row in summary if isinstance(row, Mapping)}
    return {}


def _cell(value: float, unit: str) -> str:
    return words.amount(value, unit, missing="–")


def _parameter(row: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(row.get(name, "") or "") for name in ("name", "unit", "prior", "source", "meaning")}
