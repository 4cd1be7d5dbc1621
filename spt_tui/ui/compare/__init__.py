"""Runs beside each other on the screen: their curves, their best values, and what goes with what."""
