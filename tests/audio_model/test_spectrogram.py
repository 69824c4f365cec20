import subprocess
import sys

import librosa
import numpy as np
import pytest
import torch

from audio_model.spectrogram import LogMel, LogMelParameters, mel_matrix
from audio_model.torch_log_mel import TorchLogMel


@pytest.mark.parametrize(
    "parameters",
    [LogMelParameters(), LogMelParameters(n_fft=1024, n_mels=40, f_min_hz=0.0, f_max_hz=6000.0)],
)
def test_mel_matrix_is_librosas(parameters: LogMelParameters) -> None:
    expected = librosa.filters.mel(
        sr=parameters.sample_rate_hz,
        n_fft=parameters.n_fft,
        n_mels=parameters.n_mels,
        fmin=parameters.f_min_hz,
        fmax=parameters.f_max_hz,
    )
    np.testing.assert_allclose(mel_matrix(parameters), expected, atol=1e-7)


def test_decibels_are_librosas_within_a_ten_thousandth() -> None:
    p = LogMelParameters()
    sound = (0.1 * np.random.default_rng(0).standard_normal(p.n_samples)).astype(np.float32)
    power = librosa.feature.melspectrogram(
        y=sound,
        sr=p.sample_rate_hz,
        n_fft=p.n_fft,
        hop_length=p.hop,
        n_mels=p.n_mels,
        fmin=p.f_min_hz,
        fmax=p.f_max_hz,
    )
    expected = librosa.power_to_db(power, top_db=None)
    ours = LogMel(p).decibels(sound[None])[0]
    assert ours.shape == (p.n_mels, p.n_frames)
    assert np.abs(ours - expected).max() < 1e-4


@pytest.mark.parametrize("gain", [1e-3, 0.1, 3.0])
def test_the_level_makes_no_difference(gain: float, speech: np.ndarray) -> None:
    log_mel = LogMel()
    sound = speech[None, :48_000]
    np.testing.assert_allclose(log_mel(sound), log_mel(np.float32(gain) * sound), atol=1e-4, rtol=0)


def test_pictures_lie_between_minus_one_and_one() -> None:
    log_mel = LogMel()
    noise = 0.3 * np.random.default_rng(0).standard_normal(48_000)
    picture = log_mel(np.stack([np.zeros(48_000), noise]).astype(np.float32))
    assert picture.dtype == np.float32
    assert np.isfinite(picture).all()
    assert picture.min() >= -1
    assert picture[1].max() == pytest.approx(1.0)


def test_parameters_survive_the_card() -> None:
    p = LogMelParameters(n_mels=40, top_db=60.0)
    assert LogMelParameters.from_json(p.to_json()) == p


@pytest.mark.parametrize(
    "parameters",
    [LogMelParameters(), LogMelParameters(n_fft=1024, hop=214, n_mels=128)],
    ids=["voice", "picture"],
)
def test_training_and_use_see_the_same_picture(parameters: LogMelParameters, speech: np.ndarray) -> None:
    n = parameters.n_samples
    sounds = np.stack([speech[:n], 0.01 * speech[-n:], np.zeros(n, np.float32)])
    taught = TorchLogMel(parameters)(torch.from_numpy(sounds)).numpy()
    np.testing.assert_allclose(LogMel(parameters)(sounds), taught, atol=1e-4, rtol=0)  # 0.004 dB


def test_no_library_is_loaded_for_the_spectrum() -> None:
    script = (
        "import sys, numpy as np\n"
        "from audio_model.spectrogram import LogMel\n"
        "LogMel()(np.ones((1, 48_000), np.float32))\n"
        "print([name for name in ('scipy', 'torch', 'librosa') if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"
