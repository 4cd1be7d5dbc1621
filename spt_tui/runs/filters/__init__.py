"""The filter language: its terms, and what they ask of one run or of all."""
