"""Runs that died of the same thing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from spt_tui.runs.natural import natural_key
from spt_tui.runs.run import Run
from spt_tui.runs.triage.cause import Cause
from spt_tui.runs.triage.death import Death
from spt_tui.runs.triage.share import Share, distinctive_shares


@dataclass(frozen=True, slots=True)
class DeathGroup:
    """Some runs with the same fingerprint, one at least."""

    cause: Cause
    title: str
    """The fingerprint, cleaned."""
    deaths: tuple[Death, ...]
    """In natural order of the runs' ids."""
    living: int = 0
    """Runs of the same sweeps that live, or have completed: those that the dead were compared with."""
    shares: tuple[Share, ...] = ()
    """The hyper-parameters in which the dead differ from those."""

    @property
    def sample(self) -> Death:
        """The run whose lines are shown."""
        return next((death for death in self.deaths if death.evidence), self.deaths[0])

    @property
    def ranks(self) -> list[tuple[int, int]]:
        """Each rank that failed first, and in how many runs; the commonest first."""
        counts = Counter(death.rank for death in self.deaths if death.rank is not None)
        return sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))

    @property
    def nodes(self) -> list[tuple[str, int]]:
        """Each host of a rank that failed first, and in how many runs; the commonest first."""
        counts = Counter(node for death in self.deaths for node in death.nodes)
        return sorted(counts.items(), key=lambda entry: (-entry[1], natural_key(entry[0])))


def death_groups(deaths: Iterable[Death], living: Sequence[Run]) -> tuple[DeathGroup, ...]:
    """Runs by fingerprint, the largest group first; each compared with those of `living` that are of its sweeps."""
    by_print: dict[tuple[Cause, str], list[Death]] = defaultdict(list)
    for death in deaths:
        by_print[death.cause, death.title].append(death)
    groups = [_group(cause, title, dead, living) for (cause, title), dead in by_print.items()]
    return tuple(sorted(groups, key=lambda group: (-len(group.deaths), group.cause is Cause.NONE, group.title)))


def _group(cause: Cause, title: str, dead: list[Death], living: Sequence[Run]) -> DeathGroup:
    dead.sort(key=lambda death: natural_key(death.run.id))
    sweeps = {death.run.sweep for death in dead}
    beside = [run.hparams for run in living if run.sweep in sweeps]
    shares = distinctive_shares([death.run.hparams for death in dead], beside)
    return DeathGroup(cause, title, tuple(dead), len(beside), shares)
