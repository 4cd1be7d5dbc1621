"""What is left of all runs of a catalog at once, as `remaining` gives it one by one without their metrics."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from itertools import compress

from spt_tui.runs.catalog import STATES, Catalog
from spt_tui.runs.health.rate import steps_a_second
from spt_tui.runs.health.target import MAX_EPOCHS, MAX_STEPS, guessed_epoch_steps, limit, seconds_to, steps_in_all
from spt_tui.runs.run import State
from spt_tui.runs.slot_columns import NO_NUMBER, known

_IS_RUNNING = bytes(state is State.RUNNING for state in STATES).ljust(256, b"\0")


def etas(catalog: Catalog) -> array[float]:
    """Slot -> seconds, NaN where there is none. The caller has the lock."""
    size = len(catalog.states)
    found = array("d", [float("nan")]) * size
    running = bytes(catalog.states).translate(_IS_RUNNING)
    if 1 not in running:
        return found
    columns = (
        range(size),
        catalog.wholes["step"],
        catalog.wholes["epoch"],
        catalog.resumed_steps(),
        catalog.times["created_at"],
        catalog.times["heartbeat_at"],
        catalog.times["updated_at"],
        _limits(catalog, MAX_STEPS),
        _limits(catalog, MAX_EPOCHS),
    )
    rows = compress(zip(*columns, strict=True), running)
    for slot, step, epoch, resumed, began, beat, updated, max_steps, max_epochs in rows:
        at = beat if beat == beat else updated
        if step == NO_NUMBER or at != at or began != began:
            continue
        rate = steps_a_second(step, began, at, resumed)
        if not rate:
            continue
        steps = steps_in_all(max_steps, max_epochs, guessed_epoch_steps(step, known(epoch)))
        seconds = None if steps is None else seconds_to(steps, step, rate)
        if seconds is not None:
            found[slot] = seconds
    return found


def _limits(catalog: Catalog, names: Sequence[str]) -> list[float | None]:
    """Slot -> the limit that the first of some hyper-parameters sets."""
    size = len(catalog.states)
    found: list[float | None] = [None] * size
    for name in reversed(names):
        vector = catalog.hparams.by_key.get(name)
        if vector is not None:
            cells = vector.cells(size)
            limits = {(type(cell), cell): limit(cell) for cell in cells}
            new = [limits[type(cell), cell] for cell in cells]
            found = [before if after is None else after for before, after in zip(found, new, strict=True)]
    return found
