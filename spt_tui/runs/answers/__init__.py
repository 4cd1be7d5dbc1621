"""The answers of stable-pretraining's scanner, for code that was written for it."""
