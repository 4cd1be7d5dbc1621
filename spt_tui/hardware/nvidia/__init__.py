"""NVIDIA GPUs, through the NVML library."""
