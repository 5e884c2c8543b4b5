"""Evaluation: a question set in, figures that can be defended out (docs/evaluation.md)."""
