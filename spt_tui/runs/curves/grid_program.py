"""The process that reads numbers for another one: blocks of lines come in on stdin, their numbers go out on stdout.

It opens no file, and ends when stdin does.
"""

from __future__ import annotations

import marshal
import os

from spt_tui.runs.curves import double_precision, grid_engine
from spt_tui.runs.curves.parcel import Layout, parcel_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from spt_tui.runs.curves.patient_pipe import Sink, Source

_SIZE_BYTES = 8
"""Before each message its length stands, in so many bytes."""


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
    return marshal.dumps((layout.width, layout.places, layout.axes, first, with_numpy))


def _answer(asked: bytes, block: bytes) -> bytes:
    width, places, axes, first, with_numpy = marshal.loads(asked)
    quickener = grid_engine if with_numpy else double_precision
    quickener.prepare(quickener.WORTH_IT)
    parcel = parcel_of(block, Layout(width, places, axes), first)
    return marshal.dumps(parcel)


def _exactly(file: Source, size: int) -> bytes:
    found = file.read(size)
    if len(found) < size:
        raise EOFError
    return found
