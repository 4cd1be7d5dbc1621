"""Whose the processes on the GPUs are, and what they run: what the driver does not say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from spt_tui.hardware.processes.process_facts import ProcessFacts, read_facts, started
from spt_tui.hardware.sample import Gpu, GpuProcess
from spt_tui.hardware.slow_answer import SlowAnswer

EVERY = 5.0
"""Seconds from one look at the processes to the next."""
LOOK_AGAIN = 12
"""Looks after which a known process is read anew: what it has open changes."""
PATIENCE = 0.05
"""Seconds for which a sample waits for the names of processes that are new."""


class ProcessReader:
    """Names the processes of GPUs. For one thread. `root` is in front of /proc."""

    def __init__(self, root: str = "/") -> None:
        self._root = root
        self._wanted: frozenset[int] = frozenset()
        self._seen: frozenset[int] = frozenset()
        self._known: Mapping[int, ProcessFacts] = {}
        self._looks = 0
        self._facts = SlowAnswer(self._look, EVERY, "GPU processes")

    def named(self, gpus: Iterable[Gpu]) -> tuple[Gpu, ...]:
        """The GPUs, their processes with what is known of them. A process that cannot be looked at stays a number."""
        gpus = tuple(gpus)
        self._wanted = frozenset(process.pid for gpu in gpus for process in processes_of(gpu))
        if not self._wanted:
            return gpus
        is_new = not self._wanted <= self._seen
        self._seen = self._wanted
        facts = self._facts.latest(hurry=is_new, patience=PATIENCE if is_new else 0.0) or {}
        return tuple(with_facts(gpu, facts) for gpu in gpus)

    def _look(self) -> Mapping[int, ProcessFacts]:
        """What is known of the wanted processes; on a thread of its own, one at a time."""
        known = self._known if self._looks % LOOK_AGAIN else {}
        self._looks += 1
        found = {}
        for pid in self._wanted:
            before = known.get(pid)
            facts = before if before and before.started == started(self._root, pid) else read_facts(self._root, pid)
            if facts is not None:
                found[pid] = facts
        self._known = found
        return found


def processes_of(gpu: Gpu) -> Iterator[GpuProcess]:
    """The processes on a GPU and on the instances it is split into."""
    yield from gpu.processes or ()
    for instance in gpu.instances:
        yield from processes_of(instance)


def with_facts(gpu: Gpu, facts: Mapping[int, ProcessFacts]) -> Gpu:
    """The GPU, its processes and those of its instances with what is known of them."""
    if not gpu.processes and not gpu.instances:
        return gpu
    processes = gpu.processes and tuple(_with_facts(process, facts.get(process.pid)) for process in gpu.processes)
    return replace(gpu, processes=processes, instances=tuple(with_facts(part, facts) for part in gpu.instances))


def _with_facts(process: GpuProcess, known: ProcessFacts | None) -> GpuProcess:
    if known is None:
        return process
    return replace(process, user=known.user, command=known.command, places=known.places, slurm_id=known.slurm_id)
