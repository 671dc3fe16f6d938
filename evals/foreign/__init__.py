"""Question sets and rankings of others: read into our form, and ours written in theirs."""
