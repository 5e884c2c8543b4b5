"""The table in docs/site.md has a row for every fault, in order, and for nothing else."""

from tests.faults.table import FAULTS, rows


def test_the_table_has_a_row_for_every_fault_in_order():
    assert tuple(rows()) == FAULTS
