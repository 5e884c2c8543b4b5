"""Working ahead."""

import threading

import pytest

from bot.ahead import ahead


def test_results_come_in_order_and_none_is_lost() -> None:
    assert list(ahead(str, range(5))) == ["0", "1", "2", "3", "4"]
    assert list(ahead(str, [])) == []


def test_the_next_item_is_worked_on_while_the_last_result_is_used() -> None:
    begun = threading.Event()

    def work(item: int) -> int:
        if item == 1:
            begun.set()
        return item

    results = ahead(work, iter(range(3)))
    assert next(results) == 0
    assert begun.wait(10), "the second item was not begun before it was asked for"
    assert list(results) == [1, 2]


def test_what_the_work_raises_is_raised_where_its_result_is_due() -> None:
    results = ahead(lambda item: 1 // item, [1, 0])
    assert next(results) == 1
    with pytest.raises(ZeroDivisionError):
        next(results)
