"""asyncio as a screen needs it: without OpenSSL, which takes longer to load than all of this project."""

from __future__ import annotations

import sys


def load() -> None:
    """Import asyncio, if nobody has, and have it find no `ssl`.

    asyncio is written to do without: only its own TLS transports are missing then, which nobody here opens. Who
    imports `ssl` later gets it.
    """
    if "asyncio" in sys.modules or "ssl" in sys.modules:
        return
    sys.modules["ssl"] = None  # type: ignore[assignment]
    try:
        import asyncio  # noqa: F401
    finally:
        del sys.modules["ssl"]
