from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spt_tui.runs.logs.file_search import FileSearch
from spt_tui.runs.logs.line_finder import OtherLines, finder_of
from spt_tui.runs.logs.narrow_tail import LINES_AT_ONCE, NarrowTail
from spt_tui.runs.logs.search_query import parse_query
from spt_tui.runs.logs.tail import TailView
from tests.runs.logs.small_cells import small_cells


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "train.out"


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("narrow") / "train.out"


def tail_of(path: Path, text: str = "keep", others: bool = False) -> NarrowTail:
    finder = finder_of(parse_query(text))
    assert finder is not None
    return NarrowTail(FileSearch(str(path), OtherLines(finder) if others else finder, count_lines=True))


def polled(tail: NarrowTail, follow: bool = True) -> TailView:
    """The view once nothing more comes."""
    view = None
    for _ in range(1000):
        latest = tail.poll(follow)
        if latest is None:
            break
        view = latest
    assert view is not None
    return view


def write(path: Path, begin: int, end: int, every: int = 2, mode: str = "wb") -> None:
    with path.open(mode) as file:
        file.writelines(b"%s %06d\n" % (b"keep" if n % every == 0 else b"drop", n) for n in range(begin, end))


def numbers(view: TailView) -> list[int]:
    return [int(line.split()[1]) for line in view.lines]


def test_only_the_lines_that_match_and_where_they_are(log: Path) -> None:
    write(log, 0, 10)
    view = polled(tail_of(log))
    assert numbers(view) == [0, 2, 4, 6, 8]
    assert list(view.offsets) == [0, 24, 48, 72, 96]
    assert (view.start, view.end, view.size, view.at_end) == (0, 120, 120, True)
    assert numbers(polled(tail_of(log, others=True))) == [1, 3, 5, 7, 9]


def test_it_opens_at_the_end_and_moves_through_all(log: Path) -> None:
    write(log, 0, 300_000)
    tail = tail_of(log)
    view = polled(tail)
    assert numbers(view)[-1] == 299_998 and view.start > 0 and view.at_end
    last = view.first + len(view.lines)
    seen = {view.first + place: number for place, number in enumerate(numbers(view))}
    while (view := tail.earlier()) is not None:
        assert len(view.lines) <= 9 * LINES_AT_ONCE
        seen.update((view.first + place, number) for place, number in enumerate(numbers(view)))
        start = view
    assert [seen[key] for key in sorted(seen)] == list(range(0, 300_000, 2))
    assert start.start == 0 and not start.at_end and last == max(seen) + 1
    while (later := tail.later()) is not None:
        view = later
    assert view is not None and view.at_end and numbers(view)[-1] == 299_998


def test_it_follows_what_is_appended_also_in_pieces(log: Path) -> None:
    write(log, 0, 4)
    tail = tail_of(log)
    polled(tail)
    for raw, last in (
        (b"ke", "keep 000002"),
        (b"ep 4", "keep 4"),
        (b"2", "keep 42"),
        (b"\n", "keep 42"),
        (b"x\n", "keep 42"),
    ):
        with log.open("ab") as file:
            file.write(raw)
        assert polled(tail).lines[-1] == last
    assert tail.poll() is None


def test_what_stands_still_stays_as_lines_come(log: Path) -> None:
    write(log, 0, 10)
    tail = tail_of(log)
    before = polled(tail, follow=False)
    write(log, 10, 20, mode="ab")
    after = polled(tail, follow=False)
    assert after.generation == before.generation and after.first == before.first
    assert numbers(after) == list(range(0, 20, 2))


def test_much_that_is_new_is_skipped(log: Path) -> None:
    write(log, 0, 10)
    tail = tail_of(log)
    before = polled(tail)
    write(log, 10, 1_000_000, mode="ab")
    view = polled(tail)
    assert view.generation > before.generation and numbers(view)[-1] == 999_998


def test_a_place_is_gone_to(log: Path) -> None:
    write(log, 0, 300_000)
    tail = tail_of(log)
    polled(tail)
    view = tail.jump(12 * 150_001)
    assert view is not None and view.focus is not None
    assert numbers(view)[view.focus - view.first] == 150_002
    assert numbers(view)[0] < 150_002 and not view.at_end
    view = tail.jump(12 * 300_000)
    assert view is not None and view.focus is not None
    assert numbers(view)[view.focus - view.first] == 299_998
    view = tail.jump(0)
    assert view is not None and (view.start, view.focus, numbers(view)[0]) == (0, 0, 0)


def test_to_the_end_again(log: Path) -> None:
    write(log, 0, 300_000)
    tail = tail_of(log)
    polled(tail)
    tail.jump(0)
    assert numbers(polled(tail))[-1] == 299_998


def test_few_lines_of_a_large_file_are_all_found(log: Path) -> None:
    write(log, 0, 250_000, every=50_000)
    assert numbers(polled(tail_of(log))) == [0, 50_000, 100_000, 150_000, 200_000]
    assert polled(tail_of(log, "missing")).lines == ()


def test_truncated_and_vanished(log: Path) -> None:
    write(log, 0, 10)
    tail = tail_of(log)
    before = polled(tail)
    write(log, 100, 104)
    after = polled(tail)
    assert numbers(after) == [100, 102] and after.generation > before.generation
    log.unlink()
    gone = tail.poll()
    assert gone is not None and (gone.note, numbers(gone)) == ("gone", [100, 102])
    assert tail.poll() is None
    write(log, 0, 4)
    back = tail.poll()
    assert back is not None and (back.note, numbers(back)) == ("", [0, 2])


@settings(max_examples=80)
@given(
    st.lists(st.lists(st.sampled_from([b"keep", b"drop", b"", b"keep " + b"x" * 30]), max_size=20), max_size=5),
    st.booleans(),
    st.booleans(),
)
def test_following_is_opening_anew(shared: Path, parts: list[list[bytes]], torn: bool, others: bool) -> None:
    shared.write_bytes(b"")
    content = b""
    with small_cells(overhang=256):
        tail = tail_of(shared, others=others)
        for part in parts:
            content += b"\n".join(part) + (b"" if torn else b"\n")
            shared.write_bytes(content)
            tail.poll()
        view = tail.view()
    whole = content.split(b"\n")[: None if content[-1:] not in (b"\n", b"") else -1]
    assert [line.encode() for line in view.lines] == [line for line in whole if (b"keep" in line) is not others]


def test_what_grows_faster_than_lines_are_taken_is_followed_at_its_end(log: Path) -> None:
    write(log, 0, 10)
    tail = tail_of(log)
    polled(tail)
    for turn in range(1, 4):
        write(log, turn * 5 * LINES_AT_ONCE, (turn + 1) * 5 * LINES_AT_ONCE, every=1, mode="ab")
        view = tail.poll()
        assert view is not None and view.at_end
        assert numbers(view)[-1] == (turn + 1) * 5 * LINES_AT_ONCE - 1
