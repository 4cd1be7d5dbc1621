"""Masks: which slots of a catalog have something, a byte each, 1 for yes. All of one operation have the same length."""

from __future__ import annotations

from collections.abc import Iterable

_OTHER = bytes([1, *bytes(255)])


def inverse(mask: bytes) -> bytes:
    """1 where `mask` has 0."""
    return mask.translate(_OTHER)


def every(masks: Iterable[bytes], size: int) -> bytes:
    """1 where all of them have 1; all 1 if there are none."""
    found = int.from_bytes(b"\1" * size, "little")
    for mask in masks:
        found &= int.from_bytes(mask, "little")
    return found.to_bytes(size, "little")


def some(masks: Iterable[bytes], size: int) -> bytes:
    """1 where one of them has 1; all 0 if there are none."""
    found = 0
    for mask in masks:
        found |= int.from_bytes(mask, "little")
    return found.to_bytes(size, "little")
