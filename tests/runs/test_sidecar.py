"""One run directory, whatever its files hold, is a run with the right fields or a reason."""

from __future__ import annotations

import json
import math
import os
import time
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spt_tui.runs.record import Record
from spt_tui.runs.run import Run, State
from spt_tui.runs.sidecar import FILE_LIMIT, read_run, state_of
from tests.strategies import json_values, sidecars
from tests.trees import MANIFEST, as_nobody, public_place, real_runs, replace_json, touch_heartbeat, write_run

RAW_FIELDS = {"dir", "root", "output_dir"}


def read(run_dir: Path) -> Run:
    return read_run(str(run_dir.parent), str(run_dir))


def with_sidecar(run_dir: Path, content: bytes) -> Run:
    write_run(run_dir)
    (run_dir / "sidecar.json").write_bytes(content)
    return read(run_dir)


def shown_texts(run: Run) -> Iterator[str]:
    for field in fields(run):
        value = getattr(run, field.name)
        if field.name in RAW_FIELDS:
            continue
        if isinstance(value, Record):
            yield from value
            yield from (each for each in value.values() if isinstance(each, str))
        elif isinstance(value, tuple):
            yield from value
        elif isinstance(value, str):
            yield value


def test_a_real_run_is_read_whole(tmp_path: Path) -> None:
    root = real_runs(tmp_path)
    run = read_run(str(root / "runs"), str(root / MANIFEST["A1"]))
    assert run.id == MANIFEST["A1"].removeprefix("runs/")
    assert run.name == MANIFEST["A1"].rsplit("/", 1)[1]
    assert (run.state, run.status, run.problem) == (State.COMPLETED, "completed", None)
    assert (run.sweep, run.task, run.step, run.epoch) == ("48213", "1", 29, 5)
    assert run.tags == ("digits", "lr-sweep", "sweep:48213")
    assert run.hparams["optim.betas.1"] == 0.999
    assert run.hparams["backbone.patch_size"] is None
    assert run.summary["fit/loss"] == 1.426325798034668
    assert run.output_dir == str(root / "multirun/2026-11-22/digits_sweep/1")
    assert run.checkpoint_path == f"{root / MANIFEST['A1']}/checkpoints/epoch5.ckpt"
    assert run.created_at == 1795318799.8865213


def test_bare_nan_and_infinity_stay_what_they_are(tmp_path: Path) -> None:
    root = real_runs(tmp_path)
    run = read_run(str(root), str(root / MANIFEST["nan"]))
    loss = run.summary["fit/loss"]
    assert isinstance(loss, float) and math.isnan(loss)
    assert run.problem is None


def test_runs_of_one_shape_share_their_text(tmp_path: Path) -> None:
    hparams = {"backbone.name": "a backbone with a long name " * 4, "seed": 1}
    first, second = (read(write_run(tmp_path / name, hparams=hparams, tags=["one tag"])) for name in "ab")
    assert first.hparams["backbone.name"] is second.hparams["backbone.name"]
    assert first.tags[0] is second.tags[0]


@pytest.mark.parametrize(
    ("status", "age", "state"),
    [
        ("running", 0, State.RUNNING),
        ("running", 179, State.RUNNING),
        ("running", -3_600, State.RUNNING),
        ("running", 181, State.STALE),
        ("running", None, State.STALE),
        ("completed", 0, State.COMPLETED),
        ("failed", 0, State.FAILED),
        ("orphaned", 0, State.ORPHANED),
        ("requeued", 0, State.RUNNING),
        ("requeued", 181, State.UNKNOWN),
        ("", None, State.UNKNOWN),
    ],
)
def test_state_is_the_word_checked_against_the_heartbeat(status: str, age: float | None, state: State) -> None:
    now = time.time()
    assert state_of(status, None if age is None else now - age, now) is state


def test_interrupted_alive(tmp_path: Path) -> None:
    run = read(write_run(tmp_path / "run", status="interrupted"))
    assert run.heartbeat_at is not None and time.time() - run.heartbeat_at < 60
    assert run.state is State.INTERRUPTED and run.ended


def test_created_at_missing_is_now(tmp_path: Path) -> None:
    replace_json(write_run(tmp_path / "run") / "sidecar.json", {"run_id": "run", "status": "completed"})
    run = read(tmp_path / "run")
    assert run.created_at is None and run.problem is None


def test_reg_bad_field_aborts(tmp_path: Path) -> None:
    run = read(write_run(tmp_path / "run", created_at="yesterday", status="completed", tags=["kept"], summary={"a": 1}))
    assert run.created_at is None
    assert (run.state, run.tags, run.summary["a"]) == (State.COMPLETED, ("kept",), 1)
    assert run.problem == "sidecar.json: created_at is text, not a time"


def test_log_nonstring_tag(tmp_path: Path) -> None:
    run = read(write_run(tmp_path / "run", tags=[2024, "sweep:7", 0.5]))
    assert run.tags == ("2024", "sweep:7", "0.5")
    assert (run.sweep, run.problem) == ("7", None)


def test_scan_nonutf8_sidecar(tmp_path: Path) -> None:
    run = with_sidecar(tmp_path / "run", b'{"status": "completed", "notes": "caf\xe9"}')
    assert (run.state, run.notes) == (State.COMPLETED, "caf\ufffd")
    assert run.problem == "sidecar.json: byte 37 is not UTF-8"


def test_scan_nondict_sidecar(tmp_path: Path) -> None:
    run = with_sidecar(tmp_path / "run", b"[1, 2]")
    assert (run.state, run.problem) == (State.UNREADABLE, "sidecar.json: a list, not an object")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b'{"status": "runn', "not JSON at line 1: unterminated string starting at"),
        (b"\x00\x01\x02\xff", "not JSON at line 1: expecting value"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"a": ' + b"9" * 100_000 + b"}", "not JSON: a number is too long"),
        (b"null", "null, not an object"),
    ],
)
def test_scan_broken_hidden(tmp_path: Path, content: bytes, reason: str) -> None:
    run = with_sidecar(tmp_path / "run", content)
    assert (run.id, run.name, run.state) == ("run", "run", State.UNREADABLE)
    assert run.problem == f"sidecar.json: {reason}"
    assert run.heartbeat_at is not None


def test_a_sidecar_too_large_is_not_read(tmp_path: Path) -> None:
    with_sidecar(tmp_path / "run", b"{}")
    os.truncate(tmp_path / "run" / "sidecar.json", FILE_LIMIT + 1)
    assert read(tmp_path / "run").problem == "sidecar.json: larger than 16.0M"


def test_a_sidecar_of_another_kind_is_not_waited_for(tmp_path: Path) -> None:
    for kind, make in (("directory", os.mkdir), ("fifo", os.mkfifo), ("link", lambda path: os.symlink("gone", path))):
        run_dir = tmp_path / kind
        run_dir.mkdir()
        make(run_dir / "sidecar.json")
        run = read(run_dir)
        assert run.state is State.UNREADABLE, kind
        assert run.problem in ("sidecar.json: not a plain file", "sidecar.json: no such file or directory"), kind


def test_a_run_that_vanished_is_unreadable(tmp_path: Path) -> None:
    assert read(tmp_path / "gone").problem == "sidecar.json: no such file or directory"


def test_sidecar_mode_0600() -> None:
    with public_place() as place:
        sidecar = write_run(place / "run", status="completed") / "sidecar.json"
        sidecar.chmod(0o600 if os.geteuid() == 0 else 0)
        assert as_nobody(lambda: read(place / "run").problem) == "sidecar.json: permission denied"
        assert as_nobody(lambda: read(place / "run").state.value) == "unreadable"
        sidecar.chmod(0o644)
        assert as_nobody(lambda: read(place / "run").state.value) == "completed"


@pytest.mark.parametrize(
    ("summary", "step", "epoch", "problem"),
    [
        (b'{"step": 29.0, "epoch": 5}', 29, 5, None),
        (b'{"step": null}', None, 3, None),
        (b'{"step": "29", "epoch": true}', None, 3, "summary.json: epoch is not a whole number"),
        (b'{"step": 1e999}', None, 3, "summary.json: step is not a whole number"),
        (b'{"st', None, 3, "summary.json: not JSON at line 1: unterminated string starting at"),
        (None, None, 3, None),
    ],
)
def test_step_and_epoch_of_any_summary(
    tmp_path: Path, summary: bytes | None, step: int | None, epoch: int | None, problem: str | None
) -> None:
    run_dir = write_run(tmp_path / "run", summary={"epoch": 3.0})
    if summary is not None:
        (run_dir / "summary.json").write_bytes(summary)
    run = read(run_dir)
    assert (run.step, run.epoch, run.problem) == (step, epoch, problem)


@pytest.mark.parametrize(
    ("fields", "task"),
    [
        ({"hparams": {"slurm.task_id": 3}}, "3"),
        ({"hparams": {"slurm": {"task_id": "4"}}}, "4"),
        ({"run_id": "48213_5", "tags": ["sweep:48213"]}, "5"),
        ({"run_id": "48213_x", "tags": ["sweep:48213"]}, None),
        ({"run_id": "48213_²", "tags": ["sweep:48213"]}, None),
        ({"run_id": "48213_5"}, None),
        ({"hparams": {"slurm.task_id": None}}, None),
    ],
)
def test_task_inside_a_sweep(tmp_path: Path, fields: dict[str, Any], task: str | None) -> None:
    assert read(write_run(tmp_path / "run", **fields)).task == task


def test_hparams_are_flattened(tmp_path: Path) -> None:
    nested = {"optim": {"lr": 0.1, "betas": [0.9, {"last": None}]}, "flags": [], "big": 10**400, "wide": 2**70}
    run = read(write_run(tmp_path / "run", hparams=nested))
    assert list(run.hparams) == ["optim.lr", "optim.betas.0", "optim.betas.1.last", "flags", "big", "wide"]
    assert (run.hparams["flags"], run.hparams["optim.betas.1.last"], run.hparams["wide"]) == ("[]", None, float(2**70))
    assert isinstance(run.hparams["big"], str)


def test_entries_are_bounded_with_a_note(tmp_path: Path) -> None:
    run = read(write_run(tmp_path / "run", hparams={"layers": list(range(10_000))}, tags=["t"] * 5_000))
    assert len(run.hparams) == 4_096 == len(run.tags)
    assert run.problem == "sidecar.json: tags has 5,000 entries, 4,096 are shown"


def test_name_and_id(tmp_path: Path) -> None:
    run_dir = write_run(tmp_path / "2026" / "\x1b[2Jrun", display_name="[/x] nice\nname", archived=True)
    run = read_run(str(tmp_path), str(run_dir))
    assert (run.id, run.name, run.archived) == ("2026/␛[2Jrun", "[/x] nice name", True)
    assert read_run(str(run_dir), str(run_dir)).id == "␛[2Jrun"
    blank = read(write_run(tmp_path / "blank", display_name="  "))
    assert blank.name == "blank"


def test_an_output_dir_that_is_no_path_is_none(tmp_path: Path) -> None:
    for written, kept in (("/a/\x1b[2J", "/a/\x1b[2J"), ("a\0b", None), ("\ud800", None), (3, None), ("", None)):
        assert read(write_run(tmp_path / "run", hparams={"output_dir": written})).output_dir == kept


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sidecar=st.one_of(sidecars(), json_values()), summary=json_values(4))
def test_any_json_gives_a_run_with_clean_text(tmp_path: Path, sidecar: Any, summary: Any) -> None:
    run_dir = tmp_path / "run"
    run_dir.mkdir(exist_ok=True)
    (run_dir / "sidecar.json").write_text(json.dumps(sidecar))
    (run_dir / "summary.json").write_text(json.dumps(summary))
    run = read(run_dir)
    assert all(text.isprintable() for text in shown_texts(run))
    assert isinstance(hash(run), int)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sidecar=st.binary(max_size=200), cut=st.integers(0, 400))
def test_any_bytes_give_a_run_with_clean_text(tmp_path: Path, sidecar: bytes, cut: int) -> None:
    run_dir = write_run(tmp_path / "run", tags=["a"], hparams={"b": 1})
    whole = (run_dir / "sidecar.json").read_bytes()
    for content in (sidecar, whole[:cut], whole[:cut] + sidecar):
        (run_dir / "sidecar.json").write_bytes(content)
        run = read(run_dir)
        assert all(text.isprintable() for text in shown_texts(run))
        assert run.problem is not None or run.state is not State.UNREADABLE


def test_a_touched_heartbeat_is_read(tmp_path: Path) -> None:
    run_dir = write_run(tmp_path / "run", heartbeat=1_000.0)
    assert read(run_dir).state is State.STALE
    touch_heartbeat(run_dir)
    assert read(run_dir).state is State.RUNNING
