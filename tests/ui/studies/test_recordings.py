from itertools import takewhile
from pathlib import Path

import av
import numpy as np
import pytest

from fusion.emotions import Emotion
from fusion.errors import UserError
from fusion.evidence import Evidence, Modality
from fusion.recordings.recording import Recording
from ui.demo.clip import DEMO_CLIP
from ui.studies.recordings import average, evaluate_recordings, label_of


def test_labels_come_from_ravdess_names_or_folders(tmp_path: Path) -> None:
    assert label_of(tmp_path / "01-01-08-02-01-01-19.mp4") is Emotion.SURPRISED
    assert label_of(tmp_path / "Anger" / "talk.mp4") is Emotion.ANGRY
    with pytest.raises(UserError, match="no emotion of RAVDESS"):
        label_of(tmp_path / "01-01-09-02-01-01-19.mp4")


def test_the_average_is_geometric_and_weighted_by_quality() -> None:
    a, b = np.array([0.7, *[0.05] * 6]), np.array([0.1, 0.4, *[0.1] * 5])
    pieces = [Evidence(Modality.VOICE, 0, 1, a, 0.3), Evidence(Modality.VOICE, 1, 2, b, 0.9)]
    p, quality = average(pieces, Modality.VOICE)
    expected = a**0.25 * b**0.75
    np.testing.assert_allclose(p, expected / expected.sum(), atol=1e-9)
    assert quality == pytest.approx(0.6)
    assert average(pieces, Modality.FACE)[1] == 0


def test_a_folder_without_recordings_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="sub-folder an emotion"):
        evaluate_recordings(tmp_path)


@pytest.fixture
def made_clips(tmp_path: Path) -> Path:
    """Folders of clips cut from the demo, one of a RAVDESS name, and what cannot be used."""
    folder = tmp_path / "clips"
    for name in ("happy/talk.mp4", "Sadness/talk.mp4", "Actor_01/01-01-05-01-01-01-01.mp4"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        cut_demo(folder / name, sound="sad" not in name.lower())
    (folder / "happy" / "broken.mp4").write_bytes(b"no video at all")
    (folder / "holiday").mkdir()
    (folder / "holiday" / "beach.mp4").write_bytes(b"")
    (folder / "happy" / "notes.txt").write_text("not a recording")
    return folder


def cut_demo(path: Path, sound: bool, seconds: float = 1.6) -> None:
    """The demo's beginning as a video of ten frames a second, with its sound or without."""
    demo = Recording(DEMO_CLIP)
    with av.open(str(path), "w") as container:
        video = container.add_stream("libx264", rate=10)
        video.width, video.height, video.pix_fmt = 640, 480, "yuv420p"
        audio = container.add_stream("aac", rate=16_000, layout="mono") if sound else None
        for i, frame in enumerate(demo.video_frames()):
            if frame.t_start > seconds:
                break
            if i % 3 == 0:
                container.mux(video.encode(av.VideoFrame.from_ndarray(frame.image, format="rgb24")))
        container.mux(video.encode(None))
        if audio is None:
            return
        chunks = takewhile(lambda chunk: chunk.t_end < seconds, demo.audio_chunks())
        heard = np.concatenate([chunk.samples for chunk in chunks])
        sounding = av.AudioFrame.from_ndarray(heard[None].astype(np.float32), format="fltp", layout="mono")
        sounding.sample_rate = 16_000
        container.mux(audio.encode(sounding))
        container.mux(audio.encode(None))


def test_folders_and_ravdess_names_are_judged_and_the_rest_is_told_of(made_clips: Path) -> None:
    figures = evaluate_recordings(made_clips)
    assert figures["n"] == 3
    told = {r["file"]: r for r in figures["recordings"]}
    assert {name: r["label"] for name, r in told.items()} == {
        "happy/talk.mp4": "happy",
        "Sadness/talk.mp4": "sad",
        "Actor_01/01-01-05-01-01-01-01.mp4": "angry",
    }
    silent = told["Sadness/talk.mp4"]
    assert silent["voice"] is None
    # What is shown of the only one left is the estimate, a little flatter where its quality is not full.
    assert silent["face"]["emotion"] == silent["attune"]["emotion"]
    assert silent["face"]["probability"] == pytest.approx(silent["attune"]["probability"], abs=0.005)
    left_out = " ".join(figures["notes"])
    assert "broken.mp4" in left_out and "holiday" in left_out and "notes.txt" not in left_out
    assert set(figures["rules"]["attune"]) == {"accuracy", "ece", "log_loss"}


@pytest.mark.corpus
def test_the_two_real_clips_are_understood(corpora: Path) -> None:
    figures = evaluate_recordings(corpora / "av_samples")
    assert figures["n"] == 2
    assert {"voice", "face", "attune", "dempster_shafer"} <= set(figures["rules"])
    labels = {r["file"]: r["label"] for r in figures["recordings"]}
    assert sorted(labels.values()) == ["happy", "surprised"]
    assert all(r["voice"] and r["face"] for r in figures["recordings"])
