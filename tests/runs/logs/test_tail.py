import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spt_tui.ansi import fold
from spt_tui.runs.logs.line_window import BLOCK, Limits
from spt_tui.runs.logs.restarts import Restart
from spt_tui.runs.logs.tail import LogTail, TailView
from tests.trees import NOBODY, as_nobody, chmod_as_owner, public_place

PIECES = st.sampled_from(
    [b"a line\n", b"x", b"\n", b"\r\n", b"\r 50%", b"\x1b[31m", b"\xff", "é日\U0001f680".encode(), b"\x1b", b"\x00"]
)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "train.out"


SMALL = 100
"""A block of so few bytes that a short file is longer than a window."""


def append(path: Path, raw: bytes) -> None:
    with path.open("ab") as file:
        file.write(raw)


def polled(reader: LogTail, follow: bool = True) -> TailView:
    view = reader.poll(follow)
    assert view is not None
    return view


def numbered(begin: int, end: int) -> list[str]:
    return [f"line {number:04}" for number in range(begin, end)]


def as_bytes(lines: list[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def test_opens_follows_and_is_silent_when_nothing_changes(log: Path) -> None:
    log.write_bytes(b"one\ntwo\n")
    reader = LogTail(str(log))
    assert polled(reader).lines == ("one", "two")
    assert reader.poll() is None
    append(log, b"thr")
    assert polled(reader).lines == ("one", "two", "thr")
    append(log, b"ee\n")
    view = polled(reader)
    assert (view.lines, view.first, view.generation, view.end) == (("one", "two", "three"), 0, 1, 14)


def test_an_empty_file(log: Path) -> None:
    log.touch()
    assert polled(LogTail(str(log))) == TailView(generation=1, size=0, modified_at=log.stat().st_mtime)


def test_a_torn_character_waits_for_its_rest(log: Path) -> None:
    log.write_bytes("日本".encode()[:4])
    reader = LogTail(str(log))
    assert polled(reader).lines == ("日",)
    append(log, "日本".encode()[4:])
    assert polled(reader).lines == ("日本",)


def test_bytes_that_are_not_text_are_shown_as_such(log: Path) -> None:
    log.write_bytes(b"caf\xe9\n")
    assert polled(LogTail(str(log))).lines == ("caf\\xe9",)


def test_a_large_file_is_read_at_its_end_only(log: Path) -> None:
    with log.open("wb") as file:
        file.truncate(10 << 30)
    append(log, b"\n" + as_bytes(numbered(0, 100)))
    view = polled(LogTail(str(log)))
    assert list(view.lines[-100:]) == numbered(0, 100)
    assert view.end - view.start <= BLOCK
    log.unlink()


def test_long_lines_at_the_end_fill_a_screen_all_the_same(log: Path) -> None:
    bars = b"".join(b"\r%3d%%" % percent for percent in range(100)) * 8
    log.write_bytes((bars + b"\n") * 1_000)
    lines = polled(LogTail(str(log))).lines
    assert 60 < len(lines) < 100
    assert set(lines) == {" 99%"}


def test_a_block_of_empty_lines_is_bounded(log: Path) -> None:
    log.write_bytes(b"\n" * 300_000)
    assert len(polled(LogTail(str(log))).lines) == Limits.of(BLOCK).lines_at_once


@pytest.mark.parametrize("follow", [True, False])
def test_a_flood_of_empty_lines_is_bounded_while_it_comes(log: Path, follow: bool) -> None:
    log.write_bytes(b"first\n")
    reader = LogTail(str(log))
    polled(reader)
    append(log, b"\n" * 300_000 + b"last\n")
    view = polled(reader, follow)
    assert len(view.lines) <= Limits.of(BLOCK).kept_lines
    assert (view.lines[0], view.lines[-1]) == (("", "last") if follow else ("first", ""))
    assert view.at_end is follow


def test_a_progress_bar_without_line_ends_shows_its_last_state(log: Path) -> None:
    log.write_bytes(b"".join(b"\r%7d it" % number for number in range(800_000)))
    reader = LogTail(str(log))
    assert polled(reader).lines == (" 799999 it",)
    append(log, b"\r%7d it" % 800_000)
    assert polled(reader).lines == (" 800000 it",)


def test_the_middle_of_a_long_line_has_a_sign(log: Path) -> None:
    log.write_bytes(b"x" * 300_000)
    view = polled(LogTail(str(log)))
    assert view.partial
    assert view.lines[0].startswith("…x")
    assert view.lines[0].endswith("x…")


def test_truncation(log: Path) -> None:
    log.write_bytes(b"old 1\nold 2\n")
    reader = LogTail(str(log))
    before = polled(reader)
    log.write_bytes(b"new\n")
    after = polled(reader)
    assert (after.lines, after.note) == (("new",), "truncated")
    assert after.generation != before.generation


def test_truncated_and_longer_than_before_at_the_next_look(log: Path) -> None:
    log.write_bytes(b"old 1\n")
    reader = LogTail(str(log))
    polled(reader)
    log.write_bytes(b"a new file of more bytes\n")
    assert polled(reader).lines == ("a new file of more bytes",)


def test_replacement(log: Path) -> None:
    log.write_bytes(b"old\n")
    reader = LogTail(str(log))
    polled(reader)
    other = log.with_name("other")
    other.write_bytes(b"old\nand another file\n")
    os.replace(other, log)
    view = polled(reader)
    assert (view.lines, view.note) == (("old", "and another file"), "replaced")


def test_a_file_that_goes_and_comes_back(log: Path) -> None:
    log.write_bytes(b"one\n")
    reader = LogTail(str(log))
    polled(reader)
    away = log.rename(log.with_name("away"))
    view = polled(reader)
    assert (view.lines, view.note) == (("one",), "gone")
    assert reader.poll() is None
    away.rename(log)
    append(log, b"two\n")
    view = polled(reader)
    assert (view.lines, view.note, view.generation) == (("one", "two"), "", 1)


def test_a_file_that_comes_late(log: Path) -> None:
    reader = LogTail(str(log))
    assert polled(reader) == TailView(note="no such file")
    log.write_bytes(b"one\n")
    assert polled(reader).lines == ("one",)


def test_a_directory_a_fifo_and_no_path(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (str(tmp_path), str(tmp_path / "pipe")):
        assert polled(LogTail(path)).note == "not a regular file"
    assert "null" in polled(LogTail("a\x00b")).note


def test_earlier_blocks_come_whole_and_in_order(log: Path) -> None:
    log.write_bytes(as_bytes(numbered(0, 30)))
    reader = LogTail(str(log), SMALL)
    view = polled(reader)
    while (earlier := reader.earlier()) is not None:
        assert earlier.first < view.first
        assert earlier.generation == view.generation
        view = earlier
    assert list(view.lines) == numbered(0, 30)
    assert (view.start, view.first) == (0, -21)


def test_the_window_stays_bounded_up_and_down(log: Path) -> None:
    log.write_bytes(as_bytes(numbered(0, 500)))
    reader = LogTail(str(log), SMALL)
    view = polled(reader)
    names = {view.first + place: line for place, line in enumerate(view.lines)}
    for move in (reader.earlier, reader.later):
        while (moved := move()) is not None:
            assert moved.end - moved.start <= 800
            for place, line in enumerate(moved.lines):
                assert names.setdefault(moved.first + place, line) == line  # a number is a line for good
    assert [names[number] for number in sorted(names)] == numbered(0, 500)


def test_away_from_the_end_growth_moves_nothing_until_it_is_followed(log: Path) -> None:
    log.write_bytes(as_bytes(numbered(0, 200)))
    reader = LogTail(str(log), SMALL)
    polled(reader)
    for _ in range(10):
        moved = reader.earlier()
    assert moved is not None and not moved.at_end
    append(log, as_bytes(numbered(200, 210)))
    assert polled(reader, follow=False).lines == moved.lines
    assert polled(reader, follow=True).lines[-1] == "line 0209"


def test_a_jump_to_the_start_and_into_the_middle(log: Path) -> None:
    log.write_bytes(as_bytes(numbered(0, 200)))
    reader = LogTail(str(log), SMALL)
    polled(reader)
    start = reader.jump(0)
    assert start is not None
    assert (start.lines[0], start.start, start.focus, start.at_end) == ("line 0000", 0, 0, False)
    for offset in (1000, 1004, 1009):
        middle = reader.jump(offset)
        assert middle is not None and middle.focus is not None
        assert middle.lines[middle.focus - middle.first] == "line 0100"
        assert 0 < middle.focus - middle.first < len(middle.lines) - 1
    assert middle.generation == start.generation + 1  # the window had what the later jumps were to


@settings(max_examples=150)
@given(st.lists(PIECES, max_size=80).map(b"".join), st.data())
def test_a_jump_shows_the_line_that_holds_the_byte(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, data: st.DataObject
) -> None:
    log = tmp_path_factory.mktemp("jump") / "x.out"
    log.write_bytes(content)
    reader = LogTail(str(log), 32)
    polled(reader)
    for offset in data.draw(st.lists(st.integers(-5, len(content) + 5), max_size=5)):
        view = reader.jump(offset)
        if not content:
            assert view is None
            continue
        offset = max(0, min(offset, len(content) - 1))
        assert view is not None and view.focus is not None
        place = view.focus - view.first
        ends = [*view.offsets[1:], view.end]
        assert view.offsets[place] <= offset < ends[place]
        assert len(view.offsets) == len(view.lines)
        if not (place == 0 and view.partial) and content[ends[place] - 1 : ends[place]] == b"\n":
            line = content[view.offsets[place] : ends[place] - 1]
            assert view.lines[place] == fold(line.decode(errors="backslashreplace"))


def test_a_jump_into_a_long_line_shows_what_was_jumped_to(log: Path) -> None:
    log.write_bytes(b"x" * 1_000_000 + b"HERE" + b"x" * 1_000_000)
    reader = LogTail(str(log))
    polled(reader)
    view = reader.jump(1_000_000)
    assert view is not None and view.focus == 0
    assert view.partial and "HERE" in view.lines[0]


def test_a_jump_among_empty_lines_keeps_its_line(log: Path) -> None:
    log.write_bytes(b"\n" * 500_000 + b"here\n" + b"\n" * 500_000)
    reader = LogTail(str(log))
    polled(reader)
    view = reader.jump(500_002)
    assert view is not None and view.focus is not None
    assert view.lines[view.focus - view.first] == "here"
    assert len(view.lines) <= 2 * Limits.of(BLOCK).lines_at_once


def test_a_jump_in_a_large_file_reads_one_block(log: Path) -> None:
    with log.open("wb") as file:
        file.truncate(5 << 30)
    append(log, b"\n" + as_bytes(numbered(0, 100)))
    with log.open("ab") as file:
        file.truncate(10 << 30)
    reader = LogTail(str(log))
    polled(reader)
    view = reader.jump((5 << 30) + 401)
    log.unlink()
    assert view is not None and view.focus is not None
    assert view.lines[view.focus - view.first] == "line 0040"
    assert view.end - view.start <= BLOCK


def test_a_jump_in_a_file_that_is_no_longer_there(log: Path) -> None:
    log.write_bytes(as_bytes(numbered(0, 200)))
    reader = LogTail(str(log), SMALL)
    polled(reader)
    log.unlink()
    assert reader.jump(0) is None


def test_back_to_the_end_after_a_jump_is_not_told_as_skipped(log: Path) -> None:
    log.write_bytes(as_bytes(numbered(0, 200)))
    reader = LogTail(str(log), SMALL)
    polled(reader)
    reader.jump(0)
    assert (polled(reader).lines[-1], polled(LogTail(str(log), SMALL)).note) == ("line 0199", "")
    assert reader.jump(1999).note == ""  # type: ignore[union-attr]


def test_rotation(log: Path) -> None:
    log.write_bytes(b"old\n")
    reader = LogTail(str(log))
    polled(reader)
    log.rename(log.with_name("train.out.1"))
    assert polled(reader).note == "gone"
    log.write_bytes(b"new\n")
    view = polled(reader)
    assert (view.lines, view.note) == (("new",), "rotated")


def test_copied_and_truncated_as_logrotate_can(log: Path) -> None:
    log.write_bytes(b"old 1\nold 2\n")
    reader = LogTail(str(log))
    polled(reader)
    log.with_name("train.out.1").write_bytes(log.read_bytes())
    os.truncate(log, 0)
    assert (polled(reader).lines, polled(LogTail(str(log))).note) == ((), "")
    append(log, b"new\n")
    assert polled(reader).lines == ("new",)


def test_a_sudden_mass_of_output_is_skipped_while_following(log: Path) -> None:
    log.write_bytes(as_bytes(numbered(0, 3)))
    reader = LogTail(str(log), SMALL)
    polled(reader)
    append(log, as_bytes(numbered(3, 300)))
    view = polled(reader)
    assert (view.lines[-1], view.note) == ("line 0299", "skipped ahead")


def test_a_line_longer_than_blocks_is_read_in_pieces(log: Path) -> None:
    log.write_bytes(b"before\n" + b"x" * 250 + b"\nafter\n")
    reader = LogTail(str(log), SMALL)
    view = polled(reader)
    assert view.lines == ("after",)
    view = reader.earlier()
    assert view is not None and view.partial and view.lines[0].startswith("…")
    while (earlier := reader.earlier()) is not None:
        view = earlier
    assert (view.lines[0], view.lines[-1]) == ("before", "after")
    assert sum(line.count("x") for line in view.lines) == 250


def test_earlier_of_a_replaced_file_gives_nothing(log: Path) -> None:
    log.write_bytes(as_bytes(numbered(0, 40_000)))
    reader = LogTail(str(log))
    polled(reader)
    log.write_bytes(b"short\n")
    assert reader.earlier() is None
    assert polled(reader).lines == ("short",)


@settings(max_examples=60)
@given(st.lists(st.lists(PIECES, max_size=8).map(b"".join), max_size=8), st.booleans())
def test_any_chunks_give_the_lines_of_the_whole(
    tmp_path_factory: pytest.TempPathFactory, chunks: list[bytes], follow: bool
) -> None:
    log = tmp_path_factory.mktemp("chunks") / "x.out"
    log.touch()
    reader = LogTail(str(log))
    view = polled(reader)
    for chunk in chunks:
        append(log, chunk)
        view = reader.poll(follow) or view
    assert view.lines == polled(LogTail(str(log))).lines
    whole = b"".join(chunks).split(b"\n")
    assert list(view.lines[: len(whole) - 1]) == [fold(line.decode(errors="backslashreplace")) for line in whole[:-1]]


def test_an_unreadable_file_says_so_and_heals() -> None:
    with public_place() as place:
        path = place / "x.out"
        path.write_text("secret\n")
        path.chmod(0o600)
        path.parent.chmod(0o777)

        def question() -> object:
            reader = LogTail(str(path))
            before = polled(reader)
            chmod_as_owner(path, 0o644)
            if os.getuid() == 0:
                os.seteuid(NOBODY)
            return before.note, before.lines, polled(reader).lines, reader.poll()

        assert as_nobody(question) == "('permission denied', (), ('secret',), None)"


START = b"submitit INFO (2026-11-22 03:38:55,812) - Starting with JobEnvironment(job_id=5, global_rank=%d(2))\n"


def test_a_requeue_that_appends_is_marked_while_it_is_followed(log: Path) -> None:
    log.write_bytes(START % 0 + b"one\n")
    reader = LogTail(str(log))
    assert polled(reader).restarts == ()
    append(log, b"submitit INFO (2026-11-22 04:18:45,912) - Requeued job 5 (3 remaining timeouts)\n")
    assert polled(reader).restarts == ()
    append(log, START % 0 + b"two\n")
    assert polled(reader).restarts == (Restart(3, "requeued"),)


def test_the_first_start_is_looked_for_at_the_head_of_a_long_log(log: Path) -> None:
    filler = as_bytes(numbered(0, 500))
    log.write_bytes(START % 0 + filler + START % 0 + as_bytes(numbered(0, 5)))
    view = polled(LogTail(str(log), 1_000))
    (restart,) = view.restarts
    assert view.lines[restart.line - view.first].startswith("submitit INFO")
    log.write_bytes(filler + START % 0 + as_bytes(numbered(0, 5)))
    assert polled(LogTail(str(log), 1_000)).restarts == ()


class Faults:
    """A log that is written, cut, replaced, rotated, lost and found again; no line comes twice."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._written = 0

    def append(self, count: int) -> None:
        self._written += count
        append(self._path, as_bytes(numbered(self._written - count, self._written)))

    def truncate(self, count: int) -> None:
        if self._path.exists():
            os.truncate(self._path, self._path.stat().st_size * count // 40)

    def rewrite(self, count: int) -> None:
        self._path.unlink(missing_ok=True)
        self.append(count)

    def rotate(self, count: int) -> None:
        if self._path.exists():
            self._path.rename(f"{self._path}.1")
        self.append(count)

    def lose(self, count: int) -> None:
        if self._path.exists():
            self._path.rename(f"{self._path}.lost")

    def find(self, count: int) -> None:
        if Path(f"{self._path}.lost").exists():
            Path(f"{self._path}.lost").replace(self._path)


DEEDS = st.sampled_from([Faults.append, Faults.truncate, Faults.rewrite, Faults.rotate, Faults.lose, Faults.find])
MOVES = st.sampled_from(["poll", "stay", "earlier", "later", "jump"])


@settings(max_examples=150)
@given(st.lists(st.tuples(DEEDS | st.none(), MOVES, st.integers(0, 40)), max_size=25))
def test_whatever_happens_to_the_file_each_line_shown_is_in_it(
    tmp_path_factory: pytest.TempPathFactory, story: list[tuple[Callable[[Faults, int], None] | None, str, int]]
) -> None:
    log = tmp_path_factory.mktemp("faults") / "x.out"
    log.write_bytes(b"begun\n")
    faults, reader = Faults(log), LogTail(str(log), SMALL)
    view = polled(reader)
    for deed, move, count in [*story, (None, "poll", 0)]:
        if deed is not None:
            deed(faults, count)
        view = reader.poll(follow=move == "poll") or view
        moves = {"earlier": reader.earlier, "later": reader.later, "jump": lambda at=count: reader.jump(at * 50)}
        view = moves[move]() or view if move in moves else view
        assert (view.note in ("gone", "no such file")) is not log.exists()
        if log.exists():
            content, ends = log.read_bytes(), [*view.offsets, view.end][1:]
            shown = [content[begin:end] for begin, end in zip(view.offsets, ends, strict=True)]
            assert [line.rstrip(b"\n").decode() for line in shown] == [line.strip("…") for line in view.lines]
    assert view.at_end or not log.exists()
