"""Items made on a thread of their own, a few ahead of who uses them."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator
from queue import SimpleQueue
from typing import Generic, NamedTuple, TypeVar

Item = TypeVar("Item")


class _Made(NamedTuple, Generic[Item]):
    """What the thread hands over: an item, or why there is none (None at the end)."""

    items: tuple[Item, ...]
    error: BaseException | None = None


def ahead(items: Iterator[Item], most: int = 2) -> Generator[Item, None, None]:
    """The same items in the same order, made on another thread; what making them raises is raised here.

    Closing the generator, or using it up, ends the thread.

    Parameters
    ----------
    items
        Used on the other thread only.
    most
        How many may wait to be used; pictures are large.
    """
    made: SimpleQueue[_Made[Item]] = SimpleQueue()
    room = threading.Semaphore(most)
    over = threading.Event()

    def make() -> None:
        try:
            for item in items:
                made.put(_Made((item,)))
                room.acquire()
                if over.is_set():
                    return
            made.put(_Made(()))
        except BaseException as error:
            made.put(_Made((), error))

    thread = threading.Thread(target=make, name="attune-ahead")
    thread.start()
    try:
        while True:
            found = made.get()
            if found.error is not None:
                raise found.error
            if not found.items:
                return
            room.release()
            yield found.items[0]
    finally:
        over.set()
        room.release()
        thread.join()
