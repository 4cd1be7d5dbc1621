"""Values to the terminal: the only folder that imports textual, rich and plotext."""
