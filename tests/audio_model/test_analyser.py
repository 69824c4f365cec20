from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audio_model.analyser import GAP_S, VoiceAnalyser
from audio_model.classifier import VoiceClassifier
from audio_model.spectrum_view import SpectrumView, VoiceView
from fusion.evidence import Evidence, Modality
from fusion.interfaces import SAMPLE_RATE_HZ, AudioChunk


def chunks(sound: np.ndarray, cuts: list[int], t_start: float = 0.0) -> list[AudioChunk]:
    bounds = [0, *sorted(cuts), len(sound)]
    return [AudioChunk(sound[a:b], t_start + a / SAMPLE_RATE_HZ) for a, b in pairwise(bounds)]


def listen(
    analyser: VoiceAnalyser, sound: np.ndarray, cuts: list[int], t_start: float = 0.0
) -> list[Evidence]:
    return [piece for chunk in chunks(sound, cuts, t_start) for piece in analyser.feed(chunk)]


def watched(classifier: VoiceClassifier) -> tuple[VoiceAnalyser, list[VoiceView | None]]:
    """An analyser whose sound is drawn, and what is shown of it."""
    analyser, shown = VoiceAnalyser(classifier), list[VoiceView | None]()
    analyser.watcher = SpectrumView(analyser.parameters, shown.append)
    return analyser, shown


def every(n: int, length: int) -> list[int]:
    return list(range(n, length, n))


@pytest.fixture(scope="module")
def whole(small_classifier: VoiceClassifier, speech: np.ndarray) -> list[Evidence]:
    return listen(VoiceAnalyser(small_classifier), speech[:48_000], [])


def as_numbers(evidence: list[Evidence]) -> list[tuple[object, ...]]:
    return [(e.t_start, e.t_end, e.quality, *e.probabilities, *e.quality_parts.values()) for e in evidence]


@settings(max_examples=6)
@given(cuts=st.lists(st.integers(1, 47_999), max_size=30))
def test_how_the_sound_is_cut_makes_no_difference(
    cuts: list[int], small_classifier: VoiceClassifier, speech: np.ndarray, whole: list[Evidence]
) -> None:
    cut = listen(VoiceAnalyser(small_classifier), speech[:48_000], cuts)
    assert as_numbers(cut) == as_numbers(whole)


def test_evidence_twice_a_second_once_speech_was_heard(
    small_classifier: VoiceClassifier, speech: np.ndarray
) -> None:
    evidence = listen(VoiceAnalyser(small_classifier), speech, every(512, len(speech)), t_start=10.0)
    assert all(e.modality is Modality.VOICE for e in evidence)
    ends = [e.t_end for e in evidence]
    np.testing.assert_allclose(np.diff(ends), 0.512)
    assert 11.0 <= ends[0] <= 13.0
    assert ends[-1] <= 14.5
    assert all(e.t_start == pytest.approx(max(10.0, e.t_end - 3.0)) for e in evidence)
    assert all(set(e.quality_parts) == {"speech", "signal_to_noise", "clipping"} for e in evidence)
    assert evidence[-1].quality > evidence[0].quality


def test_no_speech_no_evidence(small_classifier: VoiceClassifier) -> None:
    rng = np.random.default_rng(0)
    noise = (0.02 * rng.standard_normal(5 * SAMPLE_RATE_HZ)).astype(np.float32)
    analyser, shown = watched(small_classifier)
    assert listen(analyser, noise, every(800, len(noise))) == []
    assert shown[-1] is not None
    assert shown[-1].hint == "no speech"


def test_a_gap_starts_afresh(small_classifier: VoiceClassifier, speech: np.ndarray) -> None:
    analyser = VoiceAnalyser(small_classifier)
    before = listen(analyser, speech, every(512, len(speech)))
    assert before
    later = len(speech) / SAMPLE_RATE_HZ + GAP_S + 0.1
    after = listen(analyser, speech, every(512, len(speech)), t_start=later)
    fresh = listen(VoiceAnalyser(small_classifier), speech, every(512, len(speech)), t_start=later)
    assert as_numbers(after) == as_numbers(fresh)
    assert min(e.t_start for e in after) >= later - 1e-9


def test_the_drift_of_a_devices_clock_is_followed(
    small_classifier: VoiceClassifier, speech: np.ndarray
) -> None:
    analyser = VoiceAnalyser(small_classifier)
    evidence = []
    for chunk in chunks(speech, every(512, len(speech))):
        evidence += analyser.feed(AudioChunk(chunk.samples, 1.01 * chunk.t_start))
    unstretched = listen(VoiceAnalyser(small_classifier), speech, [])
    assert evidence[-1].t_end - unstretched[-1].t_end == pytest.approx(
        0.01 * unstretched[-1].t_end, abs=0.015
    )


def test_the_view_shows_the_newest_sound(small_classifier: VoiceClassifier, speech: np.ndarray) -> None:
    analyser, shown = watched(small_classifier)
    assert shown == [None]
    listen(analyser, speech, every(700, len(speech)), t_start=5.0)
    view = shown[-1]
    assert view is not None
    assert view.hint == "speech heard"
    assert view.t == pytest.approx(5.0 + len(speech) / SAMPLE_RATE_HZ, abs=0.05)
    assert view.log_mel.shape == (64, 375)
    assert view.log_mel[:, 0].max() == -100  # not yet six seconds
    assert view.log_mel[:, -1].max() > -60
    assert -40 < view.level_dbfs < 0
    # Against the picture the network sees: the same decibels, save where the ends are padded.
    import torch

    from audio_model.spectrogram import LogMel

    n = len(speech) // 512 * 512
    picture = LogMel().decibels(torch.from_numpy(speech[:n])[None])[0].numpy()[:, 1:-1]
    np.testing.assert_allclose(view.log_mel[:, -picture.shape[1] :], picture, atol=0.05)
    analyser.reset()
    assert shown[-1] is None


@pytest.mark.parametrize("n", [160, 800, 2000, 48_000])
def test_who_watches_changes_no_evidence_and_sees_the_same_however_the_sound_is_cut(
    n: int, small_classifier: VoiceClassifier, speech: np.ndarray, whole: list[Evidence]
) -> None:
    analyser, shown = watched(small_classifier)
    assert as_numbers(listen(analyser, speech[:48_000], every(n, 48_000))) == as_numbers(whole)
    by_frame, frames_shown = watched(small_classifier)
    listen(by_frame, speech[:48_000], every(512, 48_000))
    last, alone = shown[-1], frames_shown[-1]
    assert last is not None and alone is not None
    np.testing.assert_array_equal(last.log_mel > -100, alone.log_mel > -100)
    np.testing.assert_allclose(last.log_mel, alone.log_mel, atol=1e-3)
    assert (last.t, last.level_dbfs, last.speech, last.hint) == (
        alone.t,
        alone.level_dbfs,
        alone.speech,
        alone.hint,
    )


def test_a_frame_is_asked_for_speech_once_whoever_watches(
    small_classifier: VoiceClassifier, speech: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    analyser, shown = watched(small_classifier)
    ask, asked = analyser._activity.probability, list[float]()
    monkeypatch.setattr(
        analyser._activity, "probability", lambda frame: asked.append(ask(frame)) or asked[-1]
    )
    listen(analyser, speech, [])
    assert len(asked) == len(speech) // 512
    assert shown[-1] is not None and shown[-1].speech == asked[-1]


def test_nothing_is_drawn_where_nobody_watches(
    small_classifier: VoiceClassifier, speech: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("audio_model.spectrum_view.mel_matrix", None)
    assert listen(VoiceAnalyser(small_classifier), speech, [])


def test_hints(small_classifier: VoiceClassifier, speech: np.ndarray) -> None:
    def hint(sound: np.ndarray) -> str:
        analyser, shown = watched(small_classifier)
        listen(analyser, sound.astype(np.float32), every(800, len(sound)))
        assert shown[-1] is not None
        return shown[-1].hint

    rng = np.random.default_rng(0)
    assert hint(np.zeros(32_000)) == "quiet"
    assert hint(np.clip(30 * speech, -1, 1)) == "very loud: the sound is clipped"
    assert hint(speech + 0.05 * rng.standard_normal(len(speech))) in ("noisy", "no speech")


@pytest.mark.corpus
@pytest.mark.parametrize("name", ["01-01-03-02-02-01-01.mp4", "01-01-08-02-01-01-19.mp4"])
def test_a_real_clip_gives_evidence(name: str, corpora: Path) -> None:
    from fusion.recordings.recording import Recording

    clip = corpora / "av_samples" / name
    analyser = VoiceAnalyser()
    evidence = [e for chunk in Recording(clip).audio_chunks() for e in analyser.feed(chunk)]
    assert len(evidence) >= 2
    assert all(0 < e.quality <= 1 for e in evidence)
