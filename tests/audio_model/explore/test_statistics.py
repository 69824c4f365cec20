"""Statistics and sayings, on made numbers whose differences are known."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import scipy.stats

from audio_model.classes import VOICE_CLASSES
from audio_model.corpora.clips import Clip
from audio_model.explore.chart import draw_statistics
from audio_model.explore.examples import same_sentence, to_compare, typical
from audio_model.explore.measures import BY_NAME, MEASURES, Measured, Measures
from audio_model.explore.observations import OBSERVATIONS, Verdict, check_all, one_sided, two_sided
from audio_model.explore.statistics import FEWEST_SPEAKERS, Grid, Interval, bootstrap_mean, rows_of
from audio_model.explore.tables import figures_of

LEVEL, PITCH, LENGTH = BY_NAME["level_db"], BY_NAME["pitch_hz"], BY_NAME["speech_s"]

# What each emotion adds to a speaker's own voice: dB, semitones, share of the length.
SHIFTS = {
    "neutral": (0.0, 0.0, 0.0),
    "calm": (-4.0, -1.0, 0.3),
    "happy": (4.0, 4.0, 0.0),
    "sad": (-3.0, -0.5, 0.25),
    "angry": (9.0, 5.0, 0.0),
    "fearful": (6.0, 6.0, -0.05),
    "surprised": (3.0, 6.0, -0.05),
}


def made_corpus(speakers: int = 8, noise: float = 0.3, shifts: dict[str, Any] = SHIFTS) -> Measured:
    """RAVDESS-like numbers: odd speakers 110 Hz, even ones 200 Hz; sentence 02 takes twice as long."""
    rng = np.random.default_rng(0)
    clips, numbers = [], []
    for speaker in range(1, speakers + 1):
        own_db, own_hz = rng.normal(-35, 6), (110 if speaker % 2 else 200) * 2 ** rng.normal(0, 0.05)
        for name, (db, st, share) in shifts.items():
            for sentence in ("01", "02"):
                e = rng.normal(0, noise, 3)
                clips.append(
                    Clip(
                        Path(f"{name}-{sentence}-{speaker:02d}.wav"),
                        "ravdess",
                        f"{speaker:02d}",
                        VOICE_CLASSES.index(name),
                        "en",
                        sentence,
                    )
                )
                numbers.append(
                    Measures(
                        level_db=own_db + db + e[0],
                        pitch_hz=own_hz * 2 ** ((st + e[1]) / 12),
                        pitch_range_st=5 + st / 3 + e[2] / 3,
                        level_range_db=15 + e[2],
                        speech_s=(2.0 if sentence == "02" else 1.0) * np.exp(share + e[0] / 40),
                        centroid_hz=1500 * np.exp(db / 50 + e[1] / 50),
                    )
                )
    return Measured("ravdess", tuple(clips), tuple(numbers))


def test_contrasts_are_the_differences_put_in_whatever_the_speakers_own_voices() -> None:
    measured = made_corpus()
    level = Grid(measured, LEVEL).contrast(["angry"], ["neutral"])
    assert level.difference.mean == pytest.approx(9.0, abs=0.4)
    assert level.difference.low < 9.0 < level.difference.high
    assert level.difference.speakers == level.positive == 8
    pitch = Grid(measured, PITCH).contrast(["angry"], ["neutral", "calm"])
    assert pitch.difference.mean == pytest.approx(5.5, abs=0.4)
    length = Grid(measured, LENGTH).contrast(["sad"], ["neutral"])
    assert length.difference.mean == pytest.approx(100 * np.expm1(0.25), abs=1.5)


def test_a_speaker_compared_over_different_sentences_only_is_left_out() -> None:
    measured = made_corpus(speakers=6)
    keep = [
        not (c.speaker == "01" and (c.sentence == "01") == (VOICE_CLASSES[c.voice_class] == "angry"))
        for c in measured.clips
    ]
    thinned = Measured(
        "ravdess",
        tuple(c for c, k in zip(measured.clips, keep, strict=True) if k),
        tuple(m for m, k in zip(measured.measures, keep, strict=True) if k),
    )
    assert Grid(thinned, LENGTH).contrast(["angry"], ["neutral"]).difference.speakers == 5


def test_the_interval_is_the_percentile_bootstraps() -> None:
    x = np.random.default_rng(3).normal(2, 1, 20)
    ours = bootstrap_mean(x)
    theirs = scipy.stats.bootstrap(
        (x,), np.mean, method="percentile", n_resamples=10_000, rng=np.random.default_rng(5)
    ).confidence_interval
    assert ours.mean == pytest.approx(x.mean())
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=0.03)


def test_too_few_speakers_give_no_interval_and_no_verdict() -> None:
    findings = check_all(made_corpus(speakers=FEWEST_SPEAKERS - 1))
    assert {finding.verdict for finding in findings} == {Verdict.CANNOT_BE_TOLD}
    assert "too few speakers" in findings[0].in_words()


@pytest.mark.parametrize(
    ("low", "high", "one", "two"),
    [
        (2.0, 4.0, Verdict.HOLDS, Verdict.HOLDS),
        (0.1, 0.4, Verdict.HOLDS, Verdict.HOLDS),
        (-0.3, 3.0, Verdict.CANNOT_BE_TOLD, Verdict.CANNOT_BE_TOLD),
        (-0.5, 0.5, Verdict.DOES_NOT_HOLD, Verdict.DOES_NOT_HOLD),
        (-4.0, -2.0, Verdict.DOES_NOT_HOLD, Verdict.HOLDS),
        (np.nan, np.nan, Verdict.CANNOT_BE_TOLD, Verdict.CANNOT_BE_TOLD),
    ],
)
def test_what_an_interval_says(low: float, high: float, one: Verdict, two: Verdict) -> None:
    interval = Interval((low + high) / 2, low, high, 9)
    assert one_sided(interval, 1.0) is one
    assert two_sided(interval, 1.0) is two


def test_sayings_that_were_put_in_hold_and_others_do_not() -> None:
    found = {finding.name: finding for finding in check_all(made_corpus())}
    assert list(found) == [observation.name for observation in OBSERVATIONS]
    for name in (
        "louder_when_angry_or_fearful",
        "higher_when_stirred",
        "wider_pitch_when_stirred",
        "quieter_when_subdued",
        "slower_when_subdued",
    ):
        assert found[name].verdict is Verdict.HOLDS, found[name].in_words()
        assert found[name].in_words().startswith("Holds: ")
    disgust = found["disgusted_and_sad_differ_in_level_db"]
    assert disgust.verdict is Verdict.CANNOT_BE_TOLD and "has no disgusted clips" in disgust.in_words()
    gender = found["gender_moves_pitch_more_than_emotion"]  # an octave less 2 against 7 semitones
    assert gender.verdict is Verdict.HOLDS
    turned = {name: (-db, -st, -share) for name, (db, st, share) in SHIFTS.items()}
    against = {finding.name: finding for finding in check_all(made_corpus(shifts=turned))}
    assert against["louder_when_angry_or_fearful"].verdict is Verdict.DOES_NOT_HOLD


def test_profiles_lie_around_each_speakers_own_mean_and_are_drawn() -> None:
    measured = made_corpus()
    rows = {row.emotion: row for row in rows_of(measured, LEVEL)}
    middle = np.mean([db for db, _, _ in SHIFTS.values()])
    assert rows["angry"].relative.mean == pytest.approx(9 - middle, abs=0.4)
    assert sum(row.relative.mean for row in rows.values()) == pytest.approx(0, abs=1e-9)
    assert rows["angry"].clips == 16 and len(rows["angry"].each) == 8
    figure = draw_statistics({"ravdess": figures_of(measured), "nemo": figures_of(measured)})
    assert [axes.get_title(loc="left") for axes in figure.axes] == [m.words for m in MEASURES]


def test_one_sentence_in_every_emotion_is_preferred_to_typical_clips() -> None:
    measured = made_corpus(speakers=2)
    assert set(same_sentence(measured.clips)) == set(SHIFTS)
    assert len({(c.speaker, c.sentence) for c in same_sentence(measured.clips).values()}) == 1
    mute = tuple(Clip(c.path, "folders", str(c.path), c.voice_class, "") for c in measured.clips)
    clips, title = to_compare(Measured("mine", mute, measured.measures))
    assert set(clips) == set(SHIFTS) and "typical" in title
    nearest = typical(measured, 1)["angry"][0]
    levels = measured.values(LEVEL)[[c.voice_class == 4 for c in measured.clips]]
    own = measured.measures[measured.clips.index(nearest)]
    assert levels.min() <= own.level_db <= levels.max()
