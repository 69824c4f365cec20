"""Vosk as the recogniser of words: offline, from a model folder of the user's."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from audio_model.words.phrases import GAP_S, Phrase
from fusion.errors import UserError
from fusion.interfaces import SAMPLE_RATE_HZ, AudioChunk


class VoskRecogniser:
    """Recognises phrases with Vosk; a phrase ends where Vosk hears the speaker pause.

    Parameters
    ----------
    model
        Folder of an unpacked Vosk model. The scores of text are for English, so an English one.

    Raises
    ------
    UserError
        One sentence: no such folder, no model in it, or the package is not installed.
    """

    def __init__(self, model: Path) -> None:
        if not model.is_dir():
            raise UserError(
                f"There is no folder {model} with a model for the words; “attune fetch-words” brings one: "
                "give its folder, or that of an English Vosk model (alphacephei.com/vosk/models), with "
                "--words."
            )
        if not any(model.iterdir()):
            raise _no_model(model)
        try:
            import vosk
        except ImportError as error:
            raise UserError("Listening to words needs a further package: pip install vosk.") from error
        vosk.SetLogLevel(-1)
        try:
            self._model: Any = vosk.Model(str(model))
        except Exception as error:  # Vosk raises a bare Exception
            raise _no_model(model) from error
        self._new: Any = vosk.KaldiRecognizer
        self.reset()

    def reset(self) -> None:
        """Forget the phrase begun."""
        self._recogniser = self._new(self._model, float(SAMPLE_RATE_HZ))
        self._recogniser.SetWords(True)
        self._n_fed = 0
        self._origin_s: float | None = None

    def feed(self, chunk: AudioChunk) -> list[Phrase]:
        """Take the next chunk; return the phrase it ended, if any."""
        if self._origin_s is not None:
            ahead_s = chunk.t_start - self._origin_s - self._n_fed / SAMPLE_RATE_HZ
            if abs(ahead_s) > GAP_S:
                self.reset()
        # Vosk counts from the first sample it was given; the newest stamp is the one to go by.
        self._origin_s = chunk.t_start - self._n_fed / SAMPLE_RATE_HZ
        self._n_fed += len(chunk.samples)
        pcm = (np.clip(chunk.samples, -1, 1) * 32767).astype("<i2").tobytes()
        if not self._recogniser.AcceptWaveform(pcm):
            return []
        said = json.loads(self._recogniser.Result())
        words = said.get("result") or []
        if not words:
            return []
        start_s, end_s = float(words[0]["start"]), float(words[-1]["end"])
        return [Phrase(said["text"], self._origin_s + start_s, self._origin_s + end_s)]


def _no_model(model: Path) -> UserError:
    return UserError(
        f"{model} holds no model that Vosk can use; unpack an English one there "
        "(alphacephei.com/vosk/models)."
    )
