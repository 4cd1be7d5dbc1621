"""What the last session knew of one root, in one file on local disk, so that the next start is instant.

The file is read before anything is asked of the run tree. It is a cache: whatever is wrong with it, it is not used and
the tree is scanned as if it were not there. Nothing is ever written below a run tree.
"""

from __future__ import annotations

import os
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from spt_tui import __version__
from spt_tui.runs.cache_dir import Refused, cache_dir, ready_dir, write_own
from spt_tui.runs.directories.disk import reason_of
from spt_tui.runs.patience import NoAnswer, within

if TYPE_CHECKING:
    from spt_tui.runs.section_file import Content, SectionFile

    Reading = Callable[[SectionFile], Callable[[], object]]
    """Reads what it wants, and gives what is to be done with it."""

SUFFIX = ".index"
ASK_SECONDS = 0.2
"""How long a start waits to hear whether there is a file."""
LOAD_SECONDS = 3.0
"""A cache directory that does not answer for so long is not asked again."""
SAVE_SECONDS = 10.0
FIRST_SAVE = 10.0
"""Seconds after which it is written first: a start has better things to do."""
SAVE_EVERY = 60.0
"""Seconds from one writing to the next at least."""
SAVE_RATE = 200_000.0
"""Bytes a second that are written at most, on the whole."""
RETRY_SECONDS = 600.0
"""After a writing that failed."""
MOST_FILES = 50
MOST_BYTES = 1_000_000_000
STALE_SECONDS = 3_600.0
"""A file that was not finished for so long was left by a program that died."""

_THREAD = "spt-index"


class Index:
    """The file that belongs to `root`, an absolute path. One thread uses it.

    `trees` are run trees, besides `root`, below which nothing is written.
    """

    def __init__(self, root: str, trees: Sequence[str] = ()) -> None:
        self.note: str | None = None
        """Why the file was not used or cannot be written, in one line; `None` as long as nothing is wrong."""
        self.saved_at: float | None = None
        """When the file that was loaded was written, in seconds since the epoch."""
        self._root = root
        self._trees = (root, *trees)
        self._may_save_at = time.monotonic() + FIRST_SAVE
        self._is_off = False
        self._errand = _Errand()

    @property
    def is_due(self) -> bool:
        """True if what has changed may be written now."""
        return not self._is_off and time.monotonic() >= self._may_save_at

    def load(self, *readings: Reading) -> bool:
        """Let each reading read the file, on another thread, and then what it gave be called on this one.

        False without a file that can be used, or if one of them raised `Refused` for what does not fit; what those
        before it did has to be undone then. Asks nothing of the run tree.
        """
        try:
            with within(LOAD_SECONDS, self._opened, _THREAD) as file:
                for reading in readings:
                    within(LOAD_SECONDS, partial(reading, file), _THREAD)()
        except FileNotFoundError:
            return False
        except (OSError, ValueError) as error:
            self._give_way(error)
            self.note = f"the saved index was not used: {_reason(error)}"
            return False
        return True

    def save(self, sections: Iterable[tuple[str, Content]]) -> bool:
        """Write the file; True if that was done. The sections are asked for on another thread while this one waits."""
        if self._is_off:
            return False
        errand = self._errand = _Errand()
        began = time.monotonic()
        try:
            size = within(SAVE_SECONDS, lambda: self._save(errand.checked(sections)), _THREAD)
        except (OSError, ValueError) as error:
            errand.is_over = True
            self._give_way(error)
            self._may_save_at = began + RETRY_SECONDS
            self.note = self.note or f"the index cannot be written: {_reason(error)}"
            return False
        self._may_save_at = began + max(SAVE_EVERY, size / SAVE_RATE)
        return True

    def give_up(self) -> None:
        """Write no more, and leave a writing that is under way, from any thread: the file stays as it was."""
        self._is_off = True
        self._errand.is_over = True

    def _opened(self) -> SectionFile:
        path = os.path.join(ready_dir(), file_name(self._root))
        os.stat(path)  # what reads it is imported only if it is there: a first start needs none of it
        from spt_tui.runs.section_file import SectionFile

        file = SectionFile(path)
        if file.about.get("root") != self._root:
            file.close()
            raise Refused("it is of another root")
        saved_at = file.about.get("saved_at")
        self.saved_at = saved_at if isinstance(saved_at, float) else None
        with suppress(OSError):
            os.utime(path)  # the files that were not used for longest go first
        return file

    def _save(self, sections: Iterable[tuple[str, Content]]) -> int:
        """Write the file; gives its size in bytes."""
        place = ready_dir(make=True, outside=self._trees)
        path = os.path.join(place, file_name(self._root))
        about = {"root": self._root, "saved_at": time.time(), "version": __version__}
        prune(place, keep=path)
        from spt_tui.runs.section_file import pieces

        write_own(path, pieces(about, sections))
        return os.stat(path).st_size

    def _give_way(self, error: Exception) -> None:
        self._is_off = self._is_off or isinstance(error, NoAnswer)


class _Errand:
    """A writing that someone waits for."""

    def __init__(self) -> None:
        self.is_over = False
        """True once nobody does: the columns may change now, so no more of them is copied."""

    def checked(self, sections: Iterable[tuple[str, Content]]) -> Iterator[tuple[str, Content]]:
        """The sections as long as someone waits."""
        for section in sections:
            if self.is_over:
                raise Refused("too late")
            yield section
        if self.is_over:
            raise Refused("too late")


def is_kept(root: str) -> bool:
    """True if there is a file of `root`, an absolute path; it may turn out to be of no use.

    False if the cache directory does not answer in `ASK_SECONDS`.
    """
    try:
        return within(ASK_SECONDS, lambda: os.path.isfile(os.path.join(cache_dir(), file_name(root))), _THREAD)
    except OSError:
        return False


def file_name(root: str) -> str:
    """`runs-0123456789abcdef.index`: the end of `root`, to be read by people, and a number for all of it."""
    raw = os.fsencode(root)
    end = os.path.basename(root.rstrip("/"))[-32:]
    readable = "".join(letter if letter.isascii() and (letter.isalnum() or letter in "-_") else "_" for letter in end)
    return f"{readable or 'root'}-{zlib.crc32(raw):08x}{zlib.adler32(raw):08x}{SUFFIX}"


def prune(place: str, keep: str) -> None:
    """Remove indexes from the directory, the longest unused first, until few enough are left; and unfinished ones."""
    count, size = 0, 0
    for state, path in sorted(_files(place), key=lambda file: file[0].st_mtime, reverse=True):
        if path.endswith(SUFFIX):
            count, size = count + 1, size + state.st_size
            is_needless = (count > MOST_FILES or size > MOST_BYTES) and path != keep
        else:
            is_needless = time.time() - state.st_mtime > STALE_SECONDS
        if is_needless:
            with suppress(OSError):
                os.unlink(path)


def _files(place: str) -> Iterator[tuple[os.stat_result, str]]:
    """The indexes in the directory, finished or not."""
    with os.scandir(place) as entries:
        for entry in entries:
            if SUFFIX in entry.name:
                with suppress(FileNotFoundError):  # another program has just finished it
                    yield entry.stat(follow_symlinks=False), entry.path


def _reason(error: OSError | ValueError) -> str:
    return reason_of(error) if isinstance(error, OSError) and error.strerror else str(error)
