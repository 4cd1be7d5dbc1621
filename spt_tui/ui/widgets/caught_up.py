"""Wait for widgets that are told things by a queue, so that what comes next finds them done with it."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from textual.message_pump import MessagePump

PATIENCE_SECONDS = 1.0
"""How long one of them is waited for."""


async def caught_up(*pumps: MessagePump) -> None:
    """Wait until each of these in turn has acted on all that it has been told; `PATIENCE_SECONDS` each at most.

    One whose own task asks is not waited for.
    """
    for pump in pumps:
        done = asyncio.Event()
        if pump.task is not asyncio.current_task() and pump.call_later(done.set):
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(done.wait(), PATIENCE_SECONDS)
