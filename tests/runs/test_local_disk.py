from __future__ import annotations

from pathlib import Path

import pytest

from spt_tui.runs.local_disk import file_system_of, is_on_local_disk

MOUNTS = r"""22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
40 27 0:40 / /home rw,relatime shared:2 master:3 - nfs4 server:/home rw
41 40 0:41 / /home/me/local\040disk rw - xfs /dev/nvme0n1 rw
42 27 0:42 / /lustre/fs1 rw - lustre 10.0.0.1@o2ib:/fs1 rw
43 27 0:43 / /mnt/far rw - fuse.sshfs me@far: rw
44 27 0:44 / /mnt/stick rw - fuseblk /dev/sdb1 rw
45 27 0:45 / /lustre/fs1 rw - ext4 /dev/over rw
torn line
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/me/runs", "nfs4"),
        ("/home", "nfs4"),
        ("/homestead/runs", "ext4"),
        ("/home/me/local disk/runs", "xfs"),
        ("/mnt/far/runs", "fuse.sshfs"),
        ("/lustre/fs1/runs", "ext4"),
    ],
)
def test_the_file_system_is_that_of_the_innermost_mount_and_of_two_on_one_place_the_upper(path: str, kind: str) -> None:
    assert file_system_of(path, MOUNTS) == kind


@pytest.mark.parametrize(("path", "local"), [("/home", False), ("/mnt/far", False), ("/mnt/stick", True), ("/", True)])
def test_a_disk_that_many_nodes_see_is_not_local(tmp_path: Path, path: str, local: bool) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(MOUNTS)
    assert is_on_local_disk(path, str(mounts)) is local


def test_where_nothing_tells_the_disk_is_taken_for_local(tmp_path: Path) -> None:
    assert is_on_local_disk("/home", str(tmp_path / "absent"))
