"""What kinds the arguments of `simulate` are in lanes, read off the declarations of the model's named tuples.

A field's kind stands in its annotation and in the comment behind it: `places: np.recarray  # (P,) PLACE_STATE` is a row of
records, `overt: np.ndarray  # (P, O) members` a table, `strikes: float` one number of each world.
"""

from __future__ import annotations

import inspect
import re
from dataclasses import replace
from typing import Any

from rekindle.model import ledger, setting, state
from rekindle.model.changes import Changes
from rekindle.model.fields import Field
from rekindle.model.lanes.kinds import LANES, SAME, SINGLE, WORDS, Named, Numbers, Record, Records, Table, Unknown, Whole
from rekindle.model.parameters import groups
from rekindle.model.series import blank_written
from rekindle.model.simulate import working_room

ALL_THE_SAME = ("0 or 1", "index", "code")
"""Units of fields of a setting that are the same in all worlds: what is where. Worlds that differ in one are an error."""
ROOMS = (setting, state, ledger)
"""Where lists of fields stand."""
DECLARATION = re.compile(r"    (?P<name>\w+): (?P<type>[\w.]+)(?:  # (?P<shape>\([^)]*\))?\s*(?P<records>[A-Z_]{3,}\b)?.*)?\n")
GROUPS = groups()


def named(**parts: Any) -> Named:
    """A named tuple's kind."""
    return Named(tuple(parts.items()))


def records(fields: tuple[Field, ...], of_setting: bool = False) -> Records:
    """Records of these fields; some of a setting are the same in all worlds."""
    one = frozenset(field.name for field in fields if of_setting and field.unit in ALL_THE_SAME)
    return Records(tuple(field.name for field in fields), one)


def declared(tuples: type, shared: tuple[str, ...] = ()) -> Named:
    """Kinds of a named tuple's fields, of which `shared` are one array for all worlds. Raises Unknown for what is not said."""
    lines, first = inspect.getsourcelines(tuples)
    found = {match["name"]: (at, match) for at, line in enumerate(lines, first) if (match := DECLARATION.fullmatch(line))}
    parts = {}
    for field in tuples._fields:  # type: ignore[attr-defined]
        at, match = found.get(field, (first, None))
        try:
            parts[field] = _kind(tuples, match, field in shared)
        except (AttributeError, TypeError, StopIteration):
            raise Unknown(
                f"{inspect.getsourcefile(tuples)}, line {at}: the comment behind {field!r} does not say its shape. Write "
                f"`{field}: np.ndarray  # (P, C) what it is`, with a letter for each axis, or for records "
                f"`{field}: np.recarray  # (P,) PLACE_STATE`, with the list of their fields."
            ) from None
    return named(**parts)


def _kind(tuples: type, match: Any, shared: bool) -> Any:
    kind = match["type"]
    if kind in ("int", "float"):
        return SAME if shared else LANES
    axes = [axis for axis in match["shape"].strip("()").split(",") if axis.strip()]
    if kind == "np.ndarray":
        return Table(not shared, len(axes))
    if kind != "np.recarray":
        raise TypeError(kind)
    fields = next(getattr(room, match["records"]) for room in ROOMS if hasattr(room, match["records"]))
    made = replace(records(fields, tuples is setting.Setting), dims=len(axes))
    return replace(made, one=frozenset(made.fields), lanes=False) if shared else made


def across(kind: Any) -> Any:
    """Kind of the arrays of many blocks, whose first axis is the blocks; what is the same in all worlds has no such axis."""
    if kind == LANES:
        return Table(True, 1)
    if isinstance(kind, Named):
        return Named(tuple((name, across(part)) for name, part in kind.parts))
    return replace(kind, dims=kind.dims + 1) if isinstance(kind, Table | Records) and kind.lanes else kind


def written() -> Named:
    """Kinds of what is written down, which in single precision are records and in double tables."""
    parts = {}
    for name, array in blank_written(*[1] * 8)._asdict().items():
        fields = array.dtype.names
        parts[name] = Records(fields, dims=array.ndim, number=SINGLE) if fields else Table(True, array.ndim)
    return named(**parts)


def room() -> Named:
    """Kinds of the room to work in, as `working_room` makes it."""
    parts: dict[str, Any] = {}
    for name, array in working_room(1, 1, 1)[1]._asdict().items():
        parts[name] = Records(array.dtype.names, dims=array.ndim) if array.dtype.names else Table(True, array.ndim)
    return named(**{**parts, "in_force": Whole(PARAMETERS)})


STATE, SETTING, ORDERS = declared(state.State), declared(setting.Setting, setting.SHARED), declared(setting.Orders)
NOISE = named(seed=SAME, world=WORDS, step=SAME)
LEDGER = declared(ledger.Ledger)
PARAMETERS = named(**{group: Record(tuple(fields)) for group, fields in GROUPS.items()})
SIMULATE = named(
    beginnings=named(setting=across(SETTING), state=across(STATE)),
    parameters=Table(True, 2),
    changes=declared(Changes, tuple(name for name in Changes._fields if name != "value")),
    seed=SAME,
    worlds=Numbers(),
    parts=Table(False, 2),
    records=Table(False, 1),
    orders=ORDERS,
    room=room(),
    written=written(),
)
"""Kinds of the arguments of `simulate`, by name."""
