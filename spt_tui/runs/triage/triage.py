"""The dead of some runs, grouped by what they died of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spt_tui.runs.triage.autopsy import Autopsy
from spt_tui.runs.triage.death import Death
from spt_tui.runs.triage.death_group import DeathGroup, death_groups
from spt_tui.runs.triage.patients import Patients


@dataclass(frozen=True, slots=True)
class Triage:
    """What is known of some runs so far."""

    runs: int
    """All that were chosen."""
    dead: int
    """Those of them that are dead."""
    examined: int
    """Those of the dead whose logs have been read."""
    groups: tuple[DeathGroup, ...]
    """The largest first."""
    files: int
    """Logs that were read for it."""
    bytes: int
    """Read of them."""

    @property
    def is_complete(self) -> bool:
        """Whether all of the dead were examined."""
        return self.examined == self.dead


class Triaging:
    """Examines the dead step by step; to be used by one thread."""

    def __init__(self, patients: Patients) -> None:
        self._patients = patients
        self._autopsy = Autopsy(patients.dead)
        self._deaths: list[Death] = []

    def steps(self) -> Iterator[None]:
        """Examine, a little at each step."""
        for death in self._autopsy.deaths():
            if death is not None:
                self._deaths.append(death)
            yield

    def triage(self) -> Triage:
        """What is known by now."""
        return Triage(
            self._patients.runs,
            len(self._patients.dead),
            len(self._deaths),
            death_groups(self._deaths, self._patients.living),
            self._autopsy.cost.files,
            self._autopsy.cost.bytes,
        )


def triage(patients: Patients) -> Triage:
    """Examine all of the dead."""
    triaging = Triaging(patients)
    for _ in triaging.steps():
        pass
    return triaging.triage()
