"""Code that is only ever put into other code: translated once, and turned into machine code where it is used.

Numba optimises every function by itself, with all that it calls, makes machine code and wrappers for Python and C of it, and
then does it again for whoever calls it. A run calls two functions of the model from Python; all others are parts of these.
Parts are therefore only translated and linked; whole functions are optimised and made into machine code, with their parts.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba
from numba.core import types
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import CompilerBase, DefaultPassBuilder
from numba.core.compiler_machinery import FunctionPass, LoweringPass, register_pass
from numba.core.typed_passes import NativeLowering, NopythonTypeInference

KNOWN = "0.68."
"""Versions of Numba whose compiler this knows. It is put together from inner parts of it, which may change with any version;
with another one every function is compiled whole, as Numba does by itself: the same numbers, three times as slow to compile."""


class _Parts(JITCodeLibrary):
    """The code of a part and of all that it calls, for linking."""

    def finalize(self) -> None:
        """Link what the part calls; whoever uses it optimises."""
        self._raise_if_finalized()
        for library in dict.fromkeys(self._linking_libraries):
            self._reload_init.update(library._reload_init)
            self._final_module.link_in(library._get_module_for_linking(), preserve=True)
        self._finalize_dynamic_globals()
        self._finalized = True


@register_pass(mutates_CFG=False, analysis_only=True)
class _BeginPart(FunctionPass):  # type: ignore[misc]
    """The code that comes next goes into a library of parts."""

    _name = "begin_part"

    def __init__(self) -> None:
        super().__init__()

    def run_pass(self, state: Any) -> bool:
        state.library = _Parts(state.targetctx.codegen(), state.func_id.func_qualname)
        state.flags.no_compile = True
        return False


@register_pass(mutates_CFG=False, analysis_only=True)
class _OfferPart(LoweringPass):  # type: ignore[misc]
    """Callers find the part, by its library, where Numba would have them find machine code."""

    _name = "offer_part"

    def __init__(self) -> None:
        super().__init__()

    def run_pass(self, state: Any) -> bool:
        state.targetctx.insert_user_function(state.library, state.cr.fndesc, [state.library])
        state.cr = state.cr._replace(cfunc=state.library)
        return False


class _Translator(CompilerBase):  # type: ignore[misc]
    """Numba's compiler, which stops before optimisation."""

    def define_pipelines(self) -> list[Any]:
        passes = DefaultPassBuilder.define_nopython_pipeline(self.state)
        passes.add_pass_after(_BeginPart, NopythonTypeInference)
        passes.add_pass_after(_OfferPart, NativeLowering)
        passes.finalize()
        return [passes]


def part(function: Callable[..., Any], door: Callable[[], Any], **options: Any) -> Any:
    """A function for compiled code to call. When Python calls it, `door()` makes the whole function that is called instead."""
    if not numba.__version__.startswith(KNOWN):
        return door()
    options |= {"pipeline_class": _Translator, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}
    made: Any = numba.njit(**options)(function)
    if not numba.config.DISABLE_JIT:  # type: ignore[attr-defined]
        made.door = door
        made._insert = lambda *code: None  # Python must not find what has no wrapper for it
        made._compile_for_args = lambda *arguments: door()
        # Numba would translate it anew for every constant that it is called with: `move` for 17 columns.
        template = made.get_call_template
        made.get_call_template = lambda arguments, named: template(tuple(map(types.unliteral, arguments)), named)
    return made
