"""Whisper as the recogniser of words: offline, in pieces, never more than three seconds behind."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from audio_model.voice_activity import FRAME_S, FRAME_SAMPLES, SPEECH_FROM, VoiceActivity
from audio_model.words.phrases import ENGLISH, GAP_S, Phrase
from fusion.arrays import Float32Array
from fusion.errors import UserError
from fusion.extras import needed
from fusion.interfaces import SAMPLE_RATE_HZ, AudioChunk

FILES = ("config.json", "model.bin", "tokenizer.json")
"""What a folder with a Whisper model for CTranslate2 holds; the tokenizer would else be sought on the net."""
EVERY_S = 1.2
"""A phrase that goes on is heard anew, from its beginning, after so much more sound, seconds."""
PAUSE_S = 0.5
"""A phrase ends at a pause of this length, seconds."""
LONGEST_S = 9.0
"""A phrase that goes on for longer is ended, seconds."""
LEAST_SPEECH_S = 0.3
"""Less speech than this is no phrase, seconds."""

_BEFORE_S = 0.3  # sound kept from before speech is noticed
_WINDOW_FRAMES = 1000  # the encoder sees 10 s in place of 30: the same words at a fifth of the time
_LEAST_LOG_PROBABILITY = -1.0  # what is less likely than this is made up (as in OpenAI's own decoding)
_LIKELIEST_SILENCE = 0.6
_MOST_TOKENS = 96


class WhisperRecogniser:
    """Recognises phrases with faster-whisper; one that goes on is told so far again and again.

    A phrase is told again as it grows, each time from its beginning, so that a "not" keeps what it turns.

    Parameters
    ----------
    model
        Folder of a Whisper model for CTranslate2.

    Raises
    ------
    UserError
        One sentence: no model in the folder, or the package is not installed.

    Notes
    -----
    Source: Radford et al., "Robust speech recognition via large-scale weak supervision", ICML 2023.
    """

    def __init__(self, model: Path) -> None:
        missing = [name for name in FILES if not (model / name).is_file()]
        if missing:
            raise UserError(
                f"{model} holds no Whisper model ({', '.join(missing)} missing); "
                "“attune fetch-words” brings one."
            )
        whisper = needed("faster_whisper", "faster-whisper")
        try:
            self._model: Any = whisper.WhisperModel(
                str(model), device="cpu", compute_type="int8", cpu_threads=1, local_files_only=True
            )
        except Exception as error:  # CTranslate2 raises RuntimeError, the tokenizer a bare Exception
            raise UserError(
                f"{model} holds no Whisper model that can be used; “attune fetch-words” brings one."
            ) from error
        self._activity = VoiceActivity()
        self.reset()

    def reset(self) -> None:
        """Forget the phrase begun."""
        self._activity.reset()
        self._rest = np.zeros(0, np.float32)
        self._end_s: float | None = None
        self._forget_phrase()

    def _forget_phrase(self) -> None:
        self._frames: list[Float32Array] = []
        self._speech_s = self._silence_s = self._since_s = 0.0
        self._told = ""

    def feed(self, chunk: AudioChunk) -> list[Phrase]:
        """Take the next chunk; return the phrase that it ended, or what it has grown to."""
        if self._end_s is not None and abs(chunk.t_start - self._end_s) > GAP_S:
            self.reset()
        self._end_s = chunk.t_end
        sound = np.concatenate([self._rest, chunk.samples])
        n = len(sound) // FRAME_SAMPLES * FRAME_SAMPLES
        self._rest = sound[n:]
        framed_to_s = chunk.t_end - len(self._rest) / SAMPLE_RATE_HZ
        frames = sound[:n].reshape(-1, FRAME_SAMPLES)
        heard = []
        for i, frame in enumerate(frames, start=1):
            heard += self._hear(frame, framed_to_s - (len(frames) - i) * FRAME_S)
        return heard

    def _hear(self, frame: Float32Array, t_end: float) -> list[Phrase]:
        speaks = self._activity.probability(frame) >= SPEECH_FROM
        self._frames.append(frame)
        if not self._speech_s and not speaks:
            del self._frames[: -round(_BEFORE_S / FRAME_S)]
            return []
        self._speech_s += FRAME_S * speaks
        self._silence_s = 0.0 if speaks else self._silence_s + FRAME_S
        self._since_s += FRAME_S
        ended = self._silence_s >= PAUSE_S or len(self._frames) * FRAME_S >= LONGEST_S
        if not ended and self._since_s < EVERY_S:
            return []
        self._since_s = 0.0
        phrase = self._understand(t_end) if self._speech_s >= LEAST_SPEECH_S else []
        if ended:
            self._forget_phrase()
        return phrase

    def _understand(self, t_end: float) -> list[Phrase]:
        view = needed("ctranslate2", "ctranslate2").StorageView
        tokenizer = needed("faster_whisper.tokenizer", "faster-whisper").Tokenizer
        sound = np.concatenate(self._frames)
        features = self._model.feature_extractor(sound)[:, :_WINDOW_FRAMES]
        window = np.pad(features, ((0, 0), (0, _WINDOW_FRAMES - features.shape[1])))
        encoded = self._model.model.encode(view.from_array(window[None].astype(np.float32)))
        language = ENGLISH
        many = self._model.model.is_multilingual
        if many:
            language = self._model.model.detect_language(encoded)[0][0][0].strip("<|>")
        tokens = tokenizer(self._model.hf_tokenizer, many, task="transcribe", language=language)
        (said,) = self._model.model.generate(
            encoded,
            [[*tokens.sot_sequence, tokens.no_timestamps]],
            beam_size=1,
            max_length=_MOST_TOKENS,
            return_scores=True,
            return_no_speech_prob=True,
        )
        text = tokens.decode(said.sequences_ids[0]).strip()
        if not text or said.scores[0] < _LEAST_LOG_PROBABILITY or said.no_speech_prob > _LIKELIEST_SILENCE:
            return []
        if text == self._told:
            return []
        self._told = text
        return [Phrase(text, t_end - len(self._frames) * FRAME_S, t_end - self._silence_s, language)]
