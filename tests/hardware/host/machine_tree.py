"""Files of /proc and /sys as machines have them, below a directory: texts as the kernel writes them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

V2_MOUNT = "29 23 0:26 / /sys/fs/cgroup rw,nosuid,nodev,noexec,relatime shared:4 - cgroup2 cgroup2 rw,nsdelegate\n"
V1_MOUNTS = """\
31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,relatime - cgroup cgroup rw,cpu,cpuacct
34 31 0:31 / /sys/fs/cgroup/cpuset rw,relatime - cgroup cgroup rw,cpuset
35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
"""
HYBRID_MOUNTS = V1_MOUNTS + "41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw\n"

UNLIMITED_V1 = "9223372036854771712\n"


def write_files(root: Path, files: Mapping[str, str]) -> Path:
    """Write files, path below `root` -> text."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def unified(root: Path, group: str, files: Mapping[str, str], mount: str = V2_MOUNT) -> Path:
    """A machine of version 2 on which this process is in `group`; `files` are below /sys/fs/cgroup."""
    own = {"proc/self/cgroup": f"0::{group}\n", "proc/self/mountinfo": mount}
    return write_files(root, own | {f"sys/fs/cgroup/{name}": text for name, text in files.items()})


def memory_stat(inactive: int, prefix: str = "") -> str:
    """memory.stat with so many bytes of cache that nobody used lately."""
    return f"anon 1000\n{prefix}active_file 7\n{prefix}inactive_file {inactive}\nslab 12\n"
