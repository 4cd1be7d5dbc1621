"""Python's tracebacks in the lines of a log: where each begins and ends, and what was raised.

The form is that of CPython's `traceback` module: a head line, indented frames, and the exception on a line of its own
that is not indented; chained ones follow after a blank line and a sentence. PyTorch puts `[rank3]: ` before each line,
`srun --label` puts `3: `, torchrun's summary `  traceback : ` before the first and two spaces before the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

HEAD = "Traceback (most recent call last)"
LINE_LIMIT = 2_000
"""Lines of one traceback at most: one that has not ended by then is cut."""
STRANGE_LIMIT = 40
"""Lines of others that may stand between two lines of one traceback: ranks and progress bars write between them."""

_HEAD = re.compile(
    r"(?P<prefix>\[?rank ?(?P<rank>\d+)\]?: ?|(?P<label>\d+): |(?P<told>  traceback : ))?"
    r"(?P<group> *\+ Exception Group )?" + re.escape(HEAD)
)
_GROUP_BAR = re.compile(r" *\| ?")
_GROUP_EDGE = re.compile(r" *[|+] ?")
_OTHER_RANK = re.compile(r"\[rank\d+\]: ", re.ASCII)
_RAISED = re.compile(
    r"(?P<type>(?:[A-Za-z_]\w*\.)*(?:<locals>\.)?[A-Z_]\w*|(?:[a-z_]\w*\.)+\w+)(?:: ?(?P<message>.*))?"
)
_CHAIN = re.compile(r"During handling of the above exception|The above exception was the direct cause")


@dataclass(frozen=True, slots=True)
class Raised:
    """An exception, as its line in a traceback says it."""

    type: str
    """With its module unless it is builtin: `torch.OutOfMemoryError`."""
    message: str
    """The first line of it; empty if there is none."""


@dataclass(frozen=True, slots=True)
class Traceback:
    """One traceback, with those that it is chained to."""

    first: int
    """Place of its head among the lines."""
    last: int
    """Place of the line that says the last exception; if that is missing, of the last frame's; of a group that of the
    last line of what it lists."""
    chain: tuple[Raised, ...] = ()
    """What was raised, in the order of printing: the first cause first, what ended the program last. Behind a group
    the first exception in it, for the group only says how many there are."""
    rank: int | None = None
    """The rank that each of its lines begins with; `None` if they say none."""

    @property
    def raised(self) -> Raised | None:
        """What ended the program; `None` if the traceback is cut."""
        return self.chain[-1] if self.chain else None


def tracebacks(lines: Sequence[str]) -> Iterator[Traceback]:
    """Every traceback in `lines`, in the order of their heads. Lines are without colours."""
    behind = 0
    for place, line in enumerate(lines):
        if place >= behind and HEAD in line:
            found = traceback_at(lines, place)
            if found is not None:
                yield found
                behind = found.last + 1


def traceback_at(lines: Sequence[str], place: int) -> Traceback | None:
    """The traceback whose head is `lines[place]`; `None` if that is no head."""
    head = _HEAD.search(lines[place])
    if head is None:
        return None
    reading = _Reading(lines, head)
    rank = head["rank"] or head["label"]
    last, chain = place, []
    more: int | None = place
    while more is not None:
        last, raised = reading.frames(more + 1)
        if raised is None:
            break
        last, first = reading.grouped(last)
        chain += [raised] if first is None else [raised, first]
        more = reading.chained(last + 1)
    return Traceback(place, last, tuple(chain), int(rank) if rank else None)


def raised_of(line: str) -> Raised | None:
    """The exception that `line` says, as the last line of a traceback does; `None` if it says none."""
    found = _RAISED.fullmatch(line.rstrip())
    return Raised(found["type"], found["message"] or "") if found else None


class _Reading:
    """The lines that belong to one traceback, told from those of others by what they begin with."""

    def __init__(self, lines: Sequence[str], head: re.Match[str]) -> None:
        self._lines = lines
        self._prefix = "  " if head["told"] else head["prefix"] or ""
        self._is_group = head["group"] is not None

    def frames(self, place: int) -> tuple[int, Raised | None]:
        """The line that ends the frames that begin at `place`, and what it says was raised."""
        last, strange = place - 1, 0
        for at in range(place, min(len(self._lines), place + LINE_LIMIT)):
            own = self._own(at)
            if own is None or strange > STRANGE_LIMIT:
                strange += 1
            elif own[:1] in (" ", "\t"):
                last, strange = at, 0
            elif (raised := raised_of(own)) is not None:
                return at, raised
            else:
                strange += 1
            if strange > STRANGE_LIMIT:
                break
        return last, None

    def grouped(self, last: int) -> tuple[int, Raised | None]:
        """The last line of what a group lists whose own exception is at `last`, and the first exception in it."""
        first = None
        for at in range(last + 1, min(len(self._lines), last + LINE_LIMIT) if self._is_group else 0):
            line = self._lines[at]
            edge = _GROUP_EDGE.match(line, len(self._prefix)) if line.startswith(self._prefix) else None
            if edge is None:
                break
            last, said = at, raised_of(line[edge.end() :])
            if first is None and said is not None and not said.type.endswith("ExceptionGroup"):
                first = said
        return last, first

    def chained(self, place: int) -> int | None:
        """The head of the traceback that is chained to the one that ends before `place`; `None` if there is none."""
        said = False
        for at in range(place, min(len(self._lines), place + STRANGE_LIMIT)):
            own = self._own(at)
            if own and not said:
                # A message can have more lines; another traceback that begins first is one of its own.
                said = _CHAIN.match(own) is not None
                if HEAD in own:
                    return None
            elif own and HEAD in own:
                return at
        return None

    def _own(self, at: int) -> str | None:
        """The line without what each line of this traceback begins with; `None` if it is another's."""
        line = self._lines[at]
        if not line.startswith(self._prefix) or (not self._prefix and _OTHER_RANK.match(line)):
            return None
        line = line[len(self._prefix) :]
        if self._is_group:
            bar = _GROUP_BAR.match(line)
            return line[bar.end() :] if bar else None
        return line
