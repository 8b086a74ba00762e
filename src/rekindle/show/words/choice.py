"""Which policy does better, in sentences: for whom, by how much, how sure, what would turn it over, and what it costs.

Means over simulated worlds stand wherever a single number stands for a policy: they are what the rule for "better" compares.
Medians stand in pictures over time and in the table of every outcome, and are called medians there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from rekindle import variables
from rekindle.analysis.calibration.report import Report
from rekindle.analysis.comparison.better import RESAMPLES, SETTLED, Choice, Turned
from rekindle.analysis.outcomes.wording import described
from rekindle.model.parameters import all_parameters
from rekindle.numbers import about, percent, signed, with_unit
from rekindle.scenario.claims.proposition import Metric
from rekindle.scenario.labels import Labels
from rekindle.show import words
from rekindle.show.verdicts.plain_words import THEORIES
from rekindle.show.words.certainty import HIGH, LOW, MEDIUM, UNLEARNT, with_confidence

Named = Callable[[str], str]
"""What a policy is called."""
STANDS = {1: "Better", 0: "Level", -1: "Worse"}
WHOM = {variables.CIVILIAN: "civilians", variables.STATE: "the government side", variables.GROUP: "the group",
        variables.COST: "cost"}  # fmt: skip
MOST_TURNED = 3


@dataclass(frozen=True)
class Answer:
    """What a comparison answers: the head in a sentence, how sure, what turns it over, and the rule."""

    head: str
    sure: str
    turned: tuple[str, ...]
    rule: str

    @property
    def sentences(self) -> list[str]:
        return [self.head, self.sure, *self.turned, self.rule]


def titles(names: Sequence[str], policies: Mapping[str, object]) -> dict[str, str]:
    """Titles of policies by name; two of one title bear their names too."""
    found = {name: str(getattr(policies.get(name), "title", "") or name.replace("-", " ").capitalize()) for name in names}
    twice = {title for title in found.values() if list(found.values()).count(title) > 1}
    return {name: f"{title} ({name})" if title in twice else title for name, title in found.items()}


def measure(name: str, labels: Labels) -> str:
    """What an outcome is called in a sentence: "civilians killed in Iraq and Syria"."""
    told = described(Metric(metric=name), labels=labels)
    return f"the chance that {told.words}" if told.yes_or_no else told.words


def value(number: float, name: str) -> str:
    """A mean of an outcome in its unit: "34,500 people", "USD 97 billion", "13 % of worlds"."""
    row = variables.outcome(name)
    if row.unit == variables.MONEY:
        return f"USD {words.number(number * 1e6)}"
    if row.yes_or_no:
        return f"{percent(number)} of worlds"
    return with_unit(number, {"count": ""}.get(row.unit, row.unit))


def change(one: float, other: float, name: str) -> str:
    """By how much one mean is more or less than another in per cent: "−9.5 %"; empty for a share, which is in per cent."""
    row = variables.outcome(name)
    if row.unit in ("1", "share") or not other:
        return ""
    return signed((one - other) / abs(other), lambda share: percent(share, row.matters.share))


def beside(one: float, other: float, name: str) -> str:
    """A mean and the one it is held against: "34,500 people instead of 38,200, −9.5 %"."""
    first, second = value(one, name), value(other, name)
    if first == second:
        return f"{first} under both"
    for unit in (" people", " of worlds", " weeks", " person years"):
        second = second.removesuffix(unit) if first.endswith(unit) else second
    by = change(one, other, name)
    return f"{first} instead of {second}{f', {by}' if by else ''}"


def answer(choice: Choice, named: Named, labels: Labels, learnt: Report | None = None) -> Answer:
    """What a comparison answers."""
    return Answer(head(choice, named, labels), sure(choice, learnt), tuple(turned(choice, named)), rule(choice, labels))


def head(choice: Choice, named: Named, labels: Labels) -> str:
    """Which policy does better and by how much, or that none does."""
    best = words.listed([named(name) for name in choice.named])
    rest = [name for name in choice.policies if name not in choice.named]
    if not rest and choice.level:
        return f"The model finds no difference that matters between {best}."
    told = [] if len(choice.named) == 1 else [f"The model does not choose between {best}."]
    told += [_beats(choice, name, named, labels) for name in rest]
    if choice.open:
        doubt = words.listed([named(name) for name in choice.open])
        told.append(f"But {worlds(choice)} are too few to rule out {doubt}.")
    return " ".join(told)


def _beats(choice: Choice, name: str, named: Named, labels: Labels) -> str:
    """Who does better than a policy, and in what, if it is a single one."""
    by = choice.winners(name)
    if len(by) > 1:
        return f"{words.listed([named(other) for other in by])} do better than {named(name)}."
    told = [f"{measure(aim.name, labels)}, {beside(choice.mean(by[0], aim), choice.mean(name, aim), aim.name)}"
            for aim in choice.aims if choice.stand(aim, by[0], name) > 0]  # fmt: skip
    return f"{named(by[0])} does better than {named(name)}: {'; '.join(told)}."


def worlds(choice: Choice) -> str:
    return words.count(choice.worlds, "simulated worlds")


def compared(choice: Choice, policy: str, other: str, labels: Labels) -> list[str]:
    """A policy beside another, measure by measure, best first: one sentence each."""
    stands = {aim: choice.stand(aim, policy, other) for aim in choice.aims}
    return [
        f"{STANDS[stands[aim]]}: {measure(aim.name, labels)} "
        f"({beside(choice.mean(policy, aim), choice.mean(other, aim), aim.name)})."
        for aim in sorted(choice.aims, key=lambda aim: -stands[aim])
    ]


def sure(choice: Choice, learnt: Report | None) -> str:
    """How likely it is that other worlds of the model give the same answer, and how confident one can be of it."""
    count = round(choice.alike * RESAMPLES)
    word = words.likelihood(count, RESAMPLES) if choice.worlds >= words.FEW else ""
    share = about(choice.alike)
    told = with_confidence(f"{word} ({share})" if word else f"{share}, too few worlds for a word", confidence(choice, learnt))
    why = " ".join(words.sentence(one) for one in warnings(choice, learnt))
    return f"That another {worlds(choice)} give the same answer is {told}. {why}"


def confidence(choice: Choice, learnt: Report | None) -> str:
    """High, medium or low: the same four warnings count as for a statement."""
    return (HIGH, MEDIUM, LOW)[min(len(warnings(choice, learnt)), 2)]


def warnings(choice: Choice, learnt: Report | None) -> list[str]:
    """The warnings that apply to a comparison. What would have happened under another policy is on no record."""
    found = []
    if choice.alike < SETTLED:
        found.append("the answer is too close to call")
    if choice.turned:
        found.append("rival theories give different answers")
    if learnt is None:
        found.append("the model learnt from no record of this scenario")
    else:
        known = {row.name: row.contraction for row in learnt.learnt}
        every = list(all_parameters())
        few = sum(known.get(f"parameter {name}", 0.0) < UNLEARNT for name in every)
        if 2 * few > len(every):
            found.append(f"the record could not test {few} of the model's {len(every)} assumptions")
    return [*found, "no recorded event shows what another policy would have done"]


def turned(choice: Choice, named: Named) -> list[str]:
    """Rival theories and ties under which other policies are named, in sentences."""
    found = [_turned(one, choice, named) for one in choice.turned[:MOST_TURNED]]
    more = len(choice.turned) - MOST_TURNED
    if more > 0:
        left = "rival theories change" if more > 1 else "rival theory changes"
        found.append(words.sentence(f"{words.how_many(more)} other {left} it too"))
    for times, others in (("half", choice.strict), ("twice", choice.lenient)):
        if set(others) != set(choice.named):
            found.append(f"With {times} the difference that counts as level, the answer is {_list(others, named)}.")
    return found or ["No rival theory changes the answer, nor does half or twice the difference that counts as level."]


def _turned(one: Turned, choice: Choice, named: Named) -> str:
    name = f"{one.variant} = {one.option}"
    told = THEORIES.get(name, name)
    return f"If {told}, the answer is {_list(one.named, named)} ({words.count(one.worlds, 'worlds')})."


def _list(names: Sequence[str], named: Named) -> str:
    *first, last = [named(name) for name in names]
    return f"{', '.join(first)} or {last}" if first else last


def rule(choice: Choice, labels: Labels) -> str:
    """How better is decided, and who chose it."""
    what = words.listed([measure(aim.name, labels) for aim in choice.aims])
    level = words.listed(list(dict.fromkeys(percent(aim.share) for aim in choice.aims)))
    chosen = (
        "The scenario's own statement sets both." if choice.written
        else "Both are our choice, and the table of variables gives the reasons."
    )  # fmt: skip
    missing = words.listed([measure(name, labels) for name in choice.missing])
    lacking = f" These results cannot tell {missing}." if missing else ""
    return (
        "A policy does better than another if it is better on at least one measure and worse on none. "
        f"The measures are {what}. Means that differ by no more than {level} count as level. {chosen}{lacking}"
    )
