import threading
from pathlib import Path

import pytest

from spt_tui.runs.filter_book import EMPTY_BOOK, MOST_PAST, FilterBook, FilterFile, name_of


@pytest.fixture(autouse=True)
def own_data_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path / "data" / "spt-tui"


@pytest.fixture
def kept(tmp_path: Path) -> FilterFile:
    return FilterFile(str(tmp_path / "runs"))


def test_what_is_used_again_is_the_newest_and_there_once() -> None:
    book = EMPTY_BOOK.used("runs", "tag:a").used("runs", "b").used("runs", " tag:a ").used("logs", "error")
    assert book.past == {"runs": ("b", "tag:a"), "logs": ("error",)}


@pytest.mark.parametrize("text", ["", "  ", "x" * 5_000])
def test_what_is_blank_or_very_long_is_not_kept(text: str) -> None:
    assert EMPTY_BOOK.used("runs", text) == EMPTY_BOOK
    assert EMPTY_BOOK.saved("name", text) == EMPTY_BOOK


def test_the_oldest_is_forgotten() -> None:
    book = EMPTY_BOOK
    for number in range(MOST_PAST + 5):
        book = book.used("runs", f"tag:{number}")
    assert len(book.past["runs"]) == MOST_PAST and book.past["runs"][0] == "tag:5"


def test_a_name_is_one_word_and_holds_one_filter() -> None:
    assert name_of(" @my best  runs ") == "my-best-runs" and name_of("@") == ""
    book = EMPTY_BOOK.saved("a", "1").saved("b", "2").saved("@a", "3")
    assert dict(book.named) == {"b": "2", "a": "3"} and [*book.named] == ["b", "a"]
    assert dict(book.without("a").without("c").named) == {"b": "2"}
    assert EMPTY_BOOK.saved(" ", "tag:x") == EMPTY_BOOK


def test_nothing_in_a_book_is_obeyed_by_a_terminal() -> None:
    book = EMPTY_BOOK.used("runs", "a\x1b]52;c;eA==\x07\nb").saved("n\x1b[2J", "c\x9bd")
    texts = [*book.past["runs"], *book.named, *book.named.values()]
    assert len(texts) == 3 and all(map(str.isprintable, texts))


def test_what_was_kept_is_there_again_and_nothing_is_written_before(kept: FilterFile, own_data_home: Path) -> None:
    assert kept.read() == EMPTY_BOOK and not own_data_home.exists()
    kept.edit(lambda book: book.used("runs", "tag:a"))
    kept.edit(lambda book: book.saved("mine", "state:failed"))
    again = FilterFile(str(own_data_home.parent.parent / "runs")).read()
    assert again == FilterBook({"runs": ("tag:a",)}, {"mine": "state:failed"})
    assert FilterFile(str(own_data_home.parent.parent / "other")).read() == EMPTY_BOOK


def test_programs_that_use_filters_at_once_lose_none(kept: FilterFile, tmp_path: Path) -> None:
    def use(number: int) -> None:
        FilterFile(str(tmp_path / "runs")).edit(lambda book: book.used("runs", f"tag:{number}"))

    threads = [threading.Thread(target=use, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(kept.read().past["runs"]) == [f"tag:{number}" for number in range(8)]


@pytest.mark.parametrize(
    "raw",
    [b"", b"[]", b'{"format": 1, "past": 3, "named": []}', b'{"format": 1, "past": {"runs": "a"}, "named": {"a": 1}}'],
)
def test_a_file_that_holds_something_else_is_empty(kept: FilterFile, raw: bytes) -> None:
    kept.edit(lambda book: book.used("runs", "a"))
    Path(kept.path).write_bytes(raw)
    assert kept.read() == EMPTY_BOOK
    assert kept.edit(lambda book: book.used("runs", "b")).past == {"runs": ("b",)}


def test_nothing_is_written_below_the_runs(tmp_path: Path) -> None:
    above = FilterFile(str(tmp_path))
    with pytest.raises(OSError, match="below the runs"):
        above.edit(lambda book: book.used("runs", "a"))
    assert not (tmp_path / "data").exists()
