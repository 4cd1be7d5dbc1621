from __future__ import annotations

import os

import pytest

from spt_tui.hardware.host.network import NetBytes, NetRates, counted_interfaces, is_device, net_rates


def test_rates_are_over_the_interfaces_that_are_in_both_readings() -> None:
    before = {"eth0": NetBytes(1000, 50), "ib0": NetBytes(0, 0)}
    after = {"eth0": NetBytes(3000, 150), "ib0": NetBytes(500, 0), "usb0": NetBytes(10**12, 10**12)}
    assert net_rates(before, after, 2.0) == NetRates(1250.0, 50.0)


def test_a_counter_that_began_anew_counts_nothing() -> None:
    assert net_rates({"eth0": NetBytes(9000, 10)}, {"eth0": NetBytes(5, 30)}, 1.0) == NetRates(0.0, 20.0)


@pytest.mark.parametrize("seconds", [0.0, -1.0])
def test_without_time_or_interfaces_nothing_can_be_said(seconds: float) -> None:
    assert net_rates({"eth0": NetBytes(1, 1)}, {"eth0": NetBytes(2, 2)}, seconds) == NetRates()
    assert net_rates({}, {"eth0": NetBytes(2, 2)}, 1.0) == NetRates()


def test_a_bridge_does_not_count_its_members_again() -> None:
    names = ["lo", "eth0", "eth1", "bond0", "docker0", "veth1"]
    assert counted_interfaces(names, {"eth0", "eth1"}.__contains__) == {"eth0", "eth1"}
    assert counted_interfaces(["lo", "eth0"], lambda name: False) == {"eth0"}
    assert counted_interfaces(["lo"], lambda name: True) == frozenset()


@pytest.mark.skipif(not os.path.isdir("/sys/class/net"), reason="only Linux says what is behind an interface")
def test_the_loopback_is_no_device() -> None:
    assert not is_device("lo")
