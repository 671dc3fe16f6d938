"""Asking the questions, and keeping what came back."""
