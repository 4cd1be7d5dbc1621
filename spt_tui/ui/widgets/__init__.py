"""The panes and small parts of the screen."""
