"""A terminal for tests and benchmarks: a command in a real pseudo-terminal, its screen kept by an emulator."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import tempfile
import termios
import time
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pyte
from pyte.screens import Cursor
from wcwidth import wcwidth

REPORT_SYNC = b"\x1b[?2026$p"
SYNC_IS_KNOWN = b"\x1b[?2026;2$y"

_BEYOND_PYTE = re.compile(rb"\x1b\[([<>=])([0-9;]*)([A-Za-z])")
_INCOMPLETE = re.compile(rb"\x1b(\[[0-9;<>=?$]*)?\Z")


class Cell(NamedTuple):
    """One cell of the emulated screen: pyte's `Char`, and what it leaves out."""

    data: str
    fg: str = "default"
    bg: str = "default"
    bold: bool = False
    italics: bool = False
    underscore: bool = False
    strikethrough: bool = False
    reverse: bool = False
    blink: bool = False
    dim: bool = False


class Screen(pyte.Screen):
    """pyte's screen with SU, SD, dim, the alternate screen and a list of the private modes that are on."""

    def __init__(self, columns: int, lines: int) -> None:
        self.private_modes: set[int] = set()
        self._main: tuple[dict[int, Any], Cursor] | None = None
        super().__init__(columns, lines)

    @property
    def default_char(self) -> Cell:  # type: ignore[override]
        return Cell(" ")

    def reset(self) -> None:
        super().reset()
        self.cursor = Cursor(0, 0, self.default_char)  # type: ignore[arg-type]

    def select_graphic_rendition(self, *attrs: int) -> None:
        for group in _sgr_groups(list(attrs or (0,))):
            super().select_graphic_rendition(*group)
            if group[0] in (2, 22):
                self.cursor.attrs = self.cursor.attrs._replace(dim=group[0] == 2)  # type: ignore[call-arg]

    def draw(self, data: str) -> None:
        """Draw text; at a character of no width that is no combining one, pyte would drop the rest of it."""
        x, y = self.cursor.x, self.cursor.y
        super().draw("".join(char for char in data if wcwidth(char) or unicodedata.combining(char)))
        self._part(x, y)
        self._part(self.cursor.x, self.cursor.y)

    def erase_in_line(self, how: int = 0, private: bool = False) -> None:
        super().erase_in_line(how, private)
        self._part(self.cursor.x + (how == 1), self.cursor.y)

    def erase_characters(self, count: int | None = None) -> None:
        super().erase_characters(count)
        self._part(self.cursor.x, self.cursor.y)
        self._part(self.cursor.x + (count or 1), self.cursor.y)

    def _part(self, x: int, y: int) -> None:
        """Blank what is left of a wide character of which one half, before or after the edge at `x`, was overwritten.

        Terminals do so; pyte leaves the half, and cannot print a line with it.
        """
        line = self.buffer[y]
        if not 0 < x < self.columns:
            return
        wide, stub = wcwidth(line[x - 1].data[:1]) == 2, not line[x].data
        if wide and not stub:
            line[x - 1] = line[x - 1]._replace(data=" ")
        elif stub and not wide:
            line[x] = line[x]._replace(data=" ")

    def scroll_up(self, count: int | None = None) -> None:
        """SU: move the lines between the margins up."""
        self._scroll(self.index, self._bottom, count)

    def scroll_down(self, count: int | None = None) -> None:
        """SD: move the lines between the margins down."""
        self._scroll(self.reverse_index, self._top, count)

    def set_mode(self, *modes: int, **kwargs: Any) -> None:
        super().set_mode(*modes, **kwargs)
        if kwargs.get("private"):
            if 1049 in modes and 1049 not in self.private_modes:
                self._main = {y: line.copy() for y, line in self.buffer.items()}, self.cursor
                self.buffer.clear()
                self.cursor = Cursor(self.cursor.x, self.cursor.y, self.default_char)  # type: ignore[arg-type]
            self.private_modes.update(modes)

    def reset_mode(self, *modes: int, **kwargs: Any) -> None:
        super().reset_mode(*modes, **kwargs)
        if kwargs.get("private"):
            if 1049 in modes and self._main is not None:
                lines, cursor = self._main
                hidden, self.cursor, self._main = self.cursor.hidden, cursor, None
                self.cursor.hidden = hidden
                self.buffer.clear()
                for y, line in lines.items():
                    self.buffer[y].update(line)
            self.private_modes.difference_update(modes)

    @property
    def _top(self) -> int:
        return self.margins.top if self.margins else 0

    @property
    def _bottom(self) -> int:
        return self.margins.bottom if self.margins else self.lines - 1

    def _scroll(self, step: Callable[[], None], line: int, count: int | None) -> None:
        before, self.cursor.y = self.cursor.y, line
        for _ in range(count or 1):
            step()
        self.cursor.y = before


class _Stream(pyte.ByteStream):
    csi = {**pyte.ByteStream.csi, "S": "scroll_up", "T": "scroll_down"}


def _sgr_groups(codes: list[int]) -> list[list[int]]:
    """The parameters of one SGR sequence, those that belong together in one list."""
    groups = []
    while codes:
        size = {5: 3, 2: 5}.get(codes[1], 1) if codes[0] in (38, 48) and len(codes) > 1 else 1
        groups.append(codes[:size])
        codes = codes[size:]
    return groups


class Terminal:
    """Runs `argv` as the leader of a session whose controlling terminal is `rows` by `cols`.

    Nothing here sleeps: every wait is a select with a deadline. `sync`: answer as a terminal that has mode 2026.
    Unless `env` says where, the command's caches are in a folder that goes with the terminal.
    """

    def __init__(
        self,
        argv: Sequence[str],
        *,
        rows: int = 24,
        cols: int = 80,
        env: Mapping[str, str | None] | None = None,
        cwd: str | Path | None = None,
        sync: bool = False,
    ) -> None:
        self.sync = sync
        self.transcript = bytearray()
        """Every byte that the command has sent."""
        self.kitty_keyboard = 0
        """How many keyboard modes have been pushed and not popped."""
        self.exit_code: int | None = None
        """As a shell would report it, 128 + n for signal n; None while the command runs."""
        self.closed = False
        """Whether the command and its children have let go of the terminal."""
        self.screen = Screen(cols, rows)
        self._stream = _Stream(self.screen)
        self._held = b""
        self._caches = tempfile.TemporaryDirectory(prefix="spt-tui-caches-")
        self.pid, self.fd = _spawn(argv, rows, cols, {"XDG_CACHE_HOME": self._caches.name, **(env or {})}, cwd)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # What is seen

    @property
    def lines(self) -> list[str]:
        """The screen's lines, without the blanks at their ends."""
        return [line.rstrip() for line in self.screen.display]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def cells(self) -> list[list[Cell]]:
        """The screen's cells, text and attributes."""
        buffer = self.screen.buffer
        return [[buffer[y][x] for x in range(self.screen.columns)] for y in range(self.screen.lines)]  # type: ignore[misc]

    @property
    def bytes_read(self) -> int:
        return len(self.transcript)

    @property
    def modes(self) -> set[int]:
        """The DEC private modes that the command has switched on."""
        return self.screen.private_modes

    @property
    def alternate(self) -> bool:
        return 1049 in self.modes

    @property
    def cursor_visible(self) -> bool:
        return not self.screen.cursor.hidden

    @property
    def local_modes(self) -> int:
        """termios' local modes: `termios.ECHO`, `termios.ICANON`, `termios.ISIG` ..."""
        return int(termios.tcgetattr(self.fd)[3])

    @property
    def echoes(self) -> bool:
        return bool(self.local_modes & termios.ECHO)

    @property
    def canonical(self) -> bool:
        return bool(self.local_modes & termios.ICANON)

    @property
    def restored(self) -> bool:
        """Whether nothing that a full-screen program switches on is left on."""
        switched = self.modes & {1000, 1002, 1003, 1004, 1006, 1015, 1016, 1049, 2004, 2026, 2048}
        drawing = self.cursor_visible and self.screen.margins is None and 7 << 5 in self.screen.mode
        return not switched and drawing and not self.kitty_keyboard and self.echoes and self.canonical

    def cpu_seconds(self) -> float:
        """Processor time that the command has used (Linux)."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    # What is done

    def send(self, keys: str | bytes) -> None:
        """Type `keys`."""
        os.write(self.fd, keys.encode() if isinstance(keys, str) else keys)

    def resize(self, rows: int, cols: int) -> None:
        """Make the window another size, as a terminal emulator does."""
        self.pump()
        self.screen.resize(rows, cols)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))

    def signal(self, number: int) -> None:
        os.kill(self.pid, number)

    def hang_up(self) -> None:
        """Take the terminal away, as a lost connection does."""
        self._close_fd()

    def pump(self, timeout: float = 0) -> bool:
        """Read what there is, waiting `timeout` seconds for it; False if there was nothing."""
        if self.closed or not select.select([self.fd], [], [], timeout)[0]:
            return False
        try:
            data = os.read(self.fd, 1 << 16)
        except OSError:
            data = b""
        if not data:
            self.closed = True
            return False
        self._take(data)
        return True

    def settle(self, quiet: float = 0.05, timeout: float = 10) -> None:
        """Read until nothing has come for `quiet` seconds."""
        end = time.monotonic() + timeout
        while self.pump(quiet):
            if time.monotonic() > end:
                raise TimeoutError(f"Still writing after {timeout} s:\n{self.text}")

    def wait_for(self, what: str | Callable[[Terminal], object], timeout: float = 10) -> None:
        """Read until the screen shows the text `what`, or until `what(self)` is true."""
        end = time.monotonic() + timeout
        while not (what in self.text if isinstance(what, str) else what(self)):
            left = end - time.monotonic()
            if left <= 0 or not (self.pump(min(left, 0.1)) or not self.closed):
                raise TimeoutError(f"No {what!r} on the screen:\n{self.text}")

    def wait(self, timeout: float = 10) -> int:
        """Read until the command has ended, and return its exit code."""
        end = time.monotonic() + timeout
        while self.exit_code is None:
            if time.monotonic() > end:
                raise TimeoutError(f"Still running after {timeout} s:\n{self.text}")
            if not self.pump(0.01) and self.closed:
                select.select([], [], [], 0.005)
            self._reap(os.WNOHANG)
        while self.pump(0):
            pass
        return self.exit_code

    def close(self) -> None:
        """Kill the command if it still runs, and close the terminal."""
        if self.exit_code is None:
            os.kill(self.pid, signal.SIGKILL)
            self._reap(0)
        self._close_fd()
        self._caches.cleanup()

    def _close_fd(self) -> None:
        if self.fd >= 0:
            os.close(self.fd)
        self.fd, self.closed = -1, True

    def _reap(self, options: int) -> None:
        pid, status = os.waitpid(self.pid, options)
        if pid:
            code = os.waitstatus_to_exitcode(status)
            self.exit_code = code if code >= 0 else 128 - code

    def _take(self, data: bytes) -> None:
        self.transcript += data
        if self.sync and REPORT_SYNC in data:
            self.send(SYNC_IS_KNOWN)
        data = self._held + data
        partial = _INCOMPLETE.search(data)
        self._held = partial.group() if partial else b""
        for kind, parameters, final in _BEYOND_PYTE.findall(data):
            if final == b"u":
                self.kitty_keyboard += {b">": 1, b"<": -int(parameters or 1)}.get(kind, 0)
        complete = data[: len(data) - len(self._held)]
        self._stream.feed(_BEYOND_PYTE.sub(b"", complete))


def _spawn(
    argv: Sequence[str], rows: int, cols: int, env: Mapping[str, str | None], cwd: str | Path | None
) -> tuple[int, int]:
    """Start the command; its process id and the master's file descriptor. A variable that is None is unset."""
    wanted: dict[str, str | None] = {
        **os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "COLUMNS": None, "LINES": None,
        "NO_COLOR": None, **env,
    }  # fmt: skip
    environment = {name: value for name, value in wanted.items() if value is not None}
    pid, fd = pty.fork()
    if pid == 0:
        try:
            # A job in the background of a shell without job control is started with SIGINT ignored, and hands that on.
            signal.signal(signal.SIGINT, signal.default_int_handler)
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))
            if cwd is not None:
                os.chdir(cwd)
            os.execvpe(argv[0], list(argv), environment)
        finally:
            os._exit(127)
    return pid, fd
