"""The error that the end of one log tells, with its lines, its place and its time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from spt_tui.ansi import fold, plain
from spt_tui.runs.logs.error_kinds import NEEDLES
from spt_tui.runs.logs.errors import LogError, errors_in
from spt_tui.runs.logs.ranks.stamp import resolve, stamp_of
from spt_tui.runs.logs.restarts import evidence_of, restarts_in
from spt_tui.runs.triage.cause import Weight
from spt_tui.runs.triage.diagnosis import SILENT, Diagnosis, diagnosis_of
from spt_tui.runs.triage.root_cause import FIELD_LINES, root_cause
from spt_tui.text import clean

NEAR_BYTES = 16_384
"""Of a tail what is looked at first: most runs die at the end of their logs."""
BEFORE_BYTES = 4_096
"""Looked at before the first word that can be of an error: the lines around it, and their times."""
SURVIVED_LINES = 100
"""So many lines after an error that belong to none: whoever wrote them has survived it."""
PASSED_LINES = 25
"""The same of an error that by itself ends no run: a connection that is tried anew."""
SAMPLE_LINES = 10
"""Lines that show an error."""
SAMPLE_WIDTH = 500
"""Characters of each; what is cut is marked with an ellipsis."""
LAST_WORDS = 5
"""Lines that show how a log without an error ends."""
STAMP_LINES = 50
"""Lines before an error in which a time is looked for."""
LAST_LINES = 5
"""An error with no more lines behind it was written when the file was last written to."""

_NEEDLE = re.compile(b"|".join(re.escape(needle.encode()) for needle in NEEDLES))
_EPILOGUE = re.compile(r"\s*$|wandb: |(?:Current t|T)hread 0x|  File \"|frame #\d|\s+\^")
"""Lines that programs write while they die, often many: of W&B's summary, of the dumps of threads and stacks."""
_BREAK = re.compile(rb"[\r\n]")
_ESCAPE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]{0,2048}(?:\x07|\x1b\\))")
_RANK = re.compile(r"\[?rank[ :]?(\d{1,6})\]?:|srun: error: \S{1,64}: task (\d{1,6}):")
_NODE = re.compile(r"\bON (\S{1,64}) CANCELLED|^(?:srun|slurmstepd): error: (?!\*)([A-Za-z][\w.-]{0,63}): task")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a log says of its run's end."""

    diagnosis: Diagnosis
    lines: tuple[str, ...]
    """The last lines of the error, cleaned, without colours; `SAMPLE_LINES` at most."""
    offset: int
    """Of the error's first line in the file, in bytes."""
    at: float
    """When it was written, in seconds since the epoch: by the time it carries, or as near as can be told."""
    node: str | None
    """The host that the line names as SLURM does, or torchrun's summary, cleaned; `None` if they name none."""
    rank: int | None
    """The rank that the error's lines name, as PyTorch's `[rank3]:` and srun's `task 3:` do, or torchrun's summary if
    they name none; `None`: nor does that."""


def evidence_in(raw: bytes, begin: int, written_at: float, hosts: Sequence[str] = ()) -> Evidence | None:
    """The error that `raw`, the bytes of a log from `begin` to its end, tells last; `None` if there is none.

    The last of those that explain most counts, see `Weight`; in a log of several ranks that of the first one that has
    such. `written_at` is when the file was last written to, in seconds since the epoch. A carriage return ends a line
    here: an error can begin behind a progress bar.
    """
    found = None
    for place in (len(raw) - NEAR_BYTES, 0) if len(raw) > NEAR_BYTES else (0,):
        hit = _NEEDLE.search(raw, _line_start(raw, place))
        if hit is not None:
            at = _line_start(raw, max(place, hit.start() - BEFORE_BYTES))
            found = _evidence_in(_Lines(raw[at:], begin + at), written_at, hosts)
        if found is not None and found.diagnosis.weight is Weight.ENDS:
            break
    return found


def last_words(raw: bytes, begin: int, written_at: float) -> Evidence | None:
    """How `raw`, as above, ends if it tells no error; `None` if there is nothing in it."""
    at = _line_start(raw, len(raw) - BEFORE_BYTES)
    lines = []
    for piece in raw[at:].split(b"\n"):
        if (line := _shown(piece.decode("utf-8", "replace"))).strip():
            lines.append((begin + at, line))
        at += len(piece) + 1
    if not lines:
        return None
    last = lines[-LAST_WORDS:]
    return Evidence(SILENT, tuple(line for _, line in last), last[0][0], written_at, None, None)


def _line_start(raw: bytes, place: int) -> int:
    """Where the first line begins that begins behind `place`."""
    return raw.find(b"\n", place) + 1 if place > 0 else 0


class _Lines:
    """The lines of a piece of a log as text without colours, and where each begins."""

    def __init__(self, raw: bytes, begin: int) -> None:
        self._raw = _BREAK.split(raw)
        self._begin = begin
        self.texts = [_text(piece) for piece in self._raw]

    def last_start(self) -> int:
        """The line with which the job began again for the last time, as far as these lines tell; 0 if they do not."""
        heard = [(place, said) for place, raw in enumerate(self._raw) if (said := evidence_of(raw)) is not None]
        # Where these are not the file's first lines, a start that they tell is not the first one.
        started = {said.by for _, said in heard} if self._begin else ()
        restarts = restarts_in(heard, len(self._raw), started)
        return restarts[-1].line if restarts else 0

    def offset(self, place: int) -> int:
        return self._begin + sum(len(piece) + 1 for piece in self._raw[:place])


def _text(piece: bytes) -> str:
    text = piece[: SAMPLE_WIDTH * 8].decode("utf-8", "replace")
    return _ESCAPE.sub("", text) if "\x1b" in text else text


def _evidence_in(lines: _Lines, written_at: float, hosts: Sequence[str]) -> Evidence | None:
    texts = lines.texts
    begun = lines.last_start()
    told = [
        (error, diagnosis)
        for error, others in _unsurvived(texts)
        if error.first >= begun
        and (diagnosis := diagnosis_of(error, texts, hosts)).weight > Weight.NOTHING
        and (others <= PASSED_LINES or diagnosis.weight >= Weight.LIKELY)
    ]
    found = _decisive(told, texts)
    if found is None:
        return None
    error, diagnosis = found
    rank, node = _rank(texts, error), _NODE.search(texts[error.last])
    host = clean(node[1] or node[2]) if node else None
    if (first := root_cause(texts[max(0, error.first - FIELD_LINES) :])) is not None and rank in (None, first.rank):
        rank, host = first.rank, host or first.host
    return Evidence(
        diagnosis,
        _sample(texts, error),
        lines.offset(error.first),
        _time(texts, error, written_at),
        host,
        rank,
    )


def _decisive(told: Sequence[tuple[LogError, Diagnosis]], texts: Sequence[str]) -> tuple[LogError, Diagnosis] | None:
    """Of some errors the last one of the greatest weight; of several ranks that have such that of the first."""
    weight = max((diagnosis.weight for _, diagnosis in told), default=Weight.NOTHING)
    last = {_rank(texts, error): (error, diagnosis) for error, diagnosis in told if diagnosis.weight is weight}
    return next(iter(last.values()), None)  # a dict keeps the place of a key's first error


def _rank(texts: Sequence[str], error: LogError) -> int | None:
    if error.traceback is not None and error.traceback.rank is not None:
        return error.traceback.rank
    named = _RANK.match(texts[error.first])
    return int(named[1] or named[2]) if named else None


def _unsurvived(texts: Sequence[str]) -> list[tuple[LogError, int]]:
    """The errors after which no more than `SURVIVED_LINES` lines are about something else, and how many are."""
    found: list[tuple[LogError, int]] = []
    others, behind = 0, len(texts)
    for error in reversed(list(errors_in(texts))):
        others += sum(not _EPILOGUE.match(text) for text in texts[error.last + 1 : behind])
        if others > SURVIVED_LINES:
            break
        behind = error.first
        found.append((error, others))
    return found[::-1]


def _sample(texts: Sequence[str], error: LogError) -> tuple[str, ...]:
    """The error's lines, of many the last ones; of a single one also what stands around it."""
    first, last = error.first, error.last
    if error.traceback is None:
        first, last = max(0, first - 2), min(len(texts) - 1, last + 1)
    shown = [text for text in texts[first : last + 1] if text.strip(" ^~")]
    return tuple(map(_shown, shown[-SAMPLE_LINES:]))


def _shown(text: str) -> str:
    return clean(plain(fold(text)), SAMPLE_WIDTH)


def _time(texts: Sequence[str], error: LogError, written_at: float) -> float:
    """The time that the error carries; else that of the last write if little follows, or of a line before."""
    own = next(filter(None, map(stamp_of, (texts[error.first], texts[error.last]))), None)
    if own is not None:
        return resolve(own, written_at)
    if len(texts) - error.last <= LAST_LINES:
        return written_at
    before = map(stamp_of, reversed(texts[max(0, error.first - STAMP_LINES) : error.first]))
    stamp = next(filter(None, before), None)
    return written_at if stamp is None else resolve(stamp, written_at)
