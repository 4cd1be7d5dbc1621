"""Copying what was asked for: short texts to the clipboard, long ones to a file, as nothing else could hold them."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from itertools import chain

from textual.message import Message
from textual.message_pump import MessagePump

from spt_tui.runs.checkpoint_file import CheckpointFile
from spt_tui.text import clean
from spt_tui.ui.clipboard import LARGEST, size_of
from spt_tui.ui.copy_offers import PATH_LIMIT, Offer

QUICK_LINES = 100
"""A text of no more lines is made at once, others on a thread."""
PATH_SHOWN = 40
"""Characters of a directory that a notice shows."""
FILE_NAME = "spt-tui-copy"


class Copied(Message):
    """Something is ready for the clipboard, or could not be had."""

    def __init__(self, said: str, text: str = "") -> None:
        self.said = said
        """What became of it, in one line; not cleaned."""
        self.text = text
        """What is copied; empty for nothing."""
        super().__init__()


def copy(offer: Offer, to_file: bool, outside: Sequence[str], target: MessagePump) -> None:
    """Tell `target` by a `Copied`. Returns at once; no file is written below the run trees `outside`."""

    def work() -> None:
        if offer.look is not None:
            target.post_message(_found(offer, offer.look(), to_file, outside))
        else:
            target.post_message(_in_file(offer, offer.lines(), outside) if to_file else _copied(offer, outside))

    if not to_file and offer.look is None and offer.size <= QUICK_LINES:
        work()
        return
    target.post_message(Copied(f"{'making' if offer.look is None else 'looking for'} {offer.name} ..."))
    threading.Thread(target=work, name="copy", daemon=True).start()


def _found(offer: Offer, found: CheckpointFile, to_file: bool, outside: Sequence[str]) -> Copied:
    lines = [*offer.lines()] if found.path is None else [clean(found.path, PATH_LIMIT)]
    if to_file:
        return _in_file(offer, lines, outside)
    text = "\n".join(lines)
    return Copied(f"copied {text}{f' ({found.note})' if found.note else ''}", text)


def _copied(offer: Offer, outside: Sequence[str]) -> Copied:
    lines = iter(offer.lines())
    taken: list[str] = []
    size = -1
    for line in lines:
        taken.append(line)
        size += size_of(line) + 1
        if size > LARGEST:
            return _in_file(offer, chain(taken, lines), outside, " (too long for a clipboard)")
    text = "\n".join(taken)
    return Copied(f"copied {text}" if offer.size == 1 else f"copied {offer.name}", text)


def _in_file(offer: Offer, lines: Iterable[str], outside: Sequence[str], why: str = "") -> Copied:
    from spt_tui.export.saved_plot import place_to_save, save_files
    from spt_tui.ui.status import root_text

    pieces = (f"{line}\n".encode("utf-8", "replace") for line in lines)
    try:
        saved = save_files({offer.ending: pieces}, FILE_NAME, place_to_save(outside))
    except OSError as error:
        return Copied(f"cannot write a file{why}: {(error.strerror or 'failed').lower()}")
    short = f"{root_text(saved.directory, PATH_SHOWN)}/{saved.stem}.{offer.ending}"
    return Copied(f"saved {short}{why}, path copied", saved.path(offer.ending))
