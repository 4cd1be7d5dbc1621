"""Lines in blocks that are parsed in one go."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


def line_blocks(lines: bytes, size: int) -> Iterator[bytes]:
    """Whole lines in blocks of about `size` bytes, each of at least one line."""
    start = 0
    while start < len(lines):
        stop = lines.rfind(b"\n", start, start + size) + 1 or lines.find(b"\n", start) + 1 or len(lines)
        yield lines[start:stop]
        start = stop
