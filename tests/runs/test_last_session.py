"""A second start: what the first knew is there before the tree is asked, and then becomes what the tree says."""

from __future__ import annotations

import os
import queue
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from spt_tui.runs import index as index_module
from spt_tui.runs.catalog import Catalog
from spt_tui.runs.directories import ledger_parts
from spt_tui.runs.feed import Event, Progress, Update
from spt_tui.runs.index import Index, file_name
from spt_tui.runs.run import Run
from spt_tui.runs.scan import scan
from spt_tui.runs.scanner import RunScanner
from spt_tui.runs.section_file import Content, Json, SectionFile, Texts, pieces
from tests.trees import replace_json, write_run


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(index_module, "FIRST_SAVE", 0.0)
    monkeypatch.setattr(index_module, "SAVE_EVERY", 0.0)
    monkeypatch.setattr(index_module, "SAVE_RATE", 1e12)
    return tmp_path / "cache" / "spt-tui"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for number in range(12):
        day = tmp_path / "runs" / f"2026-01-0{number % 3}"
        status = ("running", "completed", "failed")[number % 3]
        write_run(day / f"run{number}", status=status, notes=f"note {number}", hparams={"lr": number}, step=number)
    (tmp_path / "runs" / "empty" / "place").mkdir(parents=True)
    return tmp_path / "runs"


def session(root: Path) -> RunScanner:
    return RunScanner(root, index=Index(str(root)))


def seen_once(root: Path) -> None:
    """One session that scans the tree and keeps what it found."""
    session(root).step()


def events_of(events: queue.Queue[Event]) -> Iterator[Event]:
    while not events.empty():
        yield events.get_nowait()


def wait_for(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.005)


def as_the_tree_says(scanner: RunScanner) -> bool:
    """Nothing differs from a scan of the tree, but for what is read later of ended runs."""
    found = {dir: _early(run) for dir, run in scanner.runs().items()}
    return found == {run.dir: _early(run) for run in scan(scanner.root)}


def _early(run: Run) -> tuple[object, ...]:
    return run.id, run.name, run.state, run.status, run.notes, run.tags, run.hparams, run.summary, run.verified


def test_the_runs_are_told_before_anything_is_asked_of_the_tree(root: Path) -> None:
    seen_once(root)
    os.rename(root, root.with_name("away"))
    scanner = session(root)
    events = scanner.subscribe()
    scanner.start(first=1)
    first = [events.get(timeout=10) for _ in range(3)]
    assert isinstance(first[0], Progress) and first[0].total == 0
    assert isinstance(first[1], Update) and len(first[1].changed) == 12
    assert not any(run.verified for run in first[1].changed)
    assert first[2] == Progress("verifying", 12, 0)
    assert scanner.footprint().calls == 0 and scanner.footprint().polls == 0
    scanner.stop()


def test_what_has_not_changed_is_verified_and_told_as_such(root: Path) -> None:
    seen_once(root)
    scanner = session(root)
    events = scanner.subscribe()
    scanner.step()
    assert scanner.footprint().unverified == scanner.catalog.unverified == 0
    assert as_the_tree_says(scanner)
    said = list(events_of(events))
    assert said[-1] == Progress("watching", 12, 12)
    assert {run.dir for event in said if isinstance(event, Update) for run in event.changed} == set(scanner.runs())
    assert not any(event.removed for event in said if isinstance(event, Update))


def age(root: Path) -> None:
    """Nothing below `root` changed in the last hours."""
    long_ago = time.time() - 10_000
    for number, (dir, _, files) in enumerate(os.walk(root, topdown=False)):
        for path in (*files, "."):
            os.utime(os.path.join(dir, path), (long_ago + number, long_ago + number))


def test_a_second_start_asks_for_less_than_half(root: Path) -> None:
    age(root)
    first, second = session(root), session(root)
    first.step()
    second.step()
    assert second.footprint().calls < first.footprint().calls / 2


def test_what_a_second_start_had_to_read_anew_a_third_one_need_not(root: Path) -> None:
    """After a tree was copied all its times are others, and yet old."""
    seen_once(root)
    age(root)
    second, third = session(root), session(root)
    second.step()
    third.step()
    assert third.footprint().calls < second.footprint().calls / 2


def test_what_changed_meanwhile_is_found(root: Path) -> None:
    seen_once(root)
    run = next(iter(scan(str(root))))
    shutil.rmtree(root / "2026-01-00" / "run3")
    shutil.rmtree(root / "2026-01-01")
    write_run(root / "2026-01-00" / "run0", status="failed", notes="changed")
    write_run(root / "2026-01-02" / "new")
    write_run(root / "2026-01-03" / "new" / "nested")
    write_run(root / "empty" / "place", notes="a run now")
    scanner = session(root)
    scanner.step()
    assert as_the_tree_says(scanner) and len(scanner.runs()) == 10
    assert run.dir in scanner.runs() or not os.path.exists(run.dir)


def test_what_changed_without_a_trace_at_the_end_of_the_session_is_found(root: Path) -> None:
    run_dir = root / "2026-01-00" / "run0"
    write_run(run_dir, status="running", notes="before")
    seen_once(root)
    times = os.stat(run_dir)
    replace_json(run_dir / "sidecar.json", {"status": "running", "notes": "after!"})
    os.utime(run_dir, ns=(times.st_atime_ns, times.st_mtime_ns))
    scanner = session(root)
    scanner.step()
    assert scanner.runs()[str(run_dir)].notes == "after!"


def test_changes_after_the_second_start_are_kept_for_the_third(root: Path) -> None:
    seen_once(root)
    scanner = session(root)
    scanner.step()
    write_run(root / "2026-01-00" / "run0", notes="changed")
    for _ in range(3):
        scanner.step()
    third = session(root)
    third.start(first=1)
    wait_for(lambda: len(third.runs()) == 12)
    assert third.runs()[str(root / "2026-01-00" / "run0")].notes == "changed"
    third.stop()


def test_a_root_that_is_away_keeps_its_runs_for_the_next_session(root: Path) -> None:
    seen_once(root)
    os.rename(root, root.with_name("away"))
    scanner = session(root)
    scanner.step()
    scanner.step()
    assert len(scanner.runs()) == 12 and scanner.catalog.unverified == 12
    os.rename(root.with_name("away"), root)
    again = session(root)
    again.step()
    assert as_the_tree_says(again)


def test_two_roots_share_a_catalog(root: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(root / "2026-01-00", other / "day")
    catalog = Catalog()
    for each in (root, other):
        seen_once(each)
    scanners = [RunScanner(each, catalog=catalog, index=Index(str(each))) for each in (root, other)]
    for scanner in scanners:
        scanner.step()
    assert len(catalog) == 16 and catalog.unverified == 0
    assert all(as_the_tree_says(scanner) for scanner in scanners)


def spoil(root: Path, cache: Path, section: str, content: Content) -> None:
    """Replace a section of the file by another, with right checksums."""
    path = cache / file_name(str(root))
    with SectionFile(str(path)) as file:
        about = file.about
        sections = {name: _content(file, name) for name in file}
    path.write_bytes(b"".join(pieces(about, (sections | {section: content}).items())))


def _content(file: SectionFile, name: str) -> Content:
    kind = file.kind(name)
    if kind == "texts":
        return Texts(file.read_texts(name))
    if kind == "json":
        return Json(file.read_json(name))
    return file.read_bytes(name) if kind == "bytes" else file.read_array(name, kind)


def test_runs_are_taken_back_if_the_directories_cannot_be_used(root: Path, cache: Path) -> None:
    seen_once(root)
    spoil(root, cache, "ledger.below", Texts(["../elsewhere"]))
    index = Index(str(root))
    scanner = RunScanner(root, index=index)
    events = scanner.subscribe()
    scanner.step()
    assert index.note == "the saved index was not used: damaged: ledger.below"
    assert as_the_tree_says(scanner) and scanner.catalog.unverified == 0
    removed = [event.removed for event in events_of(events) if isinstance(event, Update) and event.removed]
    assert [len(dirs) for dirs in removed] == [12]


def test_the_end_keeps_what_is_new(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_module, "SAVE_EVERY", 3_600.0)
    scanner = RunScanner(root, 0.01, index=Index(str(root)))
    scanner.start()
    wait_for(lambda: scanner.footprint().polls > 0)
    write_run(root / "2026-01-00" / "late", notes="late")
    wait_for(lambda: len(scanner.runs()) == 13)
    scanner.stop()
    assert scanner.finish(5)
    last = session(root)
    last.start(first=1)
    wait_for(lambda: len(last.runs()) == 13)
    last.stop()


def test_the_end_waits_no_longer_than_it_is_told(root: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hang = threading.Event()

    def sections(page: object) -> Iterator[tuple[str, Content]]:
        hang.wait(20)
        yield "late", b""

    monkeypatch.setattr(ledger_parts, "sections", sections)
    scanner = RunScanner(root, 0.01, index=Index(str(root)))
    scanner.start()
    wait_for(lambda: len(scanner.runs()) == 12)
    scanner.stop()
    began = time.monotonic()
    assert not scanner.finish(0.2)
    assert time.monotonic() - began < 0.4
    hang.set()
    wait_for(lambda: not list(cache.iterdir()))


def test_without_an_index_nothing_is_read_or_written(root: Path, cache: Path) -> None:
    scanner = RunScanner(root)
    scanner.start()
    wait_for(lambda: scanner.footprint().polls > 0)
    scanner.stop()
    assert scanner.finish(5) and not cache.exists()


def test_a_scanner_that_was_never_started_has_nothing_to_finish(root: Path) -> None:
    scanner = session(root)
    scanner.stop()
    assert scanner.finish(0)


def test_a_first_scan_that_is_left_half_way_is_begun_with_and_ended_by_the_next_session(root: Path) -> None:
    scanner = RunScanner(root, index=Index(str(root)))
    scanner.start(first=5)
    wait_for(lambda: len(scanner.runs()) >= 5)
    scanner.stop()
    assert scanner.finish(5)
    known = len(scanner.runs())
    assert known < 12
    last = session(root)
    last.start(first=1)
    wait_for(lambda: len(last.runs()) == known)
    last.go_on()
    wait_for(lambda: len(last.runs()) == 12)
    wait_for(lambda: last.footprint().unverified == 0)
    assert as_the_tree_says(last)
    last.stop()


def test_what_is_as_it_was_is_not_written_again(root: Path, cache: Path) -> None:
    for path in (root, *root.rglob("*")):
        os.utime(path, (1_700_000_000, 1_700_000_000.25))
    written = []
    for _ in range(3):
        scanner = session(root)
        scanner.start()
        wait_for(lambda scanner=scanner: scanner.footprint().polls > 0 and scanner.footprint().undetailed == 0)
        scanner.stop()
        assert scanner.finish(5)
        (index,) = cache.glob("*.index")
        written.append(index.read_bytes())
    assert written[1] == written[2]


def test_a_start_writes_nothing(root: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_module, "FIRST_SAVE", 3_600.0)
    scanner = RunScanner(root, index=Index(str(root)))
    scanner.start()
    wait_for(lambda: scanner.footprint().polls > 0)
    assert not cache.exists()
    scanner.stop()
    assert scanner.finish(5)
    assert cache.exists()
