"""The file of the saved picture: what it is good for, and that nothing in it can do harm."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spt_tui.runs.cache_dir import Refused
from spt_tui.ui.cells import Row
from spt_tui.ui.first_frame import (
    KEPT,
    LARGEST,
    decoded,
    digest,
    drawn,
    encoded,
    file_name,
    forget_oldest,
    is_harmless,
    load,
    mark,
    save,
    within,
)
from spt_tui.ui.output import CellDiff
from tests.e2e.wire import foreign
from tests.strategies import hostile_text
from tests.ui.test_output import emulated, painted, two_pictures

NOW = 1_764_000_000
LINES = ["\x1b[2m runs 日本\x1b[0;2;31m failed\x1b[m", "", "\x1b[2mlast\x1b[m"]
HARMLESS = re.compile(r"(\x1b\[[0-9;]*m|[^\x00-\x1f\x7f-\x9f])*")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where the pictures will lie."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    yield tmp_path / "spt-tui"


# The content --------------------------------------------------------------------------------------------------


def test_what_was_saved_is_read() -> None:
    assert decoded(encoded(LINES, NOW + 0.9)) == (LINES, NOW)


def pieces() -> st.SearchStrategy[str]:
    """What may stand in a picture's file: sequences of every kind, real and nearly real."""
    final = st.sampled_from("mmmmmmHJhlcqnKu\x07")
    sequence = st.builds("\x1b[{}{}".format, st.text("0123456789;:?<> \x1b", max_size=8), final)
    return st.one_of(st.just("\x1b[0;2;31m"), sequence, hostile_text(2), st.text("\x1b[m\x9b;1a", max_size=6))


@given(st.lists(st.lists(pieces(), max_size=5).map("".join), max_size=4))
def test_nothing_but_text_and_sgr_is_ever_drawn(lines: list[str]) -> None:
    try:
        read, _ = decoded(encoded(lines, NOW))
    except Refused:
        assert not all(map(is_harmless, lines))
        return
    assert all(HARMLESS.fullmatch(line) for line in read)
    assert not foreign(drawn(read, 80, mark(NOW, NOW)).encode())


@given(st.one_of(st.binary(max_size=200), st.binary(max_size=200).map(lambda rest: encoded([], NOW) + rest)))
def test_anything_else_is_refused(raw: bytes) -> None:
    if raw != encoded([], NOW):
        with pytest.raises(Refused):
            decoded(raw)


@given(st.integers(0, len(encoded(LINES, NOW)) - 1), st.integers(1, 255))
def test_a_changed_byte_and_a_cut_end_are_noticed(place: int, change: int) -> None:
    raw = bytearray(encoded(LINES, NOW))
    with pytest.raises(Refused):
        decoded(bytes(raw[:place]))
    raw[place] ^= change
    with pytest.raises(Refused):
        decoded(bytes(raw))


def test_why_a_picture_is_refused() -> None:
    raw = encoded(LINES, NOW)
    reasons = {raw[:-1]: "damaged", b"": "damaged", raw.replace(b"picture 1", b"picture 2"): "of another version"}
    for content, reason in reasons.items():
        with pytest.raises(Refused, match=reason):
            decoded(content)
    for number in ("\u0663", "-1", "9" * 30):  # a digit to str.isdigit, before all time, after all time
        with pytest.raises(Refused, match="damaged"):
            body = f"{number} x".encode()
            decoded(b"spt-tui picture 1 %s %s\nx" % (number.encode(), digest(body).encode()))


@settings(max_examples=50)
@given(two_pictures())
def test_what_the_screen_shows_can_be_kept_and_is_dim(pictures: tuple[list[Row], list[Row]]) -> None:
    app = CellDiff()
    app._picture = pictures[0]
    columns, rows = app.picture_columns, len(pictures[0])
    lines = app.picture_lines(faded=True)
    assert decoded(encoded(lines, NOW))[0] == lines
    shown = emulated(drawn(lines, columns, ""), columns, rows)
    plain = emulated(painted(pictures[0]), columns, rows)
    for ours, theirs in zip(chain(*shown), chain(*plain), strict=True):
        assert (ours.data, ours.fg, ours.bg, ours.reverse) == (theirs.data, theirs.fg, theirs.bg, theirs.reverse)
        assert not ours.bold and (ours.dim or not ours.data.strip())


# What it looks like -------------------------------------------------------------------------------------------


def test_the_mark_is_the_time_and_on_another_day_the_date() -> None:
    noon = time.mktime((2026, 3, 4, 12, 41, 30, 0, 0, -1))
    assert mark(noon, noon + 3600) == " as of 12:41 "
    for later in (86_400, 86_400 * 365, -86_400):
        assert mark(noon, noon + later) == " as of 2026-03-04 12:41 "


def test_the_mark_ends_the_first_line_whatever_stands_there() -> None:
    for first in ("", "x" * 40, "日本" * 10):
        cells = emulated(drawn([first, "second"], 40, " as of 12:41 "), 40, 2)
        assert "".join(cell.data for cell in cells[0][-13:]) == " as of 12:41 "
        assert all(cell.reverse for cell in cells[0][-13:]) and cells[1][0].data == "s"


def test_without_room_for_the_mark_there_is_no_picture() -> None:
    assert drawn(LINES, 12, " as of 12:41 ") == ""


# The file -----------------------------------------------------------------------------------------------------


def test_a_saved_picture_is_for_the_same_call_at_the_same_size(place: Path) -> None:
    save(["--filter", "tag:x", "root"], LINES, 80)
    lines, saved_at = load(["--filter", "tag:x", "root"], 80, 3)
    assert lines == LINES and abs(saved_at - time.time()) < 60
    for arguments, columns, rows in (
        (["--filter", "tag:x root"], 80, 3),
        (["--filter", "tag:x", "other"], 80, 3),
        (["--filter", "tag:x", "root"], 79, 3),
        (["--filter", "tag:x", "root"], 80, 4),
    ):
        with pytest.raises(FileNotFoundError):
            load(arguments, columns, rows)


@pytest.mark.parametrize(
    "name", ["COLORTERM", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "NO_COLOR", "SPT_CACHE_DIR", "TERM"]
)
def test_it_is_for_the_same_terminal_and_language(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(name, raising=False)
    names = {file_name([], 80, 24)}
    for value in ("", "/one", "/two"):
        monkeypatch.setenv(name, value)
        names.add(file_name([], 80, 24))
    assert len(names) == 4
    monkeypatch.setenv("UNRELATED", "1")
    assert file_name([], 80, 24) in names


def test_it_is_for_the_same_directory_and_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = {file_name(["runs"], 80, 24)}
    monkeypatch.chdir(tmp_path)
    names.add(file_name(["runs"], 80, 24))
    monkeypatch.setattr("spt_tui.ui.first_frame.__version__", "0.0.0")
    names.add(file_name(["runs"], 80, 24))
    assert len(names) == 3


def test_the_file_says_nothing_of_the_environment(place: Path) -> None:
    save(["--filter", "secret", "root"], ["line"], 80)
    (saved,) = place.iterdir()
    content = saved.read_text() + saved.name
    assert saved.stat().st_mode & 0o777 == 0o600
    assert not any(word in content for word in ("secret", "root", os.getcwd(), os.environ["HOME"]))


def test_a_digest_tells_order_length_and_zeros() -> None:
    contents = [b"", b"\0", b"\0\0", b"ab", b"ba", b"ab\0", b"\0ab", b"a" * 1000, b"a" * 1001]
    assert len({digest(content) for content in contents}) == len(contents)
    assert all(len(digest(content)) == 32 for content in contents)


def test_only_the_newest_are_kept_and_other_files_left_alone(place: Path) -> None:
    place.mkdir(mode=0o700)
    (place / "index-of-a-root").write_text("")
    for number in range(KEPT + 5):
        path = place / f"picture-{number:032x}"
        path.write_text("")
        os.utime(path, (NOW + number, NOW + number))
    save([], LINES, 80)
    kept = {path.name for path in place.iterdir()}
    assert len(kept) == KEPT + 1 and "index-of-a-root" in kept and file_name([], 80, 3) in kept
    assert f"picture-{5:032x}" not in kept and f"picture-{6:032x}" in kept


def test_what_a_killed_writer_left_goes_too(place: Path) -> None:
    place.mkdir()
    (place / "picture-0.123.new").write_text("")
    os.utime(place / "picture-0.123.new", (NOW, NOW))
    for number in range(KEPT):
        (place / f"picture-{number + 1}").write_text("")
    forget_oldest(str(place))
    assert not (place / "picture-0.123.new").exists() and len(os.listdir(place)) == KEPT


def test_no_picture_keeps_the_last_one(place: Path) -> None:
    save([], LINES, 80)
    save([], [], 80)
    assert load([], 80, 3)[0] == LINES


@pytest.mark.parametrize("tree", ["", "spt-tui", "link"])
def test_nothing_is_saved_below_the_runs(place: Path, tmp_path: Path, tree: str) -> None:
    (tmp_path / "link").symlink_to(tmp_path)
    save([], LINES, 80, ["/elsewhere", str(tmp_path / tree)])
    assert not place.exists()
    save([], LINES, 80, [str(tmp_path / "spt-tui-runs"), str(tmp_path / "other")])
    assert load([], 80, 3)[0] == LINES


def test_what_may_not_be_read_is_not_saved(place: Path) -> None:
    save([], ["\x1b[2J"], 80)
    save([], ["x" * LARGEST], 80)
    assert not place.exists() or not os.listdir(place)


@pytest.mark.parametrize("where", ["/proc/none", "/dev/null", "/proc/self/status"])
def test_a_cache_that_cannot_be_is_no_error(where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", where)
    save([], LINES, 80)
    with pytest.raises(OSError):
        load([], 80, 3)


def test_a_directory_that_others_can_write_is_not_used(place: Path) -> None:
    save([], LINES, 80)
    place.chmod(0o770)
    with pytest.raises(Refused, match="others"):
        load([], 80, 3)
    save(["other"], LINES, 80)
    assert len(os.listdir(place)) == 1


def test_a_disk_that_does_not_answer_is_not_waited_for() -> None:
    began = time.monotonic()
    assert within(0.05, lambda: time.sleep(0.5)) is None
    assert time.monotonic() - began < 0.4
    assert within(5, lambda: "answer") == "answer"
