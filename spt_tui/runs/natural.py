"""Names in the order that people count in."""

from __future__ import annotations

from spt_tui.natural import natural_key

__all__ = ["natural_key"]
