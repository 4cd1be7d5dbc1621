"""What the title of the log pane says of a search."""

from __future__ import annotations

from spt_tui.runs.logs.file_search import Progress
from spt_tui.runs.logs.search_query import Lines, SearchQuery
from spt_tui.text import clean

TYPED_LIMIT = 16
"""Characters shown of what was typed."""


def search_note(
    text: str, query: SearchQuery, progress: Progress | None, place: int | None = None, is_stopped: bool = False
) -> str:
    """`/loss 2 of 5`, `/loss 5 matches`; narrowed `&loss 5 lines, 20 hidden`; with `, 40%` while it is searched.

    `text` is as typed, `place` which of the matches has been gone to, from 1.
    """
    typed = _shown(text)
    if query.wrong:
        return f"{typed} is no expression"
    if progress is None:
        return typed
    if progress.fault:
        return f"{typed} {clean(progress.fault)}"
    if progress.is_done:
        return f"{typed} {_found(query, progress, place)}"
    share = _share(progress)
    return f"{typed} {_found(query, progress, place)}, " + (f"stopped at {share}" if is_stopped else share)


def error_note(place: int | None, count: int | None) -> str:
    """`error 2 of 5`, as far as that is known."""
    return "error" + (f" {place:,}" if place else "") + (f" of {count:,}" if place and count else "")


def seeking_note(progress: Progress) -> str:
    """`looking for errors, 40%`"""
    return f"looking for errors, {_share(progress)}"


def _share(progress: Progress) -> str:
    return f"{100 * progress.searched // max(1, progress.size)}%"


def _shown(text: str) -> str:
    return clean(text if text.startswith(("/", "&")) else f"/{text}", TYPED_LIMIT)


def _found(query: SearchQuery, progress: Progress, place: int | None) -> str:
    count = progress.count
    if query.lines is not Lines.ALL:
        hidden = progress.lines - count
        return f"{count:,} line{'' if count == 1 else 's'}, {hidden:,} hidden"
    if place:
        return f"{place:,} of {count:,}"
    return f"{count:,} match{'' if count == 1 else 'es'}" if count else "no matches"
