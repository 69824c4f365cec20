"""Where the other person is, as far as options and settings say, and what can be chosen there."""

from __future__ import annotations

from dataclasses import replace

from face_model.screen.place import is_place
from fusion.evidence import Modality
from ui.live.options import Options
from ui.live.plan import on_screen
from ui.live.played import SYSTEM, is_played, played
from ui.live.trial import Trial
from ui.settings import Settings


def is_unsaid(options: Options, settings: Settings) -> bool:
    """Whether this is a first start at which nothing was said of where the other person is."""
    said = (options.source, options.camera, options.microphone, options.sound, options.seconds)
    return settings.where is None and not settings.welcomed and all(word is None for word in said)


def is_of_a_call(name: str | None) -> bool:
    """Whether this is what a computer plays or shows, and no device."""
    return name is not None and (is_played(name) or is_place(name))


def remember(options: Options, settings: Settings, modality: Modality, name: str | None) -> Options:
    """Keep in the settings what was picked; the options that ask for it."""
    if is_played(name):
        settings.played = name
    elif is_of_a_call(name):
        settings.place = name
    elif modality is Modality.VOICE:
        settings.microphone = name
    else:
        settings.camera = name
    if modality is Modality.VOICE:
        return replace(options, microphone=name)
    return replace(options, camera=name)


def offered(called: bool) -> tuple[list[str], list[str]]:
    """What can be listened to and looked at, on a call or in the room; takes a while."""
    from ui.live import devices

    if called:
        return [SYSTEM, *devices.played_choices()], devices.place_choices()
    return devices.microphone_choices(), devices.camera_choices()


def preferred(options: Options, settings: Settings) -> tuple[str | None, str | None]:
    """What is to be listened to and looked at, there or not; the command line's word comes first."""
    if on_screen(options, settings):
        asked = None if options.sound in (None, "microphone") else options.sound
        named = asked if asked is None or is_played(asked) else played(asked)
        sound = options.microphone if is_played(options.microphone) else named or settings.played or SYSTEM
        picture = options.camera if isinstance(options.camera, str) else options.source or settings.place
        return sound, picture or "screen"
    return settings.microphone, settings.camera


def try_out(options: Options, settings: Settings, after: Trial | None = None) -> Trial:
    """A first look and listen at what is chosen, with devices of its own; ``after`` lets go of its first."""
    from ui.live.devices import camera_source, microphone_source

    sound: str | int | None
    picture: str | int | None
    sound, picture = preferred(options, settings)
    if not on_screen(options, settings):  # the command line's word stands until something is picked
        sound = sound if options.microphone is None else options.microphone
        picture = picture if options.camera is None else options.camera
    heard = microphone_source(sound) if options.mode.includes(Modality.VOICE) else None
    seen = camera_source(picture) if options.mode.includes(Modality.FACE) else None
    return Trial(heard, seen, after)
