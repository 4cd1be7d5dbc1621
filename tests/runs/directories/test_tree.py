"""A tree is asked by several threads at once."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from spt_tui.runs.catalog import Catalog
from spt_tui.runs.directories import crew as module
from spt_tui.runs.directories.crew import Crew
from spt_tui.runs.directories.disk import Disk
from spt_tui.runs.directories.job import Job
from spt_tui.runs.directories.ledger import ROOT
from spt_tui.runs.directories.tree import RunTree
from tests.trees import write_run


def ask_slowly(disk: Disk) -> None:
    disk.calls += 1
    time.sleep(0.0004)


def test_a_new_run_that_is_listed_twice_before_it_answers_is_one_run(tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    write_run(runs / "old")
    crew, catalog = Crew(4), Catalog()
    tree = RunTree(str(runs), crew, catalog)
    list(tree.poll())
    for _ in range(module.MEASURED):
        crew.add(Job("slow", ask_slowly, lambda _: None))
    list(crew.work())
    write_run(runs / "new")
    looks = [tree.look(ROOT), tree.look(ROOT)]
    assert crew.is_slow and None not in looks
    list(crew.work(iter([look for look in looks if look is not None])))
    assert sorted(map(tree.ledger.name, tree.ledger.children(ROOT))) == ["new", "old"]
    assert [run.id for run in catalog.view(catalog.by_id())] == ["new", "old"]
    shutil.rmtree(runs / "new")
    list(tree.poll())
    assert [run.id for run in catalog.view(catalog.slots())] == ["old"]
    crew.close()
