"""Tests of index/; they mirror its modules."""
