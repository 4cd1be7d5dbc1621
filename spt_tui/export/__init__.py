"""Values to other places: plain text and JSON."""
