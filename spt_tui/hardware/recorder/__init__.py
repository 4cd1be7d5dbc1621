"""From samples to files beside the run: the one part that writes into run directories, and only files of its own."""
