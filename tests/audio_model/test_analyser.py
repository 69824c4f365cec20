from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from analysed_sound import chunks, every, hiss, listen, told, watched
from hypothesis import given, settings
from hypothesis import strategies as st

from audio_model.analyser import AFRESH_S, LEAST_SPEECH_S, VoiceAnalyser
from audio_model.classifier import VoiceClassifier
from audio_model.quality import judge
from fusion.evidence import Evidence, Modality
from fusion.interfaces import SAMPLE_RATE_HZ, AudioChunk


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
    assert np.all(np.diff(ends) > 0)
    np.testing.assert_allclose(np.diff(ends), 0.512, atol=0.512)
    assert 11.0 <= ends[0] <= 13.0
    assert ends[-1] <= 14.5
    assert all(e.t_start >= 10.0 and e.t_end - e.t_start <= 3.0 + 1e-9 for e in evidence)
    assert all(
        set(e.quality_parts) == {"speech", "signal_to_noise", "clipping", "familiar"} for e in evidence
    )
    assert evidence[-1].quality > evidence[0].quality


def test_what_is_to_be_forgotten_is_in_no_excerpt(
    small_classifier: VoiceClassifier, speech: np.ndarray
) -> None:
    """After 1.024 s are kept, all is as if it had begun there: of another sound before, nothing is left."""
    before, after = speech[:32_768], speech[:48_000]
    alone = listen(VoiceAnalyser(small_classifier), after, [16_384])
    analyser = VoiceAnalyser(small_classifier)
    listen(analyser, np.concatenate([before[::-1], after[:16_384]]), [])
    analyser.forget_before(1.03)
    rest = listen(analyser, after[16_384:], [], t_start=49_152 / SAMPLE_RATE_HZ)
    assert rest and rest[0].t_start == pytest.approx(32_768 / SAMPLE_RATE_HZ)
    same = alone[-len(rest) :]
    for piece, expected in zip(rest, same, strict=True):
        assert piece.t_start - 2.048 == pytest.approx(expected.t_start)
        np.testing.assert_allclose(piece.probabilities, expected.probabilities, atol=0.02)


def test_no_speech_no_evidence(small_classifier: VoiceClassifier) -> None:
    rng = np.random.default_rng(0)
    noise = (0.02 * rng.standard_normal(5 * SAMPLE_RATE_HZ)).astype(np.float32)
    analyser, shown = watched(small_classifier)
    assert listen(analyser, noise, every(800, len(noise))) == []
    assert shown[-1] is not None
    assert shown[-1].hint == "no speech"


def test_a_long_gap_starts_afresh(small_classifier: VoiceClassifier, speech: np.ndarray) -> None:
    analyser = VoiceAnalyser(small_classifier)
    before = listen(analyser, speech, every(512, len(speech)))
    assert before
    later = len(speech) / SAMPLE_RATE_HZ + AFRESH_S + 0.1
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
    from audio_model.spectrogram import LogMel

    n = len(speech) // 512 * 512
    picture = LogMel().decibels(speech[None, :n])[0, :, 1:-1]
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
    assert hint(np.clip(30 * speech, -1, 1)) == "very loud: the sound is distorted"
    assert hint(speech + 0.05 * rng.standard_normal(len(speech))) in ("noisy", "no speech")


@pytest.mark.parametrize(
    ("speech", "answers_at"),
    [
        ([0.5] * 18, []),  # 0.576 s of speech are too little,
        ([0.5] * 19, [19]),  # 0.608 s are enough; what says nothing new is not told again
        ([0.499] * 19, []),
        ([0.9] * 16, []),
        ([0.0] * 29 + [0.5] * 19, [48]),
        # After a pause it comes with the first word; and it ends with the last.
        ([0.5] * 19 + [0.0] * 20 + [0.5] * 3, [19, 40, 42]),
        ([0.5] * 20 + [0.0] * 15 + [0.5] * 3, [20, 38]),  # between two words there is no pause
        ([0.5] * 12 + [0.0] * 75 + [0.5] * 9, [96]),  # of the first 12 two have left by then: 19
        ([0.5] * 11 + [0.0] * 76 + [0.5] * 9, []),
    ],
)
def test_six_tenths_of_a_second_of_speech_within_three_are_the_least(
    speech: list[float], answers_at: list[int], small_classifier: VoiceClassifier
) -> None:
    assert LEAST_SPEECH_S == 0.6
    evidence = listen(told(small_classifier, speech), hiss(130), [])
    assert [round(e.t_end / 0.032, 6) for e in evidence] == answers_at


def test_evidence_spans_what_was_heard_up_to_three_seconds(small_classifier: VoiceClassifier) -> None:
    evidence = listen(told(small_classifier, [1.0] * 200), hiss(130), every(700, 512 * 130), t_start=10.0)
    spans = [(round(e.t_start, 6), round(e.t_end, 6)) for e in evidence]
    assert spans[0] == (10.0, 11.024) and spans[4] == (10.072, 13.072)
    assert [end for _, end in spans] == [round(10 + 0.512 * k, 6) for k in range(2, 9)]


def test_the_newest_three_seconds_are_what_the_network_and_the_quality_get(
    small_classifier: VoiceClassifier,
) -> None:
    sound = hiss(130)
    speech = [0.9 if k % 3 else 0.1 for k in range(130)]
    evidence = listen(told(small_classifier, speech), sound, [])
    newest = sound[512 * 112 - 48_000 : 512 * 112]
    assert evidence[-2].t_end == 3.552  # frame 112 is silent: it grows old from the last word on
    alone = small_classifier.probabilities(newest[None])[0]
    np.testing.assert_allclose(evidence[-2].probabilities, alone, rtol=1e-12)
    quality = judge(sound[: 512 * 112].reshape(-1, 512)[-94:], np.array(speech[112 - 94 : 112]))
    assert (evidence[-2].quality, evidence[-2].quality_parts) == (quality.value, quality.parts)


@pytest.mark.parametrize(
    ("ahead_s", "afresh", "moved_s"),
    [
        (0.009, False, 0.0),
        (-0.009, False, 0.0),
        (0.05, False, 0.05),
        (-0.05, False, -0.05),
        (0.19, False, 0.19),
        (-0.25, False, -0.25),
        (-2.9, False, -2.9),
        (3.1, True, 3.1),
        (-3.1, True, -3.1),
    ],
)
def test_a_chunk_is_the_continuation_unless_it_is_far_from_it(
    ahead_s: float, afresh: bool, moved_s: float, small_classifier: VoiceClassifier
) -> None:
    analyser, seen = told(small_classifier, []), list[float]()
    analyser.watcher = SimpleNamespace(hear=lambda _frames, _speech, t: seen.append(t), reset=lambda: None)
    analyser.feed(AudioChunk(hiss(2)[:700], 1.0))
    analyser.feed(AudioChunk(hiss(2)[:700], 1.0 + 700 / 16_000 + ahead_s))
    # The first chunk's 188 samples that fill no frame go on into the second's, unless it begins anew.
    end = 1.0 + (700 / 16_000 + 512 / 16_000 if afresh else 1024 / 16_000) + moved_s
    assert seen == [pytest.approx(1.032), pytest.approx(end)]
    assert analyser._activity.resets == int(afresh)  # type: ignore[attr-defined]


def test_what_is_measured_is_handed_on_frame_by_frame(small_classifier: VoiceClassifier) -> None:
    analyser, seen = told(small_classifier, [0.1, 0.2, 0.3]), list[tuple[np.ndarray, list[float], float]]()
    forgotten: list[bool] = []
    analyser.watcher = SimpleNamespace(
        hear=lambda frames, speech, t: seen.append((frames, speech.tolist(), t)),
        reset=lambda: forgotten.append(True),
    )
    sound = hiss(3)
    for chunk in chunks(sound, [500, 1100]):
        analyser.feed(chunk)
    assert [(speech, t) for _, speech, t in seen] == [([0.1, 0.2], 0.064), ([0.3], 0.096)]
    np.testing.assert_array_equal(np.concatenate([f for f, _, _ in seen]).ravel(), sound)
    assert not forgotten
    analyser.close()
    assert forgotten == [True] and analyser._activity.resets == 1  # type: ignore[attr-defined]


@pytest.mark.corpus
@pytest.mark.parametrize("name", ["01-01-03-02-02-01-01.mp4", "01-01-08-02-01-01-19.mp4"])
def test_a_real_clip_gives_evidence(name: str, corpora: Path) -> None:
    from fusion.recordings.recording import Recording

    clip = corpora / "av_samples" / name
    analyser = VoiceAnalyser()
    evidence = [e for chunk in Recording(clip).audio_chunks() for e in analyser.feed(chunk)]
    assert len(evidence) >= 2
    assert all(0 < e.quality <= 1 for e in evidence)
