"""What a run took of its machines, summed up from what was recorded of them."""
