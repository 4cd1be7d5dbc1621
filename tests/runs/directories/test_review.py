"""A review finds what changed by asking many directories at once, also while the file system is slow."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from spt_tui.runs.catalog import Catalog
from spt_tui.runs.directories import crew as crew_module
from spt_tui.runs.directories.crew import Crew
from spt_tui.runs.directories.disk import Disk
from spt_tui.runs.directories.job import Job
from spt_tui.runs.directories.tree import RunTree
from spt_tui.runs.run import Run
from spt_tui.runs.scan import scan
from tests.trees import write_run

RUNS = 100
"""Several chunks."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for number in range(RUNS):
        write_run(tmp_path / f"day{number // 10}" / f"r{number}", status="completed", step=1)
    return tmp_path


@pytest.fixture
def crew() -> Iterator[Crew]:
    crew = Crew(3)
    yield crew
    crew.close()


def reviewed(tree: RunTree) -> None:
    for _ in tree.review(details=True):
        pass


def runs_of(catalog: Catalog) -> dict[str, Run]:
    return {run.id: run for run in catalog.view(catalog.slots())}


def slow_down(crew: Crew) -> None:
    def ask(disk: Disk) -> None:
        disk.calls += 1
        time.sleep(0.0004)

    for _ in range(crew_module.MEASURED):
        crew.add(Job("slow", ask, lambda _: None))
    list(crew.work())
    assert crew.is_slow


@pytest.mark.parametrize("is_slow", [False, True])
def test_a_review_finds_what_changed(root: Path, crew: Crew, is_slow: bool) -> None:
    catalog = Catalog()
    tree = RunTree(str(root), crew, catalog)
    reviewed(tree)
    tree.in_use.unsettled.clear()
    if is_slow:
        slow_down(crew)
    for number in (3, 4, 55):
        shutil.rmtree(root / f"day{number // 10}" / f"r{number}")
    write_run(root / "day5" / "r56", status="failed")
    write_run(root / "new" / "r", status="completed")
    reviewed(tree)
    assert runs_of(catalog) == {run.id: run for run in scan(str(root))}
    assert tree.size[0] == RUNS - 2


def test_a_review_of_what_is_as_it_was_takes_two_requests_a_run(root: Path, crew: Crew) -> None:
    tree = RunTree(str(root), crew, Catalog())
    reviewed(tree)
    reviewed(tree)  # reads what the first poll put off
    tree.in_use.unsettled.clear()
    tree.news()
    before = crew.calls
    reviewed(tree)
    folders = RUNS // 10 + 1
    assert crew.calls - before <= 2 * RUNS + folders + 2
    assert not tree.news().changed


def test_what_the_last_session_left_is_verified(root: Path, crew: Crew) -> None:
    catalog = Catalog()
    first = RunTree(str(root), crew, catalog, details=True)
    reviewed(first)
    second = RunTree(str(root), crew, Catalog())
    rows = list(range(RUNS))
    second.ledger.take(first.ledger.page(rows, set()), 0)
    for slot in rows:
        second.roster._catalog.put(replace(catalog.run(slot), verified=False))
    second.restore()
    assert second.unverified == RUNS and second.phase == "verifying"
    reviewed(second)
    assert second.unverified == second.roster._catalog.unverified == 0 and second.phase == "watching"


def test_a_chunk_without_an_answer_is_asked_again_one_by_one(root: Path, crew: Crew) -> None:
    catalog = Catalog()
    tree = RunTree(str(root), crew, catalog)
    reviewed(tree)
    tree.in_use.unsettled.clear()
    shutil.rmtree(root / "day0" / "r7")
    crew.stuck[str(root)] = time.monotonic()  # the first of the first chunk
    reviewed(tree)
    assert "day0/r7" not in runs_of(catalog) and len(catalog) == RUNS - 1
