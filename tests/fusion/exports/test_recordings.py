"""Times of recordings at a variable rate that do not begin at zero, exact to the millisecond."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from scripted_session import Deaf

from fusion.emotions import Emotion
from fusion.evidence import Evidence, Modality
from fusion.exports.formats import write
from fusion.exports.talk import Talk
from fusion.interfaces import VideoFrame
from fusion.recordings.recording import Recording
from fusion.session.offline import analyse

STAMPS_MS = [*range(0, 1500, 33), *range(1517, 2600, 101), *range(2611, 3600, 17)]


class Looker:
    """Says happy in each frame that is bright, sad in each that is dark."""

    def feed(self, frame: VideoFrame) -> list[Evidence]:
        emotion = Emotion.HAPPY if frame.image.mean() > 128 else Emotion.SAD
        p = np.full(7, 0.02)
        p[emotion.position] = 0.88
        return [Evidence(Modality.FACE, frame.t_start, frame.t_start, p, 1.0)]

    def reset(self) -> None: ...

    def close(self) -> None: ...


@pytest.mark.parametrize("start_ms", [0, 5123])
def test_a_variable_rate_and_a_late_start(tmp_path: Path, start_ms: int) -> None:
    pympi = pytest.importorskip("pympi")
    pandas = pytest.importorskip("pandas")
    film = tmp_path / "film.mkv"
    with av.open(str(film), "w") as container:
        picture = container.add_stream("ffv1", rate=30)
        picture.width = picture.height = 32
        picture.pix_fmt = "yuv420p"
        picture.time_base = picture.codec_context.time_base = Fraction(1, 1000)
        for ms in STAMPS_MS:
            grey = 220 if ms < 1500 else 30
            frame = av.VideoFrame.from_ndarray(np.full((32, 32, 3), grey, np.uint8), format="rgb24")
            frame.pts, frame.time_base = ms + start_ms, Fraction(1, 1000)
            container.mux(picture.encode(frame))
        container.mux(picture.encode(None))
    recording = Recording(film)
    moments = list(analyse((), recording.video_frames(), Deaf(), Looker()))
    talk = Talk(moments, name="film", media=film, duration_s=recording.duration_s or 0.0)

    write(talk, tmp_path / "film.csv", "csv")
    frame_ms = (pandas.read_csv(tmp_path / "film.csv")["face_t_end_s"].dropna() * 1000).to_numpy()
    assert np.abs(frame_ms - frame_ms.round()).max() < 1e-6
    assert set(frame_ms.round().astype(int)) <= set(STAMPS_MS)

    write(talk, tmp_path / "film.eaf", "elan")
    seen = sorted(pympi.Eaf(tmp_path / "film.eaf").get_annotation_data_for_tier("face"))
    # The first dark frame comes at 1517 ms, so the first tick that knows of it is at 1600 ms.
    assert [(a, b, text) for a, b, text, *_ in seen] == [(0, 1500, "happy"), (1500, 3500, "sad")]
