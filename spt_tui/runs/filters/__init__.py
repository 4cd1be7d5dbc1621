"""The filter language: what a text says, what that asks of one run or of all, and what may be typed next."""
