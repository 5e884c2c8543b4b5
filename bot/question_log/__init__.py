"""The question log: what patients asked and what became of it, without personal data, for the clinic's staff."""
