"""Twenty minutes before a microphone and a camera without hardware: is what a session holds flat?"""

from __future__ import annotations

import subprocess
import time
from pathlib import Path
from typing import Any

import psutil

from fusion.log.timeline import Timeline
from ui.studies.faults.flat import flatness
from ui.studies.faults.product import START_S, Product
from ui.studies.stand_ins.talk import Talk

EVERY_S = 5.0
ENDS_WITHIN_S = 120.0


def soak(folder: Path, talk: Talk, minutes: float) -> dict[str, Any]:
    """Run a session for so many minutes, and measure it from outside.

    Returns
    -------
    dict
        ``flat`` as :func:`ui.studies.faults.flat.flatness` gives it: memory (MB), threads, open files, how
        long estimates wait until they are told, and how old the sound and the pictures are that they rest
        on (s); ``lines``, ``logged`` and ``core_share``; ``ended_s``, how long it took to end, and its
        ``exit_code``, both None where it was killed for not ending.
    """
    log = folder / "soak.db"
    hours: list[float] = []
    samples: list[dict[str, float]] = []
    with Product(log, talk.env, "--camera", talk.url) as product:
        if product.until(lambda: product.fresh("voice") and product.fresh("face"), START_S) is None:
            raise RuntimeError(f"the session did not begin: {product.said}")
        process = psutil.Process(product.process_id)
        begun, used = time.monotonic(), sum(process.cpu_times()[:2])
        while (passed := time.monotonic() - begun) < 60 * minutes and product.running:
            hours.append(passed / 3600)
            samples.append(_sample(process, product))
            time.sleep(EVERY_S)
        share = (sum(process.cpu_times()[:2]) - used) / (time.monotonic() - begun)
        product.interrupt()
        code, ended_s = _ended(product)
        lines = len(product.lines)
    with Timeline(log) as timeline:
        (record,) = timeline.sessions()
        logged = len(timeline.moments(record.id))
    return {
        "minutes": round(60 * hours[-1], 1),
        "samples": len(samples),
        "exit_code": code,
        "ended_s": ended_s,
        "cut_off": record.cut_off,
        "lines": lines,
        "logged": logged,
        "core_share": round(share, 3),
        "flat": flatness(hours, samples),
    }


def _ended(product: Product) -> tuple[int | None, float | None]:
    asked = time.monotonic()
    try:
        return product.wait(ENDS_WITHIN_S), round(time.monotonic() - asked, 1)
    except subprocess.TimeoutExpired:  # what was measured before is not lost for it
        product.kill()
        product.wait()
        return None, None


def _sample(process: psutil.Process, product: Product) -> dict[str, float]:
    with process.oneshot():
        memory, threads, files = process.memory_info().rss / 2**20, process.num_threads(), process.num_fds()
    newest = product.lines[-1]
    ages = {f"{m}_age_s": newest["t"] - newest[m]["t_end"] for m in ("voice", "face") if newest[m]}
    return {
        "rss_mb": memory,
        "threads": threads,
        "files": files,
        "told_late_s": product.behind_s[-1],
        **{name: ages.get(name, 0.0) for name in ("voice_age_s", "face_age_s")},
    }
