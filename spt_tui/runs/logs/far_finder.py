"""Finding lines by a regular expression in a process of its own, which can be ended."""

from __future__ import annotations

import errno
import marshal
import os
import subprocess
import sys
import weakref
from array import array
from contextlib import suppress
from tempfile import TemporaryFile
from typing import IO

import spt_tui
from spt_tui.runs.logs.file_cell import FileCell

_PROGRAM = "import sys; sys.path[:] = sys.argv[2:]; from spt_tui.runs.logs.match_program import main; main()"


class TooSlow(OSError):
    """A cell takes longer than anybody waits."""

    def __init__(self) -> None:
        super().__init__(errno.ETIME, "takes too long")


class FarFinder:
    """Finds what `finder_of` of the query that `text` is finds, and lets other threads run meanwhile.

    Its methods raise OSError where no process can be started, and `TooSlow`, from then on at once.
    """

    context = 0

    def __init__(self, text: str) -> None:
        self._text = text
        self._process: subprocess.Popen[bytes] | None = None
        self._is_too_slow = False
        self._desk: IO[bytes] | None = None
        """Where cells are laid for the process: a file without a name."""

    def starts(self, cell: FileCell) -> list[int]:
        """See `LineFinder`."""
        if self._is_too_slow:
            raise TooSlow
        if self._process is None:
            self._process = self._started()
        assert self._desk and self._process.stdout
        try:
            os.pwrite(self._desk.fileno(), cell.raw, 0)
            _say(self._process, (len(cell.raw), cell.at, cell.begin, cell.end))
            return array("q", marshal.load(self._process.stdout)).tolist()
        except (EOFError, ValueError, OSError) as error:
            self._is_too_slow = True
            raise TooSlow from error

    def count(self, cell: FileCell) -> int:
        """See `LineFinder`."""
        return len(self.starts(cell))

    def _started(self) -> subprocess.Popen[bytes]:
        home = os.path.dirname(os.path.dirname(os.path.abspath(spt_tui.__file__)))
        self._desk = TemporaryFile()  # noqa: SIM115
        desk = self._desk.fileno()
        # Isolated and without `site` it starts soon, and by its path it finds what this process finds.
        process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _PROGRAM, str(desk), *map(os.path.abspath, sys.path), home],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd="/",
            pass_fds=(desk,),
        )  # fmt: skip
        weakref.finalize(self, _end, process, self._desk)
        _say(process, self._text)
        return process


def _say(process: subprocess.Popen[bytes], what: str | tuple[int, int, int, int]) -> None:
    assert process.stdin
    marshal.dump(what, process.stdin)
    process.stdin.flush()


def _end(process: subprocess.Popen[bytes], desk: IO[bytes]) -> None:
    process.kill()
    for pipe in (process.stdin, process.stdout, desk):
        with suppress(OSError):  # of a piece of a question that it did not take
            if pipe:
                pipe.close()
    process.wait()
