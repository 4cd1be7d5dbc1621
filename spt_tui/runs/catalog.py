"""What is known of every run, as columns: six hundred bytes a run, and a whole column looked through at once.

A run has a slot, a number that is never given to another. Scanners put runs in, the table filters and sorts whole
columns and builds the `Run` of a row only when the row is looked at: a hundred thousand `Run`s would take 300 MB.
"""

from __future__ import annotations

import threading
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from spt_tui.runs.below import is_below, path_below
from spt_tui.runs.metric_directions import AS_NAMED, Directions
from spt_tui.runs.run import Run, State
from spt_tui.runs.run_view import RunView
from spt_tui.runs.slot_columns import GONE, HERE, NO_NUMBER, RECORDS, STATES, TEXTS, TIMES, WHOLES, SlotColumns
from spt_tui.runs.vectors.vector import Vector

__all__ = ["GONE", "HERE", "NO_NUMBER", "RECORDS", "STATES", "TEXTS", "TIMES", "WHOLES", "Catalog"]

_NAN = float("nan")
_CODE = {state: code for code, state in enumerate(STATES)}


class Catalog(SlotColumns):
    """The runs that are known now, of any number of roots. Any thread may use it.

    Every method takes `lock`; who reads columns, or makes several calls one, holds it meanwhile.
    """

    def __init__(self) -> None:
        super().__init__()
        self.lock = threading.RLock()
        self.version = 0
        """Goes up with every change that a reader can see."""
        self.counts: Counter[State] = Counter()
        """Runs by state."""
        self.unverified = 0
        """Runs that are as the last session left them."""
        self.longest_name = 0
        """Characters of the longest name that was ever seen."""
        self.directions = AS_NAMED
        """Which way of a metric is better: what is best and what is lost follows from it."""
        self._slots: list[dict[str, int]] = []
        self._by_id = array("i")

    def __len__(self) -> int:
        return self.counts.total()

    def slot(self, root: str, below: str) -> int | None:
        """The slot of the run with this raw path below `root`, `""` for the root itself."""
        with self.lock:
            return self._slots[self.roots.index(root)].get(below) if root in self.roots else None

    def slot_of(self, run: Run) -> int | None:
        """The slot of a run that was got from here."""
        return self.slot(run.root, path_below(run.root, run.dir))

    def slots(self, root: str | None = None) -> list[int]:
        """The slots of the runs that are there, of one root or of all."""
        with self.lock:
            if root is None:
                return [slot for slot, state in enumerate(self.states) if state != GONE]
            return list(self._slots[self.roots.index(root)].values()) if root in self.roots else []

    def by_id(self) -> array[int]:
        """All slots, those of runs that are gone among them, in the order of their ids."""
        with self.lock:
            known, size = len(self._by_id), len(self.states)
            if known < size:
                # The new ones at the end of a sorted list: that is what Python's sort is best at.
                slots = [*self._by_id, *range(known, size)]
                slots.sort(key=self.ids().__getitem__)
                self._by_id = array("i", slots)
            return self._by_id

    def run(self, slot: int) -> Run:
        """The run of a slot. KeyError if it is gone."""
        with self.lock:
            if self.states[slot] == GONE:
                raise KeyError(slot)
            return self.built(slot)

    def get(self, dir: str) -> Run | None:
        """The run in this directory, whatever its root."""
        with self.lock:
            slot = self.find(dir)
            return None if slot is None else self.built(slot)

    def find(self, dir: str) -> int | None:
        """The slot of the run in this directory, whatever its root."""
        with self.lock:
            for root in self.roots:
                slot = self.slot(root, path_below(root, dir)) if is_below(root, dir) else None
                if slot is not None:
                    return slot
            return None

    def view(self, slots: Iterable[int]) -> RunView:
        """The runs of these slots, each built when it is asked for."""
        return RunView(self, slots)

    def pulse(self, slot: int) -> tuple[State, str, float | None]:
        """State, status word and the heartbeat's time."""
        with self.lock:
            return STATES[self.states[slot]], self.text("status", slot) or "", self.time("heartbeat_at", slot)

    def put(self, run: Run) -> bool:
        """Take a run in place of what was known of it; True if that differs."""
        with self.lock:
            root = self._root_code(run.root)
            below = path_below(run.root, run.dir)
            slot = self._slots[root].get(below)
            if slot is None:
                slot = self._add(root, below)
            elif self._holds(slot, run):
                return self.verify(slot) if run.verified else False
            self._set(slot, run)
            self.version += 1
            return True

    def beat(self, slot: int, state: State, heartbeat_at: float | None) -> None:
        """Take a run's state and its heartbeat's time."""
        with self.lock:
            self._set_state(slot, _CODE[state])
            self.times["heartbeat_at"][slot] = _NAN if heartbeat_at is None else heartbeat_at
            self.version += 1

    def judge_by(self, directions: Directions) -> None:
        """Let these be the directions of the metrics."""
        with self.lock:
            self.version += directions.chosen != self.directions.chosen
            self.directions = directions

    def verify(self, slot: int) -> bool:
        """A run is on the disk as it is here; True if that was not known."""
        with self.lock:
            was_unverified = bool(self.unverified_marks[slot])
            self.unverified_marks[slot] = 0
            self.unverified -= was_unverified
            self.version += was_unverified
            return was_unverified

    def drop(self, root: str, below: str) -> bool:
        """A run is gone; True if it was known."""
        with self.lock:
            slot = self.slot(root, below)
            if slot is None:
                return False
            self.verify(slot)
            self._set_state(slot, GONE)
            for texts in self.texts.values():
                texts.cut(slot)
            self.resumed_at.cut(slot)
            self.tags.cut(slot)
            for name in RECORDS:
                self.records(name).cut(slot)
            for values in self.odd.values():
                values.pop(slot, None)
            del self._slots[self.roots.index(root)][below]
            self.version += 1
            return True

    def claim(self, root: str, below: Sequence[str]) -> range:
        """New slots for runs with these paths below `root`; nothing is in their columns yet.

        ValueError if a run of this root is known already, or a path occurs twice.
        """
        with self.lock:
            code = self._root_code(root)
            slots = range(len(self.below), len(self.below) + len(below))
            slot_of = dict(zip(below, slots, strict=True))
            if self._slots[code] or len(slot_of) < len(slots):
                raise ValueError("a run is known already")
            self._slots[code] = slot_of
            self.below += below
            self.root_codes += array("H", (code,)) * len(slots)
            for marks, mark in ((self.states, GONE), (self.unverified_marks, 0), (self.archived, 0)):
                marks += bytes((mark,)) * len(slots)
            for times in self.times.values():
                times += array("d", (_NAN,)) * len(slots)
            for wholes in self.wholes.values():
                wholes += array("q", (NO_NUMBER,)) * len(slots)
            return slots

    def tell_restored(self, slots: range) -> None:
        """Count runs whose columns were set to what the last session knew."""
        with self.lock:
            states = self.states[slots.start : slots.stop]
            self.counts.update({state: number for code, state in enumerate(STATES) if (number := states.count(code))})
            self.unverified_marks[slots.start : slots.stop] = b"\1" * len(slots)
            self.unverified += len(slots)
            self.version += 1

    def _holds(self, slot: int, run: Run) -> bool:
        """Whether all that is known of a slot is as `run` says, but that it may not have been verified yet."""
        known = self.built(slot)
        return known == run or (run.verified and replace(known, verified=True) == run)

    def _root_code(self, root: str) -> int:
        if root not in self.roots:
            self.roots.append(root)
            self._slots.append({})
        return self.roots.index(root)

    def _add(self, root: int, below: str) -> int:
        slot = self._slots[root][below] = len(self.below)
        self.below.append(below)
        self.root_codes.append(root)
        self.states.append(GONE)
        self.unverified_marks.append(0)
        self.archived.append(0)
        for times in self.times.values():
            times.append(_NAN)
        for wholes in self.wholes.values():
            wholes.append(NO_NUMBER)
        return slot

    def _set(self, slot: int, run: Run) -> None:
        self._set_state(slot, _CODE[run.state])
        self.unverified += (not run.verified) - self.unverified_marks[slot]
        self.unverified_marks[slot] = not run.verified
        self.archived[slot] = run.archived
        for name, times in self.times.items():
            time = getattr(run, name)
            times[slot] = _NAN if time is None else time
        for name, wholes in self.wholes.items():
            whole = getattr(run, name)
            wholes[slot] = NO_NUMBER if whole is None else whole
        for name, texts in self.texts.items():
            self._set_text(texts, slot, run.dir, getattr(run, name))
        if run.resumed_at is None:
            self.resumed_at.cut(slot)
        else:
            self.resumed_at.put(slot, run.resumed_at)
        self.tags.put(slot, run.tags)
        for name in RECORDS:
            self.records(name).put(slot, getattr(run, name))
        self._set_odd("id", slot, run.id, self.below[slot])
        self._set_odd("name", slot, run.name, run.id.rpartition("/")[2])
        self._set_odd("output_dir", slot, run.output_dir or "", self.plain_output_dir(slot))
        self.longest_name = max(self.longest_name, len(run.name))

    def _set_state(self, slot: int, code: int) -> None:
        old = self.states[slot]
        if old != GONE:
            self.counts[STATES[old]] -= 1
        if code != GONE:
            self.counts[STATES[code]] += 1
        self.states[slot] = code

    def _set_text(self, texts: Vector, slot: int, dir: str, text: str | None) -> None:
        if not text:
            texts.cut(slot)
        elif texts is self.texts["checkpoint_path"] and text.startswith(dir):
            texts.put(slot, HERE + text[len(dir) :])
        else:
            texts.put(slot, text)

    def _set_odd(self, name: str, slot: int, value: str, plain: str) -> None:
        if value == plain:
            self.odd[name].pop(slot, None)
        else:
            self.odd[name][slot] = value
