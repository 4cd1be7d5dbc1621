"""What `--help` of each command says: it fits the terminal, and its examples are calls that the command takes."""

import shlex
from argparse import ArgumentParser
from importlib import import_module
from itertools import takewhile

import pytest

from spt_tui.cli import COMMANDS

SHELL_SIGNS = ("|", "&&", ">")


def parser_of(command: str) -> ArgumentParser:
    parser: ArgumentParser = import_module(f"spt_tui.commands.{command}").parser()
    return parser


def examples_of(command: str) -> list[list[str]]:
    """The arguments of each example, up to where the shell goes on by itself."""
    epilog = parser_of(command).epilog or ""
    lines = [line.removeprefix("Example: ").strip() for line in epilog.splitlines()]
    calls = [line[line.index(f"spt-tui {command}") :] for line in lines if f"spt-tui {command}" in line]
    words = [shlex.split(call.rstrip(")").removesuffix(')"')) for call in calls]
    return [list(takewhile(lambda word: word not in SHELL_SIGNS, each))[2:] for each in words]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_examples_that_it_takes(command: str) -> None:
    examples = examples_of(command)
    assert examples
    for example in examples:
        parser_of(command).parse_args(example)


@pytest.mark.parametrize("command", ["ls", "show", "best", "tags", "sweeps", "path", "export", "watch", "completion"])
def test_help_fits_a_small_terminal_but_for_its_examples(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    examples = (parser_of(command).epilog or "").splitlines()
    lines = parser_of(command).format_help().splitlines()
    assert [line for line in lines if len(line) > 60 and line not in examples] == []


LOOK_AT_RUNS = (
    "ls",
    "show",
    "best",
    "diff",
    "tags",
    "sweeps",
    "path",
    "export",
    "watch",
    "metrics",
    "logs",
    "plot",
    "triage",
)


@pytest.mark.parametrize("command", LOOK_AT_RUNS)
def test_every_command_about_runs_takes_roots_and_a_filter(command: str) -> None:
    (first, *_) = examples_of(command)
    options = parser_of(command).parse_args([*first, "--root", "a", "--root", "b", "--filter", "tag:x"])
    assert options.roots[-2:] == ["a", "b"] and options.filter == "tag:x"
