"""The summary that torchrun ends with: which of its ranks it saw fail first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from spt_tui.text import clean

HEAD = "Root Cause (first observed failure)"
FIELD_LINES = 8
"""Of the failure below the head, as `torch.distributed.elastic.multiprocessing.errors` writes them."""

_FIELD = re.compile(r"\s{0,8}(host|rank)\s{1,8}: (\S{1,64})", re.ASCII)


@dataclass(frozen=True, slots=True)
class RootCause:
    """The failure that torchrun names as the first one."""

    rank: int | None
    """Among all ranks; `None` if it is not said."""
    host: str | None
    """Cleaned; `None` if it is not said."""


def root_cause(texts: Sequence[str]) -> RootCause | None:
    """What the last summary in these lines says; `None` if there is none."""
    head = next((place for place in range(len(texts) - 1, -1, -1) if texts[place].startswith(HEAD)), None)
    if head is None:
        return None
    found = filter(None, map(_FIELD.match, texts[head + 1 : head + 1 + FIELD_LINES]))
    fields = {field[1]: field[2] for field in found}
    rank, host = fields.get("rank", ""), fields.get("host")
    return RootCause(int(rank) if rank.isdecimal() else None, clean(host) if host else None)
