"""This machine as values: CPU, memory and, through NVML, GPUs."""
