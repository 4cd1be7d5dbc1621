"""The picture of the last screen, kept on local disk and shown by the next start before anything heavy is imported.

It is shown dim, with its time, and only where it would look the same: for the same command line, directory, size and
kind of terminal. Until Textual draws over it the terminal is on hold (`hold.py`).

The file: a line `spt-tui picture 1 TIME DIGEST`, then the lines of the screen as UTF-8 with SGR sequences (ECMA-48,
8.3.117). Part of the first milliseconds of a start: `re`, `hashlib`, `dataclasses` or `typing` would cost more here
than all the rest.
"""

from __future__ import annotations

import _thread
import os
import time

from spt_tui import __version__
from spt_tui.runs.cache_dir import Refused, read_own, ready_dir, write_own
from spt_tui.ui.hold import HOLD, has_terminal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TypeVar

    Value = TypeVar("Value")

LARGEST = 256 * 1024
"""Bytes that the file of a picture may have."""
KEPT = 32
"""Pictures that are kept, those saved last."""
PATIENCE = 0.2
"""Seconds that the disk of the cache has to answer."""
_PREFIX = "picture-"
_MAGIC = b"spt-tui picture "
_FORMAT = b"1"
_VARIABLES = ("COLORTERM", "HOME", "LANG", "LANGUAGE", "NO_COLOR", "SPT_CACHE_DIR", "TERM")
_PRIME = 2**128 - 159
_LONGEST_SGR = 96
"""Characters of the parameters of one SGR sequence; ours have at most half as many."""
_MARK_STYLE = "\x1b[0;7m"


def show(arguments: Sequence[str]) -> str:
    """Show the picture that the last session with these arguments left, if any, and hold the terminal.

    Gives "", or why a picture that is there was not used, as a sentence for people.
    """
    if not has_terminal():
        return ""
    found = within(PATIENCE, lambda: _for_terminal(arguments))
    if found is None:
        return ""
    text, reason = found
    if text:
        HOLD.take(text)
    return f"the saved picture was not used: {reason}" if reason else ""


def save(arguments: Sequence[str], lines: Sequence[str], columns: int, trees: Sequence[str] = ()) -> None:
    """Keep `lines`, a screen of `columns` cells, for the next start with these arguments; [] keeps what is there.

    Below `trees`, the run trees, nothing is written. Takes `PATIENCE` seconds at most. What cannot be saved is not.
    """
    if lines:
        within(PATIENCE, lambda: _save(arguments, lines, columns, trees))


def load(arguments: Sequence[str], columns: int, rows: int) -> tuple[list[str], int]:
    """The lines of the picture saved for these arguments here and now, and its time in epoch seconds.

    Raises Refused if there is one that is not to be used, OSError if there is none.
    """
    lines, saved_at = decoded(read_own(os.path.join(ready_dir(), file_name(arguments, columns, rows)), LARGEST))
    return lines[:rows], saved_at


def _for_terminal(arguments: Sequence[str]) -> tuple[str, str]:
    """The text that draws the picture on this terminal, or why there is none."""
    columns, rows = os.get_terminal_size(1)
    try:
        lines, saved_at = load(arguments, columns, rows)
    except Refused as refused:
        return "", str(refused)
    return drawn(lines, columns, mark(saved_at, time.time())), ""


def _save(arguments: Sequence[str], lines: Sequence[str], columns: int, trees: Sequence[str]) -> None:
    raw = encoded(lines, time.time())
    try:
        decoded(raw)
        folder = ready_dir(make=True, outside=trees)
    except Refused:
        return
    if len(raw) <= LARGEST:
        write_own(os.path.join(folder, file_name(arguments, columns, len(lines))), [raw])
    forget_oldest(folder)


def forget_oldest(folder: str) -> None:
    """Remove all pictures in `folder` but the `KEPT` newest, and what writers that were killed have left of one."""
    with os.scandir(folder) as entries:
        ages = sorted((-entry.stat().st_mtime, entry.path) for entry in entries if entry.name.startswith(_PREFIX))
    for _, path in ages[KEPT:]:
        os.unlink(path)


def file_name(arguments: Sequence[str], columns: int, rows: int) -> str:
    """The name of the file for these arguments here and now: its digest stands for all that has to be the same.

    Raises FileNotFoundError if the working directory is gone.
    """
    names = {*_VARIABLES, *(name for name in os.environ if name.startswith("LC_"))}
    environment = [f"{name}={os.environ[name]}" for name in sorted(names) if name in os.environ]
    same = [__version__, f"{columns}x{rows}", os.getcwd(), *arguments, "", *environment]
    return _PREFIX + digest(os.fsencode("\0".join(same)))


def digest(content: bytes) -> str:
    """32 hexadecimal digits that tell `content` from any other by accident; no defence against one who wants to.

    It is the remainder of the bytes as one number: `hashlib` would load OpenSSL for it.
    """
    return f"{int.from_bytes(b'1' + content, 'big') % _PRIME:032x}"


def encoded(lines: Sequence[str], now: float) -> bytes:
    """A picture as the content of its file. `now`: epoch seconds."""
    body = "\n".join(lines).encode("utf-8", "replace")
    return b"%s%s %d %s\n%s" % (_MAGIC, _FORMAT, now, digest(b"%d %s" % (now, body)).encode(), body)


def decoded(raw: bytes) -> tuple[list[str], int]:
    """The lines of a picture and when it was saved, in epoch seconds. Raises Refused for anything but a picture."""
    head, _, body = raw.partition(b"\n")
    if not head.startswith(_MAGIC):
        raise Refused("damaged")
    version, _, rest = head[len(_MAGIC) :].partition(b" ")
    saved_at, _, said = rest.partition(b" ")
    if version != _FORMAT:
        raise Refused("of another version")
    if not saved_at.isdigit() or len(saved_at) > 11 or digest(saved_at + b" " + body).encode() != said:
        raise Refused("damaged")
    lines = body.decode("utf-8", "replace").split("\n")
    if not all(map(is_harmless, lines)):
        raise Refused("damaged")
    return lines, int(saved_at)


def is_harmless(line: str) -> bool:
    """Whether `line` is nothing but printable text and SGR sequences."""
    text, *styled = line.split("\x1b[")
    return text.isprintable() and all(map(_is_sgr_and_text, styled))


def _is_sgr_and_text(piece: str) -> bool:
    parameters, end, text = piece.partition("m")
    is_sgr = end and len(parameters) <= _LONGEST_SGR and not parameters.strip("0123456789;")
    return bool(is_sgr) and text.isprintable()


def mark(saved_at: float, now: float) -> str:
    """Of when a picture is: the time, with the date unless it is of today."""
    then, today = time.localtime(saved_at), time.localtime(now)
    return time.strftime(" as of %H:%M " if then[:3] == today[:3] else " as of %Y-%m-%d %H:%M ", then)


def drawn(lines: Sequence[str], columns: int, mark: str) -> str:
    """What draws `lines` on an empty screen that does not wrap, with `mark` at the right end of the first."""
    if columns < len(mark):
        return ""
    picture = "".join(f"\x1b[{y}H{line}\x1b[m" for y, line in enumerate(lines, 1) if line)
    return f"{picture}\x1b[1;{columns - len(mark) + 1}H{_MARK_STYLE}{mark}\x1b[m"


def within(seconds: float, work: Callable[[], Value]) -> Value | None:
    """What `work` gives, done in another thread; None if it raises OSError or takes longer (it goes on)."""
    done = _thread.allocate_lock()
    done.acquire()
    given: list[Value] = []

    def run() -> None:
        try:
            given.append(work())
        except OSError:
            given.clear()
        finally:
            done.release()

    _thread.start_new_thread(run, ())
    done.acquire(timeout=seconds)
    return given[0] if given else None
