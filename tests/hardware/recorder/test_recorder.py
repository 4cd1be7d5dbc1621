"""A recorder that moves to another directory, alone and among others."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from spt_tui.hardware.recorder.place import Place
from spt_tui.hardware.recorder.recorder import Recorder
from tests.hardware.recorder.recordings import only_recording, read_recording, samples_in, until


@pytest.fixture
def here(tmp_path: Path) -> Path:
    (tmp_path / "here").mkdir()
    return tmp_path / "here"


@pytest.fixture
def there(tmp_path: Path) -> Path:
    (tmp_path / "there").mkdir()
    return tmp_path / "there"


@pytest.fixture
def recorders(here: Path) -> Iterator[list[Recorder]]:
    """Two that may move; the first records, the second stands behind it."""
    started = [Recorder(str(here), interval, may_move=True) for interval in (0.02, 0.1)]
    for recorder in started:
        recorder.start()
        until(lambda: recorder.path or recorder.stands_by)  # noqa: B023
    yield started
    assert all(recorder.stop(5) for recorder in started)


def test_it_takes_with_it_what_it_wrote(recorders: list[Recorder], here: Path, there: Path) -> None:
    first = read_recording(only_recording(here)).samples[0]
    recorders[0].move(str(there))
    until(lambda: samples_in(there) > 5)
    assert not os.listdir(here)
    found = read_recording(only_recording(there))
    assert found.samples[0] == first and len(found.headers) <= 3 and not found.bad
    times = [sample.time for sample in found.samples]
    assert times == sorted(set(times))


def test_who_stands_behind_it_does_not_take_its_former_place(
    recorders: list[Recorder], here: Path, there: Path
) -> None:
    recorders[0].move(str(there))
    until(lambda: samples_in(there) > 10)
    assert recorders[1].path is None and not os.listdir(here)


def test_who_stands_behind_it_and_stops_with_it_writes_nothing(recorders: list[Recorder], here: Path) -> None:
    recorders[0].stop(5)
    recorders[1].stop(5)
    found = read_recording(only_recording(here))
    assert len(found.headers) == len(found.ends) == 1


def test_who_moves_behind_another_leaves_what_it_wrote(recorders: list[Recorder], here: Path, there: Path) -> None:
    recorders[1].move(str(there))
    until(lambda: samples_in(there))
    before = samples_in(here)
    recorders[0].move(str(there))
    until(lambda: recorders[0].path is None)
    assert samples_in(here) >= before and len(read_recording(only_recording(there)).headers) == 1


def test_what_was_there_before_stays(here: Path, there: Path) -> None:
    for _ in range(2):
        recorder = Recorder(str(here), 60, may_move=True)
        recorder.start()
        until(lambda: recorder.path)  # noqa: B023
        recorder.stop(5)
    before = samples_in(here)
    recorder = Recorder(str(here), 0.02, may_move=True)
    recorder.start()
    until(lambda: samples_in(here) > before)
    recorder.move(str(there))
    until(lambda: samples_in(there))
    assert samples_in(here) > before and recorder.stop(5)


def test_places_in_a_directory(here: Path, there: Path) -> None:
    first, same, other, elsewhere = (Place() for _ in range(4))
    assert first.take(str(here), "gpu031", ("48213", "GPU-0")) == 1
    assert same.take(str(here), "gpu031", ("48213", "GPU-0")) is None and same.is_behind
    assert other.take(str(here), "gpu031", ("48213", "GPU-1")) == 2 and not other.is_behind
    assert elsewhere.take(str(there), "gpu031", ("48213", "GPU-0")) == 1
    first.give_up()
    assert not same.is_behind and same.take(str(here), "gpu031", ("48213", "GPU-0")) == 1
    for place in (same, other, elsewhere):
        place.give_up()


def test_there_is_no_place_where_there_is_no_directory(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Place().take(str(tmp_path / "gone"), "gpu031", ())
