"""What the named fields of state, setting and orders are: one list, from which arrays and documentation are made."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class Field(NamedTuple):
    """A named number with its unit and meaning."""

    name: str
    unit: str
    meaning: str


def record_type(fields: tuple[Field, ...]) -> np.dtype:
    """NumPy record type with one float64 for each field."""
    return np.dtype([(field.name, "f8") for field in fields])


def blank(shape: int | tuple[int, ...], fields: tuple[Field, ...]) -> np.recarray:
    """Records of zeros."""
    return np.zeros(shape, record_type(fields)).view(np.recarray)
