"""Why runs died: the last error of each run's logs, and runs grouped by it."""
