"""Training runs on disk as values: reading only, no terminal."""
