"""Lists of runs, and of what runs have in common, as commands print them."""
