from pathlib import Path

from spt_tui.runs.logs.search_query import parse_query
from spt_tui.ui.widgets.log_searcher import LogSearcher, NarrowRead, SearchReport, Wanted

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
