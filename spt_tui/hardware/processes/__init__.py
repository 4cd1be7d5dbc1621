"""The processes that use GPUs: whose they are, what they run, where they work."""
