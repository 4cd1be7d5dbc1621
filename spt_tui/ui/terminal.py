"""The terminal: taking it over, giving it back whatever happens, and noticing that it is gone."""

from __future__ import annotations

import os
import select
import signal
import sys
import termios
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any

from textual.app import App
from textual.drivers.linux_driver import LinuxDriver

from spt_tui.ui.hold import ALTERNATE, HOLD
from spt_tui.ui.outlet import Outlet, takes_output
from spt_tui.ui.stray import StrayOutput

_MODES = (2026, 2004, 2048, 1006, 1000, 1004)
_RESTORE = "\x18\x1b[r\x1b[m\x1b[?7h" + "".join(f"\x1b[?{mode}l" for mode in _MODES) + "\x1b[<u\x1b[?1049l\x1b[?25h"
"""CAN, which ends a sequence cut short, and everything that is switched on, off: for when there is no time."""
_PATIENCE = 2.0
"""Seconds that the program has to end in order after a signal."""
_LAST_WORDS = 0.15
"""Seconds that the terminal has to take the last output."""
_AT_ONCE = 0.01
"""Seconds in which a terminal that is not busy takes a whole screen."""
_ENDING = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
_TEXTUAL = (signal.SIGTSTP, signal.SIGCONT, signal.SIGWINCH)
"""Signals that Textual's driver handles and does not give back."""


def run_app(app: App[Any]) -> int:
    """Run `app` on the terminal and return the exit status of the program.

    The status is the app's return code: 0, or 1 after an exception, whose traceback has been printed; or 128 + n when
    signal n ended the program (a lost terminal counts as SIGHUP). The terminal is restored in every case.
    """
    app.driver_class = TerminalDriver
    with _signals(app), _thread_errors_on_stderr():
        app.run(mouse=True)
    return app.return_code or 0


class TerminalDriver(LinuxDriver):
    """Textual's driver, on a file descriptor of its own and without reports of mouse motion.

    Standard error is free for what it is for: it is kept off the screen while the program is drawn.
    """

    def __init__(self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None):
        self.tty = _open_terminal()
        """The terminal that is drawn on; nobody else has this file descriptor."""
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._size = size or self._get_terminal_size()
        self.screens = 0
        """Goes up whenever the terminal no longer shows what was drawn: entered, entered again, resized."""
        self._outlet: Outlet | None = None
        self._stray = StrayOutput()
        self._watches = False
        self._deadline: threading.Timer | None = None

    def write(self, data: str) -> None:
        """Send `data` to the terminal; never blocks. Nothing is sent when the terminal has been given back.

        The alternate screen is not entered while it shows the saved picture: some terminals would clear it.
        """
        if self._outlet is not None and not (HOLD.holds and data == ALTERNATE):
            self._outlet.write(data)

    def settle(self) -> None:
        """Let what was sent reach the terminal before anything else is done, if it takes it at once."""
        if self._outlet is not None:
            self._outlet.settle(_AT_ONCE)

    def is_behind(self) -> bool:
        """Whether the terminal is slower than the program, so that a frame is better left out.

        Once it has caught up, the app is refreshed.
        """
        return self._outlet is not None and self._outlet.is_behind()

    def start_application_mode(self) -> None:
        """Take the terminal over."""
        self._stray.divert()
        self._outlet = Outlet(self.tty, self._repaint)
        super().start_application_mode()  # type: ignore[no-untyped-call]
        if self.attrs_before is not None:
            self.attrs_before = HOLD.hand_over() or self.attrs_before
        textual_resize = signal.getsignal(signal.SIGWINCH)

        def resized(number: int, frame: FrameType | None) -> None:
            if callable(textual_resize):
                textual_resize(number, frame)
            self._repaint_all()

        signal.signal(signal.SIGWINCH, resized)
        self._repaint_all()
        if not self._watches:
            self._watches = True
            threading.Thread(target=self._watch_for_hangup, name="terminal-hangup", daemon=True).start()

    def close(self) -> None:
        """Give the terminal back. If it takes no output, what waits for it is dropped after a moment."""
        super().close()
        outlet, self._outlet = self._outlet, None
        if outlet is not None and not outlet.close(_LAST_WORDS):
            self._discard_output()
            outlet.close(_LAST_WORDS)
            self._discard_output()  # the piece that the outlet had in hand
            self._restore_at_once()
        self._stray.restore()

    def end(self, status: int) -> None:
        """End the app with exit status `status`, by force if it has not ended in two seconds. Any thread may ask."""
        if self._deadline is None:
            self._deadline = threading.Timer(_PATIENCE, self._force, [status])
            self._deadline.daemon = True
            self._deadline.start()
        with suppress(RuntimeError):  # the loop has ended already
            self._loop.call_soon_threadsafe(lambda: self._app.exit(return_code=status))

    def ended(self) -> None:
        """The app has ended: force is not needed."""
        if self._deadline is not None:
            self._deadline.cancel()

    def _force(self, status: int) -> None:
        """End the process, whatever it is doing."""
        self._restore_at_once()
        os._exit(status)

    def _discard_output(self) -> None:
        """Drop what the terminal has been given and not taken."""
        with suppress(termios.error):
            termios.tcflush(self.tty, termios.TCOFLUSH)

    def _restore_at_once(self) -> None:
        """Put the terminal right in one step, if it takes output within a moment."""
        with suppress(termios.error, OSError):
            if self.attrs_before is not None:
                termios.tcsetattr(self.fileno, termios.TCSANOW, self.attrs_before)
            if takes_output(self.tty, _LAST_WORDS):
                os.write(self.tty, _RESTORE.encode())

    def run_input_thread(self) -> None:
        """Read keys until told to stop, or until the terminal is lost."""
        try:
            super().run_input_thread()
        except OSError:
            self.end(128 + signal.SIGHUP)

    def _watch_for_hangup(self) -> None:
        """Wait, without waking up, until the terminal is lost; then end the program.

        A lost terminal reads as an endless end of file, on which Textual's input thread would spin.
        """
        watch = select.poll()
        for fd in {self.fileno, self.tty}:
            watch.register(fd, 0)
        if any(event & (select.POLLHUP | select.POLLERR) for _, event in watch.poll()):
            self.exit_event.set()
            self.end(128 + signal.SIGHUP)

    def _repaint_all(self) -> None:
        """The terminal's content is unknown: have all of it drawn."""
        self.screens += 1
        self._repaint()

    def _repaint(self) -> None:
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._app.call_later, self._app.refresh)

    def _sigcont_application(self, *_: object) -> None:
        """Take the terminal over again; if it was not given back before (SIGSTOP), do that first."""
        if self._auto_restart:
            if self._outlet is not None:
                self.suspend_application_mode()
            self.resume_application_mode()

    def _get_terminal_size(self) -> tuple[int, int]:
        """Columns and lines of the terminal itself; COLUMNS and LINES do not follow a resize."""
        try:
            width, height = os.get_terminal_size(self.tty)
        except OSError:
            width = height = 0
        return width or 80, height or 24

    def lend_mouse(self, lent: bool) -> None:
        """Let the terminal select text with the mouse, or have it reported again."""
        if lent:
            self._disable_mouse_support()
        else:
            self._enable_mouse_support()

    def _enable_mouse_support(self) -> None:
        """Report buttons and wheel; motion would cost input for each cell the mouse crosses."""
        if self._mouse:
            self.write("\x1b[?1000h\x1b[?1006h")

    def _disable_mouse_support(self) -> None:
        if self._mouse:
            self.write("\x1b[?1006l\x1b[?1000l")

    def _enable_mouse_pixels(self) -> None:
        """Not used: Textual switches this mode on and never off."""


def _open_terminal() -> int:
    """A file descriptor of the terminal for nobody but the driver: standard output's, else standard error's."""
    for fd in (1, 2):
        if os.isatty(fd):
            return os.dup(fd)
    return os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)


@contextmanager
def _signals(app: App[Any]) -> Iterator[None]:
    """Let SIGTERM, SIGHUP and SIGINT end `app` in order, unless they are ignored (nohup); put handlers back after."""

    def end(number: int, frame: FrameType | None) -> None:
        if not isinstance(app._driver, TerminalDriver):
            raise SystemExit(128 + number)
        app._driver.end(128 + number)

    before = {number: signal.getsignal(number) for number in (*_ENDING, *_TEXTUAL)}
    for number in _ENDING:
        if before[number] is not signal.SIG_IGN:
            signal.signal(number, end)
    try:
        yield
    finally:
        if isinstance(app._driver, TerminalDriver):
            app._driver.ended()
        for number, handler in before.items():
            signal.signal(number, handler or signal.SIG_DFL)


@contextmanager
def _thread_errors_on_stderr() -> Iterator[None]:
    """Print what kills a thread to the real standard error; Textual's stand-in for `sys.stderr` drops it."""

    def show(error: threading.ExceptHookArgs) -> None:
        traceback.print_exception(error.exc_type, error.exc_value, error.exc_traceback, file=sys.__stderr__)

    before, threading.excepthook = threading.excepthook, show
    try:
        yield
    finally:
        threading.excepthook = before
