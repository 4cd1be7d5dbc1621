"""Bytes over this machine's network interfaces.

Counted is what the kernel's network stack sees: RDMA over InfiniBand, by which NCCL moves gradients, goes round it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

LOOPBACK = frozenset({"lo", "lo0"})


class NetBytes(NamedTuple):
    """Bytes of one interface since it came up."""

    rx: int
    tx: int


class NetRates(NamedTuple):
    """Bytes a second, received and sent; `None` if that cannot be said."""

    rx: float | None = None
    tx: float | None = None


Counters = Mapping[str, NetBytes]
"""Interface -> its bytes."""


def net_rates(before: Counters, after: Counters, seconds: float) -> NetRates:
    """The rates between two readings, over the interfaces in both; a counter that began anew counts nothing."""
    both = before.keys() & after.keys()
    if not both or seconds <= 0:
        return NetRates()
    rx = sum(max(0, after[name].rx - before[name].rx) for name in both)
    tx = sum(max(0, after[name].tx - before[name].tx) for name in both)
    return NetRates(rx / seconds, tx / seconds)


def counted_interfaces(names: Iterable[str], is_device: Callable[[str], bool]) -> frozenset[str]:
    """The interfaces to add up: the real devices, so that a bridge or bond does not count its members' bytes again.

    Where none is one, as in containers, all but the loopback.
    """
    others = frozenset(names) - LOOPBACK
    return frozenset(filter(is_device, others)) or others


def is_device(name: str, root: str = "/") -> bool:
    """Whether hardware is behind an interface, as Linux says in /sys; `root` is in front of that."""
    return os.path.exists(os.path.join(root, "sys/class/net", name, "device"))
