"""Verdicts in sentences, each made from the numbers of the ledger: another number is another sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from rekindle.analysis.claims.tally import tested
from rekindle.analysis.statistics.likelihood import WORDS
from rekindle.numbers import percent, percents, some_of
from rekindle.show import words
from rekindle.show.verdicts.plain_words import THEORIES

Row = Mapping[str, Any]
Named = Callable[[str], str]
KINDS = {"F": "a figure or fact", "Q": "a question", "J": "a judgement or forecast"}
RECORD_ENDS = "2018-12-31"
INERT = "In this model it cannot come out otherwise: the two sides are the same in every world, so it counts nowhere."
YEARS = r"The group is back (?:in .+ )?within (\d+) years? "
"""How a return by a date is asked, as the ledger puts it exactly."""


def counted(one: Row) -> str:
    """In how many worlds (or resamples of them) a proposition holds: "1,970 of 2,000 worlds"."""
    holds, of, what = one["holds"], one["worlds"], one["counted"]
    if not of:
        return f"no {what} at all"
    return f"{some_of(holds, of)} {what}"


def chance(one: Row) -> str:
    """A proposition's probability in per cent, with as many digits as it takes to see on which side of its bar it lies."""
    return exact(one["probability"], level(one))


def level(one: Row) -> float:
    """The bar of a proposition as a probability."""
    return float(one["bar"].rpartition(" ")[2])


def exact(share: float, *edges: float) -> str:
    """A probability in per cent beside the word for it; with a decimal if it is small."""
    return percent(share, *WORDS, *edges, digits=int(share < 0.1))


def likely(one: Row) -> str:
    """The calibrated word, or that there are too few worlds for one."""
    return str(one["word"]) or "too few worlds for a word"


def odds(one: Row) -> str:
    """Word, probability, worlds and interval of a decided proposition, as one phrase."""
    return (f"{likely(one)}: {chance(one)}, in {counted(one)} "
            f"(95 % interval {percents(one['low'], one['high'], level(one))})")  # fmt: skip


def bar(one: Row) -> str:
    """The probability asked for, in words: "at least 90 % (very likely)"."""
    return f"{one['bar'].rpartition(' ')[0]} {percent(level(one))} ({one['bar_word']})"


def outcome(one: Row) -> str:
    """Whether a decided proposition is upheld, too close to call because its interval holds the bar, or no test at all."""
    if one.get("inert"):
        return "not tested"
    return "too close to call" if one["close"] else "upheld" if one["upheld"] else "not upheld"


def against_bar(one: Row) -> str:
    """How a probability stands to what was asked."""
    which = f" (counted as {'upheld' if one['upheld'] else 'not upheld'})" if one["close"] else ""
    return f"We read the source as claiming {bar(one)}: {outcome(one)}{which}."


def years(one: Row) -> int | None:
    """Years within which a return is asked about; None for any other proposition."""
    match = re.match(YEARS, one["exactly"])
    return int(match[1]) if match else None


def answer(row: Row) -> str:
    """A statement's verdict in one sentence."""
    propositions, upheld, question = row["propositions"], row["upheld"], row["kind"] == "Q"
    of = row["of"]
    if row["verdict"] == "a figure":
        return "A figure, which enters the model as a range with its sources; there is nothing to decide."
    if row["verdict"] == "not decided":
        missing = sum(not one["decided"] for one in propositions)
        have = "has" if missing == 1 else "have"
        return f"Not decided: {missing} of the {len(propositions)} propositions made of it {have} no worlds yet."
    if not of:
        return f"{INERT} There is no test."
    if of == 1 and propositions[0]["kind"] == "frontier":
        better = "no" if upheld else "some"
        rest = f"{better} policy does at least as well on every count and better on one"
        return f"The model sees {'an' if upheld else 'no'} open choice: {rest}."
    tests = "" if of == 1 else f", in {'both' if of == 2 else f'all {words.how_many(of)}'} of its tests"
    if upheld == of:
        return f"Put as a yes or no, the model's answer is yes{tests}." if question else f"The model agrees{tests}."
    if upheld:
        start = "The model's answer is yes in part" if question else "The model agrees in part"
        return f"{start}: in {words.how_many(upheld)} of {words.how_many(of)} tests."
    return f"Put as a yes or no, the model's answer is no{tests}." if question else f"The model does not agree{tests}."


def asked(one: Row) -> str:
    """What a proposition asks, as it stands in a sentence before a colon or a full stop."""
    return str(one["asks"]).strip().rstrip(".")


def found(one: Row) -> str:
    """A proposition and what came out, in one sentence."""
    if not one["decided"]:
        return f"{asked(one)}: no worlds yet."
    return f"{asked(one)}: {result(one)}"


def result(one: Row) -> str:
    """What came out of a decided proposition, against its bar; of what cannot come out otherwise only that."""
    return f"not tested. {INERT}" if one.get("inert") else f"{odds(one)}. {against_bar(one)}"


def theories(one: Row) -> str:
    """In how many rival theories the verdict is the same, and the ones in which it is another."""
    if not one.get("structures") or one.get("inert"):
        return ""
    same = one["structures_hold"] if one["upheld"] else one["structures"] - one["structures_hold"]
    text = f"The verdict is the same under {same} of {one['structures']} options of rival theories"
    others = [each for each in one["by_structure"] if each["upheld"] != one["upheld"]]
    if not others:
        return f"{text}."
    far = sorted(others, key=lambda each: -abs(each["holds"] / each["worlds"] - one["probability"]))
    told = words.listed([theory(each, level(one)) for each in far[:3]])
    more = f"; and {len(others) - 3} more" if len(others) > 3 else ""
    return f"{text}; it is another where {told}{more}."


def theory(each: Row, bar: float) -> str:
    """An option of a rival theory in plain words, with the probability under it."""
    name = f"{each['variant']} = {each['option']}"
    return f"{THEORIES.get(name, name)} ({percent(each['holds'] / each['worlds'], bar)})"


def middle(one: Row) -> str:
    """The middle world and nine tenths of worlds, for differences and trends; empty where it says nothing."""
    estimate = one.get("estimate") or {}
    if not one["decided"] or one["kind"] not in ("difference", "trend") or estimate.get("median") is None:
        return ""
    share = one["measured"] == "relative" or one["kind"] == "trend"
    low, mid, high = (_signed(estimate[name], share) for name in ("p05", "median", "p95"))
    what = "difference" if one["kind"] == "difference" else "change"
    return f"In the middle world the {what} is {mid}; nine tenths of worlds lie between {low} and {high}."


def _signed(value: float | None, share: bool) -> str:
    if value is None:
        return "beyond any number"
    return words.signed(value, percent if share else words.number)


def shares(one: Row) -> str:
    """Shares of variance in words; empty for other kinds."""
    mine, theirs = one.get("share"), one.get("share_against")
    if not mine:
        return ""
    first = f"On their own the causes asked about explain {_share(mine)} of the variance"
    if not theirs:
        return f"{first}; with all they do together with others, {_bounded(mine['total'])}."
    return (f"{first}, those they are held against {_share(theirs)}; with all they do together with others, "
            f"{_bounded(mine['total'])} and {_bounded(theirs['total'])}.")  # fmt: skip


def _share(share: Row) -> str:
    return f"{_bounded(share['closed'])} (95 % interval {_bounded(share['low'])} to {_bounded(share['high'])})"


def _bounded(value: float) -> str:
    """An estimate of a share, which luck can push below nothing."""
    return "nothing that can be measured" if value < 0.005 else percent(value)


def beaten(one: Row, named: Named) -> str:
    """Which policies of a frontier nothing beats, and what beats the others; empty for other kinds."""
    table = one.get("policies")
    if not isinstance(table, Mapping):
        return ""
    best = [named(name) for name, values in table.items() if not values["dominated_by"]]
    rest = [f"{named(name)} is beaten by {words.listed([named(other) for other in values['dominated_by']])}"
            for name, values in table.items() if values["dominated_by"]]  # fmt: skip
    if not rest:
        return f"None of {words.listed(best)} beats another: there is a real choice."
    alone = f"On the means of all worlds the best is {best[0]}" if len(best) == 1 else f"Nothing beats {words.listed(best)}"
    return (f"{alone}: {words.listed(rest)}. To beat is to be no worse on any axis and better on one; within "
            f"{percent(one['threshold'])} two are level.")  # fmt: skip


def happened(one: Row) -> str:
    """What the record says; empty where it says nothing."""
    record = one.get("happened")
    if not record:
        return ""
    held = {True: "It held", False: "It did not hold", None: "The recorded figures disagree"}[record["held"]]
    return f"{held} ({record['words']}; {', '.join(record['sources'])})."


def flips(one: Row, most: int = 3) -> list[str]:
    """What turns the verdict, most telling first; or that nothing was found, or that nobody has looked."""
    if one.get("inert"):
        return []
    boxes, tried = one.get("flips"), one.get("flips_tried")
    if boxes:
        return [words.sentence(str(box["words"])) for box in boxes[:most]]
    return [words.sentence(tried or ("no flip found in the ranges tried" if boxes is not None else "nobody has looked yet"))]


def changed(one: Row) -> str:
    """How the wording was changed and what the old wording would have said; empty where it was not."""
    change = one.get("changed")
    if not change:
        return ""
    seen = "after results had been seen" if change["results_seen"] else "before any result was seen"
    was = change["was"]
    start = f"{'Changed' if was else 'Added'} on {words.day(change['on'])}, {seen}: {words.sentence(change['reason'])}"
    if not was:
        return start
    old = f"As first written: {words.sentence(was['exactly'])}"
    if not was["decided"]:
        return f"{start} {old} That wording has no worlds."
    verdict = "upheld" if was["upheld"] else "not upheld"
    return f"{start} {old} Under that wording: {odds(was)}; the source was read as claiming {bar(was)}, so {verdict}."


def retrospective(one: Row) -> bool:
    """Whether what is asked about lies before the record's end, so that whoever set the priors could know it."""
    return bool(one.get("happened")) or str(one["horizon"]) <= RECORD_ENDS


def closest(propositions: Sequence[Row]) -> list[Row]:
    """Propositions that were tested and whose interval reaches across the bar."""
    return [one for one in propositions if tested(one) and one["close"]]
