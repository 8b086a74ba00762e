"""Published effects beside the model's own at the terminal: failures first, within 80 columns."""

from __future__ import annotations

from rekindle.analysis.effects.result import Effect, EffectsAudit
from rekindle.numbers import percent
from rekindle.show.terminal.words import WIDTH, wrapped
from rekindle.show.words.effects import MEANS, RULE, figure, middle_half, published, result, summed_up

WIDTHS = (23, 22, 8, 14, 13)
HEADS = ("effect", "published", "median", "50 % of worlds", "result")


def effects_table(found: EffectsAudit) -> str:
    """The audit as plain text: what came of it, a line for each effect, those that cannot be asked, and what it means."""
    lines = wrapped(f"{found.scenario}, {found.worlds:,} worlds of each arm, seed {found.seed}: {summed_up(found)}")
    if found.effects:
        lines += ["", _line(HEADS), "-" * WIDTH]
        lines += [row for one in found.effects for row in _rows(one)]
    for one in found.not_asked:
        lines += wrapped(f"{one.id}: not asked, {one.why}.", 2)
    return "\n".join([*lines, "", *wrapped(RULE), *wrapped(MEANS)])


def _rows(one: Effect) -> list[str]:
    """The line of an effect, and under a failure what was asked and in which study."""
    rows = [_line((one.id, published(one), figure(one.median), middle_half(one), result(one)))]
    if not one.inside:
        arrived = "" if one.tested else f"; the treatment arrived in {percent(one.delivered)} of worlds"
        rows += wrapped(f"{one.effect} ({one.source}); {one.unit}{_among(one)}{arrived}.", 4)
    return rows


def _among(one: Effect) -> str:
    return f", where {one.variant.replace('=', ' = ')}" if one.variant else ""


def _line(cells: tuple[str, ...]) -> str:
    return "".join(
        cell.ljust(wide) if len(cell) < wide else cell + " " for cell, wide in zip(cells, WIDTHS, strict=True)
    ).rstrip()
