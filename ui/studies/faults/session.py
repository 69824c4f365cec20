"""One session of the command itself in which one thing after the other goes wrong."""

from __future__ import annotations

import time
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any

from fusion.log.timeline import Timeline
from ui.studies.faults.happenings import BOTH, Happening
from ui.studies.faults.product import START_S, Line, Product
from ui.studies.stand_ins.talk import Talk

NOTICED_WITHIN_S = 30.0
RECOVERED_WITHIN_S = 60.0
_LONGEST_GAP_S = 4.0
"""For so long a modality may say nothing without being gone: a voice takes breath."""


def run(log: Path, talk: Talk, happenings: Iterable[Happening]) -> dict[str, Any]:
    """Let it all happen, one after the other.

    Returns
    -------
    dict
        ``rows``: of each what was ``said``, after how long it was noticed (``noticed_s``), whether the
        session ``went_on`` with what was left, and after how long all was there again (``recovered_s``,
        None: it was not). And of the whole: ``lines`` told, ``logged``, ``lost`` (told, and not in the log),
        ``exit_code``.
    """
    with Product(log, talk.env, "--camera", talk.url) as product:
        if product.until(lambda: product.fresh("voice") and product.fresh("face"), START_S) is None:
            raise RuntimeError(f"the session did not begin: {product.said}")
        rows = [_row(product, talk, happening) for happening in happenings]
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


def _row(product: Product, talk: Talk, happening: Happening) -> dict[str, Any]:
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
        "said": sentences[0] if sentences else "",
        "noticed_s": None if noticed is None else round(noticed, 1),
        "went_on": all(_is_there(through, m) for m in happening.goes_on) and len(through) > 5 * seconds,
        "recovered_s": None if back is None else round(back, 1),
    }


def _noticed(product: Product, happening: Happening, said: int) -> bool:
    told = not happening.says or any(happening.says in sentence for sentence in product.said[said:])
    return told and not (happening.gone and product.fresh(happening.gone))


def _is_there(lines: list[Line], modality: str) -> bool:
    """Whether the modality was never away for longer than the voice pauses."""
    if not lines:
        return False
    seen = [lines[0]["t"], *(line["t"] for line in lines if line[modality] is not None), lines[-1]["t"]]
    apart = max(later - earlier for earlier, later in pairwise(seen))
    return any(line[modality] is not None for line in lines) and apart < _LONGEST_GAP_S
