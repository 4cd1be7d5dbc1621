from pathlib import Path

from spt_tui.runs.logs.file_search import Hit
from spt_tui.runs.logs.search_query import parse_query
from spt_tui.ui.widgets.log_searcher import (
    Goal,
    LogSearcher,
    NarrowRead,
    Placed,
    SearchReport,
    Seek,
    Sought,
    Wanted,
)

MANY = 50


def test_a_narrowed_log_that_never_rests_is_looked_at_when_told_only(tmp_path: Path) -> None:
    log = tmp_path / "train.out"
    log.write_bytes(b"keep 0\n")
    views: list[NarrowRead] = []

    def grow(report: SearchReport) -> None:
        if isinstance(report, NarrowRead) and len(views) < MANY:
            views.append(report)
            with log.open("ab") as file:
                file.write(b"keep %d\n" % len(views))

    searcher = LogSearcher(grow)
    searcher.want(Wanted(str(log), parse_query("&keep")))
    searcher._step()
    assert 1 <= len(views) <= 2
    searcher._step()
    assert views[-1].view.lines[-1] == f"keep {len(views) - 1}" and len(views) <= 4


def test_which_match_was_gone_to_is_said_once_all_are_counted(tmp_path: Path) -> None:
    log = tmp_path / "train.out"
    log.write_bytes((b"needle\n" + b"hay\n" * 200_000) * 3)
    reports: list[SearchReport] = []
    searcher = LogSearcher(reports.append)
    searcher.want(Wanted(str(log), parse_query("needle")))
    searcher.ask(Seek(Goal.MATCH, log.stat().st_size, -1, number=7))
    searcher._step()
    sought = next(report for report in reports if isinstance(report, Sought))
    (placed,) = (report for report in reports if isinstance(report, Placed))
    assert sought.number == 7 and sought.hit == Hit(2 * 800_007, None)
    assert (placed.hit, placed.count) == (Hit(2 * 800_007, 3), 3)
    searcher._step()
    assert sum(isinstance(report, Placed) for report in reports) == 1
