"""The clipboard of the terminal that the user sits at: by OSC 52, through tmux and GNU screen too.

By default tmux takes the sequence of a program for no command (`set-clipboard external`) and hands on nothing that is
wrapped for it (`allow-passthrough off`), but does what its own client asks: `tmux load-buffer -w`. Across an ssh it
cannot be asked; there the sequence is sent both bare and wrapped. (tmux(1); XTerm Control Sequences, OSC 52.)
"""

from __future__ import annotations

import base64
import subprocess
import threading
from collections.abc import Callable, Mapping

LARGEST = 74_994
"""Bytes of text: some terminals take no more than 100,000 of base64, and show or drop what is longer."""
PATIENCE_SECONDS = 2.0
"""How long tmux has to answer."""
_PIECE = 700
"""Bytes of a sequence that GNU screen hands on in one go: its limit is 768."""

Write = Callable[[str], object]


def size_of(text: str) -> int:
    """Bytes of `text`; no more than `LARGEST` of them can be copied."""
    return len(text.encode("utf-8", "replace"))


def hand_over(text: str, write: Write, environment: Mapping[str, str]) -> None:
    """Have the terminal that `write` writes to copy `text`. Returns at once: tmux is asked on a thread."""
    write(carried(osc52(text), environment))
    if environment.get("TMUX"):
        threading.Thread(target=_ask_tmux, args=(text, write), name="tmux-buffer", daemon=True).start()


def osc52(text: str) -> str:
    """The sequence that puts `text` into the clipboard."""
    return f"\x1b]52;c;{base64.b64encode(text.encode('utf-8', 'replace')).decode()}\x07"


def carried(sequence: str, environment: Mapping[str, str]) -> str:
    """`sequence` in what it takes for it to come through what lies between, as far as the environment tells."""
    if environment.get("STY"):
        pieces = [sequence[place : place + _PIECE] for place in range(0, len(sequence), _PIECE)]
        return "".join(f"\x1bP{piece}\x1b\\" for piece in pieces)
    if not environment.get("TMUX") and environment.get("TERM", "").startswith("tmux"):
        return sequence + through_tmux(sequence)
    return sequence


def through_tmux(sequence: str) -> str:
    """`sequence` as tmux hands it on to its own terminal, where it is allowed to."""
    escaped = sequence.replace("\x1b", "\x1b\x1b")
    return f"\x1bPtmux;{escaped}\x1b\\"


def _ask_tmux(text: str, write: Write) -> None:
    """Have tmux take `text` into a buffer and hand it on, unless it did so of its own accord."""
    try:
        if _tmux("show-options", "-sv", "set-clipboard").stdout.strip() == b"on":
            return
        for arguments in (("load-buffer", "-w", "-"), ("load-buffer", "-")):  # -w: since tmux 3.2
            if _tmux(*arguments, text=text).returncode == 0:
                return
    except (OSError, subprocess.TimeoutExpired):
        pass  # there is no tmux here: it runs where the terminal is
    write(through_tmux(osc52(text)))


def _tmux(*arguments: str, text: str = "") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        ["tmux", *arguments],
        input=text.encode("utf-8", "replace"),
        capture_output=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
