from datetime import datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spt_tui.runs.logs.ranks.line_times import filled, stamp_times
from spt_tui.runs.logs.ranks.stamp import DAY, resolve, stamp_of

NOON = datetime(2026, 11, 22, 12, 0, 0).timestamp()
TEN = datetime(2026, 11, 22, 10, 0, 0).timestamp()


@pytest.mark.parametrize(
    ("line", "after_ten"),
    [
        ("2026-11-22 10:00:00,123 - root - INFO - x", 0.123),
        ("[2026-11-22 10:00:00,123][__main__][INFO] - step 30", 0.123),
        ("submitit INFO (2026-11-22 10:00:00,123) - Starting with JobEnvironment", 0.123),
        ("2026-11-22T10:00:00.5 x", 0.5),
        ("2026-11-22 10:00:00.000001: I tensorflow/core", 1e-6),
        ("slurmstepd: error: *** JOB 48213 ON gpu031 CANCELLED AT 2026-11-22T10:00:00 DUE TO TIME LIMIT ***", 0),
        ("[2026-11-22 10:00:00] gpu031:4242:4250 [3] NCCL INFO Bootstrap", 0),
        ("[rank3]:[E1122 10:00:00.123456789 ProcessGroupNCCL.cpp:616] Watchdog", 0.123456789),
        ("W1122 10:00:00.250000 4242 torch/distributed/run.py:793]", 0.25),
        ("10:00:00 | INFO | train.py | step 1", 0),
        ("[10:00:00.5] step 1", 0.5),
        ("10:00:00 INFO step 1", 0),
        ("[11/22/26 10:00:00] INFO     step 1", 0),
        (f"{TEN:.0f}.5 step 1", 0.5),
        (f"[{TEN:.0f}] step 1", 0),
        ("10:00:00 | saved at 2026-11-21 09:00:00", 0),
    ],
)
def test_the_time_of_a_line(line: str, after_ten: float) -> None:
    stamp = stamp_of(line)
    assert stamp is not None
    assert resolve(stamp, NOON) == pytest.approx(TEN + after_ten, abs=1e-5)


def test_a_zone_counts() -> None:
    ten = datetime(2026, 11, 22, 10, tzinfo=timezone.utc).timestamp()
    for text, offset in (("Z", 0), ("+00:00", 0), ("+02:00", -7200), ("-0530", 19_800)):
        stamp = stamp_of(f"2026-11-22T10:00:00{text} x")
        assert stamp is not None and stamp.seconds == ten + offset


@pytest.mark.parametrize(
    "line",
    [
        "",
        "loss 0.25",
        "Epoch 3: 64% 641/1000 [02:11<01:14, 4.9it/s]",
        "100%|####| 10/10 [10:00:00<00:00, 42.76it/s]",
        "/data/multirun/2026-11-22/10-00-00/main.log",
        "12345678901 rows",
        "1234567890123",
        "2026-13-41 10:00:00 x",
        "2026-02-31 10:00:00 x",
        "29:61:61 | x",
        "x" * 100 + " 2026-11-22 10:00:00",
    ],
)
def test_lines_without_a_time(line: str) -> None:
    assert stamp_of(line) is None


def test_what_a_line_leaves_out_is_taken_from_what_is_before_or_behind_it() -> None:
    late, early = stamp_of("23:59:59 | x"), stamp_of("00:00:01 | x")
    assert late and early
    midnight = datetime(2026, 11, 22).timestamp()
    assert (resolve(late, midnight), resolve(late, midnight, later=True)) == (midnight - 1, midnight - 1)
    assert (resolve(early, midnight), resolve(early, midnight, later=True)) == (midnight + 1, midnight + 1)
    assert (resolve(late, NOON), resolve(late, NOON, later=True)) == (midnight - 1, midnight + DAY - 1)
    new_year = datetime(2027, 1, 1).timestamp()
    old, new = stamp_of("I1231 23:59:59.0 x"), stamp_of("I0101 00:00:01.0 x")
    assert old and new
    assert resolve(old, new_year) == resolve(old, new_year, later=True) == new_year - 1
    assert resolve(new, new_year) == resolve(new, new_year, later=True) == new_year + 1
    assert resolve(old, new_year + 2 * DAY, later=True) > new_year + 360 * DAY


@given(st.text(max_size=120))
def test_any_text_has_a_time_or_none(line: str) -> None:
    stamp = stamp_of(line)
    assert stamp is None or all(isinstance(resolve(stamp, NOON, later), float) for later in (True, False))


def times(lines: list[str], near: float = NOON, backward: bool = True) -> list[float | None]:
    return stamp_times([stamp_of(line) for line in lines], near, backward)


def test_days_are_counted_back_from_the_end() -> None:
    lines = ["22:00:00 | x", "nothing", "04:00:00 | x", "11:00:00 | x"]
    assert times(lines) == [NOON - 14 * 3600, None, NOON - 8 * 3600, NOON - 3600]


def test_days_are_counted_on_from_the_line_before() -> None:
    lines = ["22:00:00 | x", "04:00:00 | x"]
    assert times(lines, NOON, backward=False) == [NOON + 10 * 3600, NOON + 16 * 3600]
    assert times(["04:00:00 | x", "nothing"], NOON + 11 * 3600) == [NOON - 8 * 3600, None]


def test_a_time_that_stands_apart_is_what_the_line_is_about() -> None:
    lines = [
        "10:00:00 | a",
        "2026-11-22 11:30:00 is the deadline",
        "10:00:02 | b",
        "2026-11-01 00:00:00 began",
        "10:00:03 | c",
    ]
    assert times(lines) == [TEN, None, TEN + 2, None, TEN + 3]
    assert times(["10:00:00 | a", "2027-01-01 00:00:00 is the end"]) == [TEN, None]


def test_a_line_without_a_time_has_that_of_the_line_before() -> None:
    assert filled([None, 3.0, None, 2.0, 5.0], None, 9.0) == [3.0, 3.0, 3.0, 3.0, 5.0]
    assert filled([None, 3.0], 1.0, 9.0) == [1.0, 3.0]
    assert filled([None, None], None, 9.0) == [9.0, 9.0]
