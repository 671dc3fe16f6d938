"""Measurements of speed that anyone can run: `python -m evals.bench --help`."""
