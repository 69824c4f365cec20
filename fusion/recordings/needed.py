"""Which pictures are looked at, known before they are decoded, so that the others need not be."""

from __future__ import annotations

import heapq
import math
from collections import deque
from collections.abc import Iterator
from typing import Any


def marked(packets: Iterator[Any], zero_s: float, least_step_s: float) -> Iterator[tuple[Any, bool]]:
    """Each packet of a picture's track, and whether its picture is looked at or may be the last.

    A picture is looked at where it comes ``least_step_s`` after the one looked at before it. Packets come in
    the order in which they are decoded, so one is held back until all that are shown before it are known:
    those that follow are shown no earlier than they are decoded. From the first packet on that does not say
    when both are, every picture counts.

    Parameters
    ----------
    packets
        Of PyAV.
    zero_s
        Where the recording's time begins, seconds of the container's stamps.
    """
    held: deque[Any] = deque()
    order: list[int] = []
    needed: set[int] = set()
    last_t = -math.inf
    base = None  # seconds a tick, the same of all; made anew each time it is asked for
    for packet in packets:
        if packet.pts is None or packet.dts is None or packet.pts < packet.dts:
            yield from ((one, True) for one in held)
            yield packet, True
            yield from ((one, True) for one in packets)
            return
        base = base or packet.time_base
        held.append(packet)
        heapq.heappush(order, packet.pts)
        while order and order[0] <= packet.dts:
            pts = heapq.heappop(order)
            t = pts * base.numerator / base.denominator - zero_s
            if t - last_t >= least_step_s:
                needed.add(pts)
                last_t = t
        while held and held[0].pts <= packet.dts:
            settled = held.popleft()
            yield settled, settled.pts in needed
            needed.discard(settled.pts)
    yield from ((one, True) for one in held)
