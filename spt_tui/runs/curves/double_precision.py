"""A state of the processor in which CPython reads numbers in half the time, and to the last bit the same.

On x86-64 the x87 unit computes with 64 bits unless its control word says 53, and CPython, which was written for
processors that had nothing else, has it say so around every conversion: two writes of a register that all that follows
has to wait for, 0.12 of the 0.27 us that `float()` takes, although the conversion itself has used SSE2 for long. Where
the word says 53 already, CPython writes nothing.

The word is that of one thread. While it is changed nothing may compute with `long double`, as `number_grid` does.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

WORTH_IT = 2 << 20
"""Bytes to be read for which ctypes is imported, which takes 3 ms."""
_ENVIRONMENT_BYTES = 64
"""Enough for C's `fenv_t`, of which glibc and musl use 32. Its first two bytes are the control word."""
_PRECISION, _DOUBLE = 0x03, 0x02
"""In the second byte: the bits for the precision, and 53 bits among them."""

_functions: tuple[Callable[[Any], int], Callable[[Any], int]] | None = None


def prepare(to_read: int) -> None:
    """Look for what changes the word, if so many bytes are to be read that it pays."""
    global _functions
    if _functions is None and to_read >= WORTH_IT and _has_x87():
        _functions = _found()


class DoublePrecision:
    """While it is entered, the x87 unit computes with 53 bits in this thread, if `prepare` found out how."""

    __slots__ = ("_before",)

    _before: Any

    def __enter__(self) -> None:
        self._before = None
        if _functions is None:
            return
        from ctypes import create_string_buffer

        get, put = _functions
        before = create_string_buffer(_ENVIRONMENT_BYTES)
        get(before)
        low, high, *others = before.raw
        put(bytes([low, high & ~_PRECISION | _DOUBLE, *others]))
        self._before = before

    def __exit__(self, *error: object) -> None:
        if self._before is not None and _functions is not None:
            _functions[1](self._before)


def _has_x87() -> bool:
    """Whether this is a 64-bit program on x86-64 under Linux: elsewhere the bytes have other places, or the compiler
    computed in another way."""
    return sys.platform == "linux" and os.uname().machine == "x86_64" and sys.maxsize > 1 << 32


def _found() -> tuple[Callable[[Any], int], Callable[[Any], int]] | None:
    """C's `fegetenv` and `fesetenv`; `None` where they cannot be called."""
    try:
        import ctypes

        library = ctypes.PyDLL(None)  # nobody else has a turn in between
        return library.fegetenv, library.fesetenv
    except (ImportError, OSError, AttributeError):  # built without ctypes, or linked in another way
        return None
