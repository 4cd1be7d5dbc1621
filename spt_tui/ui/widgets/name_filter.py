"""Which of a run's metrics are listed, by their names; whatever is typed, the screen does not wait for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from spt_tui.runs.metric_filter import Filter, MetricFilterError, metric_filter
from spt_tui.text import clean
from spt_tui.ui.time_limit import TookTooLong, time_limit

FILTER_SECONDS = 0.02
"""Of processor time. Four thousand names take a tenth of it, an expression that has to try everything for ever."""
TOO_LONG = "takes too long: no repetition in a repetition"


class NameFilter:
    """The filter that was asked for last and could be understood; `say` is told why another one could not, cleaned."""

    def __init__(self, say: Callable[[str], object]) -> None:
        self._say = say
        self._filter: Filter = metric_filter("")
        self._known: tuple[list[str], list[int]] = ([], [])
        """Names, and the places of those that are left."""

    def turn_to(self, text: str, names: Sequence[str]) -> bool:
        """Ask for others; False, and nothing changes, if `text` is not understood or these names take too long."""
        try:
            with time_limit(FILTER_SECONDS):
                wanted = metric_filter(text)
                places = wanted(names)
        except MetricFilterError as error:
            self._say(clean(str(error)))
            return False
        except TookTooLong:
            self._say(TOO_LONG)
            return False
        self._filter, self._known = wanted, ([*names], places)
        return True

    def left(self, names: Sequence[str]) -> list[int]:
        """The places of those that are left; of all, and from now on, where these names take too long."""
        if names != self._known[0]:
            try:
                with time_limit(FILTER_SECONDS):
                    places = self._filter(names)
            except TookTooLong:
                self._say(TOO_LONG)
                self._filter = metric_filter("")
                places = [*range(len(names))]
            self._known = ([*names], places)
        return self._known[1]
