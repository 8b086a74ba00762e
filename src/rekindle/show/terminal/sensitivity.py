"""What moves an outcome or a difference, and where it crosses a line, as plain text for a terminal of 80 columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from rekindle.analysis.sensitivity.prim import Box, Fit
from rekindle.analysis.sensitivity.results import Differences, Discovery, Sensitivity, Subject
from rekindle.analysis.sensitivity.sobol import Index, Share
from rekindle.numbers import amount, exact, interval, percent, percents, signed
from rekindle.show.terminal.words import WIDTH, wrapped
from rekindle.show.words.transfer import transferred

SINGLES = 10
"""Single inputs that are shown; all of them stand in the JSON."""
WHERE, FIT = 26, 26
"""Widths of the column that names the worlds that a box is measured on, and of the columns of its density and coverage."""


def sensitivity_text(found: Sensitivity) -> str:
    """What moves an outcome or a difference."""
    lines = _heading(found.subject)
    if not found.indices:
        return "\n".join(
            [*lines, *_nothing("Nothing is told of what moves it.", found.why_none or "no input stands out", found)]
        )
    if found.by == "groups":
        return "\n".join([*lines, *groups_table(found.indices, found.worlds)])
    meanings = {name: one.meaning for name, one in found.inputs.items()}
    return "\n".join([*lines, *singles_table(found.indices[: 2 * SINGLES], meanings, found.worlds)])


def groups_table(rows: Sequence[Index], worlds: int) -> list[str]:
    """Indices by group: share of the variance alone, and with all that the group interacts in, with 95 % intervals."""
    lines = [f"    {'By groups':<28}{'alone':>24}{'in all':>24}"]
    for row in rows:
        name = row.name.split(":")[0].split(" (")[0]
        both = f"{_interval(row.alone):>24}{_interval(row.in_all):>24}"
        few = f"it changes {row.changed or 'none'} of {worlds:,} worlds: too few"
        lines.append(f"    {name:<28.28}{few if row.in_all is None else both:>48}")
    text = (f"Share of the variance, with 95 % intervals, from {worlds:,} worlds in which one group after the other takes the "
            "numbers of another world. What random draws explain no better knowledge of the inputs could remove.")  # fmt: skip
    return [*lines, *wrapped(text, 4, "    ")]


def singles_table(rows: Sequence[Index], meanings: Mapping[str, str], worlds: int) -> list[str]:
    """First-order indices of single inputs, with what each means."""
    lines = [f"    {'Single inputs':<52}{'alone':>24}"]
    for row in rows:
        lines.append(f"    {row.name:<52.52}{_interval(row.alone):>24}")
        lines += wrapped(meanings.get(row.name, ""), 6)
    text = f"From {worlds:,} worlds as they are; inputs that the record ties together share what they explain."
    return [*lines, *wrapped(text, 4, "    ")]


def _interval(share: Share | None) -> str:
    """A share with its interval, both as far as a share can go; of one that is nothing or noise around it, only that."""
    if share is None:
        return ""
    value, low, high = (max(0.0, min(1.0, end)) for end in share)
    brief = partial(percent, brief=True)
    return f"{brief(value)} ({interval(low, high, write=brief)})" if high >= 0.005 else "under 1 %"


def discover_text(found: Discovery) -> str:
    """Assumptions under which an outcome or a difference crosses a line more often."""
    line = f"above {exact(found.above)}" if found.above is not None else f"below {exact(found.below)}"
    lines = _heading(found.subject)
    lines += wrapped(f"It is {line} in {percent(found.share)} of {found.worlds:,} worlds (90 % interval "
                     f"{_range(found.interval)}).")  # fmt: skip
    if found.undefined and found.subject.differences is None:
        lines += wrapped(f"{found.undefined:,} more worlds do not define it and are left out.")
    for box in found.boxes:
        lines += ["", *wrapped(f"Where {box.words()}:"), *_fits(box)]
    if found.boxes:
        text = (f"Density is the share of the worlds inside in which it is {line}, coverage the share of all such worlds that "
                "lie inside. A box looks better on the worlds that it was found on: believe those held out.")  # fmt: skip
        lines += ["", *wrapped(text)]
    if found.why_none:
        return "\n".join([*lines, "", *_nothing("No box was looked for.", found.why_none, found)])
    if not found.boxes:
        text = f"No box found: no few limits on the inputs make it {line} in more than {percent(found.wanted)}"
        lines += ["", *wrapped(f"{text} of the worlds held out."), *_failed(found.failed)]
    tried = f"Of {found.tried} inputs, those most strongly correlated with it were searched"
    return "\n".join([*lines, "", *wrapped(f"{tried}: {', '.join(one.name for one in found.searched)}.")])


def _fits(box: Box) -> list[str]:
    """Density and coverage on the worlds that a box was found on, and on those held out, with counts."""
    lines = [f"  {'':<{WHERE}}{'density':>{FIT}}{'coverage':>{FIT}}"]
    for where, fit in (("found on", box.found_on), ("held out", box.held_out)):
        of_density = f"{percent(fit.density)} ({fit.interest_inside:,} of {fit.inside:,})"
        of_coverage = f"{percent(fit.coverage)} ({fit.interest_inside:,} of {fit.interest:,})"
        lines.append(f"  {f'{where}: {fit.worlds:,} worlds':<{WHERE}}{of_density:>{FIT}}{of_coverage:>{FIT}}")
    return [*lines, _ends(box.held_out)]


def _ends(fit: Fit) -> str:
    density, coverage = _range(fit.density_interval), _range(fit.coverage_interval)
    return f"  {'  90 % interval':<{WHERE}}{density:>{FIT}}{coverage:>{FIT}}"


def _range(ends: tuple[float, float]) -> str:
    """An interval of a share; an end that only rounding holds off 0 or 1 is 0 or 1."""
    low, high = (round(end, 9) for end in ends)
    return percents(low, high)


def _failed(boxes: Sequence[Box]) -> list[str]:
    """What became of boxes that stood out on the worlds that they were found on."""
    lines = []
    for box in boxes:
        first, second = box.found_on, box.held_out
        text = (f"A box with {percent(first.density)} ({first.interest_inside:,} of {first.inside:,}) on the worlds that it "
                f"was found on has {percent(second.density)} ({second.interest_inside:,} of {second.inside:,}) on those held "
                "out: it does not hold up.")  # fmt: skip
        lines += wrapped(text)
    return lines


def _nothing(what: str, why: str, found: Sensitivity | Discovery) -> list[str]:
    differences = found.subject.differences
    one_side = isinstance(found, Discovery) and found.beyond in (0, found.worlds)
    settled = differences and (differences.same_in_all or (differences.one_sign and one_side))
    return wrapped(f"{what} {why[:1].upper()}{why[1:]}.{'' if settled else ' More worlds may tell.'}")


def _heading(one: Subject) -> list[str]:
    unit = f", {one.unit}" if one.unit not in ("", "1") else ""
    under = f", {one.policy} minus {one.baseline}," if one.baseline else f" under {one.policy}"
    lines = [*wrapped(f"{one.scenario}{under} to {one.until}: {one.outcome}"), "=" * WIDTH,
             *wrapped(transferred(one.learnt_on)),
             *wrapped(f"{one.meaning[:1].upper()}{one.meaning[1:]}{unit}."), ""]  # fmt: skip
    return [*lines, *_differences(one, one.differences), ""] if one.differences else lines


def _differences(one: Subject, found: Differences) -> list[str]:
    """Which way the differences go and how far, and where that is settled in every world."""
    count = found.tally
    left_out = f" {found.undefined:,} more worlds do not define it under both and are left out." if found.undefined else ""
    if not count.worlds:
        return wrapped(f"No world defines it under both.{left_out}")
    if found.same_in_all:
        return wrapped(f"The two policies give the same in all {count.worlds:,} worlds.{left_out}")
    better = {-1: " (less is better)", 1: " (more is better)"}.get(count.better_way, "")
    less, equal, more = (percent(part / count.worlds, 0.5) for part in (count.less, count.equal, count.more))
    text = f"It is less under {one.policy} in {less}, the same in {equal} and more in {more} of {count.worlds:,} worlds{better}"
    if one.unit != "1":  # of what happens or not the counts are all there is
        low, middle, high = (signed(end, partial(amount, unit=one.unit)) for end in (found.p05, found.median, found.p95))
        text += f"; median {middle}, 90 % of worlds {low} to {high}"
    text += f".{left_out}"
    return [*wrapped(text), *wrapped(_one_sign(found))]


def _one_sign(found: Differences) -> str:
    """What is to be said where no world goes the other way; nothing where some do."""
    if not found.one_sign:
        return ""
    way, other = ("less", "more") if found.one_sign < 0 else ("more", "less")
    if not found.tally.equal:
        return f"It is {way} in every world: no assumption decides which of the two has {way}, only by how much."
    return f"It is {other} in no world: assumptions decide whether it differs and by how much, not which way."
