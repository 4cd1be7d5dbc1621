"""Which of several recorders writes into a directory, and into which file."""

from __future__ import annotations

import os
from collections.abc import Hashable

from spt_tui.hardware.recorder.claim import Claim

MOST_RECORDERS = 64
"""Recorders of one host in one directory that have something different to say."""


class Place:
    """A recorder's place among those of its host in a directory: it has a number, or stands behind another.

    Who would write the same as one that is there already stands behind it, until that is gone. For one thread.
    """

    def __init__(self) -> None:
        self._claims: list[Claim] = []
        self._awaited: Claim | None = None

    @property
    def was_behind(self) -> bool:
        """Whether another recorder wrote the same when that was last asked."""
        return self._awaited is not None

    @property
    def is_behind(self) -> bool:
        """Whether another recorder still writes the same; costs next to nothing."""
        if self._awaited is not None and self._awaited.take():
            self._awaited.give_back()
            self._awaited = None
        return self.was_behind

    def take(self, directory: str, host: str, what: Hashable) -> int | None:
        """The number under which to write `what` is to be seen on `host`; `None` behind another that writes the same.

        Raises OSError if there is no such directory.
        """
        self.give_up()
        found = os.stat(directory)
        where = found.st_dev, found.st_ino, host
        same = Claim(*where, "same", what)
        if not self._has(same):
            self._awaited = same
            return None
        return next((number for number in range(1, MOST_RECORDERS + 1) if self._has(Claim(*where, number))), None)

    def give_up(self) -> None:
        """Leave it to others."""
        for claim in self._claims:
            claim.give_back()
        self._claims = []
        self._awaited = None

    def _has(self, claim: Claim) -> bool:
        if not claim.take():
            return False
        self._claims.append(claim)
        return True
