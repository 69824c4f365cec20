"""The full evaluation on a made corpus with RAVDESS's names, and the study of the quality."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from audio_model.classifier import VoiceClassifier
from audio_model.evaluation.clips import LabelledClips, evaluate, listen
from audio_model.evaluation.conditions import in_noise, only_first, pink_noise
from audio_model.evaluation.quality import MeasuredExcerpts, hear, quality_conditions, quality_figures
from audio_model.evaluation.report import CLEAN, full_figures
from audio_model.whole_clips import judge_clips
from fusion.calibration import VectorScaling
from fusion.study.metrics import score

pytest.importorskip("matplotlib")
ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory, speech: np.ndarray) -> Path:
    """Two actors, eight emotions, one take each: pieces of made speech."""
    folder = tmp_path_factory.mktemp("data")
    for actor in ("01", "02"):
        (folder / "ravdess" / f"Actor_{actor}").mkdir(parents=True)
        for emotion in range(1, 9):
            first = 2_000 * (emotion + int(actor))
            name = f"03-01-{emotion:02d}-01-01-01-{actor}.wav"
            soundfile.write(
                folder / "ravdess" / f"Actor_{actor}" / name, speech[first : first + 40_000], 16_000
            )
    return folder


@pytest.fixture(scope="module")
def clips(data: Path, small_classifier: VoiceClassifier) -> LabelledClips:
    """All of them, as they were recorded."""
    return listen("ravdess", data, small_classifier)


def test_figures_in_noise_and_pictures(
    data: Path, clips: LabelledClips, small_classifier: VoiceClassifier, tmp_path: Path
) -> None:
    done: list[str] = []
    under = in_noise(clips.sounds, clips.speakers)
    figures = full_figures(clips, small_classifier, under=under, pictures=tmp_path, after_each=done.append)
    clean = score(evaluate("ravdess", data, small_classifier))
    assert {name: figures[name] for name in clean} == json.loads(json.dumps(clean))
    assert list(figures["conditions"]) == done
    assert figures["conditions"][CLEAN]["uar"] == clean["uar"]
    judged = judge_clips(small_classifier, clips.under(pink_noise(5)))
    pink = score(clips.predictions(judged, small_classifier))
    assert figures["conditions"]["pink noise, 5 dB"]["accuracy"] == pink["accuracy"]
    assert figures["risk_coverage"]["coverage"][-1] == 1
    assert figures["risk_coverage"]["risk"][-1] == pytest.approx(1 - clean["accuracy"], abs=1e-4)
    assert 0 <= figures["ece_uncalibrated"] <= 1
    drawn = sorted(path.name for path in tmp_path.iterdir())
    assert drawn == sorted(figures["pictures"])
    assert {"voice_ravdess_confusion.png", "voice_ravdess_noise.png"} <= set(drawn)
    json.dumps(figures)


def test_without_wishes_only_the_clips_as_they_are(
    clips: LabelledClips, small_classifier: VoiceClassifier
) -> None:
    figures = full_figures(clips, small_classifier)
    assert "conditions" not in figures
    assert "pictures" not in figures


def test_the_error_before_calibration_is_of_the_raw_answers(
    clips: LabelledClips, small_classifier: VoiceClassifier, small_weights: Path
) -> None:
    sharper = VoiceClassifier.load(small_weights)
    sharper._calibration = VectorScaling(np.full(7, 50.0), np.zeros(7))
    figures = [full_figures(clips, c) for c in (small_classifier, sharper)]
    assert figures[0]["ece_uncalibrated"] == pytest.approx(figures[0]["ece"])
    assert figures[1]["ece_uncalibrated"] == figures[0]["ece_uncalibrated"]
    assert figures[1]["ece"] > figures[1]["ece_uncalibrated"] + 0.1


def test_a_part_of_the_split_can_be_asked_for(
    data: Path, small_classifier: VoiceClassifier, small_weights: Path
) -> None:
    told = VoiceClassifier.load(small_weights)
    told.card = {**told.card, "split": {"ravdess": {"train": [], "calibration": ["01"], "test": ["02"]}}}
    heard = {part: listen("ravdess", data, told, part) for part in ("calibration", "test")}
    assert {c.speaker for c in heard["calibration"].clips} == {"01"}
    assert {c.speaker for c in heard["test"].clips} == {"02"}
    assert heard["test"].unseen_speakers is True
    assert heard["calibration"].unseen_speakers is False
    assert judge_clips(told, heard["test"].under(None)).shape == (8, 8)


def test_only_the_first_words_are_left(speech: np.ndarray) -> None:
    cut = only_first(0.5)(speech, (8_000, 72_000), 0)
    np.testing.assert_array_equal(cut[:16_000], speech[:16_000])
    assert not cut[16_000:].any()


def test_windows_are_heard_under_every_condition(
    clips: LabelledClips, small_classifier: VoiceClassifier
) -> None:
    heard = hear(clips, small_classifier, n_clips=2)
    names = list(quality_conditions(clips))
    assert list(dict.fromkeys(heard.condition)) == names
    assert len(heard.correct) == 2 * len(names)
    measured = dict(zip(heard.condition, heard.measured(), strict=True))
    assert measured["pink noise, -10 dB"].speech_s <= measured["as recorded"].speech_s
    assert measured["clipping, 50% of the samples"].clipped > measured["as recorded"].clipped
    assert measured["only the first 0.4 s"].speech_s < measured["as recorded"].speech_s


def test_quality_that_tells_and_quality_that_does_not() -> None:
    rng = np.random.default_rng(0)
    n = 800
    snr_db = rng.uniform(-5, 15, n)  # the quality's own range
    told = rng.random(n) < (snr_db + 5) / 20
    for correct, low, high in ((told, 0.75, 1.0), (~told, 0.0, 0.25), (rng.random(n) < 0.5, 0.4, 0.6)):
        heard = MeasuredExcerpts(np.array(["made"] * n), np.full(n, 2.0), snr_db, np.zeros(n), correct)
        figures = quality_figures(heard)
        assert low <= figures["auroc"] <= high
        assert sum(row["n"] for row in figures["bins"]) == n
    sklearn_metrics = pytest.importorskip("sklearn.metrics")
    heard = MeasuredExcerpts(np.array(["made"] * n), np.full(n, 2.0), snr_db, np.zeros(n), told)
    quality = [sound.value for sound in heard.measured()]
    assert quality_figures(heard)["auroc"] == pytest.approx(sklearn_metrics.roc_auc_score(told, quality))
    assert quality_figures(heard)["spearman_bins"] > 0.9


def test_the_command_writes_figures_and_pictures(data: Path, small_weights: Path, tmp_path: Path) -> None:
    arguments = [
        "evaluate",
        "voice",
        "--corpus",
        "ravdess",
        "--data",
        str(data),
        "--weights",
        str(small_weights),
    ]
    wishes = ["--noise", "--pictures", str(tmp_path / "drawn"), "--json", str(tmp_path / "figures.json")]
    done = subprocess.run(
        [sys.executable, "-c", "from ui.cli import main; main()", *arguments, *wishes],
        cwd=ROOT,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    figures = json.loads((tmp_path / "figures.json").read_text())
    assert len(figures["conditions"]) == 9
    assert {path.name for path in (tmp_path / "drawn").iterdir()} == set(figures["pictures"])
    assert "babble, 0 dB" in done.stdout
