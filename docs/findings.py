"""What worlds show, as sentences and tables for docs/findings.md: `make findings`.

Every figure of that page comes from here, with the number of worlds behind it. Takes a few minutes. The sentences are made from
the tables: `python docs/findings.py --kept` writes them anew from the tables of the page, without a simulation.
"""

from __future__ import annotations

import io
import re
import sys
from contextlib import redirect_stdout
from datetime import date
from pathlib import Path

import numpy as np

from rekindle.analysis.outcomes.outcomes import outcomes
from rekindle.analysis.runs.run import RunSpec
from rekindle.analysis.statistics.intervals import wilson
from rekindle.ensemble.posterior import packaged_posterior
from rekindle.ensemble.run import chunks
from rekindle.ensemble.variants import variants
from rekindle.model.compiled import sources_digest
from rekindle.scenario import read
from rekindle.scenario.policies.policy import read_any

WORLDS, SEED = 400, 1
PARTS = ("leadership", "territory", "appeal", "victimhood")
FIVE_YEARS = date(2022, 7, 17)
"""Five years after the week in which Mosul fell, when the parts are knocked out."""


class Ensemble:
    """Outcomes and national series of the worlds of one scenario under one policy or experiment."""

    def __init__(self, name: str, policy: str = "historical", until: date | None = None) -> None:
        scenario = read(name)
        question = RunSpec(scenario, read_any(policy, scenario), WORLDS, SEED, until, posterior=packaged_posterior())
        self.frame = question.frame()
        found, parameters, countries = [], [], []
        for piece in chunks(self.frame, WORLDS, SEED, 2):
            found.append(outcomes(self.frame, piece))
            parameters.append(piece.parameters)
            countries.append(piece.written.countries)
        self.outcomes = {key: np.concatenate([one[key][0] for one in found]) for key in found[0]}
        self.parameters = np.concatenate(parameters)
        self.countries = np.concatenate(countries)
        print(f"{name} {policy}: {WORLDS} worlds", file=sys.stderr)

    def __getitem__(self, outcome: str) -> np.ndarray:
        return self.outcomes[outcome]

    def last_year(self, series: str) -> np.ndarray:
        """Sum of a series of the first country over the last 52 weeks: (W,)."""
        return self.countries[series][:, -52:, 0].astype(float).sum(axis=1)

    def at_the_end(self, series: str) -> np.ndarray:
        """A series of the first country at the horizon: (W,)."""
        return self.countries[series][:, -1, 0].astype(float)


def spread(numbers: np.ndarray) -> str:
    """Median and central 90 % of the worlds."""
    low, middle, high = np.quantile(numbers, (0.05, 0.5, 0.95))
    return f"{middle:,.0f} ({low:,.0f} to {high:,.0f})"


def chance(happened: np.ndarray) -> str:
    """Share of worlds with its 95 % interval (Wilson)."""
    low, high = wilson(int(happened.sum()), happened.size)
    return f"{happened.mean():.2f} ({low:.2f} to {high:.2f})"


def table(head: list[str], rows: list[list[str]]) -> None:
    print("| " + " | ".join(head) + " |\n|" + " --- |" * len(head))
    for row in rows:
        print("| " + " | ".join(row) + " |")
    print()


def knockouts() -> None:
    """What is left five years after each set of the organisation's four parts was knocked out."""
    print("## The four parts of the organisation, knocked out alone and together\n")
    print(
        "Leadership, territory, appeal and victimhood (grievance) are each set to nothing from 17 July 2017 on, the week "
        f"after the fall of Mosul. What is left in Iraq five years later, {WORLDS} worlds of `mosul-2016`; median and "
        "central 90 %.\n"
    )
    names = ["historical"]
    for mask in range(1, 16):
        names.append("knockout-" + "-".join(part for i, part in enumerate(PARTS) if mask >> i & 1))
    rows = []
    for name in sorted(names, key=lambda name: (name.count("-") if name != "historical" else 0, name)):
        worlds = Ensemble("mosul-2016", name, FIVE_YEARS)
        covert = worlds.at_the_end("covert")
        rows.append(
            [
                name.removeprefix("knockout-").replace("-", " + ").replace("historical", "nothing knocked out"),
                spread(covert),
                spread(worlds.last_year("attacks")),
                chance(covert < 100),
            ]
        )
    table(["knocked out", "covert members", "attacks in the last 12 months", "share of worlds with under 100 members"], rows)


def june_2014() -> None:
    """What makes the difference between the garrison of 2014 and that of 2016."""
    print("## June 2014: what makes a garrison rout\n")
    print(
        f"Share of {WORLDS} worlds of `mosul-2014` in which more than half of Mosul's residents live under the group within "
        "four weeks (95 % interval). Each experiment puts figures of October 2016 in place of those of June 2014. Mechanisms "
        "and priors are the same.\n"
    )
    form = list(variants()["rout.form"].names)
    rows = []
    for name in ("historical", "rolls-filled", "strikes-at-hand", "inclusion-2016", "quality-2016", "army-of-2016"):
        worlds = Ensemble("mosul-2014", name, date(2014, 12, 31))
        lost = worlds["lost_4_weeks_mosul"]
        by = [f"{lost[worlds.parameters['rout']['form'] == i].mean():.2f}" for i in range(len(form))]
        rows.append([name, chance(lost), *by])
    table(["experiment", "lost in four weeks", *(f"where `rout.form` is {name}" for name in form)], rows)


def decline_and_return() -> None:
    """Iraq 2006-14 with dated inputs, with processes, and with one input at a time kept."""
    print("## Iraq, June 2006 to 2014: decline and return\n")
    print(
        f"{WORLDS} worlds of `iraq-2006` each. Documented deaths in conflicts that involve the group, median and central "
        "90 %; the record has 3,880 in 2007, 1,159 in 2011, 3,985 in 2013 and 15,092 in 2014. Decline: 2011 under half of "
        "2007. Return: 2013 above 1.5 times 2011. `historical` follows dated courses of politics and effort, `processes` "
        "none; the others keep one input as it was.\n"
    )
    rows = []
    for name in (
        "historical",
        "processes",
        "foreign-troops-stay",
        "inclusion-kept",
        "quality-kept",
        "raids-kept",
        "syria-calm",
        "no-partners",
        "no-awakening",
        "all-kept",
    ):
        worlds = Ensemble("iraq-2006", name)
        deaths = {year: worlds[f"deaths_documented_iraq_{year}"] for year in (2007, 2011, 2013, 2014)}
        decline, back = deaths[2011] < 0.5 * deaths[2007], deaths[2013] > 1.5 * deaths[2011]
        rows.append([name, *(spread(x) for x in deaths.values()), chance(decline), chance(back), chance(decline & back)])
    table(["experiment", "2007", "2011", "2013", "2014", "decline", "return", "both"], rows)


def same_luck() -> None:
    """How much sharper a difference is when both policies meet the same random draws."""
    print("## Counter-terrorism against counter-insurgency, with the same random draws\n")
    one, other = Ensemble("mosul-2016", "counterterrorism"), Ensemble("mosul-2016", "counterinsurgency")
    print(
        f"{WORLDS} worlds of `mosul-2016` to the end of 2021. Two ensembles that share no random draw differ with the sum of "
        "their variances. With the same random draws it is the variance of the paired difference.\n"
    )
    rows = []
    for name in ("attacks_iraq_2018", "civilians_killed_total", "attacks_iraq_2021", "cost_money"):
        paired = np.var(one[name] - other[name])
        apart = np.var(one[name]) + np.var(other[name])
        both = [spread(x) for x in (one[name], other[name], one[name] - other[name])]
        rows.append([f"`{name}`", *both, f"{apart / paired:,.1f}"])
    table(["outcome", "counterterrorism", "counterinsurgency", "difference", "variance unpaired / paired"], rows)


def cells(page: str, heading: str) -> dict[str, list[str]]:
    """The rows of the table under a heading, by their first cell."""
    part = page.split(f"## {heading}", 1)[1].split("\n## ", 1)[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in part.splitlines() if line.startswith("|")]
    return {row[0].strip("`"): row[1:] for row in rows[2:]}


def share(cell: str) -> str:
    """A share of worlds such as "0.76 (0.71 to 0.79)" as "76 % (71 to 79 %)"."""
    middle, low, high = (round(100 * float(number)) for number in re.findall(r"[\d.]+", cell))
    return f"{middle} % ({low} to {high} %)"


def percent(cell: str) -> str:
    return f"{100 * float(cell):.0f} %"


def of_garrisons(tables: str) -> str:
    rows = cells(tables, "June 2014")
    then, rout, drift = rows["historical"]
    return (
        "**In the model, the quality of the army decided whether Mosul fell in June 2014.** "
        f"In {share(then)} of worlds more than half of the residents of Mosul lived under the group within four weeks. "
        f"With the army's quality of October 2016 it was {share(rows['quality-2016'][0])}. "
        "*Caveat:* theories of collapse disagree. "
        f"Where a rout spreads, the share is {percent(rout)}; where units drift away, it is {percent(drift)}."
    )


def of_decline(tables: str) -> str:
    rows = cells(tables, "Iraq, June 2006")
    in_2007, _, _, in_2014, _, _, both = rows["historical"]
    return (
        "**In the model, Iraq's decline and return follow from dated politics and effort more than from chance.** "
        f"With the dated courses, documented deaths fell by 2011 and rose again by 2013 in {share(both)} of worlds. "
        f"Without them it was {share(rows['processes'][6])}, and with raids kept at their strength "
        f"{share(rows['raids-kept'][6])}. *Caveat:* the level is wrong. The median for 2007 is {in_2007}, and the record "
        f"has 3,880; for 2014 it is {in_2014}, and the record has 15,092. Authors who had seen the record dated the courses."
    )


def of_parts(tables: str) -> str:
    rows = cells(tables, "The four parts")
    most = min(PARTS, key=lambda name: float(rows[name][0].split()[0].replace(",", "")))
    emptied = max((row[2].split()[0] for row in rows.values()), key=float)
    return (
        "**No part of the organisation, removed alone or with others, ends it.** "
        f"In at most {percent(emptied)} of worlds fewer than 100 covert members are left in Iraq after five years. "
        f"The single part that matters most for membership is {most}: {rows[most][0]} members without it, against "
        f"{rows['nothing knocked out'][0]} with nothing removed. "
        "*Caveat:* setting a part to nothing is an experiment in the model and no policy. The ranges overlap."
    )


def of_policies(tables: str) -> str:
    difference = cells(tables, "Counter-terrorism")["attacks_iraq_2018"][2]
    return (
        "**Counter-terrorism has fewer attacks than counter-insurgency in Iraq in 2018, but not in every world.** "
        f"The difference is {difference} attacks in the year. "
        "*Caveat:* both are stylised policies, and studies of real programmes are few ([effects](effects.md))."
    )


def of_draws(tables: str) -> str:
    ratios = sorted(float(row[3]) for row in cells(tables, "Counter-terrorism").values())
    return (
        "**The same random draws make comparisons sharper.** The variance of a difference between two policies is "
        f"{ratios[0]:.1f} to {ratios[-1]:.1f} times smaller. *Caveat:* this is about the method, and says nothing of the world."
    )


def sentences(tables: str) -> str:
    """The findings in short, from the tables: what, of how many worlds, how wide, and what speaks against it."""
    found = [one(tables) for one in (of_garrisons, of_decline, of_parts, of_policies, of_draws)]
    return (
        f"## In short\n\nEach finding rests on {WORLDS} simulated worlds for each row of a table. Shares of worlds have a 95 % "
        "interval in brackets. Other numbers are medians of worlds with the 90 % range of worlds.\n\n"
        + "".join(f"{number}. {text}\n" for number, text in enumerate(found, 1))
        + "\n"
    )


def page(tables: str, digest: str) -> str:
    """The whole page, from tables and the digest of the model that made them."""
    return (
        "# What the worlds show\n\n"
        "Sentences and tables made by `make findings`, from worlds of the posterior: what the record to 2018 taught "
        f"([how far to trust it](how-far-to-trust.md)). Seed {SEED}, model sources {digest}.\n\n" + sentences(tables) + tables
    )


def kept(text: str) -> str:
    """The page anew from the tables that stand in it."""
    digest = re.search(r"model sources (\w+)", text)
    assert digest, "docs/findings.md names no model sources: run make findings"
    return page(text[text.index("## June 2014") :], digest[1])


def main() -> None:
    if "--kept" in sys.argv:
        print(kept(Path(__file__).with_suffix(".md").read_text(encoding="utf-8")), end="")
        return
    tables = io.StringIO()
    with redirect_stdout(tables):
        june_2014()
        decline_and_return()
        knockouts()
        same_luck()
    print(page(tables.getvalue(), sources_digest()), end="")


if __name__ == "__main__":
    main()
