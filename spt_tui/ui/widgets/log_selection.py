"""Which of a run's logs the user wants, kept from run to run."""

from __future__ import annotations

from collections.abc import Sequence

from spt_tui.runs.logs.streams import KINDS, Found, LogStream
from spt_tui.runs.run import State
from spt_tui.ui.widgets.log_choice import Wish, other_kind, other_rank, preferred, title_of
from spt_tui.ui.widgets.log_source import LogSource, merge_of, merge_title


class LogSelection:
    """The streams of a run, the one or those that are shown, and the wish behind that.

    Its methods that go somewhere give what to show then, `None` if there is nowhere to go to.
    """

    def __init__(self) -> None:
        self.found: Found | None = None
        """What was found for the run; `None` while it is looked for."""
        self.source: LogSource | None = None
        """What is shown or being read; `None` if there is nothing, or it is not known yet."""
        self._wish = Wish()
        self._merge: tuple[int, ...] | None = None
        """The ranks to be merged, all if empty; `None`: one stream is wanted."""
        self._merged_last: tuple[int, ...] = ()

    @property
    def title(self) -> str:
        """`rank 3 of 4 .err`, `ranks 0-3 of 4 .err`, or the file's name."""
        if self.found is None or self.source is None:
            return ""
        if self.source.is_merged:
            return merge_title(self.source, self.found.streams)
        return title_of(self.found.streams, self.source.stream)

    @property
    def rank(self) -> int:
        """The rank that is shown, or was before what has none."""
        shown = self.source.stream.rank if self.source is not None and not self.source.is_merged else None
        return self._wish.rank if shown is None else shown

    def forget(self) -> None:
        """Another run: its streams are not known yet."""
        self.found = self.source = None

    def take(self, found: Found) -> bool:
        """Know the streams; whether what is shown is still among them. A merge takes in ranks that have come since."""
        self.found = found
        if self.source is None:
            return False
        if self.source.is_merged:
            now = merge_of(found.streams, self._merge or (), self.source.stream.kind)
            self.source = now or self.source
            return now is not None
        kept = [stream for stream in found.streams if stream.path == self.source.path]
        self.source = LogSource((kept[0],)) if kept else self.source
        return bool(kept)

    def wanted(self, state: State) -> LogSource | None:
        """What comes nearest to the wish."""
        one = preferred(self._streams, self._wish, state)
        if one is not None and self._merge is not None:
            kind = self._wish.kind or (one.kind if one.rank is not None else None)
            if (several := merge_of(self._streams, self._merge, kind)) is not None:
                return several
        return _only(one)

    def step_rank(self, steps: int) -> LogSource | None:
        """The same kind of stream of another rank."""
        if self.source is None:
            return None
        wish = Wish(self.rank, self._wish.kind or self.source.stream.kind)
        return self._alone(other_rank(self._streams, wish, steps), self._wish.kind)

    def step_kind(self) -> LogSource | None:
        """Another stream of the same rank, or of the same ranks."""
        if self.source is None:
            return None
        if self.source.is_merged:
            return self._merge_of_other_kind(self.source)
        stream = other_kind(self._streams, self.source.stream, self.rank)
        return self._alone(stream, stream.kind if stream else None)

    def turn_merge(self) -> LogSource | None:
        """From one rank to the ranks that were merged last, at first all, and back."""
        if self.source is None:
            return None
        if self.source.is_merged:
            self._merge = None
            shown = preferred(self._streams, Wish(self.rank, self.source.stream.kind), State.UNKNOWN)
            return _only(shown)
        return self.choose(self._merged_last) or self.choose(())

    def choose(self, ranks: Sequence[int]) -> LogSource | None:
        """These ranks; one alone, several merged, none are all."""
        if self.source is None:
            return None
        kind = self._wish.kind or (self.source.stream.kind if self.source.stream.rank is not None else None)
        if len(ranks) == 1:
            own = [stream for stream in self._streams if stream.rank == ranks[0]]
            return self._alone(preferred(own, Wish(ranks[0], kind), State.UNKNOWN), self._wish.kind)
        several = merge_of(self._streams, ranks, kind)
        if several is not None:
            self._merge = self._merged_last = tuple(ranks)
        return several

    @property
    def _streams(self) -> tuple[LogStream, ...]:
        return self.found.streams if self.found is not None else ()

    def _merge_of_other_kind(self, source: LogSource) -> LogSource | None:
        here = KINDS.index(source.stream.kind)
        for kind in (*KINDS[here + 1 :], *KINDS[:here]):
            other = merge_of(self._streams, self._merge or (), kind)
            if other is not None and other.stream.kind == kind:
                self._wish = Wish(self._wish.rank, kind)
                return other
        return None

    def _alone(self, stream: LogStream | None, kind: str | None) -> LogSource | None:
        if stream is not None:
            self._wish = Wish(self.rank if stream.rank is None else stream.rank, kind)
            self._merge = None
        return _only(stream)


def _only(stream: LogStream | None) -> LogSource | None:
    return LogSource((stream,)) if stream is not None else None
