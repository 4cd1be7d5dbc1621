"""Prints this machine's GPUs as nvitop's `Device` API reads them, in the words and units of `Gpu`, as one JSON line."""

from __future__ import annotations

import json
from typing import Any

from nvitop import NA, Device


def told(value: Any, times: float = 1) -> Any:
    return None if value is NA else value * times


def reading(device: Device) -> dict[str, Any]:
    parts = [part_reading(part) for part in device.mig_devices()] if device.is_mig_mode_enabled() else []
    return {
        **part_reading(device),
        "bus": device.bus_id(),
        "util": told(device.gpu_utilization()),
        "mem_util": told(device.memory_utilization()),
        "power": told(device.power_usage(), 1 / 1000),
        "temp": told(device.temperature()),
        "sm_clock": told(device.sm_clock()),
        "sm_clock_max": told(device.max_sm_clock()),
        "mem_clock": told(device.memory_clock()),
        "mem_clock_max": told(device.max_memory_clock()),
        "fan": told(device.fan_speed()),
        "ecc_uncorrected": told(device.total_volatile_uncorrected_ecc_errors()),
        "pcie_rx": told(device.pcie_rx_throughput(), 1000),
        "pcie_tx": told(device.pcie_tx_throughput(), 1000),
        "nvlink_rx": told(device.nvlink_total_rx_throughput(interval=0.04), 1024),
        "nvlink_tx": told(device.nvlink_total_tx_throughput(interval=0.04), 1024),
        "instances": parts,
    }


def part_reading(device: Device) -> dict[str, Any]:
    users = {pid: told(process.gpu_memory()) for pid, process in device.processes().items()}
    return {
        "uuid": device.uuid(),
        "name": device.name(),
        "mem_used": told(device.memory_used()),
        "mem_total": told(device.memory_total()),
        "processes": sorted(users.items()),
    }


def main() -> None:
    """All GPUs, once."""
    print(json.dumps([reading(device) for device in Device.all()]))


if __name__ == "__main__":
    main()
