"""The terminal before Textual has it: it shows the saved picture, and is handed over to Textual or given back.

Part of the first milliseconds of a start: what is not needed before the picture is imported after it.
"""

from __future__ import annotations

import os
from select import select

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any

_STDIN, _STDOUT = 0, 1
ALTERNATE = "\x1b[?1049h"
_ENTER = f"{ALTERNATE}\x1b[?25l\x1b[r\x1b[m\x1b[?7l\x1b[2J"
"""The alternate screen, no cursor; then as the first frame of the program begins: no margins, plain, no wrap, empty."""
_LEAVE = "\x1b[m\x1b[?7h\x1b[?1049l\x1b[?25h"


def has_terminal() -> bool:
    """Whether there is a terminal to read keys from and to draw on, and one that can place its cursor."""
    can_place = os.environ.get("TERM", "") not in ("", "dumb", "unknown")
    return can_place and os.isatty(_STDIN) and os.isatty(_STDOUT)


class Hold:
    """This process's terminal while something is shown on it that Textual has not drawn.

    What is typed meanwhile is neither echoed nor lost: Textual reads it. A signal that ends the process gives the
    terminal back first, and so does `ctrl+c`; the keys that stop or abort a process do nothing yet.
    """

    def __init__(self) -> None:
        self._before: list[Any] | None = None
        self._handlers: dict[int, Any] = {}

    @property
    def holds(self) -> bool:
        """Whether the terminal was taken and neither handed over nor given back."""
        return self._before is not None

    def take(self, text: str) -> bool:
        """Show `text` on the alternate screen; False, with nothing changed, if the terminal takes no output now."""
        import termios

        if not select([], [_STDOUT], [], 0)[1]:
            return False
        try:
            before = termios.tcgetattr(_STDIN)
            termios.tcsetattr(_STDIN, termios.TCSANOW, _quiet(before))
        except termios.error:
            return False
        self._before = before
        try:
            _write(_ENTER + text)
        except OSError:
            self.give_back()
            return False
        self._catch_signals()
        return True

    def hand_over(self) -> list[Any] | None:
        """The terminal is someone else's to restore from now on: to these attributes (`termios.tcgetattr`), if any."""
        before, self._before = self._before, None
        return before

    def give_back(self) -> None:
        """Leave the terminal as it was before; does nothing to one that was handed over or never taken."""
        before = self.hand_over()
        if before is not None:
            import termios

            try:
                termios.tcsetattr(_STDIN, termios.TCSANOW, before)
                _write(_LEAVE)
            except (termios.error, OSError):
                self._before = None  # the terminal is gone
        self._let_signals_go()

    def _catch_signals(self) -> None:
        import signal

        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) in (signal.SIG_DFL, signal.default_int_handler):
                self._handlers[number] = signal.signal(number, self._end)

    def _let_signals_go(self) -> None:
        if self._handlers:
            import signal

            while self._handlers:
                signal.signal(*self._handlers.popitem())

    def _end(self, number: int, frame: FrameType | None) -> None:
        """End as if the signal had not been caught, but with the terminal as it was."""
        import signal

        self.give_back()
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)


HOLD = Hold()
"""A process has one terminal."""


def _quiet(attributes: list[Any]) -> list[Any]:
    """Terminal attributes with which keys are not echoed and wait unchanged, but `ctrl+c` still interrupts."""
    import termios

    quiet: list[Any] = [*attributes[:6], [*attributes[6]]]
    quiet[0] &= ~(termios.ICRNL | termios.INLCR | termios.IGNCR | termios.IXON)
    quiet[3] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN)
    for key in (termios.VSUSP, termios.VQUIT):
        quiet[6][key] = b"\0"  # as _POSIX_VDISABLE is on Linux
    quiet[6][termios.VMIN] = 1
    return quiet


def _write(text: str) -> None:
    rest = memoryview(text.encode("utf-8", "replace"))
    while rest:
        rest = rest[os.write(_STDOUT, rest) :]
