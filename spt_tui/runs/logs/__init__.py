"""The logs of a run: found by rank and kind, read at any place, searched, merged, and told apart by how they end."""
