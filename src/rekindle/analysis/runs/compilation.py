"""Compiling the model before anything is timed, with a word where it takes a while."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rekindle.progress import Progress

if TYPE_CHECKING:
    from rekindle.analysis.runs.run import RunSpec


def compile_first(question: RunSpec, progress: Progress) -> None:
    """Compile the model, say so if it takes a while, and say what is wrong with the folder of compiled code."""
    from rekindle.ensemble.run import compile_model
    from rekindle.model.compiled import CACHE

    if CACHE.lost:
        progress.say(
            f"Compiling the model: a minute or two, at every command, for what is compiled cannot be kept in {CACHE.folder} "
            f"({CACHE.lost}). Make room there or allow writing, or name another folder: XDG_CACHE_HOME=FOLDER."
        )
    elif not CACHE.whole:
        progress.say("Compiling the model, once for this version: a minute or two.")
    could = not CACHE.lost
    compile_model(question.frame(), question.seed)
    CACHE.note_whole()
    if CACHE.damaged:
        progress.say(f"Compiled code in {CACHE.folder} was damaged and was compiled again ({CACHE.damaged} of its files).")
    if could and CACHE.lost:
        progress.say(f"What was compiled could not be kept in {CACHE.folder} ({CACHE.lost}): the next command compiles again.")
