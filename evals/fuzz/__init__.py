"""Reads damaged and hostile files of every form, and says how that went: `python -m evals.fuzz`."""
