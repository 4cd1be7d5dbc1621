"""A log about which its server does not answer: the others of the run are found all the same."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.runs.triage.logs import dead_run

PROGRAM = """
import json, sys, threading, time
from spt_tui.runs.logs import listing
from spt_tui.runs.logs.streams import find_streams
from spt_tui.runs.scan import scan
listing.ANSWER_SECONDS = 0.3
(run,) = scan(sys.argv[1])
open(sys.argv[2], "w").write("0 77_0_1_log.err")
told = []
for _ in range(3):
    began = time.monotonic()
    found = find_streams(run)
    told.append([[stream.label for stream in found.streams], "; ".join(found.tried), time.monotonic() - began])
time.sleep(0.1)
print(json.dumps([told, threading.active_count()]))
"""


def test_a_log_that_does_not_answer_is_late_alone(failing_fs: Path, tmp_path: Path) -> None:
    dead_run(tmp_path / "runs", "a_0", {f"{rank}.err": "step 1\n" for rank in range(4)})
    control = tmp_path / "control"
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, tmp_path / "runs", control],
        env={**os.environ, "LD_PRELOAD": os.fspath(failing_fs), "FAILING_FS": os.fspath(control)},
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert done.returncode == 0, done.stderr
    told, threads = json.loads(done.stdout)
    for labels, tried, _ in told:
        assert labels == ["rank 0 .err", "rank 2 .err", "rank 3 .err"]
        assert "no answer about 77_0_1_log.err" in tried
    assert told[0][2] > 0.3 > max(told[1][2], told[2][2]), "it is not asked again while it does not answer"
    assert threads == 2
