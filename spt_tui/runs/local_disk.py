"""Whether a directory is on this node's own disk: then its run was most likely trained here."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

MOUNTS = "/proc/self/mountinfo"

_SHARED = re.compile(
    "nfs4?|lustre|gpfs|beegfs|ceph|cifs|smb3|smbfs|afs|panfs|wekafs|glusterfs|pvfs2|orangefs|daos|quobyte|fuse[.].*"
)
"""File systems that many nodes see. What is mounted by a program (`fuse.sshfs`) is taken for one, too."""
_OCTAL = re.compile(r"\\([0-7]{3})")


def is_on_local_disk(path: str, mounts: str = MOUNTS) -> bool:
    """A guess by the kind of its file system; where that cannot be told, as on macOS, true."""
    try:
        with open(mounts, encoding="utf-8", errors="surrogateescape") as file:
            text = file.read()
        kind = file_system_of(os.path.realpath(path), text)
    except (OSError, ValueError):
        return True
    return not _SHARED.fullmatch(kind)


def file_system_of(path: str, mountinfo: str) -> str:
    """The kind of file system that `path` lies on, by the text of a mountinfo file, see proc(5); empty if none."""
    mounted = [(len(point), place, kind) for place, (point, kind) in enumerate(_mounts(mountinfo)) if _has(point, path)]
    return max(mounted)[2] if mounted else ""


def _mounts(mountinfo: str) -> Iterator[tuple[str, str]]:
    for line in mountinfo.splitlines():
        before, dash, after = line.partition(" - ")
        fields, kind = before.split(" "), after.split(" ")[0]
        if dash and len(fields) > 4:
            yield _OCTAL.sub(lambda code: chr(int(code[1], 8)), fields[4]), kind


def _has(point: str, path: str) -> bool:
    return path == point or path.startswith(point.rstrip("/") + "/")
