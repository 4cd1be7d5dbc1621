"""The file of the last session: used when it is ours and whole, written when it is time, in nobody's way."""

from __future__ import annotations

import os
import resource
import threading
import time
from array import array
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from spt_tui.runs import index as index_module
from spt_tui.runs.cache_dir import Refused
from spt_tui.runs.index import Index, file_name, prune
from spt_tui.runs.section_file import Content, SectionFile
from tests import trees

ROOT = "/data/runs"


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "spt-tui"


def numbers(*values: int) -> Iterator[tuple[str, Content]]:
    yield "numbers", array("q", values)


def load(index: Index) -> list[int] | None:
    taken: list[list[int]] = []
    assert index.load(lambda file: partial(taken.append, read_numbers(file))) == bool(taken)
    return taken[0] if taken else None


def read_numbers(file: SectionFile) -> list[int]:
    return file.read_array("numbers", "q").tolist()


def saved(*values: int, root: str = ROOT) -> Index:
    index = Index(root)
    assert index.save(numbers(*values)), index.note
    return index


def test_what_was_saved_is_loaded(cache: Path) -> None:
    saved(1, 2, 3)
    index = Index(ROOT)
    assert load(index) == [1, 2, 3] and index.note is None
    assert index.saved_at is not None and abs(index.saved_at - time.time()) < 60
    assert (cache / file_name(ROOT)).stat().st_mode & 0o777 == 0o600
    assert cache.stat().st_mode & 0o777 == 0o700
    assert os.listdir(cache) == [file_name(ROOT)]


def test_the_first_start_has_nothing_to_say() -> None:
    index = Index(ROOT)
    assert load(index) is None and index.note is None


def test_no_home_has_nothing_to_load_and_says_so_when_it_saves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", "nowhere")
    index = Index(ROOT)
    assert load(index) is None and index.note is None
    assert not index.save(numbers(1)) and index.note == "the index cannot be written: no home directory"


def test_each_root_has_its_own_file(cache: Path) -> None:
    saved(1, root="/data/a/runs")
    saved(2, root="/data/b/runs")
    assert load(Index("/data/a/runs")) == [1]
    assert load(Index("/data/b/runs")) == [2]
    assert all(name.startswith("runs-") for name in os.listdir(cache))


@pytest.mark.parametrize("root", ["/", "/data/\udcff\x1b[2J", "/" + "x" * 300, "/data/日本"])
def test_a_file_name_is_plain_and_short(root: str) -> None:
    name = file_name(root)
    assert name.isascii() and name.isprintable() and "/" not in name and len(name) < 64


def test_a_file_of_another_root_is_not_used(cache: Path) -> None:
    saved(1, root="/data/other")
    os.rename(cache / file_name("/data/other"), cache / file_name(ROOT))
    index = Index(ROOT)
    assert load(index) is None
    assert index.note == "the saved index was not used: it is of another root"


def test_a_damaged_file_is_not_used_and_is_replaced(cache: Path) -> None:
    saved(1)
    (cache / file_name(ROOT)).write_bytes(b"\0" * 4_096)
    index = Index(ROOT)
    assert load(index) is None and index.note and "damaged" in index.note
    assert index.save(numbers(2)) and load(Index(ROOT)) == [2]


def test_what_does_not_fit_is_refused_by_the_reader() -> None:
    saved(1)

    def refuse(file: SectionFile | None = None) -> None:
        raise Refused("damaged: below")

    for reading in (refuse, lambda file: refuse):
        index = Index(ROOT)
        assert not index.load(reading) and index.note == "the saved index was not used: damaged: below"


def test_readings_follow_each_other_and_the_first_that_is_refused_ends_them() -> None:
    saved(1)
    done: list[str] = []

    def first(file: SectionFile) -> Callable[[], None]:
        done.append(f"read on {threading.current_thread().name}")
        return lambda: done.append(f"taken on {threading.current_thread().name}")

    def second(file: SectionFile) -> Callable[[], None]:
        raise Refused("no")

    assert not Index(ROOT).load(first, second, first)
    assert done == ["read on spt-index", "taken on MainThread"]


def test_a_directory_that_others_can_write_is_not_used(cache: Path) -> None:
    saved(1)
    cache.chmod(0o777)
    index = Index(ROOT)
    assert load(index) is None and index.note and "others can write it" in index.note
    assert not index.save(numbers(2))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_another_users_directory_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    def answer() -> tuple[object, ...]:
        index = Index(ROOT)
        loaded, read_note, index.note = load(index), index.note, None
        return loaded, read_note, index.save(numbers(2)), index.note

    with trees.public_place() as place:
        monkeypatch.setenv("XDG_CACHE_HOME", str(place))
        saved(1)
        (place / "spt-tui").chmod(0o755)
        (place / "spt-tui" / file_name(ROOT)).chmod(0o644)
        assert trees.as_nobody(answer) == str(
            (None, "the saved index was not used: not yours", False, "the index cannot be written: not yours")
        )


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_a_read_only_home_is_said_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def answer() -> tuple[object, ...]:
        index = Index(ROOT)
        return index.save(numbers(2)), index.note, index.is_due

    with trees.public_place() as place:
        monkeypatch.setenv("XDG_CACHE_HOME", str(place))
        assert trees.as_nobody(answer) == str((False, "the index cannot be written: permission denied", False))


def test_a_full_disk_leaves_the_old_file_and_no_other(cache: Path) -> None:
    saved(1)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, limits[1]))
    try:
        index = Index(ROOT)
        assert not index.save([("numbers", array("q", range(100_000)))])
        assert index.note == "the index cannot be written: file too large" and not index.is_due
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert os.listdir(cache) == [file_name(ROOT)] and load(Index(ROOT)) == [1]


def test_it_is_not_written_below_the_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "runs"
    root.mkdir()
    (tmp_path / "link").symlink_to(root)
    monkeypatch.setenv("XDG_CACHE_HOME", str(root / "cache"))
    for index in (Index(str(root)), Index(str(tmp_path / "link")), Index(ROOT, [str(root)]), Index("/")):
        assert not index.save(numbers(1))
        assert index.note == "the index cannot be written: the cache directory lies below the runs"
    assert os.listdir(root) == []


def test_a_large_file_is_written_less_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_module, "SAVE_EVERY", 0.0)
    monkeypatch.setattr(index_module, "SAVE_RATE", 1e12)
    assert saved(*range(1_000)).is_due
    monkeypatch.setattr(index_module, "SAVE_RATE", 10.0)
    assert not saved(*range(1_000)).is_due


def test_a_minute_passes_between_two_writings() -> None:
    assert not saved(1).is_due


def waits_for_ever(done: threading.Event) -> Callable[[SectionFile], Callable[[], None]]:
    def read(file: SectionFile) -> Callable[[], None]:
        done.wait(20)
        return print

    return read


def test_a_directory_that_does_not_answer_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    saved(1)
    monkeypatch.setattr(index_module, "LOAD_SECONDS", 0.05)
    index, done = Index(ROOT), threading.Event()
    began = time.monotonic()
    assert not index.load(waits_for_ever(done))
    assert time.monotonic() - began < 1.0
    assert index.note == "the saved index was not used: no answer for 0.05 s" and not index.is_due
    done.set()


def test_a_writing_that_hangs_is_left_and_writes_nothing_later(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    saved(1)
    monkeypatch.setattr(index_module, "SAVE_SECONDS", 0.05)
    done = threading.Event()

    def sections() -> Iterator[tuple[str, Content]]:
        yield from numbers(2)
        done.wait(20)
        yield "more", b""

    index = Index(ROOT)
    assert not index.save(sections()) and not index.is_due
    done.set()
    late = next((thread for thread in threading.enumerate() if thread.name == "spt-index"), None)
    if late:
        late.join(5)
    assert os.listdir(cache) == [file_name(ROOT)] and load(Index(ROOT)) == [1]


def test_two_programs_at_once_do_not_harm_each_other() -> None:
    saved(*[0] * 3_000)
    children = [os.fork() for _ in range(2)]
    if 0 in children:
        status = 1
        try:
            mine = 1 + children.index(0)
            for _ in range(40):
                saved(*[mine] * 3_000)
            status = 0
        finally:
            os._exit(status)
    seen = set()
    running = set(children)
    while running:
        found = load(Index(ROOT))
        assert found is not None and len(found) == 3_000
        assert len(set(found)) == 1
        seen.add(found[0])
        pid, status = os.waitpid(-1, os.WNOHANG)
        assert status == 0
        running.discard(pid)
    assert {1, 2} <= seen


def test_the_oldest_files_go_first_and_unfinished_ones_when_they_are_old(cache: Path) -> None:
    saved(1)
    keep = cache / file_name(ROOT)
    long_ago = time.time() - 7_200
    os.utime(keep, (long_ago - 10_000, long_ago - 10_000))
    for number in range(60):
        (cache / f"other-{number}.index").write_bytes(b"")
        os.utime(cache / f"other-{number}.index", (long_ago - number, long_ago - number))
    (cache / "other.index.1.new").write_bytes(b"")
    os.utime(cache / "other.index.1.new", (long_ago, long_ago))
    (cache / "other.index.2.new").write_bytes(b"")
    (cache / "picture").write_bytes(b"")
    os.utime(cache / "picture", (long_ago, long_ago))
    prune(str(cache), keep=str(keep))
    left = set(os.listdir(cache))
    assert {"picture", "other.index.2.new", keep.name, "other-0.index", "other-48.index"} <= left
    assert not left & {"other.index.1.new", "other-59.index", "other-51.index"}


def test_large_files_go_before_fifty_are_there(cache: Path) -> None:
    saved(1)
    for number in range(4):
        path = cache / f"other-{number}.index"
        path.touch()
        os.truncate(path, 400_000_000)
        os.utime(path, (number, number))
    prune(str(cache), keep=str(cache / file_name(ROOT)))
    assert {name for name in os.listdir(cache) if name.startswith("other")} == {"other-3.index", "other-2.index"}


def test_a_file_that_is_used_counts_as_young(cache: Path) -> None:
    saved(1)
    os.utime(cache / file_name(ROOT), (0, 0))
    load(Index(ROOT))
    assert (cache / file_name(ROOT)).stat().st_mtime > 1_000
