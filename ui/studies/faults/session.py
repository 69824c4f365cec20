"""One session of the command itself in which one thing after the other goes wrong."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any

from fusion.log.timeline import Timeline
from ui.studies.faults.happenings import BOTH, Happening
from ui.studies.faults.product import START_S, Line, Product
from ui.studies.stand_ins.talk import Talk

HALTED_S = 60.0
NOTICED_WITHIN_S = 30.0
RECOVERED_WITHIN_S = 60.0


def run(log: Path, talk: Talk, happenings: Iterable[Happening], halted_s: float = HALTED_S) -> dict[str, Any]:
    """Let it all happen, one after the other, and at last halt the program for so long (s).

    Returns
    -------
    dict
        ``rows``: of each what was ``said``, after how long it was noticed (``noticed_s``), for how long at
        most what was to go on said nothing (``longest_gap_s``: a voice takes breath), how many estimates a
        second there were meanwhile, and after how long all was there again (``recovered_s``, None: it was
        not). And of the whole: ``lines`` told, ``logged``, ``lost`` (told, not in the log), ``exit_code``.
    """
    with Product(log, talk.env, "--camera", talk.url) as product:
        if product.until(lambda: product.fresh("voice") and product.fresh("face"), START_S) is None:
            raise RuntimeError(f"the session did not begin: {product.said}")
        rows = [_row(product, talk, log, happening) for happening in happenings]
        rows.append(_halted(product, halted_s))
        product.interrupt()
        code = product.wait()
        told = {line["t"] for line in product.lines}
        said = product.said
    with Timeline(log) as timeline:
        (record,) = timeline.sessions()
        logged = {round(t, 6) for t in timeline.moments(record.id).times.tolist()}
    return {
        "rows": rows,
        "lines": len(told),
        "logged": len(logged),
        "lost": len(told - logged),
        "exit_code": code,
        "missing": [sentence for sentence in said if "could not be" in sentence],
    }


def _row(product: Product, talk: Talk, log: Path, happening: Happening) -> dict[str, Any]:
    said, first = len(product.said), len(product.lines)
    undo = happening.do(talk)
    begun = time.monotonic()
    try:
        noticed = product.until(lambda: _noticed(product, happening, said), NOTICED_WITHIN_S)
        product.until(lambda: False, happening.lasts_s)
        through = product.lines[first:]
        seconds = time.monotonic() - begun
    finally:
        undo()
    wanted = (happening.gone,) if happening.gone else BOTH
    back = product.until(lambda: all(map(product.fresh, wanted)), RECOVERED_WITHIN_S)
    sentences = [s for s in product.said[said:] if happening.says and happening.says in s]
    return {
        "name": happening.name,
        "gone": happening.gone,
        "said": sentences[0].replace(str(log.parent), "FOLDER") if sentences else "",
        "noticed_s": None if noticed is None else round(noticed, 1),
        "longest_gap_s": round(max((_gap(through, m) for m in happening.goes_on), default=0.0), 1),
        "estimates_per_s": round(len(through) / seconds, 1),
        "recovered_s": None if back is None else round(back, 1),
    }


def _halted(product: Product, seconds: float) -> dict[str, Any]:
    """The program stands still for a while and devices go on: no more can be had of a sleep here."""
    first = len(product.lines)
    product.halt()
    product.until(lambda: False, seconds)
    product.go_on()
    back = product.until(
        lambda: len(product.lines) > first and all(map(product.fresh, BOTH)), RECOVERED_WITHIN_S
    )
    through = product.lines[first - 1 :]
    return {
        "name": f"the program is halted for {seconds:.0f} s (SIGSTOP), its clock and the devices go on",
        "gone": "",
        "said": "",
        "noticed_s": None,
        "longest_gap_s": round(max(_gap(through, modality) for modality in BOTH), 1),
        "recovered_s": None if back is None else round(back, 1),
    }


def _noticed(product: Product, happening: Happening, said: int) -> bool:
    told = not happening.says or any(happening.says in sentence for sentence in product.said[said:])
    return told and not (happening.gone and product.fresh(happening.gone))


def _gap(lines: list[Line], modality: str) -> float:
    """For how long at most a modality said nothing, seconds."""
    if not lines:
        return math.inf
    seen = [lines[0]["t"], *(line["t"] for line in lines if line[modality] is not None), lines[-1]["t"]]
    return float(max(later - earlier for earlier, later in pairwise(seen)))
