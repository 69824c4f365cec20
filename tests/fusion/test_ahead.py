"""Items come in order, errors come where they belong, and the thread ends with whoever used it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing

import pytest

from fusion.ahead import ahead
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
