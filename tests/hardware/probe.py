"""Reads this machine's GPUs and prints a JSON line per reading.

The dynamic linker looks at LD_LIBRARY_PATH only when a process starts, so tests that bring their own NVML library
run this in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import threading
import time
from dataclasses import asdict
from pathlib import Path

from spt_tui.hardware import gpu_reader
from spt_tui.hardware.gpu_reader import REOPEN_SECONDS, SLOW_SECONDS, GpuReader
from spt_tui.hardware.sampler import Sampler


def rounds(options: argparse.Namespace) -> None:
    """`options.rounds` rounds; before the last half, `options.then` takes the place of the scenario."""
    gpu_reader.SLOW_LAST_SECONDS = options.old
    reader = GpuReader(options.deadline, options.reopen, options.slow)
    for number in range(options.rounds):
        if options.then and number == options.rounds // 2:
            shutil.copy(options.then, options.scenario)
        reader.deadline = options.deadline if number else max(options.first, options.deadline)
        began = time.monotonic()
        reader.begin()
        gpus, problem, driver = reader.finish(options.whole)
        took = time.monotonic() - began
        reading = {"gpus": [asdict(gpu) for gpu in gpus], "problem": problem, "driver": driver, "took": took}
        reading["threads"] = threading.active_count()
        print(json.dumps({**reading, "pynvml": "pynvml" in sys.modules}), flush=True)
        time.sleep(options.pause)


def scenarios(options: argparse.Namespace) -> None:
    """A round of each scenario in the folder `options.then`, all by one reader."""
    reader = GpuReader(options.deadline, options.reopen, options.slow)
    for number, path in enumerate(sorted(Path(options.then).iterdir())):
        os.utime(path, (number, number))  # files of one moment have the same time, by which a change is seen
        os.replace(path, options.scenario)
        reader.begin()
        gpus, problem, driver = reader.finish(whole=True)
        print(json.dumps({"gpus": [asdict(gpu) for gpu in gpus], "problem": problem, "driver": driver}))


def samples(options: argparse.Namespace) -> None:
    """`options.rounds` samples of a running sampler, which is then stopped."""
    sampler = Sampler(options.pause)
    inbox = sampler.subscribe()
    sampler.start()
    for _ in range(options.rounds):
        sample = inbox.get(timeout=5)
        print(json.dumps(asdict(sample)), flush=True)
    sampler.stop()


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["rounds", "scenarios", "samples"])
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--pause", type=float, default=0.0)
    parser.add_argument("--deadline", type=float, default=2.0)
    parser.add_argument("--first", type=float, default=0.0, help="deadline of the first round, in which to connect")
    parser.add_argument("--reopen", type=float, default=REOPEN_SECONDS)
    parser.add_argument("--slow", type=float, default=SLOW_SECONDS)
    parser.add_argument("--old", type=float, default=gpu_reader.SLOW_LAST_SECONDS)
    parser.add_argument("--whole", type=int, default=0)
    parser.add_argument("--scenario")
    parser.add_argument("--then")
    options = parser.parse_args()
    {"rounds": rounds, "scenarios": scenarios, "samples": samples}[options.what](options)


if __name__ == "__main__":
    main()
