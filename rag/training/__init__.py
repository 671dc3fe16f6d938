"""Train the small networks that read, rank and check; nothing here is imported at run time."""
