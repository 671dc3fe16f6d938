"""Holding question sets to their own demands."""
