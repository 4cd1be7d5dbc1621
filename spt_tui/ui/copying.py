"""Copying what was asked for: short texts to the clipboard, long ones to a file, as nothing else could hold them."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.message import Message
from textual.message_pump import MessagePump

from spt_tui.ui.clipboard import LARGEST, size_of
from spt_tui.ui.copy_offers import Offer
from spt_tui.units import bytes_text

if TYPE_CHECKING:
    from spt_tui.export.saved_plot import SavedPlot

QUICK_LINES = 100
"""A text of no more lines is made at once, others on a thread."""
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
        target.post_message(_as_file(offer, "", outside) if to_file else _copied(offer, outside))

    if to_file or offer.size > QUICK_LINES:
        threading.Thread(target=work, name="copy", daemon=True).start()
    else:
        work()


def _copied(offer: Offer, outside: Sequence[str]) -> Copied:
    text = "\n".join(offer.lines())
    size = size_of(text)
    if size > LARGEST:
        return _as_file(offer, f"{bytes_text(size)} are too much for a clipboard: ", outside)
    return Copied(f"copied {text}" if offer.size == 1 else f"copied {offer.name}", text)


def _as_file(offer: Offer, why: str, outside: Sequence[str]) -> Copied:
    from spt_tui.export.saved_plot import place_to_save, save_files

    lines = (f"{line}\n".encode("utf-8", "replace") for line in offer.lines())
    try:
        saved = save_files({offer.ending: lines}, FILE_NAME, place_to_save(outside))
    except OSError as error:
        return Copied(f"{why}cannot write a file: {(error.strerror or 'failed').lower()}")
    return Copied(f"{why}saved {_short(saved, offer.ending)}, path copied", saved.path(offer.ending))


def _short(saved: SavedPlot, ending: str) -> str:
    from spt_tui.ui.status import root_text

    return f"{root_text(saved.directory, 40)}/{saved.stem}.{ending}"
