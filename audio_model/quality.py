"""How far a stretch of sound can be trusted to tell a feeling."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from audio_model.voice_activity import FRAME_S, FRAME_SAMPLES, SPEECH_FROM, VoiceActivity, frames_of
from fusion.arrays import Float32Array, FloatArray
from fusion.quality import Quality

# How accuracy falls on the calibration speakers (RAVDESS 03, 06, 07) in pink noise, babble, clipping and with
# few words; see audio_model/evaluation/quality.py. Even half of the samples clipped cost few points.
_ENOUGH_SPEECH_S = 1.5
_GOOD_SNR_DB, _HOPELESS_SNR_DB = 15.0, -10.0
_HARM_OF_CLIPPING = 0.3
_CLIPPED_FROM = 0.985
_FEWEST_PAUSE_FRAMES = 4


@dataclass(frozen=True)
class SoundQuality(Quality):
    """What can be said of an excerpt of sound before asking what it expresses.

    Parameters
    ----------
    speech_s
        Seconds of speech in it.
    snr_db
        Level of the speech over what is heard between it, dB.
    clipped
        Share of the speech's samples at the limit of the converter, 0..1.
    familiar
        How like what the network learned from, 0..1; 1 until it has been asked.
    """

    speech_s: float
    snr_db: float
    clipped: float
    familiar: float = 1.0

    @property
    def parts(self) -> dict[str, float]:
        """Each matter as a factor in [0, 1]; 1 is as good as in training. Level plays no part in it."""
        snr = (self.snr_db - _HOPELESS_SNR_DB) / (_GOOD_SNR_DB - _HOPELESS_SNR_DB)
        return {
            "speech": float(np.clip(self.speech_s / _ENOUGH_SPEECH_S, 0, 1)),
            "signal_to_noise": float(np.clip(snr, 0.1, 1)),
            "clipping": 1 - _HARM_OF_CLIPPING * self.clipped,
            "familiar": self.familiar,
        }


def frame_power(frames: Float32Array) -> FloatArray:
    """Mean square of each frame, float64 (n,), of frames (n, 512)."""
    power: FloatArray = np.square(frames, dtype=np.float64).mean(axis=1)
    return power


def clipped_share(sound: Float32Array) -> float:
    """Share of samples at the converter's limit, 0..1."""
    return float((np.abs(sound) >= _CLIPPED_FROM).mean()) if len(sound) else 0.0


def judge(frames: Float32Array, speech: FloatArray) -> SoundQuality:
    """Quality of consecutive frames (n, 512) with their probabilities of speech (n,).

    The noise is what is heard in the pauses; where there is hardly a pause, the softest tenth of the
    frames, which still holds some speech, so that the estimate errs on the low side.
    """
    if frames.shape[1:] != (FRAME_SAMPLES,) or len(frames) != len(speech):
        raise ValueError(f"{frames.shape} frames and {speech.shape} probabilities do not belong together")
    is_speech = speech >= SPEECH_FROM
    if not is_speech.any():
        return SoundQuality(0.0, 0.0, clipped_share(frames.ravel()))
    power = frame_power(frames)
    pauses = power[speech < 0.5 * SPEECH_FROM]
    noise = np.median(pauses) if len(pauses) >= _FEWEST_PAUSE_FRAMES else np.percentile(power, 10)
    voice = max(power[is_speech].mean() - noise, 1e-12)
    snr_db = float(np.clip(10 * np.log10(voice / max(noise, 1e-12)), -20, 60))
    return SoundQuality(float(is_speech.sum() * FRAME_S), snr_db, clipped_share(frames[is_speech].ravel()))


def judge_excerpt(excerpt: Float32Array) -> SoundQuality:
    """Quality of an excerpt, float32 (samples,), heard on its own; what fills no frame is left out."""
    frames = frames_of(excerpt)
    return judge(frames, VoiceActivity().probabilities(frames))
