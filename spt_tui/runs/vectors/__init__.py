"""One field of all runs, by slot, in few bytes; and on its way to the index and back."""
