"""A screenful of very many runs is there before the others are read, and says how many those are."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from spt_tui.runs import index as index_module
from spt_tui.runs import preview
from spt_tui.runs.cache_dir import Refused
from spt_tui.runs.catalog import Catalog
from spt_tui.runs.feed import Progress, Update
from spt_tui.runs.index import Index
from spt_tui.runs.scanner import RunScanner
from spt_tui.runs.section_file import Json, SectionFile, Texts, pieces
from tests.trees import write_run

RUNS = 12


@pytest.fixture(autouse=True)
def many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(index_module, "FIRST_SAVE", 0.0)
    monkeypatch.setattr(preview, "MANY", RUNS)
    monkeypatch.setattr(preview, "SCREENFUL", 3)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for number in range(RUNS):
        status = "failed" if number < 4 else "completed"
        run_dir = tmp_path / "runs" / f"run{number}"
        write_run(run_dir, status=status, created_at=1_000.0 + number, hparams={"lr": number})
    return tmp_path / "runs"


def session(root: Path) -> RunScanner:
    return RunScanner(root, index=Index(str(root)))


def test_the_newest_runs_come_before_all_others(root: Path) -> None:
    session(root).step()
    scanner = session(root)
    events = scanner.subscribe()
    scanner.start(first=1, previews=True)
    assert [events.get(timeout=10) for _ in range(2)] == [Progress("discovering", 0, 0), Progress("verifying", RUNS, 0)]
    shown = scanner.preview
    assert shown is not None and not len(scanner.catalog), "nothing else is read yet"
    runs = [shown.catalog.run(slot) for slot in shown.catalog.slots()]
    assert sorted((run.name, run.hparams["lr"]) for run in runs) == [("run10", 10), ("run11", 11), ("run9", 9)]
    assert not any(run.verified for run in runs)
    assert {state.value: number for state, number in shown.catalog.counts.items()} == {"failed": 4, "completed": 8}
    assert len(shown.catalog) == RUNS and "state" in shown.columns
    scanner.go_on()
    update = events.get(timeout=10)
    assert isinstance(update, Update) and len(update.changed) == RUNS
    until = time.monotonic() + 10
    while scanner.catalog.unverified and time.monotonic() < until:
        time.sleep(0.005)
    assert scanner.preview is None and not scanner.catalog.unverified
    scanner.stop()


def test_few_runs_need_none(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preview, "MANY", RUNS + 1)
    session(root).step()
    scanner = session(root)
    events = scanner.subscribe()
    scanner.start(first=1, previews=True)
    events.get(timeout=10)
    assert isinstance(events.get(timeout=10), Update)
    assert scanner.preview is None and len(scanner.catalog) == RUNS
    scanner.stop()


def test_who_does_not_ask_gets_none(root: Path) -> None:
    session(root).step()
    scanner = session(root)
    scanner.step()
    assert scanner.preview is None and len(scanner.catalog) == RUNS


@pytest.mark.parametrize(
    "about",
    [
        None,
        [],
        {"columns": ["state"]},
        {"columns": ["no such column"], "counts": {}},
        {"columns": [1], "counts": {}},
        {"columns": [], "counts": {"no such state": 1}},
        {"columns": [], "counts": {"failed": -1}},
    ],
)
def test_what_does_not_fit_is_refused(root: Path, tmp_path: Path, about: object) -> None:
    scanner = session(root)
    scanner.step()
    sections = dict(preview.sections(scanner.catalog, str(root)))
    sections["preview.of"] = Json(about)
    path = tmp_path / "file"
    path.write_bytes(b"".join(map(bytes, pieces({}, sections.items()))))
    path.chmod(0o600)
    with SectionFile(str(path)) as file, pytest.raises(Refused):
        preview.read(file, str(root))


def test_runs_without_a_time_are_not_among_the_newest(root: Path) -> None:
    for number in range(3):
        write_run(root / f"undated{number}", created_at=None)
    catalog = Catalog()
    scanner = RunScanner(root, catalog=catalog)
    scanner.step()
    assert {name for name, _ in preview.sections(catalog, str(root))} >= {"preview.of", "preview.below"}
    texts = dict(preview.sections(catalog, str(root)))["preview.below"]
    assert isinstance(texts, Texts) and sorted(texts.texts) == ["run10", "run11", "run9"]
