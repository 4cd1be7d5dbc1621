"""A command in a pseudo-terminal as a cable sees it: which bytes came when. No emulator, which would cost time.

It answers as a terminal that knows synchronised output (mode 2026), so that the end of a frame can be seen: a repaint
counts as done when the bytes that end its frame have come.
"""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import tempfile
import termios
import time
from collections.abc import Collection, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

FRAME_END = b"\x1b[?2026l"
_ASKS_FOR_SYNC = b"\x1b[?2026$p"
_HAS_SYNC = b"\x1b[?2026;2$y"
UNFRAMED_QUIET = 0.3
"""Seconds of silence that end a frame which was begun before the program knew of synchronised output."""
SHARE_SECONDS = 0.01
"""How long one of several commands is listened to at a time."""
REPOSITORY = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Size:
    """Of a terminal, in cells."""

    columns: int
    lines: int

    def __str__(self) -> str:
        return f"{self.columns}x{self.lines}"


LARGE, SMALL = Size(160, 45), Size(80, 24)
SIZES = (LARGE, SMALL)


@dataclass(frozen=True, slots=True)
class Command:
    """A program to measure."""

    argv: tuple[str, ...]
    marker: bytes
    """What the first frame worth looking at, and every repaint that a key causes, holds."""


EMPTY_APP = Command((sys.executable, "-m", "tests.bench.empty_app"), "≡".encode())
"""The reference."""


def spt_tui(*arguments: str | Path) -> Command:
    """The browser; its cursor's sign is drawn once there are rows, and again wherever the cursor goes."""
    return Command((sys.executable, "-m", "spt_tui", *map(str, arguments)), "▶".encode())


@dataclass(frozen=True, slots=True)
class Seen:
    """Something that was waited for."""

    seconds: float
    """Until the end of its frame had come."""
    size: int
    """Bytes until then."""


class Wire:
    """A running command; `with` kills it at the end.

    Its caches are in a folder that goes with it, unless `caches` names one that stays: then a second start is warm.
    """

    def __init__(self, command: Command, size: Size, caches: Path | None = None) -> None:
        """Starts the command. Listen to it from then on: it asks the terminal questions."""
        self.command = command
        self.chunks: list[tuple[float, bytes]] = []
        """What came: seconds since the start, and the bytes."""
        self._caches = tempfile.TemporaryDirectory(prefix="spt-tui-caches-")
        self.began = time.perf_counter()
        self.pid, self._fd = _spawn(command.argv, size, caches or Path(self._caches.name))

    def __enter__(self) -> Wire:
        return self

    def __exit__(self, *_: object) -> None:
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self._fd)
        self._caches.cleanup()

    @property
    def clock(self) -> float:
        """Seconds since the start."""
        return time.perf_counter() - self.began

    def read(self, timeout: float) -> bytes:
        """What comes within `timeout` seconds, in one piece; empty if nothing does."""
        if not select.select([self._fd], [], [], max(0.0, timeout))[0]:
            return b""
        try:
            data = os.read(self._fd, 1 << 20)
        except OSError as error:
            raise RuntimeError(f"{self._name} has ended: {self._said()}") from error
        self.chunks.append((self.clock, data))
        if _ASKS_FOR_SYNC in data:
            os.write(self._fd, _HAS_SYNC)
        return data

    def listen(self, seconds: float) -> int:
        """The number of bytes that come in so many seconds."""
        end, count = self.clock + seconds, 0
        while (left := end - self.clock) > 0:
            count += len(self.read(left))
        return count

    def settle(self, quiet: float = 0.4, timeout: float = 30.0) -> None:
        """Wait until nothing has come for `quiet` seconds."""
        end = self.clock + timeout
        while self.read(quiet):
            if self.clock > end:
                raise TimeoutError(f"{self._name} does not come to rest")

    def wait(self, timeout: float = 30.0, large: int | None = None) -> Seen:
        """Wait for a frame that holds the command's marker, or that has `large` bytes or more; counted from now."""
        began, came = self.clock, b""
        while (left := began + timeout - self.clock) > 0:
            size = self._frame(came, large)
            if size:
                return Seen(self.chunks[-1][0] - began, size)
            unframed = self.command.marker in came
            fresh = self.read(UNFRAMED_QUIET if unframed else left)
            if unframed and not fresh:
                return Seen(self.chunks[-1][0] - began, len(came))
            came += fresh
        raise TimeoutError(f"{self._name} has not shown {self.command.marker.decode()}: {self._said()}")

    def _frame(self, came: bytes, large: int | None) -> int:
        """The size of `came` up to the end of the frame that is waited for; 0 if it is not in there."""
        begin = 0
        while (end := came.find(FRAME_END, begin)) >= 0:
            end += len(FRAME_END)
            if self.command.marker in came[begin:end] or (large is not None and end - begin >= large):
                return end
            begin = end
        return 0

    def start(self) -> Seen:
        """Wait for the first frame with the marker; counted from the start of the process."""
        seen = self.wait()
        return Seen(self.chunks[-1][0], seen.size)

    def send(self, keys: str) -> None:
        """Type `keys`, without waiting for what they do."""
        os.write(self._fd, keys.encode())

    def press(self, key: str, large: int | None = None) -> Seen:
        """Type `key` and wait for its repaint, known as `wait` knows it."""
        while self.read(0):
            pass
        self.send(key)
        return self.wait(5.0, large)

    def cpu_seconds(self) -> float:
        """Processor time of all its threads so far."""
        tasks = Path(f"/proc/{self.pid}/task").glob("*/schedstat")
        return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9

    def resident_bytes(self) -> float:
        """Memory that it holds now."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * float(os.sysconf("SC_PAGE_SIZE"))

    @property
    def _name(self) -> str:
        return " ".join(self.command.argv[1:4])

    def _said(self) -> str:
        return b"".join(data for _, data in self.chunks)[-400:].decode(errors="replace")


def started(stack: ExitStack, command: Command, size: Size) -> Wire:
    """`command` once its first frame has come; killed when `stack` is closed."""
    wire = stack.enter_context(Wire(command, size))
    wire.start()
    return wire


def listen_to(wires: Collection[Wire], seconds: float) -> list[int]:
    """The number of bytes that come from each in so many seconds."""
    counts = dict.fromkeys(wires, 0)
    end = time.perf_counter() + seconds
    while (left := end - time.perf_counter()) > 0:
        for wire in wires:
            counts[wire] += len(wire.read(min(left, SHARE_SECONDS)))
    return list(counts.values())


def _spawn(argv: Sequence[str], size: Size, caches: Path) -> tuple[int, int]:
    """Start `argv` as the leader of a session on a terminal of that size: its process id and the other end."""
    environment = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "XDG_CACHE_HOME": str(caches)}
    for name in ("COLUMNS", "LINES", "NO_COLOR", "PYTHONDONTWRITEBYTECODE"):
        environment.pop(name, None)
    pid, fd = pty.fork()
    if pid == 0:
        try:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", size.lines, size.columns, 0, 0))
            os.chdir(REPOSITORY)
            os.execve(argv[0], list(argv), environment)
        finally:
            os._exit(127)
    return pid, fd
