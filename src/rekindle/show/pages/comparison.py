"""A comparison of policies as one HTML file: which does better, what changes, what that rests on. Needs no network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from rekindle.analysis.comparison.compare import Comparison
from rekindle.analysis.comparison.policies import COMPARISON, PAGE, Ran
from rekindle.analysis.outcomes.treatment import Treatment
from rekindle.analysis.outcomes.treatment import told as told_of
from rekindle.analysis.runs.result import FIGURES, add_drawn
from rekindle.files import write_text
from rekindle.languages.speech import ENGLISH, named, speaking
from rekindle.model.parameters import all_parameters
from rekindle.scenario.policies import by_hand
from rekindle.scenario.policies.policy import TARGETS
from rekindle.show import words
from rekindle.show.figures import comparison as differences
from rekindle.show.figures import courses, flows, regret
from rekindle.show.figures.drawers import draw_all
from rekindle.show.figures.files import FORMATS, drawing, save
from rekindle.show.figures.picture import Picture
from rekindle.show.pages import compared
from rekindle.show.pages.html import explained, scale, shown, table
from rekindle.show.pages.tables import label
from rekindle.show.verdicts.plain_words import THEORIES
from rekindle.show.words.choice import compared as sentences
from rekindle.show.words.comparison import Side, side_of
from rekindle.show.words.transfer import transferred
from rekindle.show.words.treatment import RULE
from rekindle.show.words.treatment import lines as treatment_lines

PARTS = (differences, courses, regret, flows)
SECTIONS = ("differences", "courses", "regret", "flows")


def write_all(
    ran: Ran, comparison: Comparison, asked: Mapping[str, Any], formats: Sequence[str] = FORMATS, lang: str = ENGLISH
) -> Path:
    """Figures and the page of a comparison, into its folder, and in another language beside it; the path of the last."""
    side = side_of(ran, comparison, asked)
    with drawing():
        pictures = all_pictures(side)
        draw_all(pictures)

        def write(folder: Path) -> None:
            save(pictures, folder / FIGURES, formats)
            manifests = {name: found.manifest for name, found in ran.answers.items()}
            write_comparison(folder / PAGE, side, manifests, pictures)
            if lang != ENGLISH:
                with speaking(lang):
                    anew = [replace(picture, drawn={}) for picture in pictures]
                    draw_all(anew)
                    write_comparison(folder / page, side, manifests, anew)

        page = named(PAGE, lang)
        add_drawn(ran.folder, COMPARISON, tuple(dict.fromkeys((FIGURES, PAGE, page))), write)
    return ran.folder / page


def all_pictures(side: Side) -> list[Picture]:
    """Every picture the results allow, in the order of the page."""
    return [picture for part in PARTS for picture in part.pictures(side)]


def write_comparison(
    path: str | Path, side: Side, manifests: Mapping[str, Mapping[str, Any]], pictures: Sequence[Picture]
) -> Path:
    """Write the page to `path` and return it. `manifests` are those of the policies' results."""
    changed, level, folded = compared.effects(side)
    turned, flips, looked = compared.options(side)
    page = explained(
        "compare.html",
        scenario=side.scenario,
        run=_run(side, manifests),
        answer=side.answer,
        glance=compared.glance(side),
        beside=_beside(side),
        changed=changed,
        level=level,
        folded=folded,
        policies=_policies(side),
        treatments=[_treatment(side, name, one) for name, one in side.comparison.treatments.items()],
        rule=RULE,
        pictures={name: [shown(one) for one in pictures if one.section == name] for name in SECTIONS},
        outcomes=compared.outcomes(side),
        unchanged=compared.unchanged(side),
        options=turned,
        flips=flips,
        looked=looked,
        theories=words.how_many(len(side.comparison.variants)) if side.comparison.variants else "",
        regrets=compared.regrets(side) if regret.judged(side.comparison) else None,
        ranks=compared.ranks(side),
        flows=compared.flow_table(side),
        manifests=compared.manifests(side, manifests),
        scale=scale(),
    )
    return write_text(Path(path), page)


def _run(side: Side, manifests: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    about = manifests.get(side.comparison.baseline, {})
    count = int(side.comparison.worlds.size)
    return {
        "worlds": count, "few": count < words.FEW, "baseline": side.title(side.comparison.baseline),
        "policies": words.listed([side.title(name) for name in side.comparison.policies]),
        "start": words.day(side.scenario.start),
        "end": words.day(about["until"]) if about.get("until") else "the end of the run",
        "as_of": words.day(about["as_of"]) if about.get("as_of") else "", "seed": str(about.get("seed", "")),
        "transferred": transferred(about.get("transfer")),
        "version": str(about.get("rekindle", "")), "digest": str(about.get("scenario_digest", "")),
        "fixed": "; ".join(THEORIES.get(f"{name} = {option}", f"{name} = {option}")
                           for name, option in (about.get("fixed_variants") or {}).items()),
        "by_hand": "; ".join(by_hand.words(about.get("set_by_hand") or {}, side.scenario)),
    }  # fmt: skip


def _beside(side: Side) -> list[tuple[str, list[str]]]:
    """Each policy beside the baseline, measure by measure: its title and its sentences."""
    choice, baseline = side.comparison.choice, side.comparison.baseline
    if choice is None:
        return []
    return [(side.title(name), sentences(choice, name, baseline, side.labels)) for name in side.comparison.others]


def _policies(side: Side) -> dict[str, Any]:
    """Policies as the page tells them: what each is, where its numbers come from, and what it changes."""
    rows = []
    for name in side.comparison.policies:
        policy = side.policies.get(name)
        changes = [_change(change, side.scenario) for change in getattr(policy, "changes", None) or ()]
        source = str(getattr(policy, "source", "") or "")
        summary = str(getattr(policy, "summary", "") or "")
        rows.append([side.title(name), compared.lines([summary, f"Source: {source}" if source else ""]),
                     compared.lines(changes) if changes else "nothing"])  # fmt: skip
    heads = ("Policy", "What it is", "What its file changes")
    return table("The policies compared", heads, rows, looks=("", "note", "note"), printed="few")


def _treatment(side: Side, name: str, one: Treatment) -> dict[str, Any]:
    """What a policy was meant to move first, and in how many worlds it did."""
    warned = ". What stands below is no test of it" if one.missed else ""
    lines = [words.sentence(line) for line in treatment_lines(one, side.called)] or [one.nothing] * bool(one.nothing)
    return {"name": side.title(name), "told": words.sentence(f"{told_of(one)}{warned}"), "missed": one.missed, "lines": lines}


def _change(change: Any, scenario: Any) -> str:
    """One change of a policy in words: what, from when, how, and its note."""
    typed = hasattr(change, "model_dump")
    data = change.model_dump(mode="json", exclude_defaults=True, by_alias=True) if typed else dict(change)
    kind = next((name for name in TARGETS if data.get(name)), "")
    path = str(data.get(kind, ""))
    if kind == "parameter":
        known = all_parameters().get(path)
        what = words.sentence(known.meaning)[:-1] if known else path
    else:
        what = label(scenario, path.replace("*", "every")) if "." in path else path.replace("_", " ").rstrip("* ")
        what = what if kind in ("quantity", "courses") else f"{kind.capitalize()} ({what or 'every one'})"
    if data.get("field"):
        what += f": {str(data['field']).replace('_', ' ').replace('.', ', ')}"
    if data.get("from"):
        what += f", from {words.day(data['from'])}"
    how = next((f"{VERBS[name]} {_amount(data[name])}" for name in VERBS if data.get(name) is not None), "")
    return ". ".join(filter(None, (f"{what}: {how}" if how else what, str(data.get("note") or ""))))


def _amount(value: Any) -> str:
    """What a change sets, scales or adds: a number, a range of numbers, or a word."""
    if isinstance(value, Mapping):
        return f"a number from {words.number(value['low'])} to {words.number(value['high'])}"
    return value.replace("_", " ") if isinstance(value, str) else words.number(value)


VERBS = {"set": "set to", "scale": "times", "add": "plus", "shift": "moved by weeks:"}
"""What a change does, before its number."""
