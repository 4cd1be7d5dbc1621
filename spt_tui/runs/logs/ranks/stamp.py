"""The time that a line of a log carries, in the ways in which training jobs write it.

Read are: ISO 8601, with a blank for the T too, as Python's logging, Hydra, submitit, TensorFlow and slurmstepd write
it; glog's `E1122 10:00:00.123456`, as PyTorch and NCCL's watchdog write it; Rich's `[11/22/26 10:00:00]`; loguru's bare
`10:00:00 |`; and seconds since the epoch. A time without a zone is that of this machine's zone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from math import ceil, floor

REACH = 96
"""Characters at a line's beginning in which its time is looked for: what comes later is what the line is about."""

DAY = 86_400.0
SLACK = 3_600.0
"""Seconds by which clocks may differ."""

_CLOCK = r"(?P<clock>[0-2]\d:[0-5]\d:[0-6]\d)(?:[.,](?P<part>\d{1,9}))?"
_ISO = re.compile(r"(?<!\d)(?P<date>[12]\d{3}-[01]\d-[0-3]\d)[T ]" + _CLOCK + r"(?P<zone>Z|[+-]\d\d:?\d\d\b)?")
_GLOG = re.compile(r"(?:^|[\s\[:])[IWEF](?P<month>[01]\d)(?P<day>[0-3]\d) " + _CLOCK)
_RICH = re.compile(r"^\[(?P<month>[01]\d)/(?P<day>[0-3]\d)/(?P<year>\d\d) " + _CLOCK)
_BARE = re.compile(r"^\[?" + _CLOCK + r"(?=\]|\s*\||\s+[A-Z\[-]|\s*$)")
_ANY = re.compile(r"\d\d:\d\d:\d\d|^\[?[123]\d{9}", re.ASCII)
"""Without this a line has no time."""
_EPOCH = re.compile(r"^\[?(?P<seconds>[123]\d{9})(?:\.(?P<part>\d{1,9}))?(?=[\]\s:,])")


@dataclass(frozen=True, slots=True)
class Stamp:
    """A time as a line carries it; what it leaves out is told by the lines around it."""

    seconds: float
    """Since the epoch; with a `span`, one of the times that the line can mean."""
    span: float | None = None
    """Seconds after which the same text is right again: a day if it has no date, a year if it has no year."""
    begin: int = 0
    end: int = 0
    """Where in the line it stands."""


def stamp_of(line: str) -> Stamp | None:
    """The time that `line`, without colours, carries near its beginning; `None` if it carries none.

    The first characters decide: `10:00:00 | saved at 2026-11-22 ...` carries 10:00:00.
    """
    head = line[:REACH]
    if _ANY.search(head) is None:
        return None
    found = [stamp for stamp in (_bare(head), _dated(head)) if stamp is not None]
    return min(found, key=lambda stamp: stamp.begin, default=None)


def resolve(stamp: Stamp, near: float, later: bool = False) -> float:
    """Seconds since the epoch: of the times that `stamp` can mean the last up to `near`, or the first from there on.

    Clocks differ: what lies up to `SLACK` beyond `near` still counts as before it, or after it.
    """
    if stamp.span is None:
        return stamp.seconds
    edge = near - SLACK if later else near + SLACK
    if stamp.span == DAY:
        days = (edge - stamp.seconds) / DAY
        return stamp.seconds + DAY * (ceil(days) if later else floor(days))
    years = datetime.fromtimestamp(edge).year - datetime.fromtimestamp(stamp.seconds).year
    candidates = [_years_on(stamp.seconds, years + by) for by in (-1, 0, 1)]
    return (
        min(each for each in candidates if each >= edge) if later else max(each for each in candidates if each <= edge)
    )


def _bare(head: str) -> Stamp | None:
    """What says no date, or is a plain number of seconds."""
    if found := _BARE.match(head):
        seconds = _seconds(f"2000-01-03T{found['clock']}")
        return None if seconds is None else Stamp(seconds + _fraction(found["part"]), DAY, *found.span())
    if found := _EPOCH.match(head):
        return Stamp(int(found["seconds"]) + _fraction(found["part"]), None, *found.span())
    return None


def _dated(head: str) -> Stamp | None:
    if found := _ISO.search(head):
        return _stamp(f"{found['date']}T{found['clock']}", found, None, found["zone"])
    if found := _GLOG.search(head):  # 2000 has a 29th of February
        return _stamp(f"2000-{found['month']}-{found['day']}T{found['clock']}", found, 366 * DAY)
    if found := _RICH.match(head):
        return _stamp(f"20{found['year']}-{found['month']}-{found['day']}T{found['clock']}", found, None)
    return None


def _stamp(text: str, found: re.Match[str], span: float | None, zone: str | None = None) -> Stamp | None:
    seconds = _seconds(text, zone or "")
    return None if seconds is None else Stamp(seconds + _fraction(found["part"]), span, *found.span())


@lru_cache(maxsize=1024)
def _seconds(text: str, zone: str = "") -> float | None:
    """Of an ISO time to the second; `None` for the 31st of February."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=_zone(zone)).timestamp()
    except (ValueError, OverflowError, OSError):
        return None


def _zone(text: str) -> timezone | None:
    if not text:
        return None
    if text == "Z":
        return timezone.utc
    digits = text[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if text[0] == "-" else offset)


def _fraction(digits: str | None) -> float:
    return int(digits) / 10 ** len(digits) if digits else 0.0


def _years_on(seconds: float, years: int) -> float:
    time = datetime.fromtimestamp(seconds)
    try:
        return time.replace(year=time.year + years).timestamp()
    except ValueError:  # the 29th of February of a year that has none
        return time.replace(year=time.year + years, day=28).timestamp()
