"""Options that change nothing beside others: one table, looked at before a command begins.

An option that is typed and does nothing is a misunderstanding that nobody notices, so it is refused with its reason. Every
option of every command stands here, in one of two ways: it applies whatever else is typed, or there is a line that says when
it does not. A test walks through all commands and their options and fails for one that is missing.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import typer
from typer.core import TyperCommand

from rekindle.errors import Cancelled, UsageError


class Idle(NamedTuple):
    """When some options do nothing, and why.

    `beside` names what makes them idle (all of it), `without` what would make them apply (any of it): the name of an option
    or argument that was typed, or `--option=value` for a value that it has, typed or not. Words stand apart by blanks.
    """

    options: str
    why: str
    beside: str = ""
    without: str = ""


class Options(NamedTuple):
    """Options of a command: those that apply whatever else is typed, and when the others do not."""

    always: str = ""
    idle: tuple[Idle, ...] = ()


EXPERIMENT = Idle("--policy", "an experiment is asked in place of a policy. Leave one of them out; a policy may be part of an "
                  "experiment: --experiment {experiment}+{policy}.", beside="--experiment")  # fmt: skip
FINISHED = "a finished run was made with its own. Leave it out, or leave --results out and new worlds are run."
FRESH = "stored worlds are used as they are. Leave it out, or add --fresh to simulate others."
TRANSFER = (
    Idle("--transfer", "it allows a posterior that was learnt on other scenarios. Name it, or leave --transfer out.",
         without="--worlds-from"),
    Idle("--transfer", "the priors were learnt on no scenario. Leave it out.", beside="--worlds-from=prior"),
)  # fmt: skip
CLUSTER = (
    Idle("--workers --cluster", "--workers are processes of this machine, --cluster those of others. Leave one of them out.",
         beside="--workers --cluster"),
    Idle("--threads", "each task of a Dask worker has one thread, and the worker says how many it does at once. Leave it out.",
         beside="--cluster"),
)  # fmt: skip
SAMPLES = (
    Idle("--policy", "a finished run was made with its own. Leave it out; of a comparison name two, with --policy and "
         "--baseline.", beside="--results", without="--baseline"),
    Idle("--worlds --seed --until --worlds-from --transfer", FINISHED, beside="--results"),
    *TRANSFER,
    Idle("--threads", "nothing is simulated. Leave it out.", beside="--results"),
)  # fmt: skip

TABLE: dict[str, Options] = {
    "run": Options("--experiment --variant --set --worlds --seed --until --as-of --worlds-from --resume --out --png --lang "
                   "--json", (
        EXPERIMENT, *TRANSFER, *CLUSTER,
        Idle("--all", "JSON has every outcome. Leave one of them out.", beside="--json"),
    )),
    "shard": Options("--of --part --experiment --variant --set --worlds --seed --until --as-of --worlds-from --threads "
                     "--resume --out", (EXPERIMENT, *TRANSFER)),
    "gather": Options("--resume --png --json", (
        Idle("--workers --cluster --threads", "shards that are there are gathered and nothing is simulated. Leave it out, or "
             "add --resume to simulate what is missing.", without="--resume"),
        *CLUSTER,
    )),
    "world": Options("--experiment --variant --set --world --seed --until --worlds-from --json", (EXPERIMENT, *TRANSFER)),
    "compare": Options("--policies --baseline --variant --set --worlds --seed --until --as-of --worlds-from --threads --out "
                       "--png --lang --json", TRANSFER),
    "serve": Options("--port --known-as --no-open --threads --host", (
        Idle("--i-know", "the page is for this machine alone. Leave it out, or name an address with --host.", without="--host"),
    )),
    "list": Options("--json"),
    "check": Options("--as-of --for"),
    "policies": Options("--json"),
    "new": Options("--from --folder"),
    "cite": Options("--json"),
    "verify": Options(),
    "schema": Options(),
    "calibrate": Options("--origin --worlds --rows --seed --threads --out --json"),
    "backtest": Options("--origin --worlds --seed --posteriors --threads --forecasts --out --json"),
    "battles": Options("--half --worlds --seed --worlds-from --threads --out --json", (
        Idle("--open", "only that half is held back. Leave --open out, or name the half.", without="--half=opened"),
    )),
    "effects": Options("--worlds --seed --worlds-from --threads --out --json", TRANSFER),
    "read": Options("--for --date --model --accept --json", (
        Idle("--model-name", "it says which model of an address is asked. Name the address, or leave --model-name out.",
             without="--model"),
        Idle("--out", "the draft is printed and no file is written. Leave one of them out.", beside="--json",
            without="--accept"),
    )),
    "claims": Options("--policy --fresh --worlds-from --out --statements", (
        *TRANSFER,
        Idle("--worlds", FRESH, without="--fresh"),
        Idle("--seed", FRESH, without="--fresh --quiz"),
        Idle("--seed", "all propositions of the statement are asked, in their order. Leave one of them out.",
             beside="--quiz ID", without="--fresh"),
        Idle("--threads", "stored worlds are read and none is simulated. Leave it out, or add --fresh.",
             beside="--policy=historical", without="--fresh"),
        Idle("--questions", "it says how many questions a quiz has. Leave it out, or add --quiz.", without="--quiz"),
        Idle("--questions", "a quiz on one statement asks all its propositions. Leave one of them out.", beside="ID"),
        Idle("--verdict --source --search", "one statement is told in full. Leave its number out to filter the list.",
             beside="ID"),
        Idle("--quiz --json", "--quiz asks a person and --json answers a program: leave one out.", beside="--quiz --json"),
    )),
    "report": Options("--worlds-from --claims --out --statements --lang", TRANSFER),
    "export": Options("--to --out"),
    "explain": Options("--number --policy --worlds --worlds-from --claims --out --json", (
        *TRANSFER,
        Idle("--threads", "only indices by group are simulated, and --worlds 0 leaves them out. Leave it out.",
             beside="--worlds=0"),
    )),
    "sensitivity": Options("--outcome --baseline --singles --results --json", (
        *SAMPLES,
        Idle("--groups", "indices by group swap numbers between worlds, which takes new runs. Leave --results out, or ask for "
             "--singles.", beside="--results"),
    )),
    "discover": Options("--outcome --baseline --results --json", (
        *SAMPLES,
        Idle("--above --below", "one line is looked beyond. Leave one out.", beside="--above --below"),
    )),
    "record ged": Options("--actor --country --by --spread --source"),
    "record dtm": Options("--on --people-per-family --source"),
    "record show": Options(),
}  # fmt: skip
"""Options by command."""


class Command(TyperCommand):
    """A command that refuses what would do nothing before it begins.

    The library takes the end of a file for Ctrl-C, and drops what an interrupt says was kept: neither gets that far.
    """

    def invoke(self, ctx: Any) -> Any:
        refuse_idle(command_name(ctx), *typed(ctx))
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as stop:
            raise Cancelled(str(stop)) from None
        except EOFError as error:
            raise RuntimeError(f"EOFError: {error}") from error


class Commands(typer.Typer):
    """Commands of this program: each looks at its options first."""

    def command(self, name: str | None = None, **options: Any) -> Any:
        return super().command(name, cls=Command, **options)


def command_name(ctx: Any) -> str:
    """The command as it is typed behind the program's name, as `record ged`."""
    words: list[str] = []
    while ctx.parent is not None:
        words.insert(0, ctx.info_name)
        ctx = ctx.parent
    return " ".join(words)


def typed(ctx: Any) -> tuple[set[str], dict[str, Any]]:
    """Names of the options and arguments that were typed, and the value of each, typed or not.

    Raises UsageError for a text that is empty and a number that is not finite.
    """
    given: set[str] = set()
    values: dict[str, Any] = {}
    for one in ctx.command.params:
        value = ctx.params.get(one.name)
        name = name_of(one, value)
        values[name] = value
        if getattr(ctx.get_parameter_source(one.name), "name", "") != "COMMANDLINE":  # typer may bring a click of its own
            continue
        given.add(name)
        if isinstance(value, str) and not value.strip() and not one.required:
            raise UsageError(f"{name} is empty: leave it out, or give it a value.")
        if isinstance(value, float) and not math.isfinite(value):
            raise UsageError(f"{name} must be a finite number, not {value}.")
    return given, values


def name_of(one: Any, value: Any = True) -> str:
    """An option as it is typed (a pair such as --groups/--singles by its value), an argument as the help calls it."""
    if one.param_type_name == "argument":
        return str(one.metavar or one.name.upper())
    return str(one.opts[0] if value is not False or not one.secondary_opts else one.secondary_opts[0])


def refuse_idle(command: str, given: set[str], values: dict[str, Any]) -> None:
    """Raise UsageError for the first option that was typed and does nothing: which, beside what, why, and what to do."""
    there = given | {f"{name}={value}" for name, value in values.items()}
    for rule in TABLE[command].idle:
        option = next((name for name in rule.options.split() if name in given), None)
        idle = there.issuperset(rule.beside.split()) and not there.intersection(rule.without.split())
        if option is None or not idle:
            continue
        beside = [name for name in rule.beside.split() if name != option and (name in values or name.split("=")[0] in given)]
        where = f"with {' and '.join(beside)}" if beside else f"without {' or '.join(rule.without.split())}"
        why = rule.why.format(**{name.strip("-"): value for name, value in values.items()})
        raise UsageError(f"{option} does not apply {where.replace('=', ' ')}: {why}")
