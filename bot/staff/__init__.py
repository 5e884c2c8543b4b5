"""What the staff need to see and change: gaps, coverage, one reply's reasoning, and a fix published at once."""
