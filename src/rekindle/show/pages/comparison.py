"""A comparison of policies as one HTML file: findings first, every figure with its spread and worlds. Needs no network."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from rekindle.analysis.comparison.compare import ByOption, Comparison, Outcome
from rekindle.analysis.comparison.policies import COMPARISON, PAGE, Ran
from rekindle.analysis.outcomes.treatment import Treatment
from rekindle.analysis.outcomes.treatment import told as told_of
from rekindle.analysis.runs.result import FIGURES, add_drawn
from rekindle.analysis.statistics.intervals import Difference
from rekindle.files import write_text
from rekindle.languages.speech import ENGLISH, named, speaking
from rekindle.numbers import percents
from rekindle.scenario.policies import by_hand
from rekindle.show import words
from rekindle.show.figures import comparison as differences
from rekindle.show.figures import courses, flows, regret
from rekindle.show.figures.drawers import draw_all
from rekindle.show.figures.files import FORMATS, drawing, save
from rekindle.show.figures.picture import Picture
from rekindle.show.figures.style import NARROW
from rekindle.show.pages.html import data_uri, flat, render, scale
from rekindle.show.words.comparison import Side, binary, ends, label, percent, share_better, short_spread, signed, told, unit
from rekindle.show.words.transfer import transferred
from rekindle.show.words.treatment import RULE
from rekindle.show.words.treatment import lines as treatment_lines

PARTS = (differences, courses, regret, flows)
SECTIONS = ("differences", "courses", "regret", "flows")
CIVILIAN_FINDINGS, OTHER_FINDINGS = 3, 2
SHOWN_OPTIONS = 400


def write_all(
    ran: Ran, comparison: Comparison, asked: Mapping[str, Any], formats: Sequence[str] = FORMATS, lang: str = ENGLISH
) -> Path:
    """Figures and the page of a comparison, into its folder, and in another language beside it; the path of the last."""
    side = Side(
        comparison, {name: found.dataset() for name, found in ran.answers.items()}, asked[comparison.baseline].scenario,
        {name: question.policy for name, question in asked.items()},
    )  # fmt: skip
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
    comparison = side.comparison
    page = render(
        "compare.html",
        scenario=side.scenario,
        run=_run(side, manifests),
        policies=[_policy(side, name) for name in comparison.policies],
        costs=[f"{label(one)}, {one.unit}" for one in comparison.costs],
        treatments=[_treatment(name, one) for name, one in comparison.treatments.items()],
        rule=RULE,
        findings=_findings(side),
        overview=_overview(side),
        pictures={name: [_picture(one) for one in pictures if one.section == name] for name in SECTIONS},
        others=comparison.others,
        outcomes=[_outcome(side, one) for one in _ordered(side) if not one.judged.monthly],
        options=_options(side),
        variants=[(name, len(options)) for name, (options, _) in comparison.variants.items()],
        regrets=_regrets(side),
        ranks=[
            (name, words.fixed(one.mean, 2), f"{words.fixed(one.low, 1)} to {words.fixed(one.high, 1)}", f"{one.worlds:,}")
            for name, one in comparison.ranks.items()
        ],
        ranked=words.listed([label(one).lower() for one in comparison.civilian]),
        flows=_flows(side),
        manifests=[(name, flat(manifest)) for name, manifest in manifests.items()],
        scale=scale(),
    )
    return write_text(Path(path), page)


def _run(side: Side, manifests: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    about = manifests.get(side.comparison.baseline, {})
    count = int(side.comparison.worlds.size)
    return {
        "worlds": count, "few": count < words.FEW, "baseline": side.comparison.baseline,
        "start": words.day(side.scenario.start),
        "end": words.day(about["until"]) if about.get("until") else "the end of the run",
        "as_of": words.day(about["as_of"]) if about.get("as_of") else "", "seed": str(about.get("seed", "")),
        "transferred": transferred(about.get("transfer")),
        "version": str(about.get("rekindle", "")), "digest": str(about.get("scenario_digest", "")),
        "fixed": ", ".join(f"{name} = {option}" for name, option in (about.get("fixed_variants") or {}).items()),
        "by_hand": "; ".join(by_hand.words(about.get("set_by_hand") or {}, side.scenario)),
    }  # fmt: skip


def _policy(side: Side, name: str) -> dict[str, Any]:
    """A policy as the page tells it: what it is, where its numbers come from, what it changes, what it costs more."""
    policy = side.policies.get(name)
    changes = [_change(change) for change in getattr(policy, "changes", None) or ()]
    costs = [
        "the baseline" if name == side.comparison.baseline else short_spread(one, one.differences[name])
        for one in side.comparison.costs
    ]
    return {"name": name, "title": side.title(name), "summary": str(getattr(policy, "summary", "") or ""),
            "source": str(getattr(policy, "source", "") or ""), "changes": changes, "costs": costs}  # fmt: skip


def _treatment(name: str, one: Treatment) -> dict[str, Any]:
    """What a policy was meant to move first, and in how many worlds it did."""
    warned = ". What stands below is no test of it" if one.missed else ""
    lines = [words.sentence(line) for line in treatment_lines(one)] or [one.nothing] if one.checks or one.nothing else []
    return {"name": name, "told": words.sentence(f"{told_of(one)}{warned}"), "missed": one.missed, "lines": lines}


def _change(change: Any) -> str:
    """One change of a policy in the words of its file."""
    typed = hasattr(change, "model_dump")
    data = change.model_dump(mode="json", exclude_defaults=True, by_alias=True) if typed else dict(change)
    return ", ".join(f"{name}: {value if isinstance(value, str) else json.dumps(value)}" for name, value in data.items())


def _chosen(side: Side) -> list[Outcome]:
    """Outcomes that findings tell of: civilians first, then attacks and return."""
    civilian = side.comparison.civilian[:CIVILIAN_FINDINGS]
    others = [one for one in side.comparison.main if one.judged.better and one.judged.side not in ("civilian", "cost")]
    return [*civilian, *[one for one in others if one.name.startswith(("attacks_", "resurgence_"))][:OTHER_FINDINGS]]


def _findings(side: Side) -> list[tuple[str, str, list[str]]]:
    """Findings by policy: its name, its title, and a sentence for each outcome."""
    return [(name, side.title(name), [told(side, one, name) for one in _chosen(side)]) for name in side.comparison.others]


def _overview(side: Side) -> dict[str, Any]:
    """Policies by outcomes at a glance: in how many worlds it is better, and by how much."""
    chosen = _chosen(side)
    rows = [(name, [_glance(one, one.differences[name]) for one in chosen]) for name in side.comparison.others]
    return {"heads": [(label(one), unit(one)) for one in chosen], "rows": rows}


def _glance(outcome: Outcome, found: Difference) -> tuple[str, str, str]:
    """Verdict, difference, and which way the verdict leans."""
    one = found.tally
    lean = ("worse", "", "better")[one.side + 1] if one.judged and one.sure else ""
    if not one.worlds or one.equal == one.worlds:
        return share_better(found), "", ""
    return share_better(found), signed(found.mean, outcome) if binary(outcome) else short_spread(outcome, found), lean


def _picture(picture: Picture) -> dict[str, str]:
    return {
        "name": picture.name, "title": picture.title, "sentence": picture.sentence, "alt": picture.alt,
        "wide": data_uri(picture.svg()),
        "narrow": data_uri(picture.svg(NARROW)),
    }  # fmt: skip


def _ordered(side: Side) -> list[Outcome]:
    """All outcomes: the main ones first, civilians first."""
    main = side.comparison.main
    return [*main, *(one for one in side.comparison.outcomes.values() if not one.main)]


def _outcome(side: Side, outcome: Outcome) -> dict[str, Any]:
    rows = [_difference(outcome, name, outcome.differences[name]) for name in side.comparison.others]
    return {"name": outcome.name, "label": label(outcome), "unit": unit(outcome), "why": outcome.judged.why, "rows": rows,
            "baseline": differences.baseline_words(outcome, side.comparison.baseline)}  # fmt: skip


def _difference(outcome: Outcome, policy: str, found: Difference) -> dict[str, str]:
    """One row of the long table."""
    one = found.tally
    shares = [percent(count, one.worlds) if one.worlds else "–" for count in (one.better, one.equal, one.worse)]
    if one.worlds and not one.judged:
        shares = [
            f"less {percent(one.less, one.worlds)}",
            percent(one.equal, one.worlds),
            f"more {percent(one.more, one.worlds)}",
        ]
    row, within = found.row(), ""
    if one.judged:
        low, high = row["share_better_low"], row["share_better_high"]
        within = percents(low, high, 0.5)
    interval = "" if math.isnan(found.mean_low) else ends(found.mean_low, found.mean_high, outcome)
    notes = [f"{count:,} {text}" for count, text in (
        (found.never_policy, "never under the policy only"), (found.never_baseline, "never under the baseline only"),
        (found.never_both, "never under both"), (found.undefined, "not defined under both")) if count]  # fmt: skip
    return {
        "policy": policy, "median": "–" if binary(outcome) else signed(found.median, outcome),
        "range": "" if binary(outcome) else ends(found.quantiles[0], found.quantiles[4], outcome),
        "mean": signed(found.mean, outcome), "interval": interval,
        "better": shares[0], "within": within, "equal": shares[1], "worse": shares[2],
        "worlds": f"{one.worlds:,}", "notes": "; ".join(notes),
        "fewer": times(found.fewer_worlds),
    }  # fmt: skip


def times(factor: float) -> str:
    """How many times fewer worlds."""
    if math.isnan(factor):
        return "–"
    return "nothing varies" if math.isinf(factor) else words.number(factor)


def _options(side: Side) -> list[dict[str, Any]]:
    """Judged main outcomes by policy and option: those in which the verdict turns over first."""
    rows: list[tuple[bool, dict[str, Any]]] = []
    for outcome in side.comparison.main:
        for policy in side.comparison.others:
            whole = outcome.differences[policy].tally
            if whole.equal == whole.worlds:
                continue
            for one in outcome.by_option.get(policy, ()):
                rows.append(
                    (
                        one.flips,
                        {"outcome": label(outcome), "policy": policy, **_option(one, percent(whole.better, whole.worlds))},
                    )
                )
    rows.sort(key=lambda row: not row[0])  # a stable order within either kind
    return [row for _, row in rows[:SHOWN_OPTIONS]]


def _option(one: ByOption, overall: str) -> dict[str, Any]:
    row = one.tally.row()
    within = percents(row["share_better_low"], row["share_better_high"], 0.5)
    return {"variant": one.variant, "option": one.option, "worlds": f"{one.tally.worlds:,}", "overall": overall,
            "better": f"{percent(one.tally.better, one.tally.worlds)} ({within})",
            "equal": percent(one.tally.equal, one.tally.worlds), "flips": one.flips}  # fmt: skip


def _regrets(side: Side) -> list[dict[str, Any]]:
    rows = []
    for outcome in regret.judged(side.comparison):
        for policy, one in outcome.regret.items():
            mean, p90, most = (regret.amount(x, outcome) for x in (one.mean, one.p90, one.most))
            rows.append({"outcome": label(outcome), "policy": policy, "mean": mean, "p90": p90, "most": most,
                         "best": percent(one.best, one.worlds), "alone": percent(one.alone, one.worlds),
                         "worlds": f"{one.worlds:,}"})  # fmt: skip
    return rows


def _flows(side: Side) -> dict[str, Any]:
    """The table of flows: policy, origin, and median with nine tenths of each destination."""
    read = flows.found(side)
    rows = []
    for policy, one in read.items():
        levels = one.levels().round()
        for o, origin in enumerate(one.origins):
            cells = [(words.number(mid), words.interval(low, high)) for low, mid, high in levels[:, o].T]
            rows.append((policy, flows.origin_label(side.scenario, origin), cells))
    first = next(iter(read.values()), None)
    return {"destinations": [text for _, text in first.destinations] if first else [], "rows": rows,
            "when": words.day(first.when) if first else "", "worlds": f"{first.worlds:,}" if first else ""}  # fmt: skip
