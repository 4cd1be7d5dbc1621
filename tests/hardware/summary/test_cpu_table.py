"""`cpu_metrics.csv`, cell by cell."""

from __future__ import annotations

from hypothesis import given

from spt_tui.hardware.summary.cpu_table import read_cpu_table
from spt_tui.hardware.summary.table_usage import TableUsage
from tests.hardware.summary.files import CPU_TEXTS

HEAD = "timestamp,usr_pct,idle_pct\n"


def table(text: str) -> TableUsage:
    return read_cpu_table(text.encode().splitlines(keepends=True))


def row(second: int, user: object, idle: object) -> str:
    return f"2026-11-22T03:30:{second:02}.000+00:00,{user},{idle}\n"


def test_means() -> None:
    found = table(HEAD + row(0, 10.0, 80.0) + row(2, 30.0, 60.0))
    assert found.cpu_user and found.cpu_user.mean == 20 and found.cpu_idle and found.cpu_idle.mean == 70
    assert found.interval == 2 and found.samples == 2 and found.span and found.span.seconds == 2
    assert not found.whys


def test_a_cell_that_says_nothing_costs_its_cell() -> None:
    found = table(HEAD + row(0, "", 80.0) + row(2, 30.0, "nan"))
    assert found.cpu_user and found.cpu_user.mean == 30 and found.cpu_idle and found.cpu_idle.mean == 80
    assert found.whys == ("pytyche takes no number or another one from 2 rows",)


def test_a_file_without_its_head_loses_no_row() -> None:
    found = table(row(0, 10, 90))
    assert found.cpu_user and found.cpu_user.mean == 10


def test_columns_are_found_by_their_names() -> None:
    found = table("idle_pct,timestamp,usr_pct\n90,2026-11-22T03:30:00+00:00,10\n")
    assert found.cpu_user and found.cpu_user.mean == 10 and found.cpu_idle and found.cpu_idle.mean == 90


def test_nothing_is_none() -> None:
    assert table(HEAD).is_empty and table("").is_empty


@given(CPU_TEXTS)
def test_any_text(text: str) -> None:
    found = table(text)
    for percent in (found.cpu_user, found.cpu_idle):
        assert percent is None or 0 <= percent.mean <= percent.max <= 100
