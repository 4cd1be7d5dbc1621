"""One child process that runs `match_program`."""

from __future__ import annotations

import marshal
import os
import subprocess
import sys
import weakref
from array import array
from collections.abc import Sequence
from contextlib import suppress
from tempfile import TemporaryFile
from typing import IO

import spt_tui
from spt_tui.runs.logs.file_cell import FileCell

_PROGRAM = "import sys; sys.path[:] = sys.argv[2:]; from spt_tui.runs.logs.match_program import main; main()"
_KEEP_MEMORY = {"MALLOC_MMAP_THRESHOLD_": str(1 << 20), "MALLOC_TRIM_THRESHOLD_": str(8 << 20)}
"""Has glibc keep what is freed: each cell needs as much again."""


class MatchChild:
    """Asked one thing at a time. All but the end of it raises OSError; EOFError and ValueError once it has ended."""

    def __init__(self, typed: str, is_pattern: bool) -> None:
        home = os.path.dirname(os.path.dirname(os.path.abspath(spt_tui.__file__)))
        self._desk = TemporaryFile()  # noqa: SIM115
        desk = self._desk.fileno()
        # Isolated and without `site` it starts soon, and by its path it finds what this process finds.
        process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _PROGRAM, str(desk), *map(os.path.abspath, sys.path), home],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd="/",
            pass_fds=(desk,), env={**os.environ, **_KEEP_MEMORY},
        )  # fmt: skip
        self.number = process.pid
        assert process.stdin and process.stdout
        self._questions, self._answers = process.stdin, process.stdout
        weakref.finalize(self, _end, process, self._desk)
        self._say((typed, is_pattern))

    def ask(self, cells: Sequence[FileCell], counts_only: bool) -> None:
        """Have cells searched: where the lines begin that are found, or only how many they are in each."""
        place, told = 0, []
        for cell in cells:
            os.pwrite(self._desk.fileno(), cell.raw, place)
            told.append((place, len(cell.raw), cell.at, cell.begin, cell.end))
            place += len(cell.raw)
        self._say((counts_only, told))

    def answer(self) -> list[int]:
        """The offsets, or the numbers."""
        return array("q", marshal.load(self._answers)).tolist()

    def _say(self, what: object) -> None:
        marshal.dump(what, self._questions)  # type: ignore[arg-type]
        self._questions.flush()


def _end(process: subprocess.Popen[bytes], desk: IO[bytes]) -> None:
    process.kill()
    for pipe in (process.stdin, process.stdout, desk):
        with suppress(OSError):  # of a piece of a question that it did not take
            if pipe:
                pipe.close()
    process.wait()
