from __future__ import annotations

import pytest

from spt_tui.hardware.recorded_host import RecordedHost
from tests.hardware.recorded.recordings import BEGAN, sample


@pytest.mark.parametrize(
    ("age", "ended", "text"),
    [
        (0.5, False, "recorded just now"),
        (-1.5, False, "recorded just now"),
        (2.0, False, "recorded 2s ago"),
        (41.0, False, "silent for 41s"),
        (3 * 3600.0, False, "silent for 3h"),
        (3 * 3600.0, True, "ended 3h ago"),
        (-12.0, False, "its clock is 12s ahead"),
        (-7200.0, True, "its clock is 2h ahead"),
    ],
)
def test_the_age_of_the_newest_sample_in_words(age: float, ended: bool, text: str) -> None:
    host = RecordedHost("gpu031", (sample(),), interval=2.0, ended=ended)
    assert host.age_text(BEGAN + age) == text


def test_a_host_whose_clock_is_wrong_is_silent_only_if_nothing_comes() -> None:
    behind = RecordedHost("gpu031", (sample(),), interval=2.0, arrived=BEGAN + 300)
    assert not behind.is_silent(BEGAN + 302) and behind.age_text(BEGAN + 302) == "recorded 5m ago"
    assert behind.is_silent(BEGAN + 320) and behind.age_text(BEGAN + 320) == "silent for 20s"
    ahead = RecordedHost("gpu031", (sample(),), interval=2.0, arrived=BEGAN - 300)
    assert ahead.age_text(BEGAN - 299) == "its clock is 4m ahead" and ahead.is_silent(BEGAN - 280)


def test_a_host_without_a_sample_has_no_age() -> None:
    host = RecordedHost("gpu031")
    assert host.age(BEGAN) is None and host.age_text(BEGAN) == "no sample yet" and not host.is_silent(BEGAN)


def test_a_slow_recorder_is_not_silent_within_three_of_its_intervals() -> None:
    host = RecordedHost("gpu031", (sample(),), interval=30.0)
    assert not host.is_silent(BEGAN + 89) and host.is_silent(BEGAN + 91)
