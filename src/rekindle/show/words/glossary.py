"""Words that a newcomer may not know, each in one sentence, and those of them that a text uses.

Pages list at their end what `glossary_of` finds in them; docs/glossary.md holds them all.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple


class Term(NamedTuple):
    """What a word means here, in one sentence, and other words and forms by which a text may use it, parted by commas."""

    meaning: str
    also: str = ""


GLOSSARY: dict[str, Term] = {
    "simulated world": Term(
        "One run of the model, from one draw of all uncertain numbers, rival theories and chance events.",
        "simulated worlds, world, worlds",
    ),
    "ensemble": Term("Many simulated worlds of the same scenario, run together.", "ensembles"),
    "seed": Term("The number that fixes all random draws of a run, so that anyone can repeat it exactly.", "seeds"),
    "scenario": Term("A described situation: places, people, forces and dates, each number with its source.", "scenarios"),
    "quantity": Term("A number of a scenario with its unit, range and source.", "quantities"),
    "parameter": Term("A rate or share in the model's rules, with a range that says how uncertain it is.", "parameters"),
    "mechanism": Term("One rule of the model: something that happens each week, such as recruitment or flight.", "mechanisms"),
    "prior": Term("What was assumed about an uncertain number before the model was compared with the record.", "priors"),
    "posterior": Term(
        "The same uncertain numbers after the model was compared with the record, which makes some values likelier.",
        "posteriors",
    ),
    "calibration": Term(
        "Comparing simulated worlds with recorded figures to learn which assumptions are plausible.",
        "calibrated, calibrate, calibrations",
    ),
    "record": Term("What is documented to have happened: published figures with their sources.", "recorded"),
    "median": Term("The middle value: half of the simulated worlds lie below it and half above.", "medians"),
    "mean": Term("The average over all simulated worlds.", "mean over worlds, on average"),
    "90 % range": Term(
        "The range from the 5th to the 95th percentile, which holds the middle 90 % of simulated worlds.",
        "90 % ranges, 90 % of worlds, 90 % of simulated worlds",
    ),
    "95 % interval": Term(
        "How precisely a finite number of simulated worlds fixes a share or mean; it says nothing about the model's quality.",
        "95 % intervals",
    ),
    "percentile": Term(
        "The value below which that percentage of simulated worlds lies; also called a quantile.",
        "percentiles, quantile, quantiles",
    ),
    "likelihood": Term(
        "A probability in words, on the scale of the Intergovernmental Panel on Climate Change: "
        "“likely” means at least 66 %, “unlikely” at most 33 %.",
        "likely, unlikely, virtually certain, about as likely as not, exceptionally unlikely",
    ),
    "confidence": Term(
        "How far to rely on an answer: high, medium or low, by how many of four stated warnings apply.",
        "high confidence, medium confidence, low confidence",
    ),
    "outcome": Term("One number measured in each simulated world, such as civilians killed by a certain date.", "outcomes"),
    "policy": Term("What the government side does in a run, as a list of dated changes.", "policies"),
    "baseline": Term("The policy with which the others are compared.", "baselines"),
    "experiment": Term("A change made in the model to answer a question, which no government could order.", "experiments"),
    "placebo": Term(
        "An intervention that should change nothing, run to check that the comparison does not invent effects.",
        "placebos",
    ),
    "lever": Term("A number that a reader or a policy can change in the model.", "levers"),
    "treatment": Term("What a policy is meant to change first, before any outcome can follow.", "treatments"),
    "statement": Term("A judgement, question or figure of a commentator, restated in our words.", "statements"),
    "proposition": Term(
        "A statement made precise enough to test: an outcome, a date and a threshold.",
        "propositions",
    ),
    "threshold": Term(
        "The probability a proposition must reach, or stay below, to be upheld; set before the test.",
        "thresholds",
    ),
    "upheld": Term(
        "The proposition holds in enough simulated worlds to pass its threshold; this does not make it true of the world.",
        "not upheld, upheld in part",
    ),
    "not tested": Term(
        "The model could not have given another result, or the policy did not take effect, so nothing was learnt.",
        "untested, untestable",
    ),
    "close call": Term(
        "A result whose 95 % interval reaches across its threshold, so more worlds could reverse it.",
        "close calls, too close to call",
    ),
    "rival theory": Term(
        "An alternative explanation built into the model; each simulated world follows one of several.",
        "rival theories, variant, variants",
    ),
    "switching condition": Term(
        "A set of assumptions under which the answer would be the opposite.",
        "switching conditions",
    ),
    "PRIM box": Term(
        "Ranges of a few assumptions that pick out worlds with a given result, by the Patient Rule Induction Method.",
        "PRIM, PRIM boxes, box, boxes",
    ),
    "Sobol index": Term(
        "The share of an outcome's variation that one group of causes explains, alone or together with others.",
        "Sobol indices, Sobol",
    ),
    "variance": Term("A measure of how widely an outcome varies between simulated worlds.", "share of the variance"),
    "rank correlation": Term(
        "How closely two numbers rise and fall together over worlds, from −1 to 1.",
        "rank correlations, Spearman",
    ),
    "resample": Term(
        "The same worlds drawn again at random with repetition, to see how much a result depends on which were run.",
        "resamples, resampled, bootstrap",
    ),
    "regret": Term(
        "How much worse a policy does than the best one in the same simulated world.",
        "regrets",
    ),
    "count as level": Term(
        "Two policies count as level on a measure where they differ by less than the smallest difference that matters.",
        "counts as level, counted as level",
    ),
    "trade-off": Term(
        "Neither policy is better on every measure; choosing between them needs a judgement of values.",
        "trade-offs, frontier",
    ),
    "counterfactual": Term("What the model says would have happened under another policy or assumption.", "counterfactuals"),
    "backtest": Term(
        "A forecast of a past period made only with what was known before it, then compared with what happened.",
        "backtests, backtested",
    ),
    "coverage": Term(
        "How often recorded figures lie inside a forecast's range; of forces, the share of residents whom their posts reach."
    ),
    "CRPS": Term(
        "Continuous ranked probability score: the distance between a forecast and what happened; smaller is better.",
        "continuous ranked probability score",
    ),
    "horizon": Term("The last day that a run or a proposition looks at.", "horizons"),
    "IDP": Term("Internally displaced person: someone forced to flee who stays in their own country.", "IDPs, displaced"),
    "covert member": Term(
        "A member of the group who lives hidden among residents and does not fight openly.",
        "covert members, covert, hidden members, in hiding",
    ),
    "affiliate": Term("An armed group elsewhere that has pledged allegiance to the group.", "affiliates"),
    "theatre": Term("The countries in which the scenario's war is simulated in detail."),
    "documented death": Term(
        "A death counted in a published data set; real numbers are higher by an unknown amount.",
        "documented deaths, deaths documented",
    ),
}  # fmt: skip
"""Terms in the order in which a newcomer needs them."""


def glossary_of(text: str) -> list[tuple[str, str]]:
    """Terms that a text uses with what they mean, in the order in which they first appear."""
    found: dict[str, int] = {}
    for match in _pattern().finditer(" ".join(text.split())):
        term = _forms()[match.group(0).lower()]
        found.setdefault(term, match.start())
    return [(term, GLOSSARY[term].meaning) for term in sorted(found, key=lambda term: found[term])]


@cache
def _forms() -> dict[str, str]:
    """The term that each form of a word belongs to; forms in small letters."""
    return {form.strip().lower(): term for term, known in GLOSSARY.items() for form in [term, *known.also.split(",")] if form}


@cache
def _pattern() -> re.Pattern[str]:
    """Any form of any term as whole words; the longest that fits."""
    forms = sorted(filter(None, _forms()), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, forms))})(?!\w)", re.IGNORECASE)
