"""What can be wrong with a statement of a claims file, in words: shapes that do not hold, names that mean nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from pydantic import TypeAdapter, ValidationError

from rekindle.scenario.claims.proposition import (
    KINDS,
    Among,
    Axis,
    Before,
    Changed,
    Claim,
    Claims,
    Frontier,
    Metric,
    Paths,
    Period,
    Proposition,
    Shape,
    Table,
    Trend,
    VarianceShare,
)
from rekindle.scenario.claims.vocabulary import MECHANISMS, METRICS, ORIGIN_GROUPS, PLACE_GROUPS, Known
from rekindle.scenario.problem import listed, nearest, short
from rekindle.scenario.yaml.shape import number_advice
from rekindle.variables import current, find

PS = "propositions"
LIST = "See the list in docs/claims.md."
Where = tuple[str | int, ...]
"""Keys and positions from the top of the file, or from the top of a statement."""


class Explained(NamedTuple):
    """A problem without its place in the file."""

    what: str
    why: str = ""
    nearest: str = ""
    todo: str = ""


Found = Iterator[tuple[Where, Explained]]
_ONE = TypeAdapter(Proposition)


def explain(error: ValidationError) -> Found:
    """Each of a model's complaints, with the path of the field."""
    for detail in error.errors(include_url=False):
        # the kind of a proposition stands in pydantic's path but not in the file
        path = detail["loc"]
        tags = [at for at, part in enumerate(path) if part in KINDS and at and (path[at - 1] == "was" or path[at - 2] == PS)]
        where = tuple(part for at, part in enumerate(path) if at not in tags)
        yield where, _in_words(detail, where, str(path[tags[-1]]) if tags else "")


def _in_words(detail: Mapping[str, Any], where: Where, kind: str) -> Explained:
    """One complaint as what, why, the nearest valid name, and what to do."""
    name, given, about = str(where[-1]) if where else "file", detail["input"], detail["type"]
    quoted = f"`{short(given)}`" if given is None or isinstance(given, str | int | float | bool) else "What is given"
    if about == "extra_forbidden":
        why = "What is not understood is not passed over."
        near = nearest(name, _fields(where, kind))
        return Explained(f"There is no field `{short(name)}` here.", why, near, "Remove it or mend its name.")
    if about == "missing":
        return Explained(f"The field `{name}` is missing.", todo=f"Add `{name}`.")
    if about in ("string_pattern_mismatch", "string_too_long"):
        why = "Names and numbers are read; nothing is ever evaluated."
        return Explained(f"{quoted} is not a plain name.", why, todo=f"Write a name for `{name}`. {LIST}")
    if about in ("union_tag_invalid", "union_tag_not_found"):
        tag = given.get("kind") if isinstance(given, dict) else None
        what = f"`{short(tag)}` is no kind of proposition." if tag else "A proposition has no `kind`."
        return Explained(what, f"There are five: {listed(KINDS)}.", nearest(tag, KINDS), "Choose one of the five.")
    if about == "literal_error":
        valid = str(detail.get("ctx", {}).get("expected", "")).replace("'", "").replace(" or ", ", ").split(", ")
        why = f"Possible are {listed(valid)}."
        return Explained(f"{quoted} is not possible for `{name}`.", why, nearest(given, valid), "Choose one of these.")
    if about == "value_error":
        return Explained(f"{detail['msg'].removeprefix('Value error, ')}.", todo="Correct it.")
    if about in ("model_type", "model_attributes_type", "dict_type"):
        what = f"{quoted} stands where an item with fields is expected."
        return Explained(what, todo="Write its fields as `name: value`, one a line.")
    todo = number_advice(given) if about.startswith(("float", "int")) and isinstance(given, str) else "Correct it."
    return Explained(f"{quoted} does not fit `{name}`.", f"{detail['msg']}.", todo=todo)


def _fields(where: Where, kind: str) -> Collection[str]:
    """Names of the fields that are possible at a place of the file."""
    inner: dict[str, type[Shape]] = {"relative_to": Metric, "among": Among, "axes": Axis, "columns": Metric,
                                     "table": Table, "paths": Paths, "changed": Changed, "before": Before}  # fmt: skip
    for part in reversed(where[:-1]):
        if part == "period":
            return [str(field.alias) for field in Period.model_fields.values()]
        if part == "was":
            break
        if part in inner:
            return list(inner[str(part)].model_fields)
    if kind:
        return list(KINDS[kind].model_fields)
    return [*Claim.model_fields, *Claims.model_fields]


def wrong_names_of_unsound(item: Any, known: Known) -> Found:
    """What else is wrong in a statement whose shape does not hold, as far as its parts can be read."""
    if not isinstance(item, dict):
        return
    yield from _unknown_names("mechanisms", _list(item.get("mechanisms")), "mechanism", MECHANISMS)
    yield from _unknown_names("outcomes", _list(item.get("outcomes")), "metric", known.metrics)
    for number, part in enumerate(_list(item.get(PS))):
        try:
            proposition = _ONE.validate_python(part)
        except ValidationError:
            continue
        yield from (((PS, number, *where), what) for where, what in _wrong_in(proposition, known))


def _list(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else ()


def wrong_names(claim: Claim, known: Known, ids: Collection[Any]) -> Found:
    """Where a statement's fields do not fit each other, or name what is not there."""
    if known.sources is not None and claim.source not in known.sources:
        yield ("source",), _unknown("source", claim.source, known.sources, f"Use {listed(known.sources)}.")
    yield from _unknown_names("mechanisms", claim.mechanisms, "mechanism", MECHANISMS)
    yield from _unknown_names("outcomes", claim.outcomes, "metric", known.metrics)
    if known.quantities is not None:
        own = [name if "/" not in name else "" for name in claim.quantities]
        yield from _unknown_names("quantities", own, "quantity", ("", *known.quantities), "Use a path of scenario.yaml.")
    for number, other in enumerate(claim.disagrees_with):
        if other not in ids or other == claim.id:
            what = f"Statement {claim.id} cannot disagree with statement {other}."
            why = "That is the statement itself." if other == claim.id else "No statement of the file has that id."
            yield ("disagrees_with", number), Explained(what, why, todo="Name the other statement by its id.")
    yield from _wrong_kind(claim)
    for number, proposition in enumerate(claim.propositions):
        yield from (((PS, number, *where), what) for where, what in _wrong_in(proposition, known))
        if proposition.changed and proposition.changed.was:
            before = _wrong_in(proposition.changed.was, known)
            yield from (((PS, number, "changed", "was", *where), what) for where, what in before)
    for at, shown in (("table", claim.table), ("paths", claim.paths)):
        if shown is not None:
            yield from (((at, *where), what) for where, what in _wrong_shown(shown, known))


def _wrong_shown(shown: Table | Paths, known: Known) -> Found:
    """Names and dates of what is shown beside a verdict."""
    if known.scenarios is not None and shown.scenario not in known.scenarios:
        yield ("scenario",), _unknown("scenario", shown.scenario, known.scenarios, "Name a packaged scenario.")
    if isinstance(shown, Table):
        yield from _unknown_names("policies", shown.policies, "policy or experiment", known.policies)
        for number, metric in enumerate(shown.columns):
            yield from ((("columns", number, *where), what) for where, what in _wrong_metric(metric, shown.horizon, known))


def _unknown(what: str, name: str, valid: Collection[str], todo: str = LIST) -> Explained:
    return Explained(f"There is no {what} `{short(name)}`.", "", nearest(name, valid), todo)


def _unknown_names(at: str, names: Sequence[str], what: str, valid: Collection[str] | None, todo: str = LIST) -> Found:
    for number, name in enumerate(names if valid is not None else ()):
        if isinstance(name, str) and valid is not None and name not in valid:
            yield (at, number), _unknown(what, name, valid, todo)


def _wrong_kind(claim: Claim) -> Found:
    """A fact has a quantity and nothing to decide; a question or a judgement has something to decide."""
    if claim.kind == "F" and claim.propositions:
        why, todo = "A fact enters the scenario; no run decides it.", "Remove the proposition, or make it Q or J."
        yield (PS,), Explained(f"Statement {claim.id} is a fact (F) and has a proposition.", why, todo=todo)
    if claim.kind == "F" and not claim.quantities:
        why, todo = "A fact enters the scenario as a sourced number.", "List the paths it feeds under `quantities`."
        yield ("kind",), Explained(f"Statement {claim.id} is a fact (F) and has no quantity.", why, todo=todo)
    if claim.kind != "F" and not claim.propositions:
        why, todo = "A question or a judgement needs one that a run can decide.", "Add one under `propositions`."
        yield ("kind",), Explained(f"Statement {claim.id} has no proposition.", why, todo=todo)


def _wrong_in(proposition: Proposition, known: Known) -> Found:
    """Names, unit and dates of one proposition."""
    if known.scenario is not None and proposition.scenario != known.scenario:
        known = replace(known, places=None, origins=None, quantities=None, metrics=METRICS, latest_fall=None)
    if known.measures is not None:
        yield from _unknown_names("record", proposition.record, "measure", known.measures, "See record.csv.")
    if known.scenarios is not None and proposition.scenario not in known.scenarios:
        yield ("scenario",), _unknown("scenario", proposition.scenario, known.scenarios, "Name a packaged scenario.")
    for at in ("policy", "a", "b"):
        name = getattr(proposition, at, None)
        if name is not None and known.policies is not None and name not in known.policies:
            yield (at,), _unknown("policy or experiment", name, known.policies)
    for at in ("policies", "undominated", "interventions"):
        yield from _unknown_names(at, getattr(proposition, at, ()), "policy or experiment", known.policies)
    if isinstance(proposition, VarianceShare):
        causes = (*MECHANISMS, *(name for name in (*proposition.group, *proposition.against) if _is_path(name, known)))
        for at in ("group", "against"):
            yield from _unknown_names(at, getattr(proposition, at), "mechanism or quantity", causes)
    if proposition.unit != "1" and _is_share(proposition):
        unit, why = f"The unit `{proposition.unit}` does not fit.", "This threshold is a share or a ratio."
        yield ("unit",), Explained(unit, why, "1", 'Write `unit: "1"`.')
    for prefix, metric in proposition.metrics:
        parts = tuple(int(part) if part.isdigit() else part for part in prefix.split(".") if part)
        yield from (((*parts, *where), what) for where, what in _wrong_metric(metric, proposition.horizon, known))


def _is_share(proposition: Proposition) -> bool:
    """Whether the threshold is a share or a ratio and so has no unit."""
    if isinstance(proposition, Trend | VarianceShare | Frontier):
        return True
    return proposition.relative_to is not None or getattr(proposition, "measured", "") == "relative"


def _is_path(name: str, known: Known) -> bool:
    """Whether it names a quantity, or a part of the scenario that has some."""
    if "." not in name:
        return False
    return known.quantities is None or any(f"{path}.".startswith(f"{name}.") for path in known.quantities)


def _wrong_metric(metric: Metric, horizon: date, known: Known) -> Found:
    """A metric that is not there, or whose place, origin, period and statistic do not fit its kind."""
    kind = known.metrics.get(metric.metric)
    if kind is None:
        yield ("metric",), _unknown("metric", metric.metric, known.metrics)
        return
    yield from _wrong_series(metric, kind)
    for at, name, names, groups in (
        ("place", metric.place, known.places, PLACE_GROUPS),
        ("origin", metric.origin, known.origins, ORIGIN_GROUPS),
    ):
        if name is not None and names is not None and name not in (*names, *groups):
            yield (at,), _unknown(at, name, (*names, *groups), f"Use an id of scenario.yaml, or {listed(groups)}.")
    if metric.period is not None and metric.period.end > horizon:
        what = f"The period ends on {metric.period.end}, after the horizon {horizon}."
        todo = "End the period earlier or move the horizon."
        yield ("period", "to"), Explained(what, "A run stops at the horizon.", str(horizon), todo)
    found = find(current(metric.metric, "city", "country"))
    years = found[1].get("years") if found else None
    if years and known.latest_fall:
        until = known.latest_fall.replace(year=known.latest_fall.year + int(years))
        if horizon < until:
            what = f"The horizon {horizon} is too early for {metric.metric}."
            why = f"{years} years after a fall by {known.latest_fall} end on {until}."
            yield ("metric",), Explained(what, why, todo="Move the horizon or look at fewer years.")


def _wrong_series(metric: Metric, kind: str) -> Found:
    """An outcome is one number; a series needs a period and a statistic, and a place or an origin where it has one."""
    name, trend = metric.metric, isinstance(metric, Trend)
    for at, given in (("period", metric.period), ("statistic", metric.statistic)):
        if kind == "outcome" and given is not None:
            why = "An outcome is one number for each world and has its period in its definition."
            yield (at,), Explained(f"The outcome {name} takes no `{at}`.", why, todo=f"Remove `{at}` or use a series.")
        if kind != "outcome" and given is None and not (trend and at == "statistic"):
            why = "A series is a number for every week; a proposition needs one."
            yield ("metric",), Explained(f"The series {name} needs a `{at}`.", why, todo=f"Add `{at}`.")
    if kind == "outcome" and trend:
        yield ("metric",), Explained(f"The outcome {name} has no trend.", "Only a series has.", todo="Use a series.")
    for at, axis in (("place", metric.place), ("origin", metric.origin)):
        if kind == at and axis is None:
            yield ("metric",), Explained(f"{name} needs a `{at}`.", f"It is a series by {at}.", todo=f"Add `{at}`.")
        if axis is not None and kind != at and not (kind == "outcome" and at == "place"):
            yield (at,), Explained(f"{name} takes no `{at}`.", f"It is not a series by {at}.", todo=f"Remove `{at}`.")
    if metric.per is not None and metric.counted_above is not None:
        why = "A count of places is not given for each km2."
        yield ("per",), Explained("`per` and `counted_above` do not go together.", why, todo="Remove one of them.")
    for at in ("per", "counted_above"):
        if kind != "place" and getattr(metric, at) is not None:
            yield (at,), Explained(f"{name} takes no `{at}`.", "Only series by place do.", todo=f"Remove `{at}`.")
