"""Levers: every number and every rival theory that can be moved, with where it comes from and which mechanism it works in."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from rekindle.analysis.live.numbers import plain
from rekindle.analysis.live.plain import PARAMETERS, field_words
from rekindle.analysis.sensitivity.inputs import meaning_of
from rekindle.ensemble.draws import draw, draw_parameter
from rekindle.model.changes import limits
from rekindle.model.mechanism import Mechanism
from rekindle.model.parameter import Choice, Fixed, Parameter
from rekindle.model.parameters import all_parameters
from rekindle.model.step import MECHANISMS
from rekindle.scenario.policies import reach

if TYPE_CHECKING:
    from rekindle.ensemble.posterior import Posterior
    from rekindle.model.parameter import Prior
    from rekindle.scenario import Scenario
    from rekindle.scenario.quantity import Figure, Quantity

PARAMETER, QUANTITY, VARIANT = "parameter", "quantity", "variant"
DRAWN = 400
"""Worlds of which the median is told as the best value."""
STEPS = 100
"""Steps of a slider from end to end, about."""
FACTOR = 3.0
"""How far a slider goes from a number that every world has, where nothing says how far it could."""
OPTIONS = {
    "abroad.veterans": {"deadlier": "people who fought abroad make attacks deadlier",
                        "detected": "people who fought abroad draw the eye of the services"},
    "aid.effect": {"helps": "aid does what it is for", "captured": "aid is captured by the corrupt",
                   "none": "aid does nothing"},
    "battle.attrition": {"deitchman": "attackers meet aimed fire, concealed defenders area fire",
                         "square": "aimed fire on both sides", "linear": "area fire on both sides"},
    "deployment.foreign": {"firm": "foreign troops hold whatever happens at home",
                           "brittle": "foreign troops hold as far as their own governments' will goes"},
    "leadership.succession": {"recovers": "capability dips and recovers after a leader's loss",
                              "fragments": "the organisation splits after a leader's loss",
                              "martyr": "the dead leader draws people"},
    "raid.response": {"backlash": "harm by the government side brings more attacks and more grievance",
                      "deterrence": "harm by the government side brings fewer attacks",
                      "none": "harm by the government side leaves attacks as they are"},
    "recruitment.motive": {"grievance": "grievance brings local members", "idle": "a lack of work brings local members",
                           "pay": "pay brings local members"},
    "rout.form": {"rout": "ground is lost in sudden routs", "drift": "ground drifts to where strength and cohesion put it"},
    "stance.choice": {"weighs": "the leader weighs whether to stand", "stand": "the leader always stands",
                      "withdraw": "the leader withdraws while there is a way"},
}  # fmt: skip
"""Rival theories in one line each."""
BEGUN = {"levels": "nation.settlement_{field}", "organisation": "nation.{field}", "coalition": "nation.coalition_{field}"}
"""Where a number of the scenario stands in a world's state, if not under its own section's name."""
WORKS_IN = {
    "communities.claimed": "misconduct", "communities.exclusion": "remember", "forces.strength": "deploy",
    "forces.reserve": "deploy", "forces.present": "deploy", "forces.posts": "deploy", "forces.restraint": "misconduct",
    "forces.distance": "misconduct", "countries.corruption": "assist", "countries.economy": "govern",
    "countries.services": "govern", "coalition.strikes": "share_strikes", "origins.border": "open_borders",
    "origins.share": "mobilise", "origins.screening": "travel", "origins.returned": "travel",
    "origins.inspired": "strike_abroad", "origins.reach": "strike_abroad", "places.density": "assault",
    "places.area": "assault", "places.cover": "raid", "places.vacuum": "franchise", "places.tie": "franchise",
    "places.pressure": "franchise", "places.deadly": "franchise", "places.pull": "travel", "cities.openness": "give_orders",
    "corridors.openness": "give_orders", "campaign.forces": "give_orders", "campaign.after": "give_orders",
}  # fmt: skip
"""The mechanism that first takes up a number of the setting, by section and field: nothing in a mechanism declares that."""


@dataclass(frozen=True)
class Lever:
    """One lever: its path, its sourced range and the median of what worlds draw (`best`), each in its unit.

    Of a variant `options` are the rival theories, each with its share of worlds; numbers are None. `sources` are all figures
    behind it, those of other definitions last. `rank` says by outcome how closely it goes with it, the closest 1.
    """

    path: str
    kind: str
    label: str
    meaning: str
    mechanism: str
    mechanism_says: str
    unit: str
    low: float | None
    high: float | None
    best: float | None
    step: float | None
    options: tuple[Mapping[str, Any], ...] = ()
    sources: tuple[Mapping[str, Any], ...] = ()
    rank: Mapping[str, int] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return asdict(self) | {"options": list(self.options), "sources": list(self.sources), "rank": dict(self.rank)}


def levers(
    scenario: Scenario, posterior: Posterior | None, ranks: Mapping[str, Sequence[str]], outcome: str = "", seed: int = 1
) -> list[Lever]:
    """Every lever, those that matter most for an outcome first. `ranks` are paths by outcome, the closest first."""
    by_path: dict[str, dict[str, int]] = {}
    for name, paths in ranks.items():
        for k, path in enumerate(paths, start=1):
            by_path.setdefault(path, {})[name] = k
    worlds = np.arange(DRAWN)
    source = posterior.bound(scenario) if posterior else None
    found = [*_parameters(worlds, source, seed, by_path), *_quantities(scenario, worlds, source, seed, by_path)]
    last = len(found) + 1
    return sorted(found, key=lambda one: one.rank.get(outcome, last if outcome else min(one.rank.values(), default=last)))


def _parameters(
    worlds: np.ndarray, posterior: Posterior | None, seed: int, ranks: Mapping[str, Mapping[str, int]]
) -> Iterator[Lever]:
    """Parameters of the model and its variants, in the order of a week's step."""
    mechanisms: dict[str, Mechanism] = {}
    for mechanism in MECHANISMS:
        mechanisms.setdefault(mechanism.parameters.__name__.lower(), mechanism)
    for path, parameter in all_parameters().items():
        of = mechanisms[path.partition(".")[0]]
        drawn = draw_parameter(path, parameter.prior, seed, worlds, {}, posterior)
        unit = "" if parameter.unit in ("1", "choice") else parameter.unit
        about = (PARAMETERS.get(path) or _sentence(parameter.meaning), parameter.meaning, of.name, of.sentence, unit)
        if isinstance(parameter.prior, Choice):
            shares = [float((drawn == k).mean()) for k in range(len(parameter.prior.names))]
            options = tuple(
                {"name": name, "meaning": OPTIONS[path][name], "share": plain(share)}
                for name, share in zip(parameter.prior.names, shares, strict=True)
            )
            yield Lever(path, VARIANT, *about, None, None, None, None, options, (_guess(parameter),), ranks.get(path, {}))
            continue
        low, high = _ends(parameter.prior, *limits(parameter))
        best = plain(np.median(drawn))
        source = (_guess(parameter),)
        yield Lever(path, PARAMETER, *about, *_slider(low, high, best), (), source, ranks.get(path, {}))


def _guess(parameter: Parameter) -> dict[str, Any]:
    """The one source line of a parameter; whether it is a guess is read off its own words."""
    low, high = parameter.prior.bounds()
    ends = {} if isinstance(parameter.prior, Choice) else {"low": plain(low), "high": plain(high)}
    best = {} if isinstance(parameter.prior, Choice) else {"best": plain(float(np.asarray(parameter.prior.quantile(0.5))))}
    guess = any(word in parameter.source.lower() for word in ("guess", "neutral", "tuned"))
    return {"label": "prior of the model", "low": None, "best": None, "high": None, **ends, **best, "source": "",
            "title": parameter.source, "url": "", "status": "judgement" if guess else "derived", "known_on": None,
            "note": parameter.prior.words()}  # fmt: skip


def _quantities(
    scenario: Scenario, worlds: np.ndarray, posterior: Posterior | None, seed: int, ranks: Mapping[str, Mapping[str, int]]
) -> Iterator[Lever]:
    """Numbers of the scenario that worlds begin with, in the file's order."""
    for path, quantity in scenario.quantities().items():
        if path.startswith("courses.") or reach.unmoved(path):
            continue
        prior = quantity.prior()
        drawn = draw(f"quantity {path}", prior, seed, worlds, posterior)
        measure = reach.measure(path)
        low, high = _ends(prior, measure.least, measure.most, measure.above)
        says = _moved_by(path)
        words = field_words(path, scenario) or path.rpartition(".")[2].replace("_", " ")
        about = (_labelled(path, scenario), quantity.definition or words)
        unit = "" if quantity.unit == "1" else quantity.unit
        yield Lever(
            path, QUANTITY, *about, says.name if says else "", says.sentence if says else "", unit,
            *_slider(low, high, plain(np.median(drawn))), (), tuple(_figures(quantity, scenario)), ranks.get(path, {}),
        )  # fmt: skip


def _labelled(path: str, scenario: Scenario) -> str:
    """What a quantity is called: the place (or whatever it is of), and its field in words."""
    section, _, rest = path.partition(".")
    words = field_words(path, scenario)
    order = next((one for one in scenario.campaign if rest.startswith(f"{one.id}.")), None) if section == "campaign" else None
    if order and words:
        return f"{scenario.places[order.place].label}: {words}"
    return _sentence(meaning_of(path, scenario, words))


def _moved_by(path: str) -> Mechanism | None:
    """The first mechanism that takes up a number of the scenario, from the setting or from the state that the number fills.

    None where none does by itself, as of shares that people are divided by.
    """
    section, *rest = path.split(".")
    field = next((name for name in rest if f"{section}.{name}" in WORKS_IN), "")
    if field:
        return next(one for one in MECHANISMS if one.name == WORKS_IN[f"{section}.{field}"])
    wanted = BEGUN.get(section, f"{section}.{{field}}").format(field=rest[-1] if rest else "")
    return next((one for one in MECHANISMS if wanted in one.reads or wanted.partition(".")[2] in one.reads), None)


def _figures(quantity: Quantity, scenario: Scenario) -> Iterator[dict[str, Any]]:
    """Every figure behind a quantity, then those of other definitions that stand beside it."""
    for figure in quantity.figures:
        yield _figure(figure, scenario, "")
    for name in quantity.beside:
        other = scenario.context.get(name)
        for figure in other.figures if other else ():
            yield _figure(figure, scenario, other.definition if other and other.definition else name.replace("_", " "))


def _figure(figure: Figure, scenario: Scenario, other: str) -> dict[str, Any]:
    titles = [scenario.sources[name] for name in figure.source if name in scenario.sources]
    numbers = figure.numbers()
    return {
        "label": "; ".join(one.author for one in titles) or ", ".join(figure.source), "low": plain(min(numbers)),
        "best": None if figure.centre is None else plain(figure.centre), "high": plain(max(numbers)),
        "source": ", ".join(figure.source), "title": "; ".join(one.title for one in titles),
        "url": next((one.url for one in titles if one.url), ""), "status": figure.status, "known_on": str(figure.known_on),
        "note": "; ".join(text for text in (f"another definition: {other}" if other else "", figure.note) if text),
    }  # fmt: skip


def _ends(prior: Prior, least: float, most: float, above: bool = False) -> tuple[float, float]:
    """How far a slider goes: the sourced range, or as far as the number may go where all worlds have the same one.

    `above` says that the least itself is not allowed.
    """
    if not isinstance(prior, Fixed):
        return prior.bounds()
    value = prior.value
    if above:
        return value / FACTOR, min(most, value * FACTOR)
    if most <= 1.0:
        return max(0.0, least), 1.0
    return max(least, 0.0), min(most, max(FACTOR * value, 1.0))


def _slider(low: float, high: float, best: float) -> tuple[float, float, float, float]:
    """Both ends, the best value between them and a round step."""
    step = 10.0 ** math.floor(math.log10((high - low) / STEPS)) if high > low else 1.0
    low, high = plain(low), plain(high)
    return low, high, min(max(best, low), high), plain(step)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
