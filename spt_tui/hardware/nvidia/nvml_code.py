"""What NVML answers in place of a value: `nvmlReturn_t` of NVIDIA's API reference, and what each code means here."""

from __future__ import annotations

from enum import IntEnum

from spt_tui.hardware.sample import DriverState, GpuState, Refusal


class Code(IntEnum):
    """The codes that anything depends on; a library may answer with others."""

    SUCCESS = 0
    UNINITIALIZED = 1
    NOT_SUPPORTED = 3
    NO_PERMISSION = 4
    NOT_FOUND = 6
    DRIVER_NOT_LOADED = 9
    LIBRARY_NOT_FOUND = 12
    FUNCTION_NOT_FOUND = 13
    GPU_IS_LOST = 15
    RESET_REQUIRED = 16
    LIB_RM_VERSION_MISMATCH = 18
    VGPU_ECC_NOT_SUPPORTED = 22
    ARGUMENT_VERSION_MISMATCH = 25
    DEPRECATED = 26
    GPU_NOT_FOUND = 28
    UNKNOWN = 999


DRIVER_STATES: dict[int, DriverState] = {
    Code.NO_PERMISSION: DriverState.NO_PERMISSION,
    Code.DRIVER_NOT_LOADED: DriverState.NOT_LOADED,
    Code.LIBRARY_NOT_FOUND: DriverState.NO_LIBRARY,
    Code.LIB_RM_VERSION_MISMATCH: DriverState.MISMATCH,
    Code.NOT_FOUND: DriverState.NO_GPUS,
    Code.GPU_NOT_FOUND: DriverState.NO_GPUS,
}
"""Of the driver, when it refuses a connection; any other code is `DriverState.FAILED`."""

DRIVER_IS_GONE: frozenset[int] = frozenset({Code.UNINITIALIZED, Code.DRIVER_NOT_LOADED, Code.LIB_RM_VERSION_MISMATCH})
"""From one GPU, these speak of all."""

GPU_IS_GONE: dict[int, GpuState] = {Code.GPU_IS_LOST: GpuState.LOST, Code.RESET_REQUIRED: GpuState.NEEDS_RESET}
"""No further question to this GPU will be answered."""

REFUSALS: dict[int, Refusal] = {
    Code.NOT_SUPPORTED: Refusal.NOT_SUPPORTED,
    Code.VGPU_ECC_NOT_SUPPORTED: Refusal.NOT_SUPPORTED,
    Code.DEPRECATED: Refusal.NOT_SUPPORTED,
    Code.NO_PERMISSION: Refusal.NO_PERMISSION,
    Code.FUNCTION_NOT_FOUND: Refusal.OLD_DRIVER,
    Code.ARGUMENT_VERSION_MISMATCH: Refusal.OLD_DRIVER,
}
"""The same question will be answered in the same way as long as the connection lasts."""
