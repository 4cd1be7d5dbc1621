from __future__ import annotations

import pytest

from spt_tui.export.recorded_text import recorded_lines
from spt_tui.hardware.recorded.recorded_run import RecordedRun
from spt_tui.hardware.recorded_host import RecordedHost
from tests.hardware.readings import gpu, steady


@pytest.mark.parametrize(
    ("ended", "now", "advised"), [(False, 1031.0, True), (False, 1300.0, False), (True, 1031.0, False)]
)
def test_what_to_do_is_said_of_hosts_that_go_on(ended: bool, now: float, advised: bool) -> None:
    host = RecordedHost("gpu031", tuple(steady(gpu(0, util=40))), interval=2.0, ended=ended)
    text = "\n".join(recorded_lines(RecordedRun((host,), read_at=now)))
    assert "looks waiting: GPUs at 40%" in text
    assert ("loader workers" in text) == advised
