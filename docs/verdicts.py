"""The verdicts as a page of the documentation: `make verdicts`.

    python docs/verdicts.py FOLDER [FOLDER_OF_ANOTHER_SEED] > docs/verdicts.md

Every figure of that page comes from here, with the number of worlds behind it.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from rekindle.analysis.claims.ledger import ledger
from rekindle.analysis.claims.results import ClaimRow, Ledger
from rekindle.analysis.claims.stability import Stands, row, stability
from rekindle.analysis.claims.store import ClaimSpec, holding, load
from rekindle.analysis.claims.tally import tag, tally
from rekindle.ensemble.posterior import packaged_posterior
from rekindle.errors import MissingData
from rekindle.numbers import fixed, percent
from rekindle.scenario import read
from rekindle.scenario.claims.read import read_claims
from rekindle.show.terminal.words import bar, with_interval
from rekindle.show.verdicts.turned import earlier, now, turned
from rekindle.show.words.interventions import effect
from rekindle.show.words.treatment import why_untested

HEAD = """# Verdicts: what {worlds:,} worlds say of {count} statements

Made by `make verdicts`; nothing here is typed by hand. How a verdict comes about: [claims.md](claims.md). How far the model can
be trusted: [how-far-to-trust.md](how-far-to-trust.md). Read that first: a probability here is a share of this model's worlds,
no more.

Below a test stand its switching conditions: assumptions under which its verdict changes, where any were found.
`rekindle explain mosul-2016 ID` has the ranges that were tried. Below shares of variance stands what setting a cause does
("set"): means over the same worlds without and with it, and their difference with its 95 % interval.

Worlds come from the {worlds_from} (seed {seed}); propositions were written on {written}, before any ensemble had run.

Statements stand in our words, not in those of their authors. A probability is a share of simulated worlds. A test is too close
to call when its 95 % interval contains its threshold; it counts as upheld or not all the same.

{statements}

{tests}
{before}
| | statement and what was asked | probability | word | threshold | rival theories | verdict | record |
|---|---|---|---|---|---|---|---|
"""


def page(claims: Ledger, stands: list[Stands] | None, seeds: tuple[int, int] | None) -> str:
    counted = tally(claims)
    head = HEAD.format(
        worlds=claims.worlds, worlds_from=claims.worlds_from, seed=claims.seed, written=claims.written,
        statements=counted.statement_words(), tests=counted.test_words(), count=len(claims.claims), before=before(claims),
    )  # fmt: skip
    rows = "".join(map(lines, claims.claims))
    return head + rows + changes(claims.claims) + (told(stands, seeds) if stands and seeds else "")


def before(claims: Ledger) -> str:
    """Verdicts that were different under the model before, old beside new, and why: in front of all verdicts."""
    rows = [f"| {claim.id}.{one.number} | {one.asks} | {earlier(one)} | {now(one)} | {one.before.why} |\n"
            for claim, one in turned(claims) if one.before]  # fmt: skip
    head = "\n## Verdicts that changed with the model\n\n| | what was asked | before | now | why |\n|---|---|---|---|---|\n"
    return f"{head}{''.join(rows)}\n## All verdicts\n" if rows else ""


def lines(claim: ClaimRow) -> str:
    said = f"**{claim.statement}** ({claim.source}, {claim.kind})"
    found = f"| **{claim.id}** | {said} | | | | | **{tag(claim)}** | |\n"
    for one in claim.propositions:
        result = one.result
        if not result:
            found += f"| | {one.asks} | not decided | | {bar(one)} | | | |\n"
            continue
        if one.untested:
            found += f"| | {one.asks} | {why_untested(one)} | | | | not counted | |\n"
            continue
        probability = f"{with_interval(one)}: {result.holds:,} of {result.worlds:,} {result.counted}"
        theories = f"{result.structures_hold} of {result.structures}" if result.structures else "-"
        verdict = ("upheld" if result.upheld else "not upheld") + (", close call" if result.close else "")
        record = ""
        if one.happened:
            record = {True: "held", False: "did not hold", None: "figures disagree"}[one.happened.held]
        found += f"| | {one.asks} | {probability} | {result.word} | {bar(one)} | {theories} | {verdict} | {record} |\n"
        if one.same_as:
            found += f"| | the same event as {one.same_as} | | | | | | |\n"
        for each in result.shares.interventions if result.shares else ():
            found += f"| | set: {effect(each)} | | | | | | |\n"
        for flip in one.flips.found or ():
            found += f"| | would change: {flip.words} | | | | | | |\n"
    return found + (f"| | *{claim.note}* | | | | | | |\n" if claim.note and claim.kind != "F" else "")


def changes(rows: Sequence[ClaimRow]) -> str:
    found = "\n## Changed since the first commit\n\n"
    for claim in rows:
        for changed in (one.changed for one in claim.propositions if one.changed):
            seen = "results had been seen" if changed.results_seen else "no result had been seen"
            found += f"- Statement {claim.id}, {changed.on} ({seen}): {changed.reason} "
            if changed.was is None:
                found += "It is an addition.\n"
            elif changed.was.result:
                verdict = "upheld" if changed.was.result.upheld else "not upheld"
                found += f"Under the old wording: {percent(changed.was.result.probability)}, {verdict}.\n"
            else:
                found += "The old wording has not been decided.\n"
    return found


def told(stands: list[Stands], seeds: tuple[int, int]) -> str:
    about = row(stands)
    widest = fixed(about["widest_difference"], 3)
    name = lambda pairs: ", ".join(f"{claim}.{number}" for claim, number in pairs) or "none"  # noqa: E731
    return f"""
## Do they stand?

The same {about["propositions"]} propositions were decided by worlds of seed {seeds[1]}, and by those of both seeds together.

- Another verdict under the other seed: {len(about["disagree"])} of {about["propositions"]} ({name(about["disagree"])}).
- Probabilities further apart than chance has them in nine of ten cases: {len(about["apart"])} of {about["propositions"]}
  ({name(about["apart"])}); the largest difference is {widest}. Both seeds take the same rows of the
  posterior, so what differs are random draws and the assumptions that the record did not inform.
- With twice the worlds the calibrated word moves by one step for {name(about["moved_a_step"])}, by more for
  {name(about["moved_further"])}.
"""


def main(folders: list[str]) -> None:
    scenario = read("mosul-2016")
    claims = read_claims(scenario.folder / "claims.yaml")
    asked = ClaimSpec(scenario, posterior=packaged_posterior())
    first, *others = [holding(load(Path(folder)), asked) for folder in folders]
    if first.stale:
        raise MissingData(f"{folders[0]} was made with something else than today's package: {', '.join(first.stale[:3])}")
    stands = stability(claims, first, others[0]) if others else None
    print(page(ledger(claims, first, asked), stands, (first.seed, others[0].seed) if others else None), end="")


if __name__ == "__main__":
    main(sys.argv[1:])
