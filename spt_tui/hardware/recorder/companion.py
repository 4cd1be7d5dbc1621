"""A process that stays beside a command while it runs, and is in nobody's way.

The command takes the place of the process that was started: it has its number, terminal, files and signals, its exit
status is its own, and whoever kills it kills it. The companion is no child of it, which a command that waits for any
child would be surprised by; it holds none of its files, has its own session, and passes over the signals that a
terminal or a scheduler sends to all. It ends with the command, however that ends. If it is killed itself, the command
does not notice.
"""

from __future__ import annotations

import errno
import fcntl
import math
import os
import select
import signal
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import NoReturn

_PASSED_OVER = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGUSR1, signal.SIGUSR2)
_LOOK_SECONDS = 0.5
"""How often is looked where the system cannot tell of a process's end: Linux before 5.3, and others."""
_STANDARD_FILES = (0, 1, 2)
_MOST_FILES = 4_096
"""How many numbers are tried where the system does not tell which files are open."""
_SHELL = "/bin/sh"


class Watched:
    """A process that will end one day."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._handle = _handle_of(pid)
        self._began = _began(pid)

    @property
    def files(self) -> tuple[int, ...]:
        """The files that are open for it."""
        return () if self._handle is None else (self._handle,)

    def wait(self, seconds: float | None) -> bool:
        """Wait until it has ended, at most so long; True if it has."""
        if self._handle is not None:
            ended = select.poll()
            ended.register(self._handle, select.POLLIN)
            return bool(ended.poll(None if seconds is None else 1_000 * seconds))
        until = math.inf if seconds is None else time.monotonic() + seconds
        while self._began is not None and _began(self.pid) == self._began:
            if time.monotonic() >= until:
                return False
            time.sleep(_LOOK_SECONDS)
        return True

    def close(self) -> None:
        """Watch it no longer."""
        for file in self.files:
            os.close(file)


def accompany(work: Callable[[Watched], None]) -> None:
    """Start a companion of this process that does `work` and ends. Raises OSError if there can be no more processes."""
    watched = Watched(os.getpid())
    child = os.fork()
    if child:
        watched.close()
        _wait_for(child)
        return
    status = 1
    try:
        for number in _PASSED_OVER:
            signal.signal(number, signal.SIG_IGN)
        os.setsid()
        if not os.fork():
            _let_go(watched.files)
            work(watched)
        status = 0
    finally:
        os._exit(status)


def become(program: str, command: list[str]) -> NoReturn:
    """Run `command` in place of this process, as a shell would. Raises OSError if it cannot be run."""
    for number in (signal.SIGPIPE, signal.SIGXFSZ):  # which Python ignores, and programs do not expect to be ignored
        signal.signal(number, signal.SIG_DFL)
    _give_back_locale()
    try:
        os.execv(program, command)
    except OSError as error:
        if error.errno != errno.ENOEXEC:
            raise
        os.execv(_SHELL, [_SHELL, program, *command[1:]])  # a script that names no interpreter


def _wait_for(child: int) -> None:
    """Wait for a process between this one and its companion. Raises OSError if it could not start that."""
    with suppress(ChildProcessError):  # where SIGCHLD is ignored, nobody is told how a child ended
        _, status = os.waitpid(child, 0)
        if status:
            raise OSError(errno.EAGAIN, os.strerror(errno.EAGAIN))


def _give_back_locale() -> None:
    """Undo what Python did to the environment when it began: in the C locale it sets LC_CTYPE to UTF-8 (PEP 538)."""
    try:
        with open("/proc/self/environ", "rb") as file:
            given = dict(entry.partition(b"=")[::2] for entry in file.read().split(b"\0"))
    except OSError:
        return
    if (locale := given.get(b"LC_CTYPE")) is None:
        os.environb.pop(b"LC_CTYPE", None)
    else:
        os.environb[b"LC_CTYPE"] = locale


def _let_go(files: tuple[int, ...]) -> None:
    """Hold nothing of the command's but standard error: who waits for the end of its output is not kept waiting."""
    nothing = 0
    while nothing in _STANDARD_FILES:  # of those that were closed none is left for a file of ours
        nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1):
        os.dup2(nothing, number)
    for number in _open_files():
        if number not in (*_STANDARD_FILES, *files):
            with suppress(OSError):  # not open, or the directory's own, which is closed by now
                os.close(number)
    os.chdir("/")


def _open_files() -> Iterable[int]:
    """The numbers of this process's open files, and of others where /proc is hidden."""
    try:
        return [int(name) for name in os.listdir("/dev/fd")]
    except OSError:
        return range(_MOST_FILES)


def silence() -> None:
    """Let go of standard error too."""
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 2)
    os.close(nothing)


def _handle_of(pid: int) -> int | None:
    """A file that can be read once the process has ended, none of the standard ones even if those are closed."""
    try:
        handle = os.pidfd_open(pid)
    except (AttributeError, OSError):
        return None
    try:
        return fcntl.fcntl(handle, fcntl.F_DUPFD_CLOEXEC, len(_STANDARD_FILES))
    except OSError:
        return None
    finally:
        os.close(handle)


def _began(pid: int) -> float | None:
    """When the process began, which tells it from a later one of its number; `None` if it has ended."""
    import psutil

    try:
        process = psutil.Process(pid)
        return None if process.status() == psutil.STATUS_ZOMBIE else process.create_time()
    except psutil.Error:
        return None
