"""Silver questions: made from an archive by rules, without a language model, and labelled as such."""
