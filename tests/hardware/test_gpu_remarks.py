from __future__ import annotations

import time

from spt_tui.hardware.gpu_remarks import remarks
from spt_tui.hardware.remark import Level
from spt_tui.hardware.sample import GpuState
from tests.hardware.readings import GIB, gpu


def said(*, straggles: bool = False, **fields: object) -> list[str]:
    return [remark.text for remark in remarks(gpu(0, **fields), 1000.0, straggles)]


def test_all_that_is_out_of_the_ordinary_the_most_important_first() -> None:
    assert said() == []
    assert said(temp=80) == ["warm"] == said(temp=80, temp_limit=None)
    assert said(temp=87) == ["hot"]
    assert said(mem_used=79 * GIB) == ["full"]
    assert said(throttle=("power cap", "hot (sw)"), straggles=True, temp=88, mem_used=79 * GIB, ecc_uncorrected=3) == [
        "straggler",
        "3 ECC",
        "hot (sw)",
        "full",
        "power cap",
    ]


def test_of_a_gpu_that_does_not_answer_only_that_is_said() -> None:
    assert said(state=GpuState.LATE, age=4.7, temp=99) == ["late 4s"]
    assert said(state=GpuState.NEEDS_RESET) == ["needs reset"]
    assert said(state=GpuState.NO_PERMISSION) == ["no permission"]


def test_a_lost_gpu_says_since_when() -> None:
    at = time.mktime((2026, 11, 23, 12, 41, 30, 0, 0, -1))
    (lost,) = remarks(gpu(0, state=GpuState.LOST, age=20.0), at)
    assert (lost.text, lost.level) == ("lost since 12:41", Level.BAD)
    (old,) = remarks(gpu(0, state=GpuState.LOST, age=86_400.0), at)
    assert old.text == "lost since 11-22"


def test_a_reason_of_the_driver_is_harmless() -> None:
    assert said(throttle=("\x1b[2J",)) == ["␛[2J"]
