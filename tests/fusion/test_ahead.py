"""Items come in order, errors come where they belong, and the thread ends with whoever used it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing

import pytest

from fusion.ahead import ahead, in_lots
from fusion.interfaces import DeviceError


def thread_of(items: list[int], seen: list[str]) -> Iterator[int]:
    for item in items:
        seen.append(threading.current_thread().name)
        yield item


@pytest.mark.parametrize("n", [0, 1, 2, 50])
def test_the_same_items_in_order_made_elsewhere(n: int) -> None:
    seen: list[str] = []
    assert list(ahead(thread_of(list(range(n)), seen))) == list(range(n))
    assert set(seen) == ({"attune-ahead"} if n else set())


def test_no_more_are_made_than_have_room() -> None:
    seen: list[str] = []
    with closing(ahead(thread_of(list(range(100)), seen), most=3)) as items:
        assert [next(items) for _ in range(5)] == [0, 1, 2, 3, 4]
    assert 5 <= len(seen) <= 5 + 3 + 1
    assert "attune-ahead" not in {thread.name for thread in threading.enumerate()}


def test_what_goes_wrong_is_raised_after_what_went_well() -> None:
    def breaking() -> Iterator[int]:
        yield 1
        raise DeviceError("the file is damaged")

    items = ahead(breaking())
    assert next(items) == 1
    with pytest.raises(DeviceError, match="the file is damaged"):
        next(items)
    with pytest.raises(StopIteration):
        next(items)


def test_handed_over_several_at_a_time_they_are_the_same() -> None:
    seen: list[str] = []
    with closing(ahead(thread_of(list(range(100)), seen), most=1, together=8)) as items:
        assert [next(items) for _ in range(3)] == [0, 1, 2]
    assert 8 <= len(seen) <= 3 * 8
    assert list(ahead(iter(range(21)), most=1, together=8)) == list(range(21))


def test_what_went_well_comes_before_what_goes_wrong_among_several() -> None:
    def breaking() -> Iterator[int]:
        yield from range(11)
        raise DeviceError("the file is damaged")

    items = ahead(breaking(), together=8)
    assert [next(items) for _ in range(11)] == list(range(11))
    with pytest.raises(DeviceError, match="the file is damaged"):
        next(items)


@pytest.mark.parametrize("n", [0, 1, 8, 21])
def test_in_lots_the_same_items_are_made_here_so_many_before_the_first_is_given(n: int) -> None:
    seen: list[str] = []
    items = in_lots(thread_of(list(range(n)), seen), 8)
    if n:
        assert next(items) == 0
        assert len(seen) == min(n, 8)
    assert list(items) == list(range(1, n))
    assert set(seen) == ({threading.current_thread().name} if n else set())


def test_in_lots_what_went_well_comes_before_what_goes_wrong() -> None:
    def breaking() -> Iterator[int]:
        yield from range(11)
        raise DeviceError("the file is damaged")

    items = in_lots(breaking(), 8)
    assert [next(items) for _ in range(11)] == list(range(11))
    with pytest.raises(DeviceError, match="the file is damaged"):
        next(items)


def test_how_many_are_handed_over_may_depend_on_what_they_are() -> None:
    seen: list[str] = []
    with closing(ahead(thread_of([9] * 100, seen), most=1, together=lambda item: item // 3)) as items:
        assert next(items) == 9
    assert 3 <= len(seen) <= 3 * 3
    large: list[str] = []
    numbers = [*range(10), *range(100, 150)]
    assert list(in_lots(thread_of(numbers, large), lambda item: 1 if item >= 100 else 4)) == numbers
    assert list(ahead(iter(numbers), 1, lambda item: 1 if item >= 100 else 4)) == numbers
