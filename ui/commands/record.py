"""``attune record``: some seconds of the microphone or of a file, kept if asked, and how the voice seems."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

from audio_model.analyser import LEAST_SPEECH_S
from audio_model.capture.named import Microphone
from audio_model.quality import SoundQuality, judge
from audio_model.voice_activity import FRAME_S, FRAME_SAMPLES, SPEECH_FROM, VoiceActivity
from audio_model.whole_clips import hear_clips
from fusion.arrays import Sound
from fusion.clock import SessionClock
from fusion.emotions import EMOTIONS
from fusion.errors import UserError
from fusion.evidence import Probabilities
from fusion.interfaces import SAMPLE_RATE_HZ, AudioChunk, DeviceError, DeviceState
from fusion.recordings.recording import Recording
from ui.commands.record_options import Recorded
from ui.commands.telling import say
from ui.commands.together import device_named
from ui.settings import Settings
from ui.settings_file import load_settings
from ui.wording.estimates import READABLE, sureness

Pieces = Generator[Sound, None, None]

USUAL_S = 3.0
_STALLED_S = 2.0
_POOR = 0.4


class VoiceModel(Protocol):
    """What is asked how a voice seems."""

    def probabilities_of(self, sound: Sound, span: tuple[int, int]) -> Probabilities:
        """Calibrated, float64 (7,), of sound (n,) whose speech lies in ``span`` (samples)."""
        ...


@dataclass(frozen=True)
class JudgedSound:
    """What was found in a piece of sound: how the voice seems (None: too little speech), and its quality."""

    probabilities: Probabilities | None
    quality: SoundQuality


def record(asked: Recorded, console: Console | None = None) -> None:
    """Record, keep what is asked for, and print how the voice seems, once or until Ctrl+C.

    A piece is by default 3 s of the microphone in the settings, or a file as a whole; where it goes on with
    the next piece, 3 s of a file too, until its end, and each piece that is kept has a number in its name.

    Raises
    ------
    UserError
        One sentence: no microphone, an unreadable file, no model, or a file to write that is there already or
        has another ending.
    """
    console = console or Console()
    wav = _Target(asked.save_wav, asked.repeat, ".wav")
    picture = _Target(asked.save_spectrogram, asked.repeat, ".png")
    settings, _ = load_settings()
    model = _model(asked.weights)
    if asked.source is not None:
        length_s = USUAL_S if asked.repeat and asked.seconds is None else asked.seconds
        pieces = _pieces_of_file(asked.source, length_s, asked.repeat, console)
    else:
        name = settings.microphone if asked.microphone is None else device_named(asked.microphone)
        pieces = _pieces_of_microphone(name, asked.seconds or USUAL_S, asked.repeat, console)
    n_pieces = 0
    try:
        for sound in pieces:
            n_pieces += 1
            _keep(sound, wav, picture, console)
            _print(listen(sound, model), settings, console)
    except KeyboardInterrupt:
        console.print(f"Ended after {n_pieces} recording{'s' * (n_pieces != 1)}.")
    finally:
        pieces.close()


def listen(sound: Sound, model: VoiceModel) -> JudgedSound:
    """How the voice in ``sound``, float32 (n,) at 16 kHz, seems, and how good the sound is."""
    n_frames = -(-len(sound) // FRAME_SAMPLES)
    frames = np.pad(sound, (0, n_frames * FRAME_SAMPLES - len(sound))).reshape(n_frames, FRAME_SAMPLES)
    speech = VoiceActivity().probabilities(frames)
    spoken = np.flatnonzero(speech >= SPEECH_FROM)
    quality = judge(frames, speech)
    if len(spoken) * FRAME_S < LEAST_SPEECH_S:
        return JudgedSound(None, quality)
    span = int(spoken[0]) * FRAME_SAMPLES, min((int(spoken[-1]) + 1) * FRAME_SAMPLES, len(sound))
    return JudgedSound(model.probabilities_of(sound, span), quality)


def in_words(heard: JudgedSound, settings: Settings) -> list[str]:
    """Sentences on what was heard: how the voice seems, how sure that is, and what stood in the way."""
    p = heard.probabilities
    if p is None:
        return ["Too little speech was heard to say anything. Come nearer, or speak for a little longer."]
    best = max(EMOTIONS, key=lambda emotion: p[emotion.position])
    look, share = settings.look(best), float(p[best.position])
    if look.hidden:
        said = ["What the voice seems to be is hidden in your settings."]
    elif share < READABLE:
        said = ["The voice is hard to read: no feeling stands out."]
    else:
        verb, _, rest = look.voice.partition(" ")
        voice = f"seems to {verb.removesuffix('s')} {rest}" if verb == "sounds" else f"seems: {look.voice}"
        said = [f"The voice {voice}. {sureness(share)}."]
    if heard.quality.value < _POOR:
        why = {
            "speech": "there was little speech",
            "signal_to_noise": "there was much noise beside the voice",
            "clipping": "the sound was too loud for the microphone",
        }[heard.quality.worst]
        said.append(f"Take it with care: {why}.")
    return said


class _ShippedModel:
    """Attune's own network, judged as in its evaluation: the mean over the windows of the speech."""

    def __init__(self, weights: Path | None) -> None:
        from audio_model.classifier import VoiceClassifier

        self._classifier = VoiceClassifier.load(weights)

    def probabilities_of(self, sound: Sound, span: tuple[int, int]) -> Probabilities:
        said: Probabilities = hear_clips(self._classifier, [(sound, span)]).said(self._classifier)[0]
        return said


def _model(weights: Path | None) -> VoiceModel:
    """Attune's network, or one on spectrogram pictures where the card beside the weights says so.

    As Attune's, either may be named by the folder it lies in.
    """
    if weights and (weights / "pictures.safetensors").is_file():
        weights = weights / "pictures.safetensors"
    card = weights.with_suffix(".card.json") if weights else None
    if weights and card and card.is_file() and '"resnet34-images"' in card.read_text(encoding="utf-8"):
        from audio_model.pictures.classifier import PictureClassifier

        return PictureClassifier.load(weights)
    return _ShippedModel(weights)


class _Target:
    """A file to be written, once or under a running number; never over one that is there."""

    def __init__(self, path: Path | None, numbered: bool, ending: str) -> None:
        self._path, self._numbered, self._next = path, numbered, 1
        if path is None:
            return
        if path.is_dir():
            raise UserError(f"“{path}” is a folder; name a file in it.")
        if path.suffix.lower() != ending:
            raise UserError(f"“{path}” is written as {ending[1:].upper()}; end its name in {ending}.")
        if numbered:
            numbers = (re.fullmatch(r"-(\d+)", p.stem[len(path.stem) :]) for p in path.parent.glob("*"))
            self._next = max((int(n[1]) for n in numbers if n), default=0) + 1
        elif path.exists():
            raise UserError(f"“{path}” is there already; name another file, or remove it.")

    def next(self) -> Path | None:
        if self._path is None:
            return None
        self._path.parent.mkdir(parents=True, exist_ok=True)
        if not self._numbered:
            return self._path
        self._next += 1
        return self._path.with_stem(f"{self._path.stem}-{self._next - 1:03d}")


def _keep(sound: Sound, wav: _Target, picture: _Target, console: Console) -> None:
    for path, save in ((wav.next(), _save_wav), (picture.next(), _save_picture)):
        if path is not None:
            save(path, sound)
            say(f"Kept in {path}.", console)


def _save_wav(path: Path, sound: Sound) -> None:
    """16 kHz mono, 16 bits."""
    import soundfile

    with path.open("xb") as file:
        soundfile.write(file, sound, SAMPLE_RATE_HZ, format="WAV", subtype="PCM_16")


def _save_picture(path: Path, sound: Sound) -> None:
    """The picture that ``attune spectrograms`` draws."""
    from audio_model.pictures.drawing import picture_of, png_of

    with path.open("xb") as file:
        file.write(png_of(picture_of(sound)))


def _print(heard: JudgedSound, settings: Settings, console: Console) -> None:
    for sentence in in_words(heard, settings):
        say(sentence, console, "bold")
    p = heard.probabilities
    if p is None:
        return
    table = Table("seems", "chance", box=None, padding=(0, 2))
    hidden = 0.0
    for i in np.argsort(-p, kind="stable"):
        look, share = settings.look(EMOTIONS[i]), float(p[i])
        if look.hidden:
            hidden += share
        else:
            table.add_row(Text(look.word), _percent(share))
    if hidden:
        table.add_row("something hidden", _percent(hidden))
    console.print(table)
    console.print("A guess from the sound of the voice, not a fact.", style="dim")


def _percent(share: float) -> str:
    return f"{share:.0%}" if share >= 0.005 else "under 1%"


def _pieces_of_file(source: Path, seconds: float | None, repeat: bool, console: Console) -> Pieces:
    recording = Recording(source)
    if not recording.has_audio:
        raise DeviceError(f"“{recording.name}” has no sound; name a recording with a voice.")
    chunks = recording.audio_chunks()
    for sound in _pieces(chunks, seconds):
        yield sound
        if not repeat:
            break
    if recording.warning:
        say(recording.warning, console, "yellow")


def _pieces(chunks: Iterable[AudioChunk], seconds: float | None) -> Pieces:
    """Sound cut into pieces of ``seconds`` (None: one piece of all), the last as short as it comes."""
    if seconds is None:
        yield np.concatenate([np.zeros(0, np.float32), *(chunk.samples for chunk in chunks)])
        return
    n = max(1, round(seconds * SAMPLE_RATE_HZ))
    pending = np.zeros(0, np.float32)
    for chunk in chunks:
        pending = np.concatenate([pending, chunk.samples])
        while len(pending) >= n:
            yield pending[:n]
            pending = pending[n:]
    if len(pending):
        yield pending


def sound_of_microphone(name: str | int | None, seconds: float, console: Console) -> Sound:
    """So many seconds of a microphone, float32 (n,) at 16 kHz. Raises DeviceError."""
    pieces = _pieces_of_microphone(name, seconds, False, console)
    try:
        return next(pieces)
    finally:
        pieces.close()


def _pieces_of_microphone(name: str | int | None, seconds: float, repeat: bool, console: Console) -> Pieces:
    """One piece after the other from an open microphone, which is closed at the end."""
    capture = Microphone(name)
    n = max(1, round(seconds * SAMPLE_RATE_HZ))
    capture.open(SessionClock())
    try:
        console.print(f"Listening to “{capture.name}” for {seconds:g} s.", markup=False, highlight=False)
        lost = 0
        while True:
            sound = _piece(capture, n, console)
            if capture.dropped > lost:
                lost = capture.dropped
                console.print("Some of the sound was lost, as the computer was busy.", style="yellow")
            yield sound
            if not repeat:
                return
    finally:
        capture.close()


def _piece(capture: Microphone, n: int, console: Console) -> Sound:
    parts: list[Sound] = []
    heard = 0
    columns = (TextColumn("listening"), BarColumn(), TextColumn("{task.fields[left]:.0f} s left"))
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("", total=n, left=n / SAMPLE_RATE_HZ)
        while heard < n:
            chunk = capture.read(_STALLED_S)
            if chunk is None:
                raise DeviceError(
                    f"Nothing comes in from the microphone “{capture.name}”; plug it in again or pick "
                    "another one with --microphone.",
                    DeviceState.STALLED,
                )
            parts.append(chunk.samples)
            heard += len(chunk.samples)
            progress.update(task, completed=heard, left=max(0, n - heard) / SAMPLE_RATE_HZ)
    return np.concatenate(parts)[:n]
