"""The command that shows again what the browser shows, to be pasted into a shell."""

from __future__ import annotations

import os
import shlex
from collections.abc import Sequence

PROGRAM = "spt-tui"


def shell_word(text: str) -> str:
    """`text` as one word of a POSIX shell; what cannot be printed, and may be obeyed when pasted, as in `$'\\x1b'`.

    The latter is known to bash, zsh, ksh and POSIX (2024), and gives the bytes of a path that is not UTF-8.
    """
    if text.isprintable():
        return shlex.quote(text)
    return "$'" + "".join(_escaped(char) for char in text) + "'"


def browser_command(roots: Sequence[str], filter_text: str, demo: bool = False) -> str:
    """What opens the browser on these roots with this filter, or on the sample runs."""
    places = ["--demo"] if demo else map(shell_word, roots)
    return " ".join([PROGRAM, *places, *_filter(filter_text)])


def list_command(
    roots: Sequence[str],
    filter_text: str,
    sort: str,
    reverse: bool,
    columns: Sequence[str],
    grouped: bool,
) -> str:
    """What prints the same runs in the same order; `sort` and `columns` are ids, `reverse` is against the usual."""
    places = [f"--root {shell_word(root)}" for root in roots]
    order = [f"--sort {shell_word(sort)}", *(["--reverse"] if reverse else [])]
    shown = [f"--columns {shell_word(','.join(columns))}", *(["--group sweep"] if grouped else [])]
    return " ".join([PROGRAM, "ls", *places, *_filter(filter_text), *order, *shown])


def _filter(text: str) -> list[str]:
    return [f"--filter {shell_word(text)}"] if text else []


def _escaped(char: str) -> str:
    if char in "'\\":
        return "\\" + char
    return char if char.isprintable() else "".join(f"\\x{byte:02x}" for byte in os.fsencode(char))
