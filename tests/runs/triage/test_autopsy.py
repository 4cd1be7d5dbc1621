"""Dead runs and their logs on disk: whose word counts, what is read, and what hangs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import pytest

from spt_tui.runs.catalog import Catalog
from spt_tui.runs.scan import scan_into
from spt_tui.runs.triage.cause import Cause
from spt_tui.runs.triage.death import NO_LOGS, SILENT_BEFORE, Death
from spt_tui.runs.triage.diagnosis import NO_ERROR
from spt_tui.runs.triage.diagnosis import WATCHDOG as WATCHDOG_TITLE
from spt_tui.runs.triage.log_end import TAIL_BYTES
from spt_tui.runs.triage.patients import Patients, patients_of
from spt_tui.runs.triage.triage import Triage, triage
from tests.runs.triage.logs import CUDA_MEMORY, TIME_LIMIT, WATCHDOG, bar, dead_run, traceback
from tests.trees import MANIFEST, real_runs, write_run


def patients(root: Path) -> Patients:
    catalog = Catalog()
    for _ in scan_into(catalog, str(root)):
        pass
    return patients_of(catalog, catalog.slots())


def examined(root: Path) -> Triage:
    return triage(patients(root))


def only_death(root: Path) -> Death:
    (group,) = examined(root).groups
    (death,) = group.deaths
    return death


def test_the_rank_that_caused_it_is_told_from_those_that_waited(tmp_path: Path) -> None:
    logs = {f"{rank}.err": bar(9) + WATCHDOG for rank in range(4)}
    logs["2.err"] = traceback(CUDA_MEMORY, "[rank2]: ")
    logs["2.out"] = "submitit INFO - Starting with JobEnvironment(job_id=77_0, hostname=gpu007, local_rank=2(4))\n"
    dead_run(tmp_path / "runs", "a_0", logs)
    death = only_death(tmp_path / "runs")
    assert (death.cause, death.ranks, death.nodes) == (Cause.CUDA_MEMORY, (2,), ("gpu007",))
    assert death.stream is not None and death.stream.label == "rank 2 .err"
    assert death.evidence is not None and death.evidence.lines[-1].startswith("[rank2]: torch.OutOfMemoryError")


def test_a_rank_that_fell_silent_is_told_from_those_that_waited_for_it(tmp_path: Path) -> None:
    logs: dict[str, str | bytes] = {f"{rank}.err": bar(9) + WATCHDOG for rank in range(4)}
    logs["2.err"] = bar(7) + "\n"
    logs["2.out"] = "submitit INFO - Starting with JobEnvironment(job_id=77_0, hostname=gpu007, local_rank=2(4))\n"
    dead_run(tmp_path / "runs", "a_0", logs)
    gave_up = datetime(2026, 11, 22, 10, 30, 1).timestamp()
    for log in tmp_path.rglob("77_0_*_log.*"):
        os.utime(log, (gave_up,) * 2)
    assert only_death(tmp_path / "runs").title == WATCHDOG_TITLE, "all logs were written until the same moment"
    for log in tmp_path.rglob("77_0_2_log.*"):
        os.utime(log, (gave_up - 1800,) * 2)
    death = only_death(tmp_path / "runs")
    assert death.title == f"{WATCHDOG_TITLE} {SILENT_BEFORE}" and death.cause is Cause.NCCL_WATCHDOG
    assert (death.rank, death.ranks, death.nodes) == (2, (0, 1, 3), ("gpu007",))
    assert death.evidence is not None and "Watchdog" in death.evidence.lines[-1]


def test_the_rank_that_a_log_tells_counts_more_than_its_name(tmp_path: Path) -> None:
    dead_run(tmp_path / "runs", "a_0", {"0.err": traceback("ValueError: 1", "[rank3]: "), "1.err": "step 1\n"})
    death = only_death(tmp_path / "runs")
    assert (death.rank, death.ranks) == (3, (3,))


def test_of_ranks_with_the_same_error_the_first_in_time_counts(tmp_path: Path) -> None:
    line = "[2026-11-22 03:41:{:02},000][main][CRITICAL] - lost the data\n"
    dead_run(tmp_path / "runs", "a_0", {f"{rank}.err": line.format(50 - rank) for rank in range(3)})
    death = only_death(tmp_path / "runs")
    assert death.ranks == (0, 1, 2) and death.stream is not None and death.stream.rank == 2


def test_the_out_counts_if_the_err_says_nothing_sure(tmp_path: Path) -> None:
    dead_run(tmp_path / "runs", "a_0", {"0.err": "[rank: 0] Received SIGTERM: 15\n", "0.out": TIME_LIMIT})
    assert only_death(tmp_path / "runs").cause is Cause.TIME_LIMIT


def test_a_log_of_an_attempt_before_does_not_count(tmp_path: Path) -> None:
    run = dead_run(tmp_path / "runs", "a_0", {"0.err": traceback("ValueError: 1")}, created_at=time.time() + 3600)
    assert only_death(tmp_path / "runs").title == NO_ERROR
    (run / "train.err").write_text(traceback("KeyError: 2"))
    os.utime(run / "train.err", (time.time() + 7200,) * 2)
    assert only_death(tmp_path / "runs").title == "KeyError: #"


def test_runs_without_logs_and_without_errors(tmp_path: Path) -> None:
    write_run(tmp_path / "runs" / "bare", status="failed")
    dead_run(tmp_path / "runs", "quiet_1", {"0.err": "step 1\n\nstep\r2\x1b[2J\n", "0.out": ""})
    found = {group.title: group for group in examined(tmp_path / "runs").groups}
    assert set(found) == {NO_LOGS, NO_ERROR}
    silent = found[NO_ERROR].sample
    assert silent.evidence is not None and silent.evidence.lines == ("step 1", "2tep")
    assert silent.rank is None and not found[NO_ERROR].ranks
    assert any("bare" in place for place in found[NO_LOGS].sample.tried)


def test_what_is_no_file_is_said(tmp_path: Path) -> None:
    run = write_run(tmp_path / "runs" / "odd", status="failed")
    (run / "a.err").write_text(traceback("ValueError: 1"))
    (run / "b.err").write_text("x")
    os.chmod(run / "b.err", 0)
    death = only_death(tmp_path / "runs")
    assert death.title == "ValueError: #"
    if os.geteuid():
        assert death.problems == ("b.err: permission denied",)


def test_only_the_dead_are_examined_and_compared_with_their_sweep(tmp_path: Path) -> None:
    root = tmp_path / "runs"
    for task in range(3):
        dead_run(root, f"dead_{task}", {"0.err": traceback(f"ValueError: {task}")}, hparams={"lr": 0.5})
    for task in range(3, 7):
        dead_run(root, f"well_{task}", {"0.err": traceback("ValueError: 9")}, status="completed", hparams={"lr": 0.1})
    dead_run(root, "other_9", {"0.err": ""}, sweep="78", status="completed", hparams={"lr": 0.5})
    chosen = patients(root)
    assert (chosen.runs, len(chosen.dead), len(chosen.living)) == (8, 3, 4)
    (group,) = triage(chosen).groups
    assert (group.title, len(group.deaths), group.living) == ("ValueError: #", 3, 4)
    assert [(share.key, share.value, share.dead, share.living) for share in group.shares] == [("lr", 0.5, 3, 0)]


def test_groups_come_by_size(tmp_path: Path) -> None:
    for task, raised in enumerate(("KeyError: 1", "ValueError: 2", "KeyError: 3", "ValueError: 4", "KeyError: 5")):
        dead_run(tmp_path / "runs", f"a_{task}", {"0.err": traceback(raised)})
    assert [(group.title, len(group.deaths)) for group in examined(tmp_path / "runs").groups] == [
        ("KeyError: #", 3),
        ("ValueError: #", 2),
    ]


def test_the_real_runs(tmp_path: Path) -> None:
    found = examined(real_runs(tmp_path) / "runs")
    titles = {death.run.id: group.title for group in found.groups for death in group.deaths}
    expected = {"failed": "CUDA out of memory", "sigint": "SIGINT (KeyboardInterrupt)", "killed": NO_ERROR}
    assert {name: titles[MANIFEST[name].removeprefix("runs/")] for name in expected} == expected


def test_a_sweep_of_many_ranks_is_read_politely(tmp_path: Path) -> None:
    big = b"[2026-11-22 03:41:50,312][__main__][INFO] - step 70 loss 0.4352\n" * 1_500
    for task in range(64):
        logs: dict[str, str | bytes] = {f"{rank}.err": big + WATCHDOG.encode() for rank in range(8)}
        logs["3.err"] = big + traceback(CUDA_MEMORY).encode()
        logs |= {f"{rank}.out": big for rank in range(8)}
        dead_run(tmp_path / "runs", f"a_{task}", logs)
    opened: list[str] = []
    _Opened.paths = opened
    found = examined(tmp_path / "runs")
    _Opened.paths = None
    assert [(group.title, len(group.deaths), group.ranks) for group in found.groups] == [
        ("CUDA out of memory", 64, ((3, 64),))
    ]
    assert found.files == 64 * 8 and found.bytes == 64 * 8 * TAIL_BYTES
    ends = [path for path in opened if path.endswith(".err")]
    assert len(ends) == len(set(ends)) == 64 * 8


class _Opened:
    """What this process opens, as the interpreter says it."""

    paths: list[str] | None = None

    @classmethod
    def note(cls, event: str, arguments: tuple[object, ...]) -> None:
        if event == "open" and cls.paths is not None:
            cls.paths.append(str(arguments[0]))


sys.addaudithook(_Opened.note)

PROGRAM = """
import json, sys
from spt_tui.runs.catalog import Catalog
from spt_tui.runs.scan import scan_into
from spt_tui.runs.triage import autopsy
from spt_tui.runs.triage.patients import patients_of
catalog = Catalog()
for _ in scan_into(catalog, sys.argv[1]):
    pass
open(sys.argv[2], "w").write("0 " + sys.argv[3])
found = autopsy.Autopsy(patients_of(catalog, catalog.slots()).dead, patience=0.5).deaths()
print(json.dumps({death.run.id: [death.title, death.problems] for death in found if death}))
"""


@pytest.mark.parametrize("hangs", ["77_1_1_log.err", "out/1"])
def test_a_log_that_hangs_costs_its_run_alone(failing_fs: Path, tmp_path: Path, hangs: str) -> None:
    for task in range(4):
        dead_run(tmp_path / "runs", f"a_{task}", {f"{rank}.err": traceback("ValueError: 1") for rank in range(3)})
    control = tmp_path / "control"
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, tmp_path / "runs", control, hangs],
        env={**os.environ, "LD_PRELOAD": os.fspath(failing_fs), "FAILING_FS": os.fspath(control)},
        cwd=Path(__file__).parent.parent.parent.parent,
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert {id: told[id] for id in ("a_0", "a_2", "a_3")} == {id: ["ValueError: #", []] for id in ("a_0", "a_2", "a_3")}
    assert told["a_1"] == ["logs cannot be read: no answer for # s", ["its logs: no answer for 0.5 s"]]
