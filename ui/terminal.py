"""The session in a terminal: a small live view with rich, then a summary."""

from __future__ import annotations

import signal
import threading
from types import FrameType

from rich.console import Console, Group
from rich.live import Live
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from fusion.analyser import DeviceState
from fusion.emotions import EMOTIONS
from fusion.evidence import Estimate, Modality
from fusion.report import Summary, summarise
from fusion.session import Session, SessionEvent
from ui.assemble import Assembly, assemble
from ui.options import Options
from ui.settings import Settings, load_settings
from ui.wording import clock_words, describe, strip_word

_BAR = 24
_REFRESH_HZ = 4


def run_headless(options: Options) -> int:
    """Run a session without a window until it ends, ``seconds`` are over, or Ctrl-C; returns the exit code.

    Words go to standard error when standard output carries JSON lines.
    """
    console = Console(stderr=options.jsonl == "-")
    settings, warning = load_settings()
    if warning:
        console.print(warning, markup=False)
    assembly = assemble(options, settings.microphone, settings.camera, demo_without_devices=False)
    estimates: list[Estimate] = []
    events: list[SessionEvent] = []
    try:
        if assembly.notice:
            console.print(assembly.notice, markup=False)
        assembly.session.subscribe(estimates.append)
        assembly.session.subscribe_events(events.append)
        _run(assembly, options, estimates, settings, console)
    finally:
        assembly.close()
    _print_summary(summarise(estimates, events), settings, console)
    if not estimates and all(s.state is not DeviceState.OFF for s in assembly.session.status().values()):
        return 2
    return 0


def _run(
    assembly: Assembly, options: Options, estimates: list[Estimate], settings: Settings, console: Console
) -> None:
    session = assembly.session
    ended = threading.Event()
    seconds = options.seconds if options.seconds is not None else float("inf")

    def end(_signal: int, _frame: FrameType | None) -> None:
        ended.set()

    previous = {s: signal.signal(s, end) for s in (signal.SIGINT, signal.SIGTERM)}
    try:
        with (
            session,
            Live(console=console, refresh_per_second=_REFRESH_HZ, transient=True) as view,
        ):
            while not ended.is_set() and not session.finished.is_set():
                remaining = seconds - session.clock.now()
                if remaining <= 0:
                    break
                ended.wait(min(1 / _REFRESH_HZ, remaining))
                view.update(_screen(session, estimates[-1] if estimates else None, settings))
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


def _screen(session: Session, estimate: Estimate | None, settings: Settings) -> Panel:
    """What the terminal shows at one moment."""
    lines: list[Text | Table] = []
    if estimate is None:
        lines.append(Text("Getting ready …"))
    else:
        reading = describe(estimate, settings, session.mode.value)
        lines += [
            Text(reading.headline, style="bold"),
            Text(reading.sureness),
            Text(reading.sentence),
            Text(),
        ]
        table = Table.grid(padding=(0, 2))
        for modality, piece in ((Modality.VOICE, reading.voice), (Modality.FACE, reading.face)):
            evidence = estimate.voice if modality is Modality.VOICE else estimate.face
            bar = _bar(evidence.probabilities.tolist()) if evidence else Text("·" * _BAR, style="dim")
            table.add_row(piece.title, bar, piece.words, Text(piece.note, style="dim"))
        lines.append(table)
    for status in session.status().values():
        if status.sentence:
            lines.append(Text(status.sentence, style="yellow"))
    lines.append(Text(f"{clock_words(session.clock.now())} · nothing leaves this computer", style="dim"))
    return Panel(Group(*lines), title="Attune", title_align="left")


def _bar(probabilities: list[float]) -> Text:
    """Probabilities as a row of letters: the more of an emotion's initial, the more probable."""
    letters = {e: e.value[0].upper() for e in EMOTIONS}
    order = sorted(zip(EMOTIONS, probabilities, strict=True), key=lambda pair: -pair[1])
    text = "".join(letters[e] * round(p * _BAR) for e, p in order)[:_BAR]
    return Text(text.ljust(_BAR, "·"))


def _print_summary(summary: Summary, settings: Settings, console: Console) -> None:
    if not summary.spans:
        console.print("The session ended before there was anything to show.")
        return
    table = Table("seemed", "share of the time", title="This session, in short", title_justify="left")
    for label, share in summary.share.items():
        word = "mixed" if label == "mixed" else strip_word(label, settings)
        table.add_row(word, f"{share:.0%}")
    console.print(table)
    console.print(f"{clock_words(summary.duration_s)} in all. A guess from voice and face, not a fact.")
