"""Items made on a thread of their own, a few ahead of who uses them."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator
from queue import SimpleQueue
from typing import Generic, NamedTuple, TypeVar

Item = TypeVar("Item")


class _Made(NamedTuple, Generic[Item]):
    """What the thread hands over: some items, and with the last ones why there are no more."""

    items: list[Item]
    ended: bool = False
    error: BaseException | None = None


def ahead(items: Iterator[Item], most: int = 2, together: int = 1) -> Generator[Item, None, None]:
    """The same items in the same order, made on another thread; what making them raises is raised here.

    Closing the generator, or using it up, ends the thread.

    Parameters
    ----------
    items
        Used on the other thread only.
    most
        How often so many as are handed over at once may wait to be used; pictures are large.
    together
        How many are handed over at once: waking another thread costs as much as making something small.
    """
    made: SimpleQueue[_Made[Item]] = SimpleQueue()
    room: SimpleQueue[None] = SimpleQueue()  # of C, unlike a semaphore
    over = threading.Event()

    def some() -> _Made[Item]:
        found: list[Item] = []
        try:
            for item in items:
                found.append(item)
                if over.is_set() or len(found) == together:
                    return _Made(found)
        except BaseException as error:
            return _Made(found, ended=True, error=error)
        return _Made(found, ended=True)

    def make() -> None:
        while not over.is_set():
            found = some()
            made.put(found)
            if found.ended:
                return
            room.get()

    for _ in range(most):
        room.put(None)
    thread = threading.Thread(target=make, name="attune-ahead")
    thread.start()
    try:
        while True:
            found = made.get()
            yield from found.items
            if found.error is not None:
                raise found.error
            if found.ended:
                return
            room.put(None)
    finally:
        over.set()
        room.put(None)
        thread.join()
