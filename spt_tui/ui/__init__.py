"""Values to the terminal: the only folder that imports textual and rich."""
