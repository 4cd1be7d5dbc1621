"""The files of a saved plot: where they are put, what they are called, how to fetch them."""

from __future__ import annotations

import errno
import getpass
import os
import re
import shlex
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from spt_tui.runs.below import is_below
from spt_tui.runs.sidecar import SIDECAR

STEM_LIMIT = 72
"""Characters of a file's name before its ending."""
BUFFER = 1 << 20
"""Bytes that are written in one go: a thread that writes often keeps the others waiting."""
MOST_NUMBERS = 10_000
_HARMFUL = re.compile(r"[^\w.+=]+")


@dataclass(frozen=True, slots=True)
class SavedPlot:
    """The files that were written."""

    directory: str
    stem: str
    """What their names have in common, up to the dot."""
    endings: tuple[str, ...]
    """`svg`, `png`, `csv` ..., those that there are."""

    def path(self, ending: str) -> str:
        """The file with this ending."""
        return os.path.join(self.directory, f"{self.stem}.{ending}")

    @property
    def scp(self) -> str:
        """What fetches them, to be typed on the reader's own machine; the name of this one is what it calls itself."""
        home = os.path.expanduser("~")
        place = os.path.join(self.directory, self.stem)
        short = os.path.relpath(place, home) if home != "/" and is_below(home, self.directory) else place
        return f"scp {shlex.quote(f'{_user()}@{os.uname().nodename}:{short}.*')} ."


def save_files(contents: Mapping[str, Iterable[bytes]], name: str, directory: str) -> SavedPlot:
    """Write a file for each ending, under names made of `name` that none in `directory` has: `plot.svg`, `plot-2.svg`.

    The pieces of a file's content are taken as they are written. Nothing is overwritten. Raises OSError, and leaves no
    file then.
    """
    for stem in _stems(name):
        saved = SavedPlot(directory, stem, tuple(contents))
        try:
            _write_all({saved.path(ending): content for ending, content in contents.items()})
        except FileExistsError:
            continue
        return saved
    raise FileExistsError(errno.EEXIST, "too many files of that name", directory)


def _write_all(contents: Mapping[str, Iterable[bytes]]) -> None:
    made: list[str] = []
    try:
        for path in contents:
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666))
            made.append(path)
        for path, pieces in contents.items():
            with open(path, "wb", buffering=BUFFER) as file:
                file.writelines(pieces)
    except OSError:
        for path in made:
            os.unlink(path)
        raise


def _stems(name: str) -> Iterator[str]:
    stem = file_stem(name)
    yield stem
    yield from (f"{stem}-{number}" for number in range(2, MOST_NUMBERS))


def file_stem(name: str) -> str:
    """`name` as the beginning of a file's name: letters, digits and `_.+=-` alone, neither hidden nor an option."""
    stem = _HARMFUL.sub("-", name)
    while len(os.fsencode(stem)) > 3 * STEM_LIMIT or len(stem) > STEM_LIMIT:
        stem = stem[:-1]
    return stem.strip("-.") or "plot"


def place_to_save(outside: Sequence[str]) -> str:
    """Where a plot is saved: the current directory, `$XDG_PICTURES_DIR`, the home directory, or the temporary one.

    The first of them that can be written to, is no run's and lies below none of the run trees `outside`. Raises OSError
    if there is none.
    """
    candidates = (os.curdir, os.environ.get("XDG_PICTURES_DIR", ""), os.path.expanduser("~"), tempfile.gettempdir())
    for candidate in filter(None, candidates):
        place = os.path.abspath(candidate) if os.path.isdir(candidate) else ""
        if place and os.access(place, os.W_OK | os.X_OK) and not lies_in_runs(place, outside):
            return place
    raise OSError(errno.EACCES, "no directory that can be written to")


def lies_in_runs(directory: str, roots: Sequence[str]) -> bool:
    """True for a directory that is one of some run trees, lies below one, or is a run's or below it."""
    place = os.path.realpath(directory)
    if any(is_below(os.path.realpath(root), place) for root in roots):
        return True
    parts = place.split(os.sep)
    above = (os.sep.join(parts[:count]) for count in range(len(parts), 0, -1))
    return any(os.path.lexists(f"{each}/{SIDECAR}") for each in above)


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a number without a name
        return str(os.getuid())
