"""What a command's answer turns out to be: an exit status, whatever goes wrong on the way."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from spt_tui.commands.output import fail
from spt_tui.root import RootError


class WrongCall(ValueError):
    """The words of the command line make no sense together; `str()` says why in one line."""


class NothingFound(Exception):
    """There is nothing to say; `str()` says why in one line."""


def answered(ask: Callable[[argparse.Namespace], int], options: argparse.Namespace) -> int:
    """The exit status of `ask(options)`: 2 for a wrong call and 1 where nothing was found, said on standard error."""
    from spt_tui.runs.filters.query_error import QueryError
    from spt_tui.runs.find_run import RunNotFound
    from spt_tui.runs.lists.list_column import UnknownColumn

    try:
        return ask(options)
    except (RootError, WrongCall, UnknownColumn) as error:
        return fail(str(error), 2)
    except QueryError as error:
        return fail(f"--filter: {error}", 2)
    except RunNotFound as error:
        return fail(str(error), 2 if error.is_ambiguous else 1)
    except NothingFound as error:
        return fail(str(error), 1)
