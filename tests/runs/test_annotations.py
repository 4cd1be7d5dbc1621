import fcntl
import json
import multiprocessing
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spt_tui.runs.annotations import Annotations
from spt_tui.runs.root_file import data_dir


@pytest.fixture(autouse=True)
def own_data_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path / "data" / "spt-tui"


@pytest.fixture
def kept(tmp_path: Path) -> Annotations:
    return Annotations(str(tmp_path / "runs"))


def test_edits_are_kept_by_run_and_field(kept: Annotations) -> None:
    kept.edit("a/b", {"notes": "good", "tags": ["x"]})
    kept.edit("a/b", {"notes": None})
    kept.edit("c", {"archived": True})
    assert kept.get("a/b") == {"notes": None, "tags": ["x"]}
    assert kept.get("c") == {"archived": True}
    assert kept.get("d") == {}
    assert kept.problem is None


def test_another_program_sees_them_and_adds_to_them(kept: Annotations, tmp_path: Path) -> None:
    other = Annotations(str(tmp_path / "runs"))
    assert kept.all() == other.all() == {}
    kept.edit("a", {"notes": "mine"})
    other.edit("a", {"tags": ["theirs"]})
    other.edit("b", {"notes": "theirs"})
    assert kept.all() == {"a": {"notes": "mine", "tags": ["theirs"]}, "b": {"notes": "theirs"}}


def _edit_many(root: str, name: str) -> None:
    kept = Annotations(root)
    for number in range(20):
        kept.edit(f"run-{number}", {name: number})


def test_programs_that_edit_at_once_lose_nothing(tmp_path: Path) -> None:
    root = str(tmp_path / "runs")
    context = multiprocessing.get_context("fork")
    programs = [context.Process(target=_edit_many, args=(root, name)) for name in ("one", "two", "three")]
    for program in programs:
        program.start()
    for program in programs:
        program.join()
    expected = {f"run-{number}": {"one": number, "two": number, "three": number} for number in range(20)}
    assert Annotations(root).all() == expected


def test_nobody_else_can_read_or_write_them(kept: Annotations, own_data_home: Path) -> None:
    kept.edit("a", {"notes": "x"})
    assert stat.S_IMODE(own_data_home.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in own_data_home.iterdir()} == {0o600}


def test_nothing_is_left_beside_the_file(kept: Annotations, own_data_home: Path) -> None:
    kept.edit("a", {"notes": "x"})
    with pytest.raises(TypeError):
        kept.edit("a", {"notes": object()})
    assert sorted(os.listdir(own_data_home)) == [os.path.basename(kept.path), f"{os.path.basename(kept.path)}.lock"]
    assert kept.get("a") == {"notes": "x"}


def test_a_root_is_one_by_whatever_way_it_is_reached(tmp_path: Path) -> None:
    (tmp_path / "runs").mkdir()
    (tmp_path / "link").symlink_to("runs")
    Annotations(str(tmp_path / "runs")).edit("a", {"notes": "x"})
    assert Annotations(str(tmp_path / "link")).get("a") == {"notes": "x"}
    assert Annotations(str(tmp_path)).get("a") == {}


def test_reading_makes_nothing(kept: Annotations, own_data_home: Path) -> None:
    assert kept.all() == {} and kept.problem is None
    assert not own_data_home.exists()


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"\xff", b"[]", b"{}", b'{"format": 1}', b'{"format": 1, "runs": {"a": 1}}', b"[" * 100_000]
)
def test_a_damaged_file_is_said_and_set_aside_by_the_next_edit(kept: Annotations, raw: bytes) -> None:
    kept.edit("a", {"notes": "x"})
    Path(kept.path).write_bytes(raw)
    assert kept.all() == {}
    assert kept.problem is not None and "damaged" in kept.problem
    kept.edit("b", {"notes": "y"})
    assert kept.all() == {"b": {"notes": "y"}} and kept.problem is None
    assert Path(f"{kept.path}.damaged").read_bytes() == raw
    Path(kept.path).write_bytes(b"again")
    kept.edit("c", {"notes": "z"})
    assert Path(f"{kept.path}.damaged").read_bytes() == raw
    assert Path(f"{kept.path}.damaged-2").read_bytes() == b"again"


def test_the_file_of_a_later_version_is_left_alone(kept: Annotations) -> None:
    kept.edit("a", {"notes": "x"})
    later = b'{"format": 99, "pages": []}'
    Path(kept.path).write_bytes(later)
    assert kept.all() == {}
    assert kept.problem is not None and "later version" in kept.problem
    with pytest.raises(OSError, match="later version"):
        kept.edit("a", {"notes": "y"})
    assert Path(kept.path).read_bytes() == later


def test_a_file_that_others_can_write_is_left_alone(kept: Annotations) -> None:
    kept.edit("a", {"notes": "x"})
    Path(kept.path).chmod(0o666)
    assert Annotations(kept.root).all() == {}
    with pytest.raises(OSError, match="others can write it"):
        kept.edit("a", {"notes": "y"})
    Path(kept.path).chmod(0o600)
    assert Annotations(kept.root).all() == {"a": {"notes": "x"}}


def test_an_edit_that_cannot_be_kept_says_so(kept: Annotations, own_data_home: Path) -> None:
    own_data_home.parent.write_bytes(b"")
    with pytest.raises(OSError):
        kept.edit("a", {"notes": "x"})
    assert kept.all() == {}


def test_another_programs_lock_is_not_waited_for_for_ever(kept: Annotations, monkeypatch: pytest.MonkeyPatch) -> None:
    kept.edit("a", {"notes": "x"})
    monkeypatch.setattr("spt_tui.runs.turn.WAIT_SECONDS", 0.05)
    with open(f"{kept.path}.lock") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(BlockingIOError, match="another program"):
            kept.edit("a", {"notes": "y"})
    kept.edit("a", {"notes": "z"})
    assert kept.get("a") == {"notes": "z"}


def test_run_ids_and_values_are_kept_as_they_are(kept: Annotations) -> None:
    edits = {"notes": "\x1b[31m\udcff\n", "tags": [1, None, {"a": float("inf")}]}
    kept.edit("r\udce9sum/\n", edits)
    assert Annotations(kept.root).get("r\udce9sum/\n") == edits
    assert json.loads(Path(kept.path).read_bytes())["root"] == kept.root


def test_without_a_data_home_it_is_the_usual_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/someone")
    for value in ("", "relative/path"):
        monkeypatch.setenv("XDG_DATA_HOME", value)
        assert data_dir() == "/home/someone/.local/share/spt-tui"


@given(st.binary(max_size=200))
def test_no_content_is_too_odd_to_be_read(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.getbasetemp()))
        kept = Annotations("/odd")
        kept.edit("a", {"notes": "x"})
        Path(kept.path).write_bytes(raw)
        kept.all()
        assert kept.problem is None or kept.problem.isprintable()
