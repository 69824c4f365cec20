import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from audio_model.quality import judge
from audio_model.voice_activity import FRAME_SAMPLES, VoiceActivity

N = 94


def excerpt(speech_frames: int, noise_rms: float, level: float = 0.1) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    frames = noise_rms * rng.standard_normal((N, FRAME_SAMPLES))
    frames[:speech_frames] += level * rng.standard_normal((speech_frames, FRAME_SAMPLES))
    return frames.astype(np.float32), np.where(np.arange(N) < speech_frames, 0.95, 0.02)


@pytest.mark.parametrize("snr_db", [20.0, 10.0, 3.0])
def test_signal_to_noise_is_found(snr_db: float) -> None:
    judged = judge(*excerpt(50, 0.1 * 10 ** (-snr_db / 20)))
    assert judged.snr_db == pytest.approx(snr_db, abs=0.5)
    assert judged.speech_s == pytest.approx(50 * 0.032)


def test_quality_falls_with_noise_and_rises_with_speech() -> None:
    by_noise = [judge(*excerpt(50, noise)).value for noise in (0.005, 0.05, 0.1, 0.2)]
    assert by_noise == sorted(by_noise, reverse=True)
    assert by_noise[0] > 0.9 > by_noise[-1]
    by_speech = [judge(*excerpt(n, 0.005)).value for n in (20, 30, 40, 60)]
    assert by_speech == sorted(by_speech)
    assert judge(*excerpt(0, 0.1)).value == 0


def test_a_soft_voice_in_a_quiet_room_is_as_good_as_a_loud_one() -> None:
    loud, soft = excerpt(50, 1e-3, 0.1), excerpt(50, 1e-5, 1e-3)
    assert judge(*soft).value == pytest.approx(judge(*loud).value, abs=1e-6)


def test_clipping_lowers_the_quality() -> None:
    frames, speech = excerpt(50, 0.005, 0.3)
    judged = judge(np.clip(frames, -1, 1), speech), judge(np.clip(5 * frames, -1, 1), speech)
    assert judged[1].clipped > 0.1 > judged[0].clipped
    assert judged[1].parts["clipping"] < judged[0].parts["clipping"]
    assert all(0 <= part <= 1 for part in judged[1].parts.values())


def heard(sound: np.ndarray, activity: VoiceActivity) -> list[float]:
    frames = sound[: len(sound) // FRAME_SAMPLES * FRAME_SAMPLES].reshape(-1, FRAME_SAMPLES)
    return [activity.probability(frame) for frame in frames]


def test_speech_is_told_from_silence_noise_and_hum(speech: np.ndarray) -> None:
    rng = np.random.default_rng(0)
    hum = 0.05 * np.sin(2 * np.pi * 100 * np.arange(16_000) / 16_000)
    for other in (np.zeros(16_000), 0.05 * rng.standard_normal(16_000), hum):
        assert max(heard(other.astype(np.float32), VoiceActivity())) < 0.5
    assert np.mean(np.array(heard(speech, VoiceActivity())) > 0.5) > 0.4


def test_a_reset_detector_answers_as_a_new_one(speech: np.ndarray) -> None:
    activity = VoiceActivity()
    first = heard(speech[:24_000], activity)
    activity.reset()
    assert heard(speech[:24_000], activity) == first


def test_a_soft_voice_is_heard(speech: np.ndarray) -> None:
    soft = np.mean(np.array(heard(0.01 * speech, VoiceActivity())) > 0.5)
    assert soft > 0.3


def test_a_frame_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="512 samples"):
        VoiceActivity().probability(np.zeros(400, np.float32))


@pytest.mark.skipif(
    not Path("/proc/self/task").is_dir(), reason="threads of libraries are counted on Linux only"
)
def test_the_detector_of_speech_wakes_no_other_threads() -> None:
    script = (
        "import os; import numpy as np; from audio_model.voice_activity import VoiceActivity\n"
        "def threads(): return len(os.listdir('/proc/self/task'))\n"
        "before = threads(); activity = VoiceActivity()\n"
        "activity.probability(np.zeros(512, np.float32))\n"
        "print(threads() - before, os.environ.get('OMP_THREAD_LIMIT'))"
    )
    run = subprocess.run(
        [sys.executable, "-c", script],
        env={k: v for k, v in os.environ.items() if k != "OMP_THREAD_LIMIT"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout == "0 None\n"
