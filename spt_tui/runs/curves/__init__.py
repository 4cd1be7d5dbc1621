"""metrics.csv as series: read on from the last byte, and drawn in any width."""
