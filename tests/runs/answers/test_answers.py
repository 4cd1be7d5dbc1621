"""What listings of runs and edits say, with a test named after each known defect of the reference's."""

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spt_tui.runs.answers import aside as aside_module
from spt_tui.runs.answers.answers import Answers
from spt_tui.runs.answers.run_answer import said_of
from spt_tui.runs.feed import Progress
from tests.runs.still_source import StillSource
from tests.trees import as_nobody, chmod_as_owner, public_place, replace_json, touch_heartbeat, write_run

HOUR = 3_600.0


@pytest.fixture(autouse=True)
def own_data_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "runs").mkdir()
    return tmp_path / "runs"


class Asked:
    """Answers about a tree, and what is found in it at each look."""

    def __init__(self, root: Path) -> None:
        self.source = StillSource(root)
        self.answers = Answers(self.source)

    def run(self, run_id: str) -> dict[str, Any]:
        return next(run for run in self.answers.runs_json() if run["run_id"] == run_id)

    def run_now(self, run_id: str) -> dict[str, Any]:
        self.source.look()
        return self.run(run_id)


def sidecar_of(run_dir: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((run_dir / "sidecar.json").read_bytes())
    return content


def test_a_run_is_told_as_its_files_say(root: Path) -> None:
    hparams = {"lr": 0.1, "optim": {"betas": [0.9, 0.999]}, "note": "\x1b[31m"}
    run_dir = write_run(
        root / "day" / "a",
        status="completed",
        tags=["x", "sweep:1"],
        hparams=hparams,
        summary={"loss": float("inf")},
        created_at=5,
        ended_at=6.5,
        heartbeat=7.0,
        rows=[{"step": 0, "loss": 1}],
        checkpoint_path="/c/last.ckpt",
        notes="fine",
    )
    (run_dir / "media.jsonl").write_text("{}\n")
    assert Asked(root).answers.runs_json() == [
        {
            "run_id": "day/a",
            "run_dir": str(run_dir),
            "display_name": "a",
            "status": "completed",
            "created_at": 5,
            "ended_at": 6.5,
            "heartbeat_at": 7.0,
            "tags": ["x", "sweep:1"],
            "notes": "fine",
            "hparams": hparams,
            "summary": {"loss": float("inf")},
            "checkpoint_path": "/c/last.ckpt",
            "metrics_size": (run_dir / "metrics.csv").stat().st_size,
            "has_media": True,
            "archived": False,
            "problem": None,
        }
    ]


def test_a_run_without_other_files(root: Path) -> None:
    run_dir = write_run(root / "a")
    (run_dir / "heartbeat").unlink()
    (run_dir / "media.jsonl").touch()
    run = Asked(root).run("a")
    assert (run["metrics_size"], run["has_media"], run["heartbeat_at"]) == (0, False, None)


def test_the_root_may_be_a_run(root: Path) -> None:
    write_run(root, status="completed")
    assert Asked(root).run("runs")["run_dir"] == str(root)


def test_scan_broken_hidden(root: Path) -> None:
    write_run(root / "good")
    for name, raw in {"torn": b'{"status": "runn', "empty": b"", "binary": b"\x89PNG\0"}.items():
        (root / name).mkdir()
        (root / name / "sidecar.json").write_bytes(raw)
    asked = Asked(root)
    for name in ("torn", "empty", "binary"):
        run = asked.run(name)
        assert run["status"] == "unreadable" and run["problem"].startswith("sidecar.json: ")
        assert (run["tags"], run["hparams"], run["summary"], run["notes"]) == ([], {}, {}, "")
    assert asked.run("good")["problem"] is None


def test_scan_broken_stale(root: Path) -> None:
    run_dir = write_run(root / "a", tags=["x"])
    asked = Asked(root)
    assert asked.run("a")["status"] == "running"
    (run_dir / "sidecar.json").write_bytes(b'{"status": "compl')
    broken = asked.run_now("a")
    assert (broken["status"], broken["tags"]) == ("unreadable", []) and broken["problem"]
    write_run(run_dir, status="completed")
    assert (asked.run_now("a")["status"], asked.run("a")["problem"]) == ("completed", None)


@pytest.mark.parametrize("raw", [b"[]", b"[1]", b"null", b'"text"', b"3", b"true", b"NaN"])
def test_scan_nondict_sidecar(root: Path, raw: bytes) -> None:
    write_run(root / "good")
    (root / "bad").mkdir()
    (root / "bad" / "sidecar.json").write_bytes(raw)
    asked = Asked(root)
    assert asked.run("bad")["status"] == "unreadable" and "not an object" in asked.run("bad")["problem"]
    assert asked.run("good")["status"] == "running"
    assert asked.answers.logs_index("bad") == {"streams": []}


def test_scan_nonutf8_sidecar(root: Path) -> None:
    write_run(root / "good")
    (root / "bad").mkdir()
    (root / "bad" / "sidecar.json").write_bytes(b'{"status": "completed", "notes": "caf\xe9"}')
    run = Asked(root).run("bad")
    assert (run["status"], run["notes"]) == ("completed", "caf\ufffd") and "UTF-8" in run["problem"]


def test_a_sidecar_that_may_not_be_read_is_said() -> None:
    with public_place() as place:
        write_run(place / "theirs", status="completed")
        (place / "theirs" / "sidecar.json").chmod(0)
        write_run(place / "open")
        (place / "open" / "sidecar.json").chmod(0o644)

        def question() -> object:
            asked = Asked(place)
            before = asked.run("theirs"), asked.run("open")["status"]
            chmod_as_owner(place / "theirs" / "sidecar.json", 0o644)
            return before[0]["status"], before[0]["problem"], before[1], asked.run_now("theirs")["status"]

        expected = ("unreadable", "sidecar.json: permission denied", "running", "completed")
        assert as_nobody(question) == str(expected)


@pytest.mark.parametrize(
    ("field", "value", "answer"),
    [
        ("tags", "x", []),
        ("tags", {"a": 1}, []),
        ("tags", ["a", 1, None], ["a", 1, None]),
        ("hparams", [1], {}),
        ("hparams", "x", {}),
        ("summary", 3, {}),
        ("notes", ["x"], ""),
        ("notes", None, ""),
        ("status", 3, None),
        ("created_at", "yesterday", None),
        ("created_at", True, None),
        ("ended_at", [], None),
        ("checkpoint_path", {}, None),
        ("display_name", 7, "a"),
        ("display_name", "", "a"),
        ("archived", "yes", False),
        ("archived", True, True),
    ],
)
def test_a_field_of_a_wrong_kind_costs_that_field(root: Path, field: str, value: object, answer: object) -> None:
    write_run(root / "a", **{"status": "completed", field: value})
    run = Asked(root).run("a")
    assert run[field] == answer
    is_fine = value is None or answer == value or value == ""
    assert run["problem"] == (None if is_fine else f"sidecar.json: {field} is of the wrong kind")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda children: st.lists(children, max_size=3) | st.dictionaries(st.text(max_size=5), children, max_size=3),
    max_leaves=8,
)
FIELDS = ("status", "tags", "notes", "hparams", "summary", "display_name", "created_at", "archived", "checkpoint_path")


@given(st.binary(max_size=60) | st.dictionaries(st.sampled_from(FIELDS), json_values).map(json.dumps).map(str.encode))
def test_no_sidecar_is_too_odd(raw: bytes) -> None:
    run = said_of(raw, None, {}).answer("a/b", "/a/b", aside_module.Aside(0, False, None))
    kinds = {"tags": list, "hparams": dict, "summary": dict, "notes": str, "display_name": str, "archived": bool}
    assert all(type(run[field]) is kind for field, kind in kinds.items())
    assert run["problem"] is None or run["problem"].isprintable()
    json.dumps(run)


class Clock:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    clock = Clock()
    monkeypatch.setattr(aside_module.Asides.__init__, "__defaults__", (clock,))
    yield clock


def test_scan_table_n_stats(root: Path, clock: Clock) -> None:
    """A run that has ended is asked about once for each change, a live one once a second, a dead one now and then."""
    ended = write_run(root / "ended", status="completed")
    live, dead = write_run(root / "live"), write_run(root / "dead", heartbeat=time.time() - HOUR)
    asked = Asked(root)

    def cost(seconds: float = 0.0) -> float:
        clock.now += seconds
        before = asked.answers.disk.calls
        asked.answers.runs_json()
        return (asked.answers.disk.calls - before) / 3

    assert [cost(), cost(), cost(0.5)] == [3, 0, 0]
    assert [cost(0.6), cost()] == [1, 0]
    assert [cost(10), cost()] == [2, 0]
    with (live / "metrics.csv").open("w") as file:
        file.write("step,loss\n")
    touch_heartbeat(dead, 5.0)
    assert (asked.run("live")["metrics_size"], asked.run("dead")["heartbeat_at"]) != (10, 5.0)
    assert cost(11) == 2
    assert (asked.run("live")["metrics_size"], asked.run("dead")["heartbeat_at"]) == (10, 5.0)
    (ended / "media.jsonl").write_text("{}\n")
    asked.source.look()
    assert cost() == 3 and asked.run("ended")["has_media"]
    ended_only = asked.answers
    clock.now += 10_000
    ended_only.runs_json()
    assert asked.run("ended")["has_media"]


def test_an_unreadable_sidecar_is_not_tried_at_each_listing(root: Path) -> None:
    (root / "a" / "sidecar.json").mkdir(parents=True)
    source = StillSource(root)
    source._dirs = {"a": str(root / "a")}
    answers = Answers(source)
    assert answers.runs_json()[0]["status"] == "unreadable"
    before = answers.disk.calls
    answers.runs_json()
    assert answers.disk.calls == before


def test_progress(root: Path) -> None:
    asked = Asked(root)
    assert asked.answers.progress_json() == {"phase": "starting", "total": 0, "done": 0, "initial_done": False}
    asked.source.said = Progress("verifying", 9, 4)
    assert asked.answers.progress_json() == {"phase": "loading", "total": 9, "done": 4, "initial_done": False}
    asked.source.said = Progress("watching", 9, 9)
    assert asked.answers.progress_json() == {"phase": "idle", "total": 9, "done": 9, "initial_done": True}


def test_patch_lost_update(root: Path) -> None:
    """An edit beside a run that has just ended leaves the sidecar as the trainer wrote it."""
    run_dir = write_run(root / "a")
    asked = Asked(root)
    write_run(run_dir, status="completed", ended_at=9.0, summary={"loss": 0.1})
    raw = (run_dir / "sidecar.json").read_bytes()
    assert asked.answers.patch_run_meta("a", {"notes": "mine"}) is True
    assert (run_dir / "sidecar.json").read_bytes() == raw
    run = asked.run_now("a")
    assert (run["status"], run["ended_at"], run["summary"], run["notes"]) == ("completed", 9.0, {"loss": 0.1}, "mine")


def test_patch_archived_not_served(root: Path) -> None:
    write_run(root / "a")
    asked = Asked(root)
    asked.answers.patch_run_meta("a", {"archived": True, "display_name": "nice"})
    assert (asked.run("a")["archived"], asked.run("a")["display_name"]) == (True, "nice")
    asked.answers.patch_run_meta("a", {"archived": False, "display_name": None})
    assert (asked.run("a")["archived"], asked.run("a")["display_name"]) == (False, "a")


def test_patch_wiped_by_logger(root: Path) -> None:
    """What the logger writes later from its memory takes no edit away, here or in another program."""
    run_dir = write_run(root / "a", tags=["old"])
    patch = {"display_name": "nice", "archived": True, "notes": "mine", "tags": ["new"]}
    asked = Asked(root)
    asked.answers.patch_run_meta("a", patch)
    write_run(run_dir, status="completed", tags=["old"], notes="theirs")
    for again in (asked, Asked(root)):
        run = again.run_now("a")
        assert {field: run[field] for field in patch} == patch and run["status"] == "completed"


def test_patch_bumps_updated_at(root: Path) -> None:
    run_dir = write_run(root / "a")
    before = sidecar_of(run_dir)["updated_at"], run_dir.stat().st_mtime_ns
    Asked(root).answers.patch_run_meta("a", {"notes": "mine"})
    assert (sidecar_of(run_dir)["updated_at"], run_dir.stat().st_mtime_ns) == before
    assert set(os.listdir(root)) == {"a"}


def test_an_edit_is_announced_and_a_refused_one_is_not(root: Path) -> None:
    run_dir = write_run(root / "a")
    asked = Asked(root)
    asked.answers.patch_run_meta("a", {"notes": "mine"})
    assert asked.source.announced == [str(run_dir)]
    with pytest.raises(ValueError, match="unknown patch fields: \\['status'\\]"):
        asked.answers.patch_run_meta("a", {"notes": "x", "status": "completed"})
    assert asked.answers.patch_run_meta("b", {"notes": "x"}) is False
    assert asked.source.announced == [str(run_dir)] and asked.run("a")["notes"] == "mine"


def test_edits_of_a_run_without_a_readable_sidecar_are_shown(root: Path) -> None:
    (root / "a").mkdir()
    (root / "a" / "sidecar.json").write_bytes(b"[]")
    asked = Asked(root)
    asked.answers.patch_run_meta("a", {"notes": "broken since Monday"})
    assert (asked.run("a")["notes"], asked.run("a")["status"]) == ("broken since Monday", "unreadable")


def test_names_that_are_not_utf8(root: Path) -> None:
    name = os.fsdecode(b"caf\xe9")
    write_run(root / name, rows=[{"step": 0, "loss": 1}])
    asked = Asked(root)
    assert asked.run(name)["run_dir"] == f"{root}/{name}"
    assert asked.answers.metrics_json(name) == {"metrics": {"loss": {"step": [0.0], "epoch": [None], "y": [1.0]}}}
    asked.answers.patch_run_meta(name, {"notes": "x"})
    assert asked.run(name)["notes"] == "x"


def test_a_run_that_is_gone_is_not_known(root: Path) -> None:
    run_dir = write_run(root / "a", rows=[{"step": 0, "loss": 1}])
    asked = Asked(root)
    assert asked.answers.metrics_json("a") and asked.answers.runs_json()
    for path in run_dir.iterdir():
        path.unlink()
    run_dir.rmdir()
    asked.source.look()
    assert asked.answers.runs_json() == [] and asked.answers.metrics_json("a") is None
    assert list(asked.answers.metrics_stream("a")) == [None]
    replace_json(write_run(root / "a") / "sidecar.json", {"status": "failed"})
    assert asked.run_now("a")["status"] == "failed"
