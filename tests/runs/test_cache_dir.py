"""Our own files on local disk: nobody else's are read, nothing is half written."""

from __future__ import annotations

import os
import resource
import signal
from itertools import chain
from pathlib import Path

import pytest

from spt_tui.runs.cache_dir import Refused, cache_dir, open_own, read_own, ready_dir, write_own
from tests.trees import NOBODY


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the cache directory will be."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "spt-tui"


def test_where_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", "/somewhere")
    assert cache_dir() == "/somewhere/spt-tui"
    for none in ("", "relative/path"):
        monkeypatch.setenv("XDG_CACHE_HOME", none)
        assert cache_dir() == f"{tmp_path}/.cache/spt-tui"


def test_without_a_home_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "not/absolute")
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    with pytest.raises(OSError):
        cache_dir()


def test_it_is_made_for_us_alone(place: Path) -> None:
    with pytest.raises(FileNotFoundError):
        ready_dir()
    assert ready_dir(make=True) == str(place) == ready_dir()
    assert place.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("mode", [0o720, 0o702, 0o777])
def test_one_that_others_can_write_is_refused(place: Path, mode: int) -> None:
    place.mkdir(parents=True)
    place.chmod(mode)
    for make in (False, True):
        with pytest.raises(Refused, match="others can write"):
            ready_dir(make=make)


def test_it_is_not_made_in_a_tree_it_has_to_stay_out_of(place: Path) -> None:
    for tree in (place, place.parent, place.parent.parent, Path("/")):
        with pytest.raises(Refused, match="below the runs"):
            ready_dir(make=True, outside=["/elsewhere", str(tree)])
    assert not place.parent.exists()
    assert ready_dir(make=True, outside=[f"{place}-of-another", str(place / "runs")]) == str(place)


def test_a_file_in_its_place_is_an_error(place: Path) -> None:
    place.parent.mkdir()
    place.write_text("")
    for make in (False, True):
        with pytest.raises(OSError):
            ready_dir(make=make)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_someone_else_s_is_refused(place: Path) -> None:
    place.mkdir(parents=True, mode=0o700)
    (place / "file").write_text("theirs")
    os.chown(place / "file", NOBODY, NOBODY)
    with pytest.raises(Refused, match="not yours"):
        read_own(str(place / "file"), 100)
    os.chown(place, NOBODY, NOBODY)
    with pytest.raises(Refused, match="not yours"):
        ready_dir()


# Files --------------------------------------------------------------------------------------------------------


def test_what_was_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / "file"
    for content in (b"one two", b"", b"three"):
        write_own(str(path), [content[:3], content[3:]])
        assert read_own(str(path), 7) == content
    assert path.stat().st_mode & 0o777 == 0o600
    assert os.listdir(tmp_path) == ["file"]


def test_what_is_missing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        open_own(str(tmp_path / "none"), 1)
    with pytest.raises(FileNotFoundError):
        write_own(str(tmp_path / "none" / "file"), [b"x"])


def test_what_is_no_plain_file_is_refused_at_once(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("secret")
    (tmp_path / "link").symlink_to(tmp_path / "file")
    os.mkfifo(tmp_path / "pipe", 0o600)
    (tmp_path / "folder").mkdir(mode=0o700)
    (tmp_path / "device").symlink_to("/dev/zero")
    for name in ("link", "pipe", "folder", "device"):
        with pytest.raises(Refused, match="not a plain file"):
            read_own(str(tmp_path / name), 100)


def test_what_is_too_large_or_open_to_others_is_refused(tmp_path: Path) -> None:
    write_own(str(tmp_path / "file"), [b"12345"])
    with pytest.raises(Refused, match="too large"):
        read_own(str(tmp_path / "file"), 4)
    (tmp_path / "file").chmod(0o620)
    with pytest.raises(Refused, match="others can write"):
        read_own(str(tmp_path / "file"), 5)


def test_what_a_program_of_our_number_left_when_it_was_killed_is_in_nobodys_way(tmp_path: Path) -> None:
    file = tmp_path / "file"
    child = os.fork()
    if child == 0:
        write_own(str(file), chain([b"begun"], iter(lambda: os._exit(0), None)))
    os.waitpid(child, 0)
    (left,) = tmp_path.iterdir()
    left.rename(str(left).replace(f".{child}", f".{os.getpid()}"))
    write_own(str(file), [b"ours"])
    assert file.read_bytes() == b"ours"


def test_a_full_disk_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write_own(str(path), [b"before"])
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, limits[1]))
    try:
        with pytest.raises(OSError):
            write_own(str(path), [b"x" * 10_000])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, ignored)
    assert read_own(str(path), 100) == b"before" and os.listdir(tmp_path) == ["file"]
