"""Times as programs write them into text, as seconds since the epoch."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from functools import lru_cache

_ISO = re.compile(
    r"\s*(\d{4})[-/](\d\d?)[-/](\d\d?)[T ]+(\d\d?):(\d\d):(\d\d)(?:[.,](\d{1,9}))?\s*(?:(Z)|([+-]\d\d):?(\d\d)?)?\s*",
    re.ASCII,
)


@lru_cache(maxsize=8)  # tables have a row for each GPU with the same time
def epoch_seconds(text: str) -> float | None:
    """Seconds since the epoch of ISO 8601, or of nvidia-smi's `2026/11/22 03:30:00.000`; `None` if it is neither.

    A time without a zone is taken for one of this machine's zone.
    """
    found = _ISO.fullmatch(text)
    if found is None:
        return None
    *fields, fraction, utc, hours, minutes = found.groups()
    try:
        year, month, day, hour, minute, second = map(int, fields)
        moment = datetime(year, month, day, hour, minute, second, tzinfo=_zone(utc, hours, minutes))
        return moment.timestamp() + float(f"0.{fraction or 0}")
    except (ValueError, OverflowError, OSError):  # no such day, or a year that this machine's clock lacks
        return None


def _zone(utc: str | None, hours: str | None, minutes: str | None) -> timezone | None:
    """`None` is this machine's."""
    if utc:
        return timezone.utc
    if hours is None:
        return None
    sign = -1 if hours[0] == "-" else 1
    return timezone(timedelta(hours=int(hours), minutes=sign * int(minutes or 0)))
