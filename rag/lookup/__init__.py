"""Citation lookup: where an excerpt comes from, whether a draft is right, what became of a citation."""
