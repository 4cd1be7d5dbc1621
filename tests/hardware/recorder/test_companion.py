"""Waiting for a process that is not one's own to end."""

from __future__ import annotations

import os
import subprocess

import pytest

from spt_tui.hardware.recorder import companion
from spt_tui.hardware.recorder.companion import Watched


@pytest.mark.parametrize("kernel_tells", [True, False])
def test_the_end_of_a_process_is_noticed_and_not_before(kernel_tells: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(companion, "_LOOK_SECONDS", 0.05)
    if not kernel_tells:  # Linux before 5.3
        monkeypatch.delattr(os, "pidfd_open", raising=False)
    with subprocess.Popen(["sleep", "60"]) as process:
        watched = Watched(process.pid)
        assert bool(watched.files) == (kernel_tells and hasattr(os, "pidfd_open"))
        assert not watched.wait(0.05)
        process.kill()
        assert watched.wait(5) and watched.wait(0)
        watched.close()


def test_a_process_that_is_gone_has_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "pidfd_open", raising=False)
    with subprocess.Popen(["sleep", "60"]) as process:
        watched = Watched(process.pid)
        process.kill()
    assert watched.wait(5)
