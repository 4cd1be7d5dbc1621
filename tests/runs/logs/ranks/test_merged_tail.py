import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spt_tui.runs.logs.ranks import merged_tail
from spt_tui.runs.logs.ranks.merge import FOLD_SECONDS, merged
from spt_tui.runs.logs.ranks.merged_tail import BLOCKS_IN_ALL, MergedTail
from spt_tui.runs.logs.ranks.rank_lines import RankLine
from tests.runs.logs.ranks.rank_logs import TEN, at, lines, stream, tail_of, write


def test_lines_stand_in_the_order_of_their_times(tmp_path: Path) -> None:
    a = write(tmp_path / "0", f"{at(0)} one", f"{at(2)} three", f"{at(4)} five")
    b = write(tmp_path / "1", f"{at(1)} two", f"{at(3)} four", "still four", f"{at(5)} six")
    assert lines(tail_of(a, b).poll()) == [
        "0> one",
        "1> two",
        "0> three",
        "1> four",
        "1> still four",
        "0> five",
        "1> six",
    ]


def test_what_many_ranks_say_is_said_once(tmp_path: Path) -> None:
    paths = [
        write(tmp_path / f"{n}", f"{at(n / 10)} loading", f"{at(5 + n)} rank {n}", f"{at(20)} done") for n in range(4)
    ]
    assert lines(tail_of(*paths).poll()) == ["0-3> loading", *(f"{n}> rank {n}" for n in range(4)), "0-3> done"]


def test_the_label_of_a_rank_makes_no_difference_other_numbers_do(tmp_path: Path) -> None:
    paths = [write(tmp_path / f"{n}", f"[rank{n}]: {at(n)} [Rank {n}] timeout", f"[rank: 1] {n}") for n in range(3)]
    assert lines(tail_of(*paths).poll()) == [
        "0-2> [rank0]: [Rank 0] timeout",
        *(f"{n}> [rank: 1] {n}" for n in range(3)),
    ]


def test_the_same_words_later_are_another_event(tmp_path: Path) -> None:
    a = write(tmp_path / "0", f"{at(0)} saving", f"{at(100)} saving")
    b = write(tmp_path / "1", f"{at(1)} saving", f"{at(100 + FOLD_SECONDS + 2)} saving")
    assert lines(tail_of(a, b).poll()) == ["0-1> saving", "0> saving", "1> saving"]


def test_a_line_is_never_put_before_what_its_rank_said_earlier(tmp_path: Path) -> None:
    a = write(tmp_path / "0", f"{at(0)} b", f"{at(3)} a")
    b = write(tmp_path / "1", f"{at(1)} a", f"{at(2)} b")
    assert lines(tail_of(a, b).poll()) == ["0> b", "0-1> a", "1> b"]


def test_lines_without_a_time_lie_between_the_beginning_and_the_last_change(tmp_path: Path) -> None:
    a = write(tmp_path / "0", *(f"a{n}" for n in range(4)), changed=40)
    b = write(tmp_path / "1", *(f"b{n}" for n in range(2)), changed=20)
    c = write(tmp_path / "2", f"{at(25)} c", changed=25)
    assert lines(tail_of(a, b, c, began=TEN).poll()) == [
        *("0> a0", "1> b0", "0> a1", "1> b1", "2> c", "0> a2", "0> a3"),
    ]


def test_the_end_of_a_log_was_written_when_it_was_last_changed(tmp_path: Path) -> None:
    a = write(tmp_path / "0", f"{at(0)} step", f"{at(60)} step on", changed=61)
    b = write(tmp_path / "1", f"{at(1)} begin", "Traceback", "boom", changed=90)
    assert lines(tail_of(a, b).poll()) == ["0> step", "1> begin", "0> step on", "1> Traceback", "1> boom"]


def test_new_lines_come_in_their_order(tmp_path: Path) -> None:
    a = write(tmp_path / "0", f"{at(0)} one", changed=0)
    b = write(tmp_path / "1", f"{at(1)} two", changed=1)
    tail = tail_of(a, b)
    first = tail.poll()
    assert tail.poll() is None
    write(b, f"{at(4)} four", append=True)
    write(a, f"{at(3)} three", append=True)
    second = tail.poll()
    assert lines(second) == ["0> one", "1> two", "0> three", "1> four"]
    assert first and second and second.generation == first.generation and second.first == first.first


def test_lines_that_carry_no_time_come_as_they_arrive(tmp_path: Path) -> None:
    a, b = write(tmp_path / "0", "a1", changed=1), write(tmp_path / "1", "b1", changed=2)
    tail = tail_of(a, b, began=TEN)
    tail.poll()
    for place, path in enumerate((b, a, b)):
        write(path, f"new {place}", append=True, changed=10 + place)
        tail.poll()
    write(a, "last", append=True, changed=20)
    assert lines(tail.poll()) == ["0> a1", "1> b1", "1> new 0", "0> new 1", "1> new 2", "0> last"]


def test_who_reads_is_left_in_peace(tmp_path: Path) -> None:
    a = write(tmp_path / "0", f"{at(5)} late")
    tail = tail_of(a)
    tail.poll()
    write(a, f"{at(6)} later", append=True)
    assert tail.poll(follow=False) is None
    assert lines(tail.poll()) == ["0> late", "0> later"]


def test_a_file_that_goes_is_told_of_and_its_lines_stay(tmp_path: Path) -> None:
    a, b = write(tmp_path / "0", f"{at(0)} one"), write(tmp_path / "1", f"{at(1)} two")
    tail = tail_of(a, b)
    tail.poll()
    b.unlink()
    view = tail.poll()
    assert view and view.note == "rank 1 gone" and lines(view) == ["0> one", "1> two"]
    os.replace(write(tmp_path / "new", f"{at(2)} anew"), b)
    view = tail.poll()
    assert view and view.note.startswith("rank 1 re") and lines(view) == ["0> one", "1> anew"]


@pytest.fixture
def long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MergedTail:
    """Rank 0 writes ten times what rank 1 does; neither fits into a window."""
    for name in ("SMALLEST_BLOCK", "LARGEST_BLOCK"):
        monkeypatch.setattr(merged_tail, name, 4096)
    a = write(tmp_path / "0", *(f"{at(n / 10)} fast {n}" for n in range(10_000)))
    b = write(tmp_path / "1", *(f"{at(n + 0.05)} slow {n}" for n in range(1_000)))
    return tail_of(a, b)


def test_shown_is_where_no_window_has_a_gap(long: MergedTail) -> None:
    view = long.poll()
    shown = lines(view)
    assert shown[-11:] == ["0> fast 9990", "1> slow 999", *(f"0> fast {n}" for n in range(9991, 10_000))]
    assert [text for text in shown if "fast" in text] == [f"0> fast {n}" for n in range(9922, 10_000)]
    assert [text for text in shown if "slow" in text] == [f"1> slow {n}" for n in range(993, 1_000)]
    assert view and view.start > 0 and view.at_end


def test_what_is_earlier_comes_before_and_the_lines_keep_their_numbers(long: MergedTail) -> None:
    view = long.poll()
    assert view
    for _ in range(5):
        before, view = view, long.earlier()
        assert (
            view and view.first <= before.first - merged_tail.LINES_WANTED // 2 and view.generation == before.generation
        )
        common = before.first - view.first
        kept = list(view.lines[common : common + 20])
        assert kept == list(before.lines[:20])
        assert [int(text.split()[-1]) for text in lines(view) if "fast" in text] == sorted(
            int(text.split()[-1]) for text in lines(view) if "fast" in text
        )


def test_from_the_start_to_the_end(long: MergedTail) -> None:
    long.poll()
    view = long.jump(0)
    assert view and lines(view)[:3] == ["0> fast 0", "1> slow 0", "0> fast 1"] and not view.at_end
    seen = lines(view)
    while (later := long.later()) is not None:
        new = lines(later)[view.first + len(view.lines) - later.first :]
        seen += new
        view = later
    assert seen == [
        text
        for n in range(1_000)
        for text in (f"0> fast {10 * n}", f"1> slow {n}", *(f"0> fast {10 * n + k}" for k in range(1, 10)))
    ]


def test_a_jump_shows_that_share_of_the_files(long: MergedTail) -> None:
    view = long.poll()
    assert view and view.size
    half = long.jump(view.size // 2)
    assert half and half.focus is not None
    assert lines(half)[half.focus - half.first].split()[-1][0] in "45"


def test_many_ranks_cost_what_few_do(tmp_path: Path) -> None:
    paths = [
        write(tmp_path / f"{n}", *(f"{at(k)} rank {n} says {k} {'x' * 80}" for k in range(1_000))) for n in range(64)
    ]
    view = tail_of(*paths).poll()
    assert view and view.end - view.start <= BLOCKS_IN_ALL
    assert view.lines[-1].startswith("63> ") and len(view.lines) >= 64 * 50


def test_nothing_to_merge(tmp_path: Path) -> None:
    view = MergedTail([stream(write(tmp_path / "x", "a"), None)], str, None).poll()
    assert view and view.lines == () and view.size is None


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 50), st.sampled_from("abc")), max_size=60))
def test_a_merge_keeps_every_line_and_the_order_of_each_rank(said: list[tuple[int, int, str]]) -> None:
    of_rank: dict[int, list[RankLine]] = {}
    for rank, seconds, text in sorted(said, key=lambda each: each[1]):
        own = of_rank.setdefault(rank, [])
        own.append(RankLine(float(seconds), rank, len(own), text, text, True))
    shown = merged(line for own in of_rank.values() for line in own)
    for rank, own in of_rank.items():
        assert [line for each in shown for line in each.lines if line.rank == rank] == own
    for each in shown:
        assert len(set(each.ranks)) == len(each.ranks) and len({line.sense for line in each.lines}) == 1
