import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spt_tui.runs import media
from spt_tui.runs.media import events, media_file

EVENT = {"step": 3, "tag": "val/input", "type": "image", "path": "media/val/3.png"}


@pytest.fixture
def run_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "run"
    (folder / "media" / "val").mkdir(parents=True)
    (folder / "media" / "val" / "3.png").write_bytes(b"png")
    (folder / "media-old").mkdir()
    (folder / "media-old" / "x.png").write_bytes(b"png")
    (folder / "sidecar.json").write_bytes(b"{}")
    (tmp_path / "secret").write_bytes(b"secret")
    return folder


def read(run_dir: Path, content: bytes) -> list[dict[str, Any]]:
    (run_dir / "media.jsonl").write_bytes(content)
    return list(events(str(run_dir)))


def test_lines_that_are_no_events_are_passed_over(run_dir: Path) -> None:
    line = json.dumps(EVENT).encode()
    odd = [
        b"",
        b"\xff\xfe\x00",
        b"[1]",
        b"null",
        b'"text"',
        b"{",
        b"[" * 100_000,
        b"\r",
        b'{"a": ' + b"9" * 5_000 + b"}",
    ]
    assert read(run_dir, b"\n".join([line, *odd, line + b"\r", b""])) == [EVENT, EVENT]


def test_a_line_without_its_end_is_passed_over_until_it_is_whole(run_dir: Path) -> None:
    line = json.dumps(EVENT).encode()
    assert read(run_dir, line + b"\n" + line[:20]) == [EVENT]
    assert read(run_dir, line + b"\n" + line) == [EVENT, EVENT]


def test_of_a_long_file_the_end_is_read(run_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [json.dumps({"step": step}).encode() for step in range(1_000)]
    monkeypatch.setattr(media, "EVENTS_LIMIT", 500)
    found = read(run_dir, b"\n".join(lines) + b"\n")
    assert 10 < len(found) < 100 and found[-1] == {"step": 999}
    assert [event["step"] for event in found] == list(range(1_000 - len(found), 1_000))


def test_no_file_and_no_regular_file_have_no_events(run_dir: Path) -> None:
    assert list(events(str(run_dir))) == []
    os.mkfifo(run_dir / "media.jsonl")
    assert list(events(str(run_dir))) == []


def test_a_file_below_media_is_found(run_dir: Path) -> None:
    (run_dir / "media" / "link.png").symlink_to("val/3.png")
    assert media_file(str(run_dir), "media/val/3.png") == run_dir / "media" / "val" / "3.png"
    assert media_file(str(run_dir), "media/link.png") == run_dir / "media" / "val" / "3.png"


@pytest.mark.parametrize(
    "rel_path",
    [
        "",
        "/etc/passwd",
        "media",
        "media/",
        "media/val",
        "media/none.png",
        "media/../sidecar.json",
        "media/val/../../../secret",
        "sidecar.json",
        "media-old/x.png",
        "media/\0",
        "media/\ud800",
        "media/" + "x" * 5_000,
    ],
)
def test_what_is_not_below_media_is_not_found(run_dir: Path, rel_path: str) -> None:
    assert media_file(str(run_dir), rel_path) is None


@pytest.mark.parametrize("target", ["../../secret", "/etc/passwd", "../sidecar.json", "loop", "../../run/sidecar.json"])
def test_a_link_out_of_media_is_not_followed(run_dir: Path, target: str) -> None:
    (run_dir / "media" / "loop").symlink_to(target)
    assert media_file(str(run_dir), "media/loop") is None


def test_a_media_folder_that_lies_elsewhere_is_not_followed(run_dir: Path) -> None:
    (run_dir / "media").rename(run_dir / "gone")
    (run_dir / "media").symlink_to(run_dir.parent)
    assert media_file(str(run_dir), "media/secret") is None


def test_special_files_are_not_found(run_dir: Path) -> None:
    os.mkfifo(run_dir / "media" / "pipe")
    assert media_file(str(run_dir), "media/pipe") is None


@given(st.text(alphabet="./mediasecrt\0", max_size=40))
def test_no_path_leads_out(tmp_path_factory: pytest.TempPathFactory, rel_path: str) -> None:
    folder = tmp_path_factory.getbasetemp() / "escape"
    (folder / "run" / "media").mkdir(parents=True, exist_ok=True)
    (folder / "secret").touch()
    (folder / "run" / "media" / "a").touch()
    found = media_file(str(folder / "run"), rel_path)
    assert found is None or found == folder / "run" / "media" / "a"
