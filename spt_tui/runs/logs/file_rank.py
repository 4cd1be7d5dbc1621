"""Which rank wrote a log, by the name of the file; and on which node, by its first lines."""

from __future__ import annotations

import re
from functools import lru_cache

from spt_tui.regular_file import read_regular
from spt_tui.text import clean_bytes

HEAD_LIMIT = 1_024
"""Bytes in which a log says where it was written."""

_SAID = re.compile(r"_(\d{1,6})_log\.\w+|rank[-_.]?(\d{1,6})", re.ASCII | re.IGNORECASE)
_THREE = re.compile(r"(?<!\d)\d{3,}_\d{1,6}_(\d{1,6})\.\w+", re.ASCII)
_TASK = r"[_.-](?:task|t)?(\d{1,6})\.(?:out|err|log)"
_HOST = re.compile(
    rb"JobEnvironment\([^)]{0,200}?hostname=([^,)\s]{1,255})|^([\w.-]{1,255}):\d+:\d+ \[\d+\] NCCL ", re.M
)


def rank_of(name: str, job: re.Pattern[str] | None) -> int | None:
    """The global rank that a file's name says, `None` if it says none. `job` is found in the names of this job's files.

    submitit's names end in `_<rank>_log.out`. Of sbatch's patterns `%A_%a_%t` and `%j_%t` have the rank at the end,
    behind the job; without that a number there can as well be the task of an array.
    """
    found = _SAID.search(name) or _THREE.search(name) or (job and re.search(job.pattern + _TASK, name, re.ASCII))
    return int(next(group for group in found.groups() if group)) if found else None


@lru_cache(maxsize=4096)
def node_of(path: str, head_size: int) -> str | None:
    """The host in the first `head_size` bytes of a log of submitit's or NCCL's; a head that grows is read again."""
    try:
        found = _HOST.search(read_regular(path, head_size))
    except OSError:
        return None
    return clean_bytes(found[1] or found[2]) if found else None
