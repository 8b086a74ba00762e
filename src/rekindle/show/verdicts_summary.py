"""The summary of two pages: what this is, the main answers, every statement at a glance, and why it may all be wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from rekindle.show import words
from rekindle.show.figures_verdicts import strip
from rekindle.show.style import NARROW
from rekindle.show.verdicts_blocks import Block, Line, Section, Shown, items, line, link, mark, quiet, strong, table, text
from rekindle.show.verdicts_doubts import Behind, doubts
from rekindle.show.verdicts_words import (
    answer,
    asked,
    beaten,
    chance,
    clipped,
    closest,
    counted,
    flips,
    interval,
    likely,
    percent,
    shares,
)

Row = Mapping[str, Any]
QUESTIONS = {
    19: "Would the city be taken?", 13: "Would losing the city finish the group?", 15: "Would the group come back?",
    25: "Counter-terrorism or counter-insurgency?", 20: "Does how the city is taken weigh as much as taking it?",
    23: "Does the group outlive the loss of a support?", 29: "Where would foreign fighters go?",
    31: "Would settling the quarrels close the gap?",
}  # fmt: skip
"""Headings of the main answers, in their order; they ask and say nothing of what came out."""
OF = "mosul-2016"
FULL = 4
MOST, MOST_FLIPS = 8, 4


def chosen(ledger: Row) -> list[tuple[str, Row]]:
    """The statements that the summary answers, with headings: the main ones, or the first that are put to tests."""
    claims = {claim["id"]: claim for claim in ledger["claims"] if claim["propositions"]}
    named = [(title, claims[number]) for number, title in QUESTIONS.items() if number in claims]
    if ledger["scenario"] == OF and named:
        return named
    return [("", claim) for claim in claims.values()][:MOST]


def summary(ledger: Row, behind: Behind) -> tuple[Section, Section]:
    """Both pages."""
    main = chosen(ledger)
    first = Section("summary", "What the model thinks, and how sure it is", 2, tuple(_what(ledger, behind)), "",
                    tuple(_full(title, claim, behind) for title, claim in main[:FULL]))  # fmt: skip
    inner = [_short(title, claim, behind) for title, claim in main[FULL:]]
    inner += [_against(ledger), _fails(behind), _turns(ledger, [claim for _, claim in main])]
    second = Section("glance", "All statements at a glance", 2, tuple(_glance(ledger)), "", tuple(one for one in inner if one))
    return first, second


def tally(ledger: Row) -> dict[str, int]:
    """How many questions and judgements came out how."""
    found = [claim["verdict"] for claim in ledger["claims"] if claim["kind"] != "F"]
    return {word: found.count(word) for word in ("upheld", "upheld in part", "not upheld", "not decided") if word in found}


def _what(ledger: Row, behind: Behind) -> list[Block]:
    """What this is in three sentences, what came out in one, and how to read a probability."""
    claims, sources = ledger["claims"], list(dict.fromkeys(claim["source"] for claim in ledger["claims"]))
    tested = sum(claim["kind"] != "F" for claim in claims)
    came = words.listed([f"{count} {'are' if count != 1 else 'is'} {word}" for word, count in tally(ledger).items()])
    texts = f"{words.how_many(len(sources))} {'commentary' if len(sources) == 1 else 'commentaries'}"
    first = (f"{words.sentence(texts)[:-1]} ({'; '.join(map(behind.author, sources))}) made {len(claims)} statements on "
             f"“{ledger['title']}”.")  # fmt: skip
    second = (f"Rekindle, an open model of what follows when an armed group loses the ground it holds, turned the {tested} "
              f"that are questions or judgements into tests and put them to {ledger['worlds']:,} or more simulated worlds; "
              "each world is one draw of all that nobody knows, with its own luck.")  # fmt: skip
    third = f"Of the {tested}, {came}." if came else ""
    blocks: list[Block] = [text(f"{first} {second} ", strong(third)), text(READING, " ", _origin(ledger), look="small")]
    if ledger["stale"]:
        blocks.append(text(strong("Part of the stored worlds was made with an older model and is left out: "),
                           "tests that need it stand as not decided."))  # fmt: skip
    return blocks


READING = (
    "A probability is the share of this model's worlds in which something holds, not a frequency in the world; its 95 % "
    "interval says how well so many worlds know that share, and no more. Words: from 99 % virtually certain, from 95 "
    "extremely likely, from 90 very likely, from 66 likely, from 33 about as likely as not; below that unlikely, from 10 down "
    "very, from 5 extremely, from 1 exceptionally unlikely. A statement is upheld when every test of it reaches the "
    "probability that its own words claim."
)


def _origin(ledger: Row) -> str:
    """What the worlds know of the record."""
    if ledger["worlds_from"] == "prior":
        return "The model's ranges were set by people who knew the record to the end of 2018; nothing later is known to it."
    return ("The model's ranges were narrowed by the record to the end of 2018: what it says of the time before is "
            "retrospective, and nothing after 2018 is known to it.")  # fmt: skip


def brief(one: Row) -> Line:
    """A proposition and its result in a line or two."""
    if not one["decided"]:
        return line(f"{asked(one)}: ", strong("no worlds yet"), ".")
    outcome = "upheld" if one["upheld"] else "not upheld"
    level = float(one["bar"].rpartition(" ")[2])
    near = " by a hair" if one["close"] else " narrowly" if abs(one["probability"] - level) < 0.03 else ""
    return line(strong(f"{chance(one)}, {likely(one)}: "), asked(one),
                quiet(f" ({counted(one)}; interval {interval(one['low'], one['high'])}; needed {one['bar'].rpartition(' ')[0]} "
                      f"{percent(level)}, {one['bar_word']})"),
                f": {outcome}{near}.")  # fmt: skip


def _heading(title: str, claim: Row) -> str:
    return f"{claim['id']}. {title or 'Statement'}"


def _said(claim: Row, behind: Behind) -> Line:
    return line(quiet(f"{behind.author(claim['source'])}: {clipped(claim['statement'])}  "), mark(claim["verdict"]))


def _full(title: str, claim: Row, behind: Behind) -> Section:
    """A main answer: the statement, the verdict, each test, what it hangs on."""
    blocks: list[Block] = [text(*_said(claim, behind)), text(strong(answer(claim)))]
    blocks += items([brief(one) for one in claim["propositions"]])
    more = [told for one in claim["propositions"] for told in (shares(one), beaten(one, behind.named)) if told]
    blocks += [text(" ".join(more))] if more else []
    blocks += [block for one in claim["propositions"] for block in _costs(one, behind)]
    blocks.append(_why(claim, behind, 3))
    return Section(f"answer-{claim['id']}", _heading(title, claim), 3, tuple(blocks))


def _why(claim: Row, behind: Behind, most: int) -> Block:
    more = link(f"More on {claim['id']}", f"claim-{claim['id']}")
    return text(strong("Why it may be wrong: "), " ".join(doubts(claim, behind)[:most]), " ", more, ".")


def _costs(one: Row, behind: Behind) -> list[Block]:
    """What each policy of a frontier costs on each axis, as means over worlds."""
    policies = one.get("policies")
    if not isinstance(policies, Mapping):
        return []
    labels = [words.sentence(label.removesuffix(YES_NO).removesuffix(MONEY))[:-1] for label in one["axes_words"]]
    heads = ["Mean over worlds", *labels]
    rows = [[behind.named(name), *(_value(of[key], label) for key, label in zip(one["axes"], one["axes_words"], strict=True))]
            for name, of in policies.items()]  # fmt: skip
    return [table("", heads, rows, [False] + [True] * len(one["axes"]))]


YES_NO, MONEY = " (1) or not (0)", ", USD million"


def _value(value: float, label: str) -> str:
    if label.endswith(YES_NO):
        return f"{percent(value)} of worlds"
    return f"USD {words.number(value / 1000)} billion" if label.endswith(MONEY) else words.number(value)


def _short(title: str, claim: Row, behind: Behind) -> Section:
    """A further answer in a few lines."""
    decided = [one for one in claim["propositions"] if one["decided"]]
    told = "".join(f" {asked(one)}: {chance(one)}, {likely(one)}." for one in decided)
    extra = "".join(f" {shares(one)}" for one in decided if shares(one))
    return Section(f"answer-{claim['id']}", _heading(title, claim), 3, (
        text(quiet(f"{behind.author(claim['source'])}: {clipped(claim['statement'])}  "), mark(claim["verdict"])),
        text(strong(answer(claim)), told, extra, " ", strong("But: "), " ".join(doubts(claim, behind)[:1]), " ",
             link(f"More on {claim['id']}", f"claim-{claim['id']}"), "."),
    ))  # fmt: skip


def _glance(ledger: Row) -> list[Block]:
    tested = [claim for claim in ledger["claims"] if claim["propositions"]]
    if not tested:
        return [text("There is nothing to decide: all statements are figures.")]
    told = "; ".join(f"{claim['id']} {claim['verdict']} ({claim['upheld']} of {claim['of']})" for claim in tested)
    figures = [str(claim["id"]) for claim in ledger["claims"] if claim["kind"] == "F"]
    rest = f"Statements {words.listed(figures)} are figures and not tested." if figures else ""
    return [Shown("strip", "All tests of all statements", rest, f"Probability of every test against its bar. {told}.",
                  strip(tested), partial(strip, tested, NARROW))]  # fmt: skip


def _against(ledger: Row) -> Section:
    """What went against the commentaries: statements not borne out, and those borne out in part."""
    lines = []
    for claim in ledger["claims"]:
        if claim["verdict"] == "not upheld":
            worst = min(claim["propositions"], key=lambda one: abs(one["probability"] - float(one["bar"].split()[-1])))
            lines.append(line(link(str(claim["id"]), f"claim-{claim['id']}"), f": {clipped(asked(worst), 110)}: ",
                              strong(f"{likely(worst)}, {percent(worst['probability'])}"), "."))  # fmt: skip
    parts = [part for claim in ledger["claims"] if claim["verdict"] == "upheld in part"
             for part in (link(str(claim["id"]), f"claim-{claim['id']}"), f" ({claim['upheld']} of {claim['of']}), ")]
    blocks = items(lines) or [text("No statement failed every one of its tests.")]
    if parts:
        parts[-1] = str(parts[-1]).removesuffix(", ")
        blocks.append(text("In part only: ", *parts, "."))
    return Section("against", "What went against the commentaries", 3, tuple(blocks))


def _fails(behind: Behind) -> Section:
    """Tests against the record that the model failed, those of a kind together."""
    failed = [test for test in behind.tests if not test[0]]
    groups: dict[str, list[tuple[str, str]]] = {}
    for _, test, asked_of_it, found, _ in failed:
        head, _, tail = test.partition(", ")
        groups.setdefault(head, []).append((tail.replace("_", " "), f"found {found}, asked {asked_of_it}"))
    told = "; ".join(f"{head}, in {words.listed([tail for tail, _ in of])}" if len(of) > 2 else
                     "; ".join(f"{head}{f' ({tail})' if tail else ''}: {result}" for tail, result in of)
                     for head, of in groups.items())  # fmt: skip
    if not behind.tests:
        return Section("fails", "Where the model is known to fail", 3, (text("No scoreboard came with these worlds."),))
    start = f"{len(failed)} of {len(behind.tests)} tests against the record failed" if failed else "No test failed"
    few, of = sum(row["contraction"] < 0.05 for row in behind.learnt.get("learnt", ())), len(behind.learnt.get("learnt", ()))
    kept = len(behind.learnt.get("not_informed", ()))
    rest = (f" The record moved {of - few} of the model's numbers; {few + kept} others keep the ranges their authors gave them."
            if of else "")  # fmt: skip
    return Section("fails", "Where the model is known to fail", 3, (
        text(strong(start), f": {told}." if told else ".", rest, " ", link("The scoreboard", "scoreboard"), "."),))


def _turns(ledger: Row, main: Sequence[Row]) -> Section:
    """What would change the answers: assumptions that turn a verdict, rival theories, verdicts too close to their bar."""
    lines: list[Line] = []
    for claim in main:
        boxed = next((one for one in claim["propositions"] if one["decided"] and one.get("flips")), None)
        if boxed and len(lines) < MOST_FLIPS:
            first = flips(boxed)[0].partition(". There")[0].rstrip(".")
            lines.append(line(link(_number(claim, boxed), f"claim-{claim['id']}"),
                              f": {clipped(first, 190)} ({percent(boxed['flips'][0]['inside'])} there)."))  # fmt: skip
    every = [(claim, one) for claim in ledger["claims"] for one in claim["propositions"] if one["decided"]]
    near = [_number(claim, one) for claim, one in every if closest([one])]
    split = [_number(claim, one) for claim, one in every
             if one.get("structures") and 0 < one["structures_hold"] < one["structures"]]  # fmt: skip
    if split:
        lines.append(line(f"Rival theories of how it works disagree on {words.listed(split)}."))
    if near:
        lines.append(line(f"More worlds could turn {words.listed(near)}: the bar lies within the interval."))
    lines.append(line("The bars themselves are judgements; each stands with its reason beside its statement."))
    return Section("turns", "What would change the answers", 3, tuple(items(lines)))


def _number(claim: Row, one: Row) -> str:
    return f"{claim['id']}.{one['number']}" if len(claim["propositions"]) > 1 else str(claim["id"])
