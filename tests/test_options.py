"""No option is passed over in silence: all commands and all their options are walked through."""

from __future__ import annotations

from itertools import combinations

import pytest
import typer

from calling import call
from rekindle.cli.app import app
from rekindle.cli.idle_options import TABLE, Command, name_of, refuse_idle
from rekindle.errors import UsageError


def walked(group: object, above: str = "") -> dict[str, object]:
    """Every command of the program by its name as it is typed."""
    found: dict[str, object] = {}
    for name, one in group.commands.items():  # type: ignore[attr-defined]
        found |= walked(one, f"{name} ") if hasattr(one, "commands") else {above + name: one}
    return found


COMMANDS = walked(typer.main.get_command(app))

RUNS = {"--policy": "delay", "--worlds": "200", "--seed": "2", "--until": "2018-12-31", "--worlds-from": "prior",
        "--threads": "1"}  # fmt: skip
SIMULATE = ("run", "shard", "world", "compare", "effects", "claims", "report", "explain", "sensitivity", "discover")
IDLE = [  # command, options that do nothing, with what (typed), unless what is typed too
    ("run", "--policy", "--experiment", ""),
    ("world", "--policy", "--experiment", ""),
    ("shard", "--policy", "--experiment", ""),
    *((name, option, "--cluster", "") for name in ("run", "gather") for option in ("--workers", "--threads")),
    *(("gather", option, "", "--resume") for option in ("--workers", "--cluster", "--threads")),
    *((name, option, "--results", "") for name in ("sensitivity", "discover") for option in RUNS if option != "--policy"),
    *((name, "--policy", "--results", "--baseline") for name in ("sensitivity", "discover")),
    ("sensitivity", "--groups", "--results", ""),
    ("discover", "--above", "--below", ""),
    ("claims", "--worlds", "", "--fresh"),
    ("claims", "--threads", "", "--fresh"),
    ("claims", "--seed", "", "--fresh --quiz"),
    ("claims", "--questions", "", "--quiz"),
    ("claims", "--questions", "ID", ""),
    ("claims", "--verdict", "ID", ""),
    ("claims", "--source", "ID", ""),
    ("claims", "--search", "ID", ""),
    ("run", "--all", "--json", ""),
    ("claims", "--quiz", "--json", ""),
    ("battles", "--open", "", ""),
    ("read", "--model-name", "", "--model"),
    ("read", "--out", "--json", "--accept"),
    ("serve", "--i-know", "", "--host"),
    *((name, "--transfer", "", "--worlds-from") for name in SIMULATE),
    *((name, "--transfer", "--results", "") for name in ("sensitivity", "discover")),
]
"""What is refused whatever values other options have: written down by hand, not read off the table."""


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_of_every_command_has_been_thought_about(name: str) -> None:
    """A new option fails here until the table says that it always applies, or when it does not."""
    assert isinstance(COMMANDS[name], Command), "its options are not looked at: make it a command of `Commands`"
    options = {o for one in COMMANDS[name].params if one.param_type_name == "option" for o in (*one.opts, *one.secondary_opts)}
    always = TABLE[name].always.split()
    idle = {option for rule in TABLE[name].idle for option in rule.options.split()}
    assert {*always, *idle} == options
    assert not set(always) & idle, "an option that does not always apply stands under `always`"


def test_the_table_is_of_the_commands_that_there_are() -> None:
    assert set(TABLE) == set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_pair_of_options_goes_together_or_is_refused(name: str) -> None:
    params = COMMANDS[name].params
    values = {name_of(one, one.default): one.default for one in params}
    typed = {name_of(one, value) for one in params for value in (True, False)}
    for pair in [(one,) for one in typed] + list(combinations(sorted(typed), 2)):
        refused = any(command == name and {option, *with_.split()} <= set(pair) and not set(unless.split()) & set(pair)
                      for command, option, with_, unless in IDLE)  # fmt: skip
        try:
            refuse_idle(name, set(pair), values)
        except UsageError as error:
            assert refused, f"{pair}: {error}"
            assert any(str(error).startswith(option) for option in pair)
        else:
            assert not refused, f"{pair} are accepted"


SAMPLE = ("mosul-2016", "--outcome", "cost_money", "--results", "nowhere")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        *((("discover", *SAMPLE, "--above", "1", *one), f"{one[0]} does not apply with --results") for one in RUNS.items()),
        *((("sensitivity", *SAMPLE, *given), f"{given[0]} does not apply with --results") for given in RUNS.items()),
        (("sensitivity", *SAMPLE, "--groups"), "--groups does not apply with --results: indices by group swap numbers"),
        (("discover", *SAMPLE[:3], "--above", "1", "--below", "2"), "--above does not apply with --below"),
        (("discover", *SAMPLE[:3], "--above", "nan"), "--above must be a finite number, not nan"),
        (("discover", *SAMPLE[:3], "--below", "-inf"), "--below must be a finite number"),
        (("sensitivity", *SAMPLE[:3], "--worlds", "0"), "--worlds must be at least 64"),
        (("sensitivity", *SAMPLE[:3], "--singles", "--worlds", "0"), "--worlds must be at least 200"),
        (("run", "mosul-2016", "--experiment", "no-defences", "--policy", "historical"), "--experiment no-defences+historical"),
        (("world", "mosul-2016", "--experiment", "no-defences", "--policy", "delay"), "--experiment no-defences+delay"),
        (("run", "mosul-2016", "--experiment="), "--experiment is empty"),
        (("compare", "mosul-2016", "--policies", "delay", "--baseline", " "), "--baseline is empty"),
        (("check", "mosul-2016", "--for="), "--for is empty"),
        (("claims", "mosul-2016", "--worlds", "2000"), "--worlds does not apply without --fresh"),
        (("claims", "mosul-2016", "--threads", "2"), "--threads does not apply without --fresh: stored worlds"),
        (("claims", "mosul-2016", "--seed", "1"), "--seed does not apply without --fresh or --quiz"),
        (("claims", "mosul-2016", "15", "--quiz", "--seed", "2"), "--seed does not apply with --quiz and ID"),
        (("claims", "mosul-2016", "--questions", "3"), "--questions does not apply without --quiz"),
        (("claims", "mosul-2016", "15", "--quiz", "--questions", "3"), "--questions does not apply with ID"),
        (("claims", "mosul-2016", "--quiz", "--json"), "--quiz does not apply with --json"),
        (("explain", "mosul-2016", "15", "--worlds", "0", "--threads", "1"), "--threads does not apply with --worlds 0"),
        (("backtest", "--origin", "2016-10-16", "--forecasts", "x"), "--forecasts does not apply without --origin 2018-12-31"),
        (("backtest", "mosul-2014", "--origin", "2015-12-31", "--forecasts", "x"), "--forecasts does not apply to mosul-2014"),
        (("run", "mosul-2016", "--transfer"), "--transfer does not apply without --worlds-from: it allows a posterior that"),
        (("run", "mosul-2016", "--transfer", "--worlds-from", "prior"), "--transfer does not apply with --worlds-from prior"),
        (("battles", "--open"), "--open does not apply without --half opened"),
    ],
)
def test_what_would_do_nothing_is_refused_before_anything_runs(words, says, monkeypatch, capfd, tmp_path) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = call(monkeypatch, capfd, *words)
    assert (code, out) == (2, "")
    assert says in " ".join(err.split())
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("command", "option"), [("claims", "--out"), ("explain", "--claims"), ("report", "--claims")])
def test_a_folder_that_is_named_is_not_replaced_by_the_packages(command, option, monkeypatch, capfd, tmp_path) -> None:
    """The worlds of the package answered in silence for a folder that holds none."""
    monkeypatch.chdir(tmp_path)
    number = ("15",) if command == "explain" else ()
    code, out, err = call(monkeypatch, capfd, command, "mosul-2016", *number, option, "nowhere")
    assert (code, out) == (4, "")
    assert "No worlds are stored for the claims of mosul-2016 in nowhere" in " ".join(err.split())
