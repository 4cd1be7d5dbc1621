"""`spt-tui triage`: why runs died."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from spt_tui.cli import main
from tests.runs.triage.logs import CUDA_MEMORY, TIME_LIMIT, WATCHDOG, dead_run, traceback


@pytest.fixture
def root(tmp_path: Path) -> Path:
    runs = tmp_path / "runs"
    for task in range(3):
        logs = {"0.err": WATCHDOG, "1.err": traceback(CUDA_MEMORY) + "\x1b[2J\n"}
        dead_run(runs, f"a_{task}", logs, hparams={"batch": 512})
    dead_run(runs, "a_3", {"0.err": TIME_LIMIT}, hparams={"batch": 128})
    for task in range(4, 8):
        dead_run(runs, f"a_{task}", {"0.err": ""}, status="completed", hparams={"batch": 128})
    dead_run(runs, "b_0", {"0.err": "fine\n"}, sweep="78", status="completed")
    return runs


def test_the_groups_with_a_sample_and_what_tells_them_apart(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["triage", str(root)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("4 of 9 runs died, of 2 things; read ")
    assert lines[2:6] == [
        "3 runs  CUDA out of memory",
        "  runs: a_0, a_1, a_2",
        "  failed first, as it seems: rank 1 ×3",
        "  batch = 512  3 of 3 dead  0 of 4 living",
    ]
    assert lines[6] == "  a_0, rank 1 .err, byte 0:"
    assert (
        "    | torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB. GPU 3 has 79.10 GiB in all."
        in lines
    )
    assert "1 run  time limit" in lines and "  failed first, as it seems: rank 0 · gpu031" in lines
    assert all(line.isprintable() for line in lines)


def test_long_values_do_not_push_what_stands_beside_them_away(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for task in range(4):
        hparams = {"lr": 0.1 * 3, "note": "long" * 99} if task < 2 else {"lr": 0.1, "note": ""}
        status = "failed" if task < 2 else "completed"
        dead_run(tmp_path / "runs", f"a_{task}", {"0.err": TIME_LIMIT}, status=status, hparams=hparams)
    assert main(["triage", str(tmp_path / "runs")]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[5:7] == [
        "  lr = 0.3                                         2 of 2 dead  0 of 2 living",
        f"  note = {'long' * 9}lon…  2 of 2 dead  0 of 2 living",
    ]


def test_a_filter_says_which_runs(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["triage", str(root), "sweep:77", "hp.batch:128"]) == 0
    assert capsys.readouterr().out.startswith("1 of 5 runs died, of 1 thing;")
    assert main(["triage", str(root), "sweep:78"]) == 1
    assert capsys.readouterr().out == "0 of 1 run died\n"


def test_json_has_every_run(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["triage", str(root), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["runs"], found["dead"], found["logs_read"]) == (9, 4, 7)
    first, second = found["groups"]
    assert (first["cause"], first["fingerprint"], first["count"]) == ("cuda out of memory", "CUDA out of memory", 3)
    assert [run["run_id"] for run in first["runs"]] == ["a_0", "a_1", "a_2"]
    assert first["runs"][0]["first_rank"] == 1 and first["runs"][0]["ranks"] == "1"
    assert first["first_ranks"] == {"1": 3}
    assert first["hparams"] == [{"key": "batch", "sign": "=", "value": 512, "is_absent": False, "dead": 3, "living": 0}]
    assert first["sample"]["lines"][0].startswith("Traceback") and first["sample"]["offset"] == 0
    assert (second["cause"], second["nodes"]) == ("time limit", {"gpu031": 1})


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["{root}/none"], 2, "no such file"),
        (["{root}", "state:failed", "nofield:x"], 2, "nofield"),
        (["{root}", "sweep:99"], 1, "no run matches the filter"),
    ],
)
def test_a_wrong_call_says_what_is_wrong(
    root: Path, words: list[str], status: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["triage", *(word.format(root=root) for word in words)]) == status
    error = capsys.readouterr().err
    assert said in error and error.startswith("spt-tui: ") and error.count("\n") == 1


def test_help(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["triage", "--help"])
    assert end.value.code == 0 and "sweep:48213" in capsys.readouterr().out
