"""A ledger of verdicts as one document: summary, statements, evidence, scoreboard, limits. Pages are set from it alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from rekindle.analysis.claims.results import Ledger
from rekindle.analysis.effects.kept import audit_of
from rekindle.ensemble.variants import variants
from rekindle.errors import RekindleError
from rekindle.model.parameters import all_parameters
from rekindle.record.links import author
from rekindle.record.links import link as address
from rekindle.scenario import read
from rekindle.scenario.labels import Labels
from rekindle.scenario.policies.listing import rows
from rekindle.scenario.policies.policy import read_any
from rekindle.show import words
from rekindle.show.documentation.trust import last_calibration, trust_tests
from rekindle.show.figures.flows import origin_label
from rekindle.show.figures.scoreboard import check_chart
from rekindle.show.figures.verdicts import PAGE
from rekindle.show.verdicts.document import Block, Document, Section, Shown, items, line, link, strong, table, text
from rekindle.show.verdicts.doubts import Behind
from rekindle.show.verdicts.effects import effects_sections
from rekindle.show.verdicts.misses import row as plain_test
from rekindle.show.verdicts.overview import overview
from rekindle.show.verdicts.sentences import changed_when
from rekindle.show.verdicts.statement import claim_section
from rekindle.show.verdicts.summary import AUTHORS, count_words, summary
from rekindle.show.words.dates import upto
from rekindle.show.words.transfer import transferred
from rekindle.version import VERSION

if TYPE_CHECKING:
    from rekindle.scenario import Scenario

TESTS = {
    "probability": "the share of worlds in which a number passes a threshold",
    "difference": "the share of worlds that come out so much higher or lower under one policy than under another",
    "trend": "the share of worlds in which a series rises or falls by so much",
    "variance_share": "how much of the differences between worlds comes from these causes",
    "frontier": "whether one of these policies dominates another on every measure at once",
}
LIMITS = (
    ("The probabilities are the model's.", "A share of worlds says what its mechanisms and ranges allow. It leaves out what "
     "nobody put in: a neighbour's war, a change of government, a new group, an invention."),
    ("The record is a minimum.", "Deaths are documented late and in part, above all under siege. Estimates of the group's "
     "strength differ tenfold."),
    ("Beliefs are indices.", "Grievance, will and the pull of an idea are numbers from 0 to 1, not measurements."),
    ("A verdict is on our wording.", "Another threshold or horizon can give another verdict. Each was fixed before the first "
     "run; every later change is listed with the verdict under the old wording."),
    ("An interval counts worlds, not ignorance.", "The 95 % interval says how precisely so many worlds give the model's own "
     "probability. More worlds narrow it and make the model no truer."),
    ("People are counts.", "No person, village or community is judged. The model is strategic and humanitarian. It says "
     "nothing of weapons, targets or routes, and must not be used for them."),
)  # fmt: skip
CHANGES = "Reasons, old wordings and their verdicts stand with each statement, among the details of its tests."
SCALE = "The words are those of the Intergovernmental Panel on Climate Change (guidance note on uncertainty, 2010)."


def behind(scenario: Scenario, ledger: Ledger) -> Behind:
    """What stands behind a scenario's verdicts: titles of its policies, its sources, the scoreboard, what was learnt."""
    titles: dict[str, str] = {"historical": "Historical course"}

    def named(policy: str) -> str:
        if policy not in titles:
            try:
                titles[policy] = read_any(policy, scenario).title
            except RekindleError:
                titles[policy] = policy
        return titles[policy]

    others = {one.path.rpartition("/")[0] for claim in ledger.claims for one in claim.quantities} - {""}
    every = {**{name: source for other in sorted(others) for name, source in read(other).sources.items()}, **scenario.sources}
    sources = {name: {"author": author(name, source.author), "title": source.title, "date": str(source.date),
                      "url": address(name, source.title, source.author, source.note or "", source.url or "")}
               for name, source in every.items()}  # fmt: skip
    does = {row["name"]: row["summary"] for found in rows(scenario).values() for row in found if row["summary"]}
    learnt = last_calibration()
    own = scenario.name in learnt.about.get("scenarios", {})  # tests of other scenarios say nothing of this one
    return Behind(named, lambda name: origin_label(scenario, name), sources, trust_tests() if own else [],
                  learnt if own else None, audit_of(scenario.name), does, Labels(scenario), ledger.record_end)  # fmt: skip


def document(ledger: Ledger, back: Behind, made: date | None = None) -> Document:
    """Everything that a page of verdicts says of a ledger, dated today or as `made` says."""
    number, made = len(ledger.claims), made or date.today()
    head = ledger.title.partition(": ")[0]
    known = (f"{AUTHORS}, {words.day(made)}, Rekindle {VERSION}.", transferred(ledger.transfer), _hindsight(ledger))
    facts = tuple(filter(None, known))
    title = f"{head}: {number} statement{'s' if number != 1 else ''} examined"
    whole = Document(
        title,
        "Verdicts on what commentaries said, from many simulated worlds, with probabilities, reasons and limits.",
        facts, summary(ledger, back, count_words(" ".join([title, *facts]))), overview(ledger, back),
        tuple(claim_section(claim, back) for claim in ledger.claims),
        (_evidence(ledger, back), _scoreboard(back), *effects_sections(back.effects), _limits(ledger)),
    )  # fmt: skip
    return replace(whole, glossary=_glossary(whole.words))


def _glossary(said: str) -> tuple[tuple[str, str], ...]:
    """The words that the document uses and explains at its end."""
    from rekindle.show.words.glossary import glossary_of

    return tuple(glossary_of(said))


def _hindsight(ledger: Ledger) -> str:
    """What was known of the record when the worlds were made, in words."""
    if ledger.record_end is None:
        return "This scenario has no record: nothing here has been checked against what happened."
    return f"The model knows the record to {words.day(ledger.record_end)}; later years are unchecked."


def _of_record(ledger: Ledger) -> tuple[tuple[str, str], ...]:
    """Limits that follow from where the record ends."""
    end = ledger.record_end
    if end is None:
        return (("It has no record.", "Nothing here was compared with recorded figures."),)
    learnt = "The record ends" if ledger.worlds_from == "prior" else "The record that it learnt from ends"
    return (
        (f"It knows nothing after {upto(end)}.", f"{learnt} on {words.day(end)}. What it says of later years is a forecast "
         "that nobody has scored."),
        ("What came before is hindsight.", f"Those who set the ranges knew what happened up to {upto(end)}. Agreement there is "
         "weak evidence, disagreement strong."),
    )  # fmt: skip


def _evidence(ledger: Ledger, back: Behind) -> Section:
    """Sources of the statements, how these became tests, and what was changed afterwards."""
    by_source: dict[str, dict[str, list[str]]] = {}
    for claim in ledger.claims:
        by_source.setdefault(claim.source, {}).setdefault(claim.kind, []).append(str(claim.id))
    rows = [[back.source(name), *(", ".join(kinds.get(kind, ["none"])) for kind in "FQJ")] for name, kinds in by_source.items()]
    used: dict[str, int] = {}
    for claim in ledger.claims:
        for one in claim.propositions:
            used[one.kind] = used.get(one.kind, 0) + 1
    asked = [line(strong(f"{kind.replace('_', ' ').capitalize()} ({used[kind]}): "), f"{TESTS[kind]}.")
             for kind in TESTS if kind in used]  # fmt: skip
    blocks: list[Block] = [
        table("The commentaries and their statements", ("Source", "Figures", "Questions", "Judgements"), rows, (False,) * 4),
        text("Each statement stands in our words; none is a quotation. A figure enters the model as a range over all sources. "
             "A question or a judgement becomes one test or more: a measure, an amount, a date and a threshold of probability. "
             "The threshold follows from how sure the source was. The tests were written on "
             f"{words.day(ledger.written)}, before the first run."),
        *items(asked),
    ]  # fmt: skip
    changes = [line(link(f"{claim.id}.{one.number}", f"claim-{claim.id}"), f": {changed_when(one)}")
               for claim in ledger.claims for one in claim.propositions if one.changed]  # fmt: skip
    inner = [Section("changes", "Wordings changed since", 3, (text(CHANGES), *items(changes)))] if changes else []
    return Section("evidence", "The evidence", 2, tuple(blocks), "", (*inner, _theories()))


def _theories() -> Section:
    """Rival theories of the model: what each is about, and its options with their shares of worlds before any record."""
    known = all_parameters()
    rows = [[words.sentence(known[name].meaning), choice.words()] for name, choice in variants().items()]
    lead = "Where scholars disagree, the model has several theories; each world draws one option of each."
    return Section(
        "theories",
        "Rival theories",
        3,
        (text(lead), table("", ("What it is about", "Options, and shares in the priors"), rows, (False,) * 2)),
    )


def _scoreboard(back: Behind) -> Section:
    """Tests of the model against the record, failures first."""
    failed = sum(not test[0] for test in back.tests)
    rows = [[*plain_test(test, back.labels), line(strong("failed")) if not test[0] else "passed", test[4]]
            for test in back.tests]  # fmt: skip
    blocks: list[Block] = [text(strong(f"{failed} of {len(rows)} tests failed."), " Retrospective: those who set the ranges "
                                "knew how it ended. Blind: nobody had looked at a run before. The error is the CRPS, a "
                                "distance between forecast and record.")]  # fmt: skip
    if rows:
        blocks.append(
            table(
                "Failures first",
                ("Test", "Asked", "Found", "Result", "Kind"),
                rows,
                (False,) * 5,
            )
        )
    checks = back.learnt.predictive.calibrated if back.learnt else []
    if checks:
        outside = sum(not row.inside90 for row in checks)
        alt = (f"{outside} of {len(checks)} recorded figures lie outside the 90 % range; they are drawn first.")  # fmt: skip
        drawn = check_chart([row.to_dict() for row in checks], most=30, width=PAGE)
        blocks.append(Shown("checks", "Recorded figures against the worlds", "", alt, drawn))
    moved = back.learnt.moved_to_the_edge if back.learnt else ()
    if moved:
        told = ", ".join(moved).replace("_", " ")
        blocks.append(text(f"{len(moved)} recorded figures are outside almost all worlds of the priors: {told}."))
    return Section("scoreboard", "The scoreboard: the model against the record", 2, tuple(blocks))


def _limits(ledger: Ledger) -> Section:
    blocks = items([line(strong(head), f" {rest}") for head, rest in (LIMITS[0], *_of_record(ledger), *LIMITS[1:])])
    source = "the priors" if ledger.worlds_from == "prior" else "the posterior"
    blocks.append(
        text(
            f"{SCALE} Worlds are drawn from {source} with seed {ledger.seed}, under the policy “"
            f"{ledger.policy}” of the scenario {ledger.scenario}; Rekindle {VERSION}.",
            look="small",
        )
    )
    return Section("limits", "What the model cannot know", 2, tuple(blocks))
