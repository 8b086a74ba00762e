"""The causal chain behind a metric, from what the model's mechanisms declare that they read and write.

Nothing here is drawn by hand: a mechanism leads to the state it writes, and state leads to the mechanisms that read it. Of
all ways through that graph the shortest are shown, where passing through a field that nearly everything reads or writes
(residents, say) counts as a detour: it connects everything and explains little.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from rekindle import variables
from rekindle.analysis.outcomes.wording import UNNAMED, described
from rekindle.model.state import COUNTRY_STATE, NATION_STATE, PLACE_STATE
from rekindle.model.step import MECHANISMS
from rekindle.scenario.claims.proposition import Metric
from rekindle.scenario.claims.vocabulary import MECHANISMS as STATED
from rekindle.scenario.labels import Labels
from rekindle.variables import find, series_of

MOST_NODES = 12
STATE_WORDS = {
    "displaced": "people displaced", "overt": "open fighters", "covert": "covert members",
    "detained": "members detained", "fallen": "members killed", "abroad": "foreign members who left",
    "forces": "forces on the ground", "reserve": "forces in reserve", "morale": "morale of the forces",
    "dead": "people killed", "counted": "deaths counted", "outside": "recruits from outside",
    "opened": "assaults begun", "orders.assaulted": "places assaulted", "orders.openness": "ways out of the city",
    "orders.before": "control before the week", "orders.forces": "forces ordered",
    "orders.strength": "strength ordered", "orders.strikes": "air strikes", "orders.borders": "openness of borders",
    "places.control": "ground under the group's control", "places.harmed": "residents harmed by the government side",
    "places.sweeps": "raids that found nobody", "places.pressure": "raids that bite",
    "places.activity": "the group's activity", "places.response": "attacks in answer to harm",
    "places.programme": "aid that took root", "nation.treasury": "the group's money",
    "nation.held": "residents ruled a week ago", "nation.peak": "most residents ever ruled",
    "nation.unity": "the group's unity", "nation.coalition_will": "the coalition's will",
    "nation.stance": "the leader's choice", "nation.appeal": "pull of the idea", "countries.will": "political will",
    "countries.effort": "effort in security work", "countries.quality": "quality of the forces",
    "countries.inclusion": "inclusion by the state", "countries.alarm": "alarm of those who rule",
    "countries.burden": "burden of aid", "nation.settlement_local": "local quarrels settled",
    "nation.settlement_regional": "regional quarrels settled",
    "nation.settlement_international": "international quarrels settled",
}  # fmt: skip
"""Fields of the state as they are called in a chain; any other goes by its name."""
FUNCTIONS = {mechanism.name: mechanism for mechanism in MECHANISMS}


@dataclass(frozen=True)
class Node:
    """A mechanism, a field of the state, or the metric at the end. `depth` is the number of steps to the metric."""

    name: str
    kind: str  # mechanism, state, metric
    label: str
    sentence: str
    depth: int
    starts: bool = False


@dataclass(frozen=True)
class Chain:
    """Part of the model's graph that leads to a metric: nodes, causes first, and edges by name."""

    nodes: tuple[Node, ...]
    edges: tuple[tuple[str, str], ...]
    paths: tuple[tuple[str, ...], ...]

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {"nodes": [asdict(node) for node in self.nodes], "edges": [list(edge) for edge in self.edges],
                "paths": [list(path) for path in self.paths]}  # fmt: skip

    def node(self, name: str) -> Node:
        return next(node for node in self.nodes if node.name == name)


def read_from(metric: Metric, labels: Labels = UNNAMED) -> tuple[str, ...]:
    """Fields of the state, or mechanisms, that a metric is read off; empty where that is not known."""
    name = labels.current(metric.metric)
    found = find(name)
    place = metric.place or (found[1].get("place", "") if found else series_of(name)[1])
    if name.startswith("attacks") and (place == "homes" or labels.is_home(place)):
        return ("strike_abroad",)
    return variables.read_from(name)


def functions_of(mechanism: str) -> list[str]:
    """Functions of the model that carry out a mechanism as statements name them, those first of whose list it is the first."""
    number = STATED.index(mechanism) + 1
    found = [one for one in MECHANISMS if number in one.numbers]
    return [one.name for one in sorted(found, key=lambda one: one.numbers.index(number))]


def functions_reading(group: str) -> list[str]:
    """Functions of the model that read a group of parameters."""
    return [one.name for one in MECHANISMS if one.parameters.__name__.lower() == group]


def chain(
    metric: Metric, stated: Iterable[str], influential: Sequence[str] = (), most: int = MOST_NODES, labels: Labels = UNNAMED
) -> Chain | None:
    """The shortest ways from mechanisms to a metric: those a statement names, then those of the most influential inputs.

    `influential` are names of inputs, the most influential first; quantities of the scenario have no mechanism and are passed
    over. Ways are added while the chain has at most `most` nodes. None where it is not known what the metric is read off, or
    nothing leads there.
    """
    ends = read_from(metric, labels)
    if not ends:
        return None
    starts = [name for mechanism in stated for name in functions_of(mechanism)[:2]]
    moved = [name for one in influential for name in functions_reading(one.split(".")[0])[:1]]
    after = _after(ends, starts)
    kept: list[tuple[str, ...]] = []
    nodes: set[str] = set()
    for start in dict.fromkeys([*starts, *moved]):
        path = _path(start, after)
        if path and len(nodes | set(path)) < most:
            kept.append((*path, metric.key))
            nodes |= set(path)
    return _built(kept, metric, [path[0] for path in kept], labels) if kept else None


def _after(ends: Iterable[str], preferred: Sequence[str]) -> Mapping[str, tuple[float, str]]:
    """From every node that leads to one of the ends: how long the shortest way is, and the next node (empty at an end).

    Of ways of the same length the one through mechanisms that the statement names is taken.
    """
    before = _before()
    found: dict[str, tuple[float, str]] = {}
    queue: list[tuple[float, str, str]] = [(0.0, end, "") for end in ends]
    while queue:
        length, name, following = heapq.heappop(queue)
        if name in found:
            continue
        found[name] = (length, following)
        for earlier in before.get(name, ()):
            if earlier not in found:
                heapq.heappush(queue, (length + _price(earlier) - 0.1 * (earlier in preferred), earlier, name))
    return found


def _before() -> dict[str, list[str]]:
    """What leads to each node: writers of a field, fields that a mechanism reads."""
    found: dict[str, list[str]] = {one.name: list(one.reads) for one in MECHANISMS}
    for one in MECHANISMS:
        for field in one.writes:
            found.setdefault(field, []).append(one.name)
    return found


def _price(name: str) -> float:
    """What passing through a node costs: a field the more, the more mechanisms read and write it."""
    if name in FUNCTIONS:
        return 1.0
    return 1.0 + 0.25 * sum((name in one.reads) + (name in one.writes) for one in MECHANISMS)


def _path(start: str, after: Mapping[str, tuple[float, str]]) -> tuple[str, ...]:
    if start not in after:
        return ()
    path = [start]
    while after[path[-1]][1]:
        path.append(after[path[-1]][1])
    return tuple(path)


def _built(paths: Sequence[tuple[str, ...]], metric: Metric, starts: Sequence[str], labels: Labels) -> Chain:
    depth: dict[str, int] = {}
    for path in paths:
        for steps, name in enumerate(reversed(path)):
            depth[name] = max(steps, depth.get(name, 0))
    edges = tuple(dict.fromkeys(edge for path in paths for edge in zip(path[:-1], path[1:], strict=True)))
    nodes = [_node(name, steps, metric, name in starts, labels) for name, steps in depth.items()]
    return Chain(tuple(sorted(nodes, key=lambda node: (-node.depth, node.name))), edges, tuple(paths))


def _node(name: str, depth: int, metric: Metric, starts: bool, labels: Labels) -> Node:
    if name == metric.key:
        return Node(name, "metric", described(metric, False, labels).plain, "", depth)
    if name in FUNCTIONS:
        return Node(name, "mechanism", name.replace("_", " "), FUNCTIONS[name].sentence, depth, starts)
    return Node(name, "state", state_words(name), _meaning(name), depth)


def state_words(name: str) -> str:
    """A field of the state in a word or two."""
    return STATE_WORDS.get(name) or name.rpartition(".")[2].replace("_", " ")


def _meaning(name: str) -> str:
    record, _, field = name.rpartition(".")
    for kind, fields in (("places", PLACE_STATE), ("nation", NATION_STATE), ("countries", COUNTRY_STATE)):
        if record == kind:
            return next((one.meaning for one in fields if one.name == field), "")
    return ""


def sentences(found: Chain) -> Iterator[str]:
    """Each way of a chain as one line: "recruit -> covert members -> ..."; what the mechanisms do is said once each."""
    for path in found.paths:
        yield " -> ".join(found.node(name).label for name in path)
