"""The way through what was typed before, as a shell goes it: only what holds the text that one began with. Pure."""

from __future__ import annotations

from collections.abc import Sequence


class FilterHistory:
    """Steps from a draft to older texts that hold it, and back; made anew once another text is typed."""

    def __init__(self, past: Sequence[str], draft: str) -> None:
        wanted = draft.casefold().strip()
        found = [text for text in past if wanted in text.casefold() and text != draft]
        self._texts = [draft, *reversed(found)]
        self._place = 0

    @property
    def text(self) -> str:
        """Where one stands."""
        return self._texts[self._place]

    def step(self, by: int) -> bool:
        """Go so many texts back in time, or forth if negative; False if there is none there."""
        place = self._place + by
        if not 0 <= place < len(self._texts):
            return False
        self._place = place
        return True
