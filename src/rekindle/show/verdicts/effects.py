"""The section of a page of verdicts on what the model's levers move, beside what studies found: failures first."""

from __future__ import annotations

from rekindle.analysis.effects.result import EffectsAudit
from rekindle.show.verdicts.document import Line, Section, line, strong, table, text
from rekindle.show.words.effects import MEANS, figure, middle_half, published, result, summed_up

HEADS = ("Effect", "Study", "Published", "Model, median", "Half of worlds", "Result")


def effects_sections(found: EffectsAudit | None) -> tuple[Section, ...]:
    """One section, or none where no audit of the scenario is kept."""
    if found is None:
        return ()
    rows: list[list[str | Line]] = [
        [one.effect, one.source, published(one), figure(one.median), middle_half(one),
         result(one) if one.inside else line(strong(result(one)))] for one in found.effects
    ]  # fmt: skip
    blocks = (
        text(strong(summed_up(found)), f" {MEANS}"),
        table("Failures first", HEADS, rows, (False,) * len(HEADS)),
    )
    return (Section("effects", "What policies move in the model, beside published effects", 2, blocks),)
