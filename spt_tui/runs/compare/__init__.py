"""What several runs have in common, in what they differ, and what goes with what."""
