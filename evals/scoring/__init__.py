"""Turning stored answers into figures: nothing here asks anything."""
