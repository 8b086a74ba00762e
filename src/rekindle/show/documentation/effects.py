"""Tables of the kept audit of effects, for the pages of the documentation: failures first, no number typed by hand."""

from __future__ import annotations

from rekindle.analysis.effects.result import Effect, EffectsAudit
from rekindle.numbers import percent
from rekindle.show.words.effects import STATUS, figure, middle_half, nine_tenths, published, result, summed_up

PAGE = "effects.md"


def effects_section(found: EffectsAudit) -> str:
    """What *How far to trust this* says of the audit: the sum, and the failures."""
    failed = [one for one in found.effects if not one.inside]
    lines = ["The levers were held against published effects, in pairs of the same worlds.", "", summed_up(found), "",
             f"[Every effect]({PAGE}) with its study, its experiment and what the comparison can say. The failures:", "",
             "| effect | study | published | model, median | 50 % of worlds | result |",
             "|---|---|---|---:|---|---|"]  # fmt: skip
    lines += [f"| {one.effect} | {one.source} | {published(one)} | {figure(one.median)} | {middle_half(one)} | "
              f"**{result(one)}** |" for one in failed]  # fmt: skip
    return "\n".join(lines)


def effects_table(found: EffectsAudit) -> str:
    """Every effect in one row, failures first."""
    lines = [f"{found.scenario}, {found.worlds:,} worlds of each arm from the {found.worlds_from}, seed {found.seed}. "
             f"{summed_up(found)}", "",
             "| effect | published | unit | model, median | 50 % of worlds | 90 % of worlds | worlds | delivered | result |",
             "|---|---|---|---:|---|---|---:|---:|---|"]  # fmt: skip
    for one in found.effects:
        cells = (f"`{one.id}`", published(one), one.unit, figure(one.median), middle_half(one), nine_tenths(one),
                 f"{one.worlds:,}", percent(one.delivered), _told(one))  # fmt: skip
        lines.append(f"| {' | '.join(cells)} |")
    lines += [f"| `{one.id}` | | | | | | | | not asked: {one.why} |" for one in found.not_asked]
    return "\n".join(lines)


def studies_table(found: EffectsAudit) -> str:
    """The study behind every effect: what was treated and measured, where and when, and how far its number was read."""
    lines = ["| effect | what it says | treatment and outcome | population, window | study | number | worlds | why so wide |",
             "|---|---|---|---|---|---|---|---|"]  # fmt: skip
    for one in sorted(found.effects, key=lambda one: one.id):
        among = f"`{one.variant}`" if one.variant else "all"
        lines.append(f"| `{one.id}` | {one.effect} | {one.treatment}; {one.outcome} | {one.population}; {one.window} | "
                     f"{_study(one)} | {STATUS[one.status]} | {among} | {one.note} |")  # fmt: skip
    return "\n".join(lines)


def _study(one: Effect) -> str:
    return f"[{one.source}]({one.url})" if one.url else one.source


def _told(one: Effect) -> str:
    return result(one) if one.inside else f"**{result(one)}**"
