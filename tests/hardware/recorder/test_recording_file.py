"""The files of a recorder: parts, their bounds, and what others do to them."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from spt_tui.hardware.recorder.recording_file import Bounds, RecordingFile
from spt_tui.hardware.recording import encode_sample, header_for
from spt_tui.hardware.recording_name import RecordingName, parse_name
from tests.hardware.recorder.recordings import read_recording
from tests.hardware.samples import blank_header, sample_of

NAME = RecordingName("gpu031")
HEADER = header_for(sample_of(1), blank_header())
SMALL = Bounds(part_bytes=3_072, total_bytes=12_288)


def line_at(time: float) -> bytes:
    return encode_sample(sample_of(1, time=time), HEADER)


def fill(file: RecordingFile, lines: range) -> None:
    for time in lines:
        file.append(line_at(float(time)), HEADER)


def parts_in(folder: Path) -> list[Path]:
    names = sorted(filter(None, map(parse_name, os.listdir(folder))))
    return [folder / name.text for name in names]


def test_a_file_begins_with_its_header_and_tells_it_once(tmp_path: Path) -> None:
    fill(RecordingFile(str(tmp_path), NAME), range(3))
    found = read_recording(tmp_path / "hw-gpu031.jsonl")
    assert found.headers == [HEADER] and [sample.time for sample in found.samples] == [0, 1, 2] and not found.bad


def test_another_header_comes_when_there_is_another(tmp_path: Path) -> None:
    file = RecordingFile(str(tmp_path), NAME)
    other = replace(HEADER, gpus=())
    for header in (HEADER, HEADER, other, other):
        file.append(line_at(1.0), header)
    assert read_recording(Path(file.path)).headers == [HEADER, other]


def test_each_part_can_be_read_alone_and_no_more_is_kept_than_the_bounds_say(tmp_path: Path) -> None:
    file = RecordingFile(str(tmp_path), NAME, SMALL)
    fill(file, range(100))
    parts = parts_in(tmp_path)
    assert len(parts) == SMALL.parts == 4 and str(parts[-1]) == file.path
    assert all(part.stat().st_size <= SMALL.part_bytes for part in parts)
    assert all(part.stat().st_size > SMALL.part_bytes - len(line_at(100.0)) for part in parts[:-1])
    found = [read_recording(part) for part in parts]
    assert [[header.part for header in one.headers] for one in found] == [
        [name.part] for name in map(parse_name, (part.name for part in parts)) if name
    ]
    times = [sample.time for one in found for sample in one.samples]
    assert times == [float(time) for time in range(int(times[0]), 100)]


def test_a_recorder_goes_on_in_the_newest_part(tmp_path: Path) -> None:
    file = RecordingFile(str(tmp_path), NAME, SMALL)
    while not file.path.endswith("_p3.jsonl"):
        fill(file, range(1))
    fill(RecordingFile(str(tmp_path), NAME, SMALL), range(1))
    assert [part.name for part in parts_in(tmp_path)] == ["hw-gpu031.jsonl", "hw-gpu031_p2.jsonl", "hw-gpu031_p3.jsonl"]
    assert len(read_recording(Path(file.path)).headers) == 2


def test_a_recorder_does_not_go_on_in_a_part_that_is_full(tmp_path: Path) -> None:
    (tmp_path / NAME.text).write_bytes(b"\n" * SMALL.part_bytes)
    fill(RecordingFile(str(tmp_path), NAME, SMALL), range(1))
    assert (tmp_path / NAME.text).stat().st_size == SMALL.part_bytes
    assert read_recording(tmp_path / "hw-gpu031_p2.jsonl").samples


def test_only_own_files_are_deleted(tmp_path: Path) -> None:
    others = ["hw-gpu03.jsonl", "hw-gpu031_r2.jsonl", "hw-gpu031_r2_p3.jsonl", "hw_metrics.csv", "sidecar.json"]
    for name in others:
        (tmp_path / name).write_text("kept\n")
    fill(RecordingFile(str(tmp_path), NAME, SMALL), range(100))
    assert all((tmp_path / name).read_text() == "kept\n" for name in others)


def test_a_line_follows_a_torn_one_on_a_line_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / NAME.text
    fill(RecordingFile(str(tmp_path), NAME), range(2))
    path.write_bytes(path.read_bytes()[:-20])
    fill(RecordingFile(str(tmp_path), NAME), range(2, 4))
    found = read_recording(path)
    assert [sample.time for sample in found.samples] == [0, 2, 3] and len(found.bad) == 1 and len(found.headers) == 2


def test_a_file_that_was_deleted_or_emptied_begins_with_a_header_again(tmp_path: Path) -> None:
    file = RecordingFile(str(tmp_path), NAME)
    fill(file, range(2))
    os.unlink(file.path)
    fill(file, range(2, 3))
    assert read_recording(Path(file.path)).headers == [HEADER]
    os.truncate(file.path, 0)
    fill(file, range(3, 5))
    found = read_recording(Path(file.path))
    assert found.headers == [HEADER] and [sample.time for sample in found.samples] == [3, 4]


def test_a_directory_that_is_gone_is_not_made_again(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    folder.mkdir()
    file = RecordingFile(str(folder), NAME)
    fill(file, range(1))
    os.unlink(file.path)
    folder.rmdir()
    with pytest.raises(FileNotFoundError):
        fill(file, range(1, 2))
    assert not folder.exists()


def test_nothing_stays_open(tmp_path: Path) -> None:
    before = set(os.listdir("/proc/self/fd"))
    fill(RecordingFile(str(tmp_path), NAME), range(3))
    assert set(os.listdir("/proc/self/fd")) <= before


def test_what_was_written_can_be_withdrawn_unless_it_follows_on_what_was_there(tmp_path: Path) -> None:
    file = RecordingFile(str(tmp_path), NAME)
    fill(file, range(1))
    second = RecordingFile(str(tmp_path), NAME)
    fill(second, range(1, 2))
    second.withdraw()
    assert len(read_recording(Path(file.path)).samples) == 2
    file.withdraw()
    assert not os.listdir(tmp_path)


@pytest.mark.parametrize("total", [4, 1 << 20, 64 << 20, 1 << 30])
def test_bounds_keep_several_parts(total: int) -> None:
    bounds = Bounds.keeping(total)
    assert bounds.parts >= 4 and bounds.parts * bounds.part_bytes <= total
