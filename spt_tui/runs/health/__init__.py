"""Whether a run is well, and how long it still takes: judged from its figures alone, without code of the user's."""
