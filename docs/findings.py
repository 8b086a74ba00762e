"""What worlds show, as tables for docs/findings.md: `make findings`.

Every figure of that page comes from here, with the number of worlds behind it. Takes a few minutes.
"""

from __future__ import annotations

import sys
from datetime import date

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
        "four weeks (95 % interval), with figures of October 2016 put in place of those of June 2014. Mechanisms and priors "
        "are the same.\n"
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
        f"{WORLDS} worlds of `mosul-2016` to the end of 2021. The variance of the difference between two ensembles that "
        "share no random draw is the sum of their variances; with the same random draws it is that of the paired "
        "difference.\n"
    )
    rows = []
    for name in ("attacks_iraq_2018", "civilians_killed_total", "attacks_iraq_2021", "cost_money"):
        paired = np.var(one[name] - other[name])
        apart = np.var(one[name]) + np.var(other[name])
        both = [spread(x) for x in (one[name], other[name], one[name] - other[name])]
        rows.append([f"`{name}`", *both, f"{apart / paired:,.1f}"])
    table(["outcome", "counterterrorism", "counterinsurgency", "difference", "variance unpaired / paired"], rows)


def main() -> None:
    print("# What the worlds show\n")
    print(
        "Tables made by `make findings`, from worlds of the posterior: what the record to 2018 taught "
        f"([how far to trust it](how-far-to-trust.md)). Seed {SEED}, model sources {sources_digest()}.\n"
    )
    june_2014()
    decline_and_return()
    knockouts()
    same_luck()


if __name__ == "__main__":
    main()
