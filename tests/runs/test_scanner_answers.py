"""A scanner that is used as code written for stable-pretraining's uses that one."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from spt_tui.runs.scanner import RunScanner
from tests.trees import MANIFEST, real_runs, write_run


@pytest.fixture(autouse=True)
def own_data_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "runs").mkdir()
    return tmp_path / "runs"


def scanned(root: Path, **options: Any) -> RunScanner:
    scanner = RunScanner(root, 1.0, **options)
    scanner.step()
    return scanner


@pytest.mark.parametrize("keep_sidecars", [True, False])
def test_every_sample_run_is_answered(tmp_path: Path, keep_sidecars: bool) -> None:
    root = real_runs(tmp_path)
    scanner = scanned(root, keep_sidecars=keep_sidecars)
    runs = {run["run_id"]: run for run in scanner.runs_json()}
    assert set(runs) == set(MANIFEST.values())
    for id, run in runs.items():
        sidecar = json.loads((root / id / "sidecar.json").read_bytes())
        assert (run["status"], run["created_at"], run["tags"]) == (
            sidecar["status"],
            sidecar["created_at"],
            sidecar["tags"],
        )
        assert run["metrics_size"] == (root / id / "metrics.csv").stat().st_size
        assert scanner.metrics_json(id) and scanner.metrics_json_bytes(id) and scanner.media_json(id)
        for stream in (scanner.logs_index(id) or {})["streams"]:
            assert scanner.log_content(id, stream["stream_id"])


def test_answers_before_the_first_look_and_after_it(root: Path) -> None:
    write_run(root / "day" / "a")
    scanner = RunScanner(root)
    assert scanner.runs_json() == [] and scanner.metrics_json("day/a") is None
    assert scanner.progress_json() == {"phase": "starting", "total": 0, "done": 0, "initial_done": False}
    scanner.step()
    assert [run["run_id"] for run in scanner.runs_json()] == ["day/a"]
    assert scanner.progress_json() == {"phase": "idle", "total": 1, "done": 1, "initial_done": True}


def test_a_replaced_sidecar_is_answered_after_the_next_look(root: Path) -> None:
    run_dir = write_run(root / "a")
    scanner = scanned(root)
    assert scanner.runs_json()[0]["status"] == "running"
    write_run(run_dir, status="completed", notes="done", rows=[{"step": 0, "loss": 1}])
    scanner.step()
    run = scanner.runs_json()[0]
    assert (run["status"], run["notes"]) == ("completed", "done")
    assert run["metrics_size"] == (run_dir / "metrics.csv").stat().st_size


@pytest.mark.parametrize("keep_sidecars", [True, False])
def test_a_file_that_comes_after_the_end_is_answered(root: Path, keep_sidecars: bool) -> None:
    run_dir = write_run(root / "a", status="completed")
    scanner = scanned(root, keep_sidecars=keep_sidecars)
    assert scanner.runs_json()[0]["has_media"] is False
    (run_dir / "media.jsonl").write_text("{}\n")
    scanner.step()
    assert scanner.runs_json()[0]["has_media"] is True


def test_scan_table_n_stats(root: Path) -> None:
    """Asked again, listings of runs that ended ask nothing of the disk."""
    for number in range(20):
        write_run(root / str(number), status="completed")
    scanner = scanned(root)
    scanner.runs_json()
    before = scanner.answers.disk.calls
    for _ in range(3):
        scanner.step()
        scanner.runs_json()
    assert scanner.answers.disk.calls == before


def test_a_removed_run_is_answered_no_more(root: Path) -> None:
    write_run(root / "a")
    write_run(root / "b")
    scanner = scanned(root)
    shutil.rmtree(root / "a")
    scanner.step()
    assert [run["run_id"] for run in scanner.runs_json()] == ["b"]
    assert scanner.logs_index("a") is None


def test_an_edit_is_an_update(root: Path) -> None:
    write_run(root / "day" / "a")
    scanner = scanned(root)
    events = scanner.subscribe()
    while not events.empty():
        events.get_nowait()
    assert scanner.patch_run_meta("day/a", {"archived": True, "notes": "x"}) is True
    event = events.get_nowait()
    assert (event["type"], event["data"]) == ("update", {"changed": ["day/a"], "removed": []})
    assert scanner.runs_json()[0]["archived"] is True
    assert scanner.patch_run_meta("day/b", {"notes": "x"}) is False and events.empty()


def test_the_root_is_asked_for_by_its_name(root: Path) -> None:
    write_run(root, rows=[{"step": 0, "loss": 1}])
    scanner = scanned(root)
    assert [(run["run_id"], run["run_dir"]) for run in scanner.runs_json()] == [("runs", str(root))]
    assert scanner.metrics_json("runs") and scanner.metrics_json("") is None
    assert scanner.patch_run_meta("runs", {"notes": "x"}) and scanner.runs_json()[0]["notes"] == "x"


def test_a_name_that_is_not_utf8(root: Path) -> None:
    name = os.fsdecode(b"caf\xe9\n")
    write_run(root / name)
    scanner = scanned(root)
    assert [run["run_id"] for run in scanner.runs_json()] == [name]
    assert scanner.media_json(name) == {"events": []}


def test_who_asks_nothing_pays_nothing(root: Path) -> None:
    """A browser that only shows runs does not load what answers are made with."""
    code = "import sys; from spt_tui import RunScanner; RunScanner(sys.argv[1]).step()\n"
    code += "dear = ('.answers.answers', '.annotations', '.metrics_json')\n"
    code += "sys.exit(any(name.endswith(dear) for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code, str(root)]).returncode == 0
