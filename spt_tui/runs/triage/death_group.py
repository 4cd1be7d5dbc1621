"""Runs that died of the same thing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from spt_tui.natural import natural_key
from spt_tui.runs.compare.run_label import run_labels
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
    labels: tuple[str, ...]
    """What tells each run from the others, in the same order; cleaned."""
    ranks: tuple[tuple[int, int], ...] = ()
    """Each rank that failed first, and in how many runs; the commonest first."""
    nodes: tuple[tuple[str, int], ...] = ()
    """Each host of such a rank, and in how many runs; the commonest first."""
    living: int = 0
    """Runs of the same sweeps that live, or have completed: those that the dead were compared with."""
    shares: tuple[Share, ...] = ()
    """The hyper-parameters in which the dead differ from those."""

    @property
    def sample(self) -> Death:
        """The run whose lines are shown."""
        return next((death for death in self.deaths if death.evidence), self.deaths[0])


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
    ranks = Counter(death.rank for death in dead if death.rank is not None)
    nodes = Counter(node for death in dead for node in death.nodes)
    return DeathGroup(
        cause,
        title,
        tuple(dead),
        tuple(run_labels([death.run for death in dead])),
        tuple(sorted(ranks.items(), key=lambda entry: (-entry[1], entry[0]))),
        tuple(sorted(nodes.items(), key=lambda entry: (-entry[1], natural_key(entry[0])))),
        len(beside),
        distinctive_shares([death.run.hparams for death in dead], beside),
    )
