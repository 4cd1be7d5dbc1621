"""Lines to standard output, whatever becomes of it, and what went wrong to standard error."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

INTERRUPTED = 130
"""The exit status after ctrl-c, as shells know it."""


def print_lines(lines: Iterable[str]) -> bool:
    """Print lines as they come; False if they cannot be written, which is then said on standard error.

    What the encoding lacks is replaced. A reader that wants no more, `head`, is no error.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")

    def write() -> None:
        for line in lines:
            print(line)

    return _written(write)


def print_bytes(pieces: Iterable[bytes], end: bytes) -> bool:
    """Print pieces as they are, an `end` after each; otherwise as `print_lines`."""

    def write() -> None:
        sys.stdout.flush()
        for piece in pieces:
            sys.stdout.buffer.write(piece + end)

    return _written(write)


def _written(write: Callable[[], None]) -> bool:
    if sys.stdout is None:
        fail("there is no standard output to print to", 1)
        return False
    try:
        write()
        sys.stdout.flush()
    except BrokenPipeError:
        _silence()
    except OSError as error:
        _silence()
        fail(f"cannot write: {(error.strerror or 'failed').lower()}", 1)
        return False
    return True


def wants_tabs(options: argparse.Namespace) -> bool:
    """Whether a list is for a program: `--tsv`, or a pipe without `--text`."""
    if options.tsv or options.text:
        return bool(options.tsv)
    return sys.stdout is None or not sys.stdout.isatty()


def terminal_width() -> int | None:
    """Cells of a line on the terminal; `None` where the lines go elsewhere, and may be of any length."""
    if sys.stdout is None or not sys.stdout.isatty():
        return None
    import shutil

    return shutil.get_terminal_size((80, 24)).columns


def reader_is_gone(seconds: float) -> bool:
    """Wait so long; True as soon as nobody reads standard output any more."""
    import select

    poll = select.poll()
    poll.register(sys.stdout.fileno(), 0)  # asks for nothing: a hang-up is told all the same
    return bool(poll.poll(seconds * 1000))


def fail(text: str, status: int) -> int:
    """Say on standard error, in one line, what went wrong; gives the exit status, 1 or 2."""
    if sys.stderr is not None:  # closed: `print` would take standard output
        print(f"spt-tui: {text}", file=sys.stderr)
    return status


def _silence() -> None:
    """Nothing more can be printed: not even what Python still has to flush at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
