"""What the store promises when things go wrong, put to the proof: `python -m evals.faults --help`."""
