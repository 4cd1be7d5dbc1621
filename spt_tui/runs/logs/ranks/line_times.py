"""When each line of a log was written: by the time that it carries, else by that of the line before."""

from __future__ import annotations

from collections.abc import Sequence

from spt_tui.runs.logs.ranks.stamp import DAY, Stamp, resolve


def stamp_times(stamps: Sequence[Stamp | None], near: float, backward: bool) -> list[float | None]:
    """The time of each stamp, in seconds since the epoch; `None` where there is none, or it cannot be meant.

    `near` is when the line behind the last one was written if `backward`, else when the one before the first was. A
    stamp without a date is told by the next such one, or by the one before. A time that does not lie between those
    around it, which are in order, is what its line is about, not when it was written; so is, if `backward`, one that
    is a day or more after `near`.
    """
    times: list[float | None] = [None] * len(stamps)
    places = [place for place, stamp in enumerate(stamps) if stamp is not None]
    latest = near + DAY if backward else None
    for place in reversed(places) if backward else places:
        stamp = stamps[place]
        if stamp is not None:
            seconds = resolve(stamp, near, later=not backward)
            if latest is None or seconds < latest:
                times[place] = seconds
                near = seconds if stamp.span is not None else near
    return _without_strays(times)


def filled(times: Sequence[float | None], before: float | None, after: float) -> list[float]:
    """`times` rising, each line without one with that of the line before.

    `before` is the time of the line before the first; without it, lines before the first time have that one. If there
    is no time at all every line has `after`.
    """
    known = [seconds for seconds in times if seconds is not None]
    now = before if before is not None else known[0] if known else after
    made = []
    for seconds in times:
        now = now if seconds is None else max(now, seconds)
        made.append(now)
    return made


def _without_strays(times: list[float | None]) -> list[float | None]:
    """Without the times that stand apart from neighbours which are in order."""
    known = [(place, seconds) for place, seconds in enumerate(times) if seconds is not None]
    for (_, left), (place, middle), (_, right) in zip(known, known[1:], known[2:], strict=False):
        if left <= right and not left <= middle <= right:
            times[place] = None
    return times
