"""The ranks of a run side by side: which are meant, their lines in one order, which failed first, which say nothing."""
