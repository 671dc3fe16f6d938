"""Articles in, passages out: everything that can be known before a question is asked."""
