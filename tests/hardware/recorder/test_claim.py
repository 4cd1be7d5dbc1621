"""A name that one process of this machine has."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from spt_tui.hardware.recorder.claim import Claim
from tests.hardware.conftest import REPOSITORY

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps addresses in memory")

HOLDER = """
import os, sys, time
from spt_tui.hardware.recorder.claim import Claim
claim = Claim(sys.argv[1])
taken = claim.take()
if os.fork() == 0:
    time.sleep(0.2)
    print("forked", os.getpid(), taken, flush=True)
    time.sleep(60)
time.sleep(60)
"""


def test_one_of_two_has_it_until_it_is_given_back() -> None:
    first, second = Claim("gpu031", os.getpid()), Claim("gpu031", os.getpid())
    assert first.take() and first.take() and not second.take()
    first.give_back()
    assert second.take()
    second.give_back()
    second.give_back()


def test_different_names_are_not_in_each_others_way() -> None:
    claims = [Claim("gpu031", part, os.getpid()) for part in (1, 2, "2")]
    assert all(claim.take() for claim in claims)
    for claim in claims:
        claim.give_back()


def test_it_is_free_once_its_holder_is_killed_even_if_a_forked_process_lives_on() -> None:
    name = f"forked by {os.getpid()}"
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, name], cwd=REPOSITORY, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert holder.stdout is not None
    try:
        assert holder.stdout.readline().startswith("forked") and not Claim(name).take()
        holder.send_signal(signal.SIGKILL)
        holder.wait(timeout=5)
        claim = Claim(name)
        assert claim.take()
        claim.give_back()
    finally:
        os.killpg(holder.pid, signal.SIGKILL)
