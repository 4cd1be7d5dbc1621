"""Where this program keeps files of its own, and how it opens them: nobody else's are read, nothing is half written.

Part of the first milliseconds of a start: nothing is imported here that the interpreter has not loaded already.
"""

from __future__ import annotations

import os
import stat
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
_MAKE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


class Refused(ValueError):
    """A file or directory that is there and is not used; the reason in a few words, such as `not yours`."""


def cache_dir() -> str:
    """`$XDG_CACHE_HOME/spt-tui`, else `~/.cache/spt-tui`; an absolute path, there or not.

    A relative `$XDG_CACHE_HOME` counts as none (XDG Base Directory Specification). Raises FileNotFoundError where
    there is no home directory either.
    """
    home = os.environ.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(home):
        home = os.path.join(os.path.expanduser("~"), ".cache")
    if not os.path.isabs(home):
        raise FileNotFoundError("no home directory")
    return os.path.join(home, "spt-tui")


def ready_dir(*, make: bool = False, outside: Sequence[str] = ()) -> str:
    """The path of the cache directory, once it is known to be ours alone to write; made (0700) if asked.

    `outside` are run trees: nothing of ours is written below one. Raises Refused if it lies in one of them, belongs
    to someone else or others may write there, OSError if it is not there or cannot be.
    """
    path = cache_dir()
    if any(_is_inside(path, tree) for tree in outside):
        raise Refused("the cache directory lies below the runs")
    if make:
        os.makedirs(path, 0o700, exist_ok=True)
    state = os.stat(path)
    if not stat.S_ISDIR(state.st_mode):
        raise NotADirectoryError(path)
    _refuse_strangers(state)
    return path


def open_own(path: str, largest: int) -> tuple[int, int]:
    """Open a file of ours for reading: its descriptor, for the caller to close, and its size in bytes.

    Raises Refused unless it is a plain file of ours that nobody else may write and of `largest` bytes at most (a
    symbolic link is none), OSError if it is not there or cannot be read.
    """
    try:
        fd = os.open(path, _READ)
    except FileNotFoundError:
        raise
    except OSError:
        _refuse_unsuitable(os.lstat(path), largest)
        raise
    try:
        state = os.fstat(fd)
        _refuse_unsuitable(state, largest)
    except (OSError, Refused):
        os.close(fd)
        raise
    return fd, state.st_size


def read_own(path: str, largest: int) -> bytes:
    """The content of a file of ours; `largest` and errors as for `open_own`."""
    fd, size = open_own(path, largest)
    try:
        return os.read(fd, size)
    finally:
        os.close(fd)


def write_own(path: str, pieces: Iterable[bytes | memoryview], *, durable: bool = False) -> None:
    """Write a file (0600) aside and put it in the place of `path` in one step; on OSError `path` is as it was.

    Nothing is made before the first piece is there. A durable file is there whole, or as it was, even if the machine
    stops: that waits for the disk, and a cache is not worth it.
    """
    rest = iter(pieces)
    first = next(rest, b"")
    from contextlib import ExitStack  # not before the first picture

    # In a container every program may have the same number, and one that was killed leaves its file behind.
    aside = f"{path}.{os.getpid()}-{time.time_ns():x}.new"
    with ExitStack() as undo:
        fd = os.open(aside, _MAKE, 0o600)
        undo.callback(os.unlink, aside)
        try:
            _write_all(fd, first)
            for piece in rest:
                _write_all(fd, piece)
            if durable:
                os.fsync(fd)
        finally:
            os.close(fd)
        os.rename(aside, path)
        undo.pop_all()


def _is_inside(path: str, tree: str) -> bool:
    tree, path = os.path.realpath(tree), os.path.realpath(path)
    return path == tree or path.startswith(tree.rstrip("/") + "/")


def _write_all(fd: int, piece: bytes | memoryview) -> None:
    rest = memoryview(piece)
    while rest:
        rest = rest[os.write(fd, rest) :]


def _refuse_unsuitable(state: os.stat_result, largest: int) -> None:
    if not stat.S_ISREG(state.st_mode):
        raise Refused("not a plain file")
    _refuse_strangers(state)
    if state.st_size > largest:
        raise Refused("too large")


def _refuse_strangers(state: os.stat_result) -> None:
    if state.st_uid != os.geteuid():
        raise Refused("not yours")
    if state.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise Refused("others can write it")
