"""Recorded hardware as values: found beside a run, read on as it grows."""
