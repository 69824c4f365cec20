"""The session in a terminal: a small live view with rich, then a summary."""

from __future__ import annotations

import signal
import threading
from contextlib import suppress
from pathlib import Path
from types import FrameType

from rich.console import Console, Group
from rich.live import Live
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from face_model.engines import make_ready
from fusion.errors import UserError
from fusion.interfaces import DeviceState
from fusion.keeping.what import Keep
from fusion.log.kept import kept_files
from fusion.moment import Moment
from fusion.whom import Whom
from ui.commands.telling import say
from ui.commands.unlock import unlock_in_terminal
from ui.live.assemble import Assembly, assemble
from ui.live.fault_log import faults_logged
from ui.live.options import Options
from ui.live.own_voice import keep_own_voice
from ui.live.scene import Scene
from ui.live.state import LiveState
from ui.settings import Settings
from ui.settings_file import load_settings, save_settings
from ui.wording.captured import IN_THE_ROOM
from ui.wording.durations import clock_words
from ui.wording.estimates import shown_of
from ui.wording.logging import missing_in_words
from ui.wording.looks import Looks, looks_of
from ui.wording.own_voice import COUNTS_TOO, COUNTS_TOO_HERE
from ui.wording.strip_spans import LookSpan, extend, held

_REFRESH_HZ = 4
_FAILED = (DeviceState.LOST, DeviceState.DENIED, DeviceState.BUSY, DeviceState.STALLED)


def run_headless(options: Options) -> int:
    """Run a session without a window until it ends, ``seconds`` are over, or Ctrl-C.

    Words go to standard error when standard output carries JSON lines.

    Returns
    -------
    int
        0; 2 if nothing at all could be heard or seen because every device failed, or if something of the
        session could not be kept that was to be.

    Raises
    ------
    UserError
        If what is asked for cannot be done.
    """
    if options.keep is Keep.BOOKMARKS:
        raise UserError("There are no bookmarks without the window; use --keep all.")
    with faults_logged():
        return _headless(options)


def _headless(options: Options) -> int:
    make_ready()
    console = Console(stderr=options.jsonl == "-")
    trouble = console if console.is_terminal else Console(stderr=True)
    settings, warning = load_settings()
    if warning:
        _warn(warning, trouble)
    if isinstance(options.log, Path) or (options.log is None and settings.logging):
        unlock_in_terminal(options.log)
    assembly = assemble(options, settings, demo_without_devices=False)
    looks = looks_of(settings).about(assembly.whom)
    spans: list[LookSpan] = []  # the newest only: a session may last for hours
    over: dict[str, float] = {}
    noticed = threading.Event()

    def take(moment: Moment) -> None:
        nonlocal over
        extend(spans, [(moment.t, shown_of(moment, looks))])
        if len(spans) > 1:
            over = held(spans[:-1], over)
            del spans[:-1]
        if moment.estimate.rests_on:
            noticed.set()

    try:
        assembly.session.subscribe(take)
        settings.adjust(assembly.session)
        _say_first(assembly, settings, trouble)
        devices_failed = _run(assembly, options, settings, console, trouble)
    finally:
        assembly.close()
        if any([settings.keep_what(assembly.session), keep_own_voice(settings, assembly.learner)]):
            with suppress(OSError):  # a session that went well is not spoilt by a settings file
                save_settings(settings)
    if assembly.keeper is not None and assembly.log.timeline is not None and assembly.writer is not None:
        for kept in kept_files(assembly.log.timeline.path, assembly.writer.session_id):
            say(f"Kept: {kept.path}", console)
    failed = devices_failed and not noticed.is_set()
    if not failed:
        _print_summary(held(spans, over), looks, console)
    # Of what is told, where that is kept, as well as of what went wrong.
    hearers = (console,) if console.stderr else dict.fromkeys((console, trouble))
    for sentence in missing_in_words(assembly.writer, assembly.lines, assembly.keeper):
        for hearer in hearers:
            _warn(sentence, hearer)
    return 2 if failed or _is_missing(assembly) else 0


def _say_first(assembly: Assembly, settings: Settings, trouble: Console) -> None:
    """What is to be known before the session begins."""
    session = assembly.session
    if assembly.notice:
        _warn(assembly.notice.replace(COUNTS_TOO, COUNTS_TOO_HERE), trouble)
    if assembly.captured != IN_THE_ROOM and settings.show_privacy_reminder:
        _warn(assembly.captured.reminder(session.mode), trouble)
    if name := session.allowed_for:
        who = "you usually are" if assembly.whom is Whom.MYSELF else f"{name} usually is"
        _warn(f"Allowing for how {who} (Settings, One person).", trouble)


def _is_missing(assembly: Assembly) -> bool:
    """Whether anything is not there that was to be kept; a few pictures less are no failure."""
    keeper = assembly.keeper
    if keeper is not None and not keeper.refused and not keeper.sound_lost:
        keeper = None
    return bool(missing_in_words(assembly.writer, assembly.lines, keeper))


def _run(
    assembly: Assembly, options: Options, settings: Settings, console: Console, trouble: Console
) -> bool:
    """Show the session until it is over; whether every device in use had failed by then."""
    session = assembly.session
    asked: list[int] = []
    seconds = options.seconds if options.seconds is not None else float("inf")

    def end(number: int, _frame: FrameType | None) -> None:
        """Note it only: this runs in the middle of whatever is done, which may hold a lock."""
        asked.append(number)

    previous = {s: signal.signal(s, end) for s in (signal.SIGINT, signal.SIGTERM)}
    state = LiveState(assembly, settings)
    told: tuple[str, ...] = ()
    try:
        with (
            session,
            Live(console=console, refresh_per_second=_REFRESH_HZ, transient=True) as view,
        ):
            while not asked and not session.finished.is_set():
                remaining = seconds - session.clock.now()
                if remaining <= 0:
                    break
                session.finished.wait(min(1 / _REFRESH_HZ, remaining))
                scene = state.update()
                view.update(_screen(scene))
                # The live view vanishes, or is not shown at all where this is no terminal.
                troubles = tuple(filter(None, (*scene.trouble.values(), *scene.disk, scene.kept)))
                for sentence in troubles:
                    if sentence not in told:
                        _warn(sentence, trouble)
                told = troubles  # what comes again is told again
            return all(
                status.state in _FAILED
                for modality, status in session.status().items()
                if session.mode.includes(modality)
            )
    finally:
        state.close()
        for number, handler in previous.items():
            signal.signal(number, handler)


def _warn(sentence: str, console: Console) -> None:
    say(sentence, console, "yellow")


def _screen(scene: Scene) -> Panel:
    """What the terminal shows at one moment."""
    reading = scene.reading
    table = Table.grid(padding=(0, 2))
    for piece in (reading.voice, reading.face):
        table.add_row(Text(piece.title), Text(piece.words), Text(piece.note, style="dim"))
        if piece.probabilities is not None:
            table.add_row("", Text(piece.parts, style="dim"))
    now = clock_words(scene.now)
    lines: list[Text | Table] = [
        Text(reading.headline, style="bold"),
        Text(reading.sureness),
        Text(reading.sentence),
        Text(),
        table,
        *([Text(scene.words, style="dim")] if scene.words else []),
        *([Text(scene.known, style="dim")] if scene.known else []),
        *([Text(scene.kept, style="bold")] if scene.kept else []),
        Text(),
        Text(f"{now} · Ctrl-C ends · nothing leaves this computer", style="dim"),
    ]
    return Panel(Group(*lines), title="Attune", title_align="left")


def _print_summary(seconds: dict[str, float], looks: Looks, console: Console) -> None:
    if not seconds:
        console.print("The session ended before there was anything to show.")
        return
    whole_s = sum(seconds.values())
    heading = "you seemed" if looks.whom is Whom.MYSELF else "seemed"
    table = Table(heading, "share of the time", title="This session, in short", title_justify="left")
    for look, part_s in seconds.items():
        table.add_row(Text(looks.words[look]), f"{part_s / whole_s:.0%}")
    console.print(table)
    console.print(f"{clock_words(whole_s)} in all. A guess from voice and face, not a fact.", highlight=False)
