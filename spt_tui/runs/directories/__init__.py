"""The directories below a root: how they are asked, in turns, within a budget, and what is remembered of them."""
