"""The columns of a catalog: what is known of the runs, by slot."""

from __future__ import annotations

from array import array
from typing import Any

from spt_tui.runs.below import cleaned_id
from spt_tui.runs.run import Run, State
from spt_tui.runs.vectors.record_vectors import RecordVectors
from spt_tui.runs.vectors.tag_lists import TagLists
from spt_tui.runs.vectors.vector import ABSENT, Vector

STATES = tuple(State)
GONE = 255
"""In `Catalog.states`: the run of this slot is gone."""
TIMES = ("created_at", "ended_at", "updated_at", "heartbeat_at")
TEXTS = ("status", "notes", "sweep", "task", "problem", "checkpoint_path")
WHOLES = ("step", "epoch")
RECORDS = ("hparams", "config", "summary", "lows", "highs", "lost")
NO_NUMBER = -(2**63)
"""In `Catalog.wholes`: there is none."""
_NAN = float("nan")
HERE = "\1"
"""In a kept checkpoint path: the run's own directory. Cleaned text does not hold it, and `Texts` can."""
_PRESENT = bytes([*b"\1" * GONE, 0])


class SlotColumns:
    """A column for each field of `Run`. Who reads several as one holds the catalog's lock."""

    def __init__(self) -> None:
        self.roots: list[str] = []
        self.below: list[str] = []
        """Slot -> path below its root, as the file system spells it."""
        self.root_codes: array[int] = array("H")
        """Slot -> place in `roots`."""
        self.states = bytearray()
        """Slot -> place in `STATES`, or `GONE`."""
        self.unverified_marks = bytearray()
        """Slot -> 1 for an unverified run."""
        self.archived = bytearray()
        self.times: dict[str, array[float]] = {name: array("d") for name in TIMES}
        """Field -> slot -> seconds since the epoch, NaN for none."""
        self.wholes: dict[str, array[int]] = {name: array("q") for name in WHOLES}
        """Field -> slot -> number, `NO_NUMBER` for none."""
        self.texts: dict[str, Vector] = {name: Vector() for name in TEXTS}
        self.resumed_at = Vector()
        """Whole numbers; few runs have one."""
        self.tags = TagLists()
        self.hparams = RecordVectors()
        self.config = RecordVectors()
        self.summary = RecordVectors()
        self.lows = RecordVectors()
        self.highs = RecordVectors()
        self.lost = RecordVectors()
        self.odd: dict[str, dict[int, str]] = {"id": {}, "name": {}, "output_dir": {}}
        """Field -> slot -> value, where it does not follow from the path, or from the hyper-parameters."""

    def dir(self, slot: int) -> str:
        """The directory of a run, as the file system spells it."""
        below, root = self.below[slot], self.roots[self.root_codes[slot]]
        return f"{root.rstrip('/')}/{below}" if below else root

    def id(self, slot: int) -> str:
        """`Run.id`."""
        return self.odd["id"].get(slot) or self.below[slot]

    def name(self, slot: int) -> str:
        """`Run.name`."""
        return self.odd["name"].get(slot) or self.id(slot).rpartition("/")[2]

    def ids(self) -> list[str]:
        """Slot -> `Run.id`."""
        ids = self.below.copy()
        for slot, id in self.odd["id"].items():
            ids[slot] = id
        return ids

    def names(self) -> list[str]:
        """Slot -> `Run.name`."""
        names = [id.rpartition("/")[2] for id in self.ids()]
        for slot, name in self.odd["name"].items():
            names[slot] = name
        return names

    def present(self) -> bytes:
        """A byte a slot, 1 for a run that is there."""
        return bytes(self.states).translate(_PRESENT)

    def gone(self, slot: int) -> Run:
        """What can still be said of a run that is gone: where it was."""
        dir, root = self.dir(slot), self.roots[self.root_codes[slot]]
        id = cleaned_id(root, self.below[slot])
        return Run(dir, root, id, id.rpartition("/")[2], State.UNKNOWN, "gone", problem="the run is gone")

    def built(self, slot: int) -> Run:
        """The run of a slot that is there."""
        dir = self.dir(slot)
        checkpoint_path = self.text("checkpoint_path", slot)
        if checkpoint_path and checkpoint_path.startswith(HERE):
            checkpoint_path = dir + checkpoint_path[1:]
        return Run(
            dir=dir,
            root=self.roots[self.root_codes[slot]],
            id=self.id(slot),
            name=self.name(slot),
            state=STATES[self.states[slot]],
            status=self.text("status", slot) or "",
            created_at=self.time("created_at", slot),
            ended_at=self.time("ended_at", slot),
            updated_at=self.time("updated_at", slot),
            heartbeat_at=self.time("heartbeat_at", slot),
            tags=self.tags.get(slot),
            notes=self.text("notes", slot) or "",
            sweep=self.text("sweep", slot),
            task=self.text("task", slot),
            step=known(self.wholes["step"][slot]),
            epoch=known(self.wholes["epoch"][slot]),
            hparams=self.hparams.get(slot),
            config=self.config.get(slot),
            summary=self.summary.get(slot),
            lows=self.lows.get(slot),
            highs=self.highs.get(slot),
            lost=self.lost.get(slot),
            resumed_at=self.resumed_step(slot),
            checkpoint_path=checkpoint_path,
            output_dir=self.odd["output_dir"].get(slot, self.plain_output_dir(slot)) or None,
            archived=bool(self.archived[slot]),
            problem=self.text("problem", slot),
            verified=not self.unverified_marks[slot],
        )

    def records(self, name: str) -> RecordVectors:
        """One of `RECORDS`."""
        found: RecordVectors = getattr(self, name)
        return found

    def time(self, name: str, slot: int) -> float | None:
        """The value of one of `times`."""
        time = self.times[name][slot]
        return None if time != time else time

    def text(self, name: str, slot: int) -> Any:
        """The value of one of `texts`, `None` where it is absent."""
        text = self.texts[name].get(slot)
        return None if text is ABSENT else text

    def resumed_step(self, slot: int) -> int | None:
        """`Run.resumed_at`."""
        step = self.resumed_at.get(slot)
        return step if isinstance(step, int) else None

    def resumed_steps(self) -> list[Any]:
        """Slot -> `Run.resumed_at`."""
        return self.resumed_at.cells(len(self.states))

    def plain_output_dir(self, slot: int) -> str:
        """`Run.output_dir` as the hyper-parameters say it."""
        path = self.hparams.value(slot, "output_dir")
        return path if isinstance(path, str) else ""


def known(value: int) -> int | None:
    """A value of one of `wholes`, `None` for `NO_NUMBER`."""
    return None if value == NO_NUMBER else value
