"""The process that reads numbers for another one: blocks of lines come in on stdin, their numbers go out on stdout.

It opens no file, and ends when stdin does.
"""

from __future__ import annotations

import marshal
import os
from typing import Protocol

from spt_tui.runs.curves import double_precision, line_grid
from spt_tui.runs.curves.far_grid import Layout, parcel_of

_SIZE_BYTES = 8
"""Before each message its length stands, in so many bytes."""


class Sink(Protocol):
    """What messages are written to."""

    def write(self, message: bytes, /) -> object:
        """Take all of it."""

    def flush(self) -> None:
        """Let it go."""


class Source(Protocol):
    """What messages are read from."""

    def read(self, size: int, /) -> bytes:
        """So many bytes, fewer only at the end."""


def main() -> None:
    """Answer until nobody asks."""
    with open(0, "rb") as questions, open(os.dup(1), "wb") as answers:
        try:
            while True:
                send(answers, _answer(receive(questions), receive(questions)))
        except (EOFError, BrokenPipeError):
            return


def send(file: Sink, *messages: bytes) -> None:
    """Write these messages; `receive` reads them one by one."""
    for message in messages:
        file.write(len(message).to_bytes(_SIZE_BYTES, "little"))
        file.write(message)
    file.flush()


def receive(file: Source) -> bytes:
    """The next message. Raises EOFError if there is none, or a piece of one."""
    size = int.from_bytes(_exactly(file, _SIZE_BYTES), "little")
    return _exactly(file, size)


def question(layout: Layout, first: int, with_numpy: bool) -> bytes:
    """What to ask about the block that is sent after it."""
    return marshal.dumps((*layout, first, with_numpy))


def _answer(asked: bytes, block: bytes) -> bytes:
    width, places, axes, first, with_numpy = marshal.loads(asked)
    quickener = line_grid if with_numpy else double_precision
    quickener.prepare(quickener.WORTH_IT)
    parcel = parcel_of(block, Layout(width, places, axes), first)
    return marshal.dumps(None if parcel is None else tuple(parcel))


def _exactly(file: Source, size: int) -> bytes:
    found = file.read(size)
    if len(found) < size:
        raise EOFError
    return found
