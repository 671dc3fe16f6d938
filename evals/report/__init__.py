"""Scored runs, laid out for people and for other programs."""
