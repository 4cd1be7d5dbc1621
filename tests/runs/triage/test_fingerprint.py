"""What differs from run to run goes; what a run died of stays."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spt_tui.runs.triage.fingerprint import FINGERPRINT_LIMIT, fingerprint
from tests.strategies import hostile_text


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (
            "mat1 and mat2 shapes cannot be multiplied (64x512 and 256x10)",
            "mat1 and mat2 shapes cannot be multiplied (#x# and #x#)",
        ),
        ("[Errno 2] No such file or directory: '/data/my sets/a.tar'", "[Errno #] No such file or directory: '<path>'"),
        ("cannot open configs/vicreg/a3.yaml at ./out/3", "cannot open <path> at <path>"),
        ("all tensors on cuda:0 and cuda:11 in layer3.conv1", "all tensors on cuda:# and cuda:# in layer3.conv1"),
        ("loss is nan at step 1,200 (lr=1e-3, -1.5e+10)", "loss is nan at step # (lr=#, #)"),
        ("KeyError: 'fit/loss'", "KeyError: 'fit/loss'"),
        ("resnet50 float16 sm_80 v1.2.3", "resnet50 float16 sm_80 v1.2.3"),
        ("KeyError: 'img_0042'", "KeyError: 'img_#'"),
        ("KeyError: 'ILSVRC2012_val_00000293'", "KeyError: 'ILSVRC#_val_#'"),
        ("no class n01440764, no 'frame-7', no 'a_12.png'", "no class n#, no 'frame-#', no 'a_#.png'"),
        ("'layer3', 'vit_b_16_224.fc.weight', 'fp16'", "'layer3', 'vit_b_16_224.fc.weight', 'fp16'"),
        ("<Linear object at 0x7f3e21> of e73585738aa3", "<Linear object at <address>> of <id>"),
        ("run 1f7c2c9e-0000-4000-8000-aabbccddeeff", "run <id>"),
        ("connect to gpu031:29500 or 10.0.0.3:29500 or [fe80::1]:222", "connect to <host> or <host> or <host>"),
        ("host gpu12 is not node-7.cluster.local", "host <host> is not <host>"),
        ("2026-11-22T03:41:50,104 failed at 03:41:51", "<time> failed at <time>"),
        ("see https://wandb.ai/a/runs/1?x=2 now", "see <url> now"),
        ("two\tlines\n  and spaces ", "two lines and spaces"),
    ],
)
def test_a_fingerprint(message: str, expected: str) -> None:
    assert fingerprint(message) == expected


def test_hosts_that_are_known_go_wherever_they_stand() -> None:
    hosts = ("nid1", "nid1-hsn", "")
    assert fingerprint("nid1-hsn (nid1) lost xnid1", hosts) == "<host> (<host>) lost xnid1"


@given(st.integers(0, 10**9), st.floats(0, 1e6), st.integers(0, 2**48), st.sampled_from("abc/x"))
def test_messages_that_differ_in_what_varies_have_one(step: int, loss: float, address: int, file: str) -> None:
    message = f"step {step}: loss {loss} of <T at 0x{address:x}> in '/data/{file}.py'"
    assert fingerprint(message) == "step #: loss # of <T at <address>> in '<path>'"


@given(hostile_text())
def test_whatever_it_is_it_comes_out_as_one_printable_line(message: str) -> None:
    found = fingerprint(message)
    assert found.isprintable() and len(found) <= FINGERPRINT_LIMIT


@pytest.mark.parametrize("piece", ["a-", "1", "/", "a.b", "a-a.", "-1.", "1x", "[::", "'/", "f00d"])
def test_no_message_takes_long(piece: str) -> None:
    began = time.perf_counter()
    fingerprint(piece * 100_000)
    assert time.perf_counter() - began < 0.1
