"""What a mechanism declares of itself, as data: its place in the list, its parameters, what it reads and writes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Mechanism:
    """One mechanism of the model.

    `function(state, setting, orders, noise, ledger, parameters)` changes only the stocks and fields named in `writes`
    (fields of records as "places.control"); `parameters` is the NamedTuple that declares its numbers; `limits` says in
    a sentence each what must come out at the ends, and each is a test.
    """

    name: str
    numbers: tuple[int, ...]
    function: Callable[..., None]
    parameters: type
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    flows: tuple[str, ...]
    limits: tuple[str, ...]
    source: str

    @property
    def sentence(self) -> str:
        """What happens in the world, in one sentence: the first line of the function's docstring."""
        return (self._doc() or self.name).split("\n", 1)[0]

    def _doc(self) -> str:
        function: Any = getattr(self.function, "py_func", self.function)
        return function.__doc__ or ""
