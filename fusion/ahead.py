"""Items made on a thread of their own, a few ahead of who uses them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from itertools import repeat
from queue import SimpleQueue
from typing import Generic, TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True)
class _Made(Generic[Item]):
    """What the thread hands over: some items, and with the last ones why there are no more."""

    items: list[Item]
    ended: bool = False
    error: BaseException | None = None


Number = int | Callable[[Item], int]
"""How many, or how many of such as this one."""


def _lot(
    items: Iterator[Item], together: Number[Item], over: Callable[[], bool] = lambda: False
) -> _Made[Item]:
    """The next so many items, fewer where there are no more or it is ``over``."""
    found: list[Item] = []
    try:
        for item in items:
            found.append(item)
            if over() or len(found) >= (together if isinstance(together, int) else together(item)):
                return _Made(found)
    except BaseException as error:
        return _Made(found, ended=True, error=error)
    return _Made(found, ended=True)


def _each(lots: Iterator[_Made[Item]]) -> Generator[Item, None, None]:
    """The items of some lots, up to the last; what making them raised is raised after them."""
    for lot in lots:
        yield from lot.items
        if lot.error is not None:
            raise lot.error
        if lot.ended:
            return


def in_lots(items: Iterator[Item], together: Number[Item]) -> Generator[Item, None, None]:
    """The same items in the same order, so many made one after the other before the first is given.

    What makes them, and what uses them, stays in the processor's caches for that long.
    """
    return _each(_lot(items, together) for _ in repeat(None))


def ahead(items: Iterator[Item], most: int = 2, together: Number[Item] = 1) -> Generator[Item, None, None]:
    """The same items in the same order, made on another thread; what making them raises is raised here.

    Closing the generator, or using it up, ends the thread.

    Parameters
    ----------
    items
        Used on the other thread only.
    most
        How often so many as are handed over at once may wait to be used.
    together
        How many are handed over at once: waking another thread costs as much as making something small.
    """
    made: SimpleQueue[_Made[Item]] = SimpleQueue()
    room: SimpleQueue[None] = SimpleQueue()  # of C, unlike a semaphore
    over = threading.Event()

    def make() -> None:
        while not over.is_set():
            found = _lot(items, together, over.is_set)
            made.put(found)
            if found.ended:
                return
            room.get()

    for _ in range(most):
        room.put(None)
    thread = threading.Thread(target=make, name="attune-ahead")
    thread.start()

    def handed_over() -> Iterator[_Made[Item]]:
        while True:
            yield made.get()
            room.put(None)

    try:
        yield from _each(handed_over())
    finally:
        over.set()
        room.put(None)
        thread.join()
