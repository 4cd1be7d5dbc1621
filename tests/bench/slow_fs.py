"""A file system far away: what has to be set for a program so that each of its requests about one tree takes longer.

Of the ways to do this without privileges, measured as 100 stats in each of so many threads, 1 ms each, on 2 cores:

    threads                             1        8       32
    right                          0.10 s   0.10 s   0.10 s
    strace --inject delay_enter    0.13     0.22     1.03      one tracer for all threads: it is what is measured
      with --seccomp-bpf           0.12     0.18     0.23      its limit is some 15,000 requests a second, on both cores
    slow_fs.c                      0.11     0.11     0.13

so slow_fs.c it is, which is as fair to many threads as to few. To replace functions of the C library alone would miss
what it asks by itself (a listing's open, fstat and getdents); a FUSE file system needs a library and a privilege.
Every request waits the same, also those that a network file system's client would answer: read, fstat and close too.
"""

from __future__ import annotations

import platform
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

SOURCE = Path(__file__).with_name("slow_fs.c")


def unavailable() -> str | None:
    """Why requests cannot be made slow here; None if they can."""
    if platform.system() != "Linux" or platform.machine() != "x86_64":
        return "it needs Linux on x86-64"
    return None if shutil.which("gcc") else "it needs gcc"


def build(place: Path) -> Path:
    """Compile the library into the directory `place`. Raises `CalledProcessError`."""
    library = place / "slow_fs.so"
    subprocess.run(["gcc", "-O2", "-Wall", "-Wextra", "-shared", "-fPIC", "-o", library, SOURCE], check=True)
    return library


def environment(library: Path, root: Path, seconds: float) -> Mapping[str, str]:
    """The variables that make each request about the tree below `root` take `seconds` longer."""
    return {
        "LD_PRELOAD": str(library),
        "SLOW_FS_ROOT": str(root.resolve()),
        "SLOW_FS_MICROSECONDS": str(round(seconds * 1e6)),
    }
