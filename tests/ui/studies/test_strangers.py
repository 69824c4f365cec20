"""What is shown of people never met: whom the models know, whose neutral is whose, and the command whole."""

from __future__ import annotations

import json
import shutil
from itertools import takewhile
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import soundfile
from skimage.data import astronaut
from typer.testing import CliRunner, Result

from audio_model.classifier import VoiceClassifier
from audio_model.evaluation.clips import listen
from audio_model.whole_clips import judge_clips
from face_model.classifier import FaceClassifier
from face_model.corpora.named import FACE_CORPORA
from fusion.errors import UserError
from fusion.evidence import Modality
from fusion.recordings.recording import Recording
from fusion.study.alone import CLEARLY
from fusion.study.as_shown import as_shown
from fusion.study.examples import Examples
from ui.cli import app
from ui.demo.clip import DEMO_CLIP
from ui.studies.strangers import NEVER_MET, evaluate_strangers, faces_of, voices_of
from ui.workbench.pages import strangers as pages

RESULTS = Path(__file__).parents[3] / "docs" / "results"
FACE = astronaut()[0:220, 110:330]


def attune(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(a) for a in arguments], env={"COLUMNS": "160"})


def pictures(folder: Path, names: list[str]) -> None:
    for i, name in enumerate(names):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        lit = np.clip(FACE * (0.6 + 0.4 * i / len(names)), 0, 255).astype(np.uint8)
        cv2.imwrite(str(folder / name), lit[:, :, ::-1])


@pytest.fixture(scope="module")
def spoken() -> np.ndarray:
    """The demo's first sentences, float32 (n,) at 16 kHz."""
    heard = takewhile(lambda chunk: chunk.t_end < 10, Recording(DEMO_CLIP).audio_chunks())
    return np.concatenate([chunk.samples for chunk in heard])


def clips(folder: Path, names: list[str], spoken: np.ndarray) -> None:
    """Two seconds each, from ever later on."""
    for i, name in enumerate(names):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        start = 8_000 + 2_000 * i
        soundfile.write(folder / name, spoken[start : start + 32_000], 16_000)


@pytest.fixture(scope="module")
def at_hand(tmp_path_factory: pytest.TempPathFactory, spoken: np.ndarray) -> Path:
    """Two people of JAFFE, one picture of CK+48 and two speakers of EMOVO, made."""
    data = tmp_path_factory.mktemp("strangers")
    jaffe = [f"neutral/{who}.NE{i}.{i}.png" for who in ("KA", "KL") for i in (1, 2)]
    pictures(data / "jaffe5", [*jaffe, "happy/KA.HA1.9.png", "happy/MK.HA1.9.png"])
    pictures(data / "ck48", ["anger/S010_004_00000017.png"])
    emovo = [
        f"{emotion}-{who}-b{i}.wav" for emotion in ("neu", "gio") for who in ("f3", "m3") for i in (1, 2)
    ]
    clips(data / "emovo", emovo, spoken)
    return data


def test_the_command_whole_on_made_corpora(at_hand: Path, tmp_path: Path) -> None:
    asked = ("--data", at_hand, "--json", tmp_path / "s.json", "--pictures", tmp_path)
    told = attune("evaluate", "strangers", *asked)
    assert told.exit_code == 0, told.exception
    figures = json.loads((tmp_path / "s.json").read_text())
    rows = {row["corpus"]: row for row in figures["rows"]}
    assert list(rows) == ["JAFFE, five people", "CK+48", "EMOVO"]
    jaffe, ck, emovo = rows.values()
    assert all(row["met"] == NEVER_MET and not row["home"] for row in (jaffe, ck))
    assert emovo["home"] and "never trained or calibrated on" in emovo["met"]
    assert (jaffe["people"], jaffe["stranger"]["n"], jaffe["known"]["n"]) == (3, 6, 6)
    assert jaffe["n_without_other_neutral"] == 1  # MK has no neutral picture
    assert ck["known"] is None
    assert ck["no_baseline"] == "nobody is shown neutral"
    assert (emovo["people"], emovo["stranger"]["n"]) == (2, 8)
    for row in rows.values():
        right = row["stranger"]["right_when_clear"]
        wrong = row["stranger"]["called_clear"] * (1 - (right or 0)) if right is not None else 0
        assert row["stranger"]["clear_and_wrong"] == pytest.approx(wrong)
    made_by = {"voice", "face", "face ranges", "second opinion", "fusion", "ordinary", "repertoire"}
    assert {*figures["weights_sha256"]} == made_by
    assert any("who were not trained on" in note for note in figures["notes"])
    assert (tmp_path / "strangers_face.png").is_file()
    assert (tmp_path / "strangers_voice.png").is_file()
    page = pages.page(figures)
    assert "CK+48: nobody is shown neutral, so there is none." in page
    readme = pages.readme_with_strangers("a <!-- strangers -->old<!-- /strangers --> b", figures)
    assert "old" not in readme
    assert readme.count("(never met)") == 2
    assert "faces: JAFFE, all 3 people (never met)" in readme


def test_nothing_at_hand_is_said(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="holds no corpus known here"):
        evaluate_strangers(tmp_path)


def test_who_was_trained_on_is_never_a_stranger(tmp_path: Path, spoken: np.ndarray) -> None:
    voice, face = VoiceClassifier.load(), FaceClassifier.load()
    clips(tmp_path / "nemo", ["KD0_anger_1.wav", "KD0_neutral_1.wav"], spoken)
    assert voices_of(tmp_path, "nemo", voice) is None  # the card: trained on
    clips(tmp_path / "nemo", ["EB0_anger_1.wav"], spoken)
    held_out = voices_of(tmp_path, "nemo", voice)
    assert held_out is not None
    assert (list(held_out.people), held_out.home) == (["EB0"], True)
    assert "calibrated on" in held_out.met
    pictures(tmp_path / "sfew_train", ["happy/film_1.png"])
    assert faces_of(tmp_path, FACE_CORPORA["sfew_train"], face) is None
    pictures(tmp_path / "rafdb" / "test", ["test_0001_aligned.png"])
    (tmp_path / "rafdb" / "test_labels.csv").write_text("image,label\ntest_0001_aligned.jpg,4\n")
    tested = faces_of(tmp_path, FACE_CORPORA["rafdb"], face)
    assert tested is not None
    assert tested.home
    assert tested.split == "official test part"
    assert tested.no_baseline == "nobody knows who is in a picture"


def test_folders_of_ones_own_are_judged_by_person(at_hand: Path, tmp_path: Path) -> None:
    figures: dict[str, Any] = {}
    for baseline in ("none", "neutral"):
        out = tmp_path / f"{baseline}.json"
        told = attune(
            *("evaluate", "face", "--corpus", "folders", "--data", at_hand / "jaffe5", "--json", out),
            *("--person", r"^([A-Z]{2})", "--baseline", baseline),
        )
        assert told.exit_code == 0, told.exception
        assert "clear and wrong, of all" in told.output
        figures[baseline] = json.loads(out.read_text())
    none, neutral = figures["none"], figures["neutral"]
    assert {*CLEARLY} <= none.keys()
    assert neutral["without_baseline"]["ece"] == none["ece"] != neutral["ece"]
    assert any("1 examples have no other neutral" in note for note in neutral["notes"])
    voices = tmp_path / "voices"
    for clip in (at_hand / "emovo").glob("*.wav"):
        folder = voices / {"neu": "neutral", "gio": "happy"}[clip.name[:3]]
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(clip, folder)
    out = tmp_path / "voice.json"
    asked = ("--person", r"-([fm]\d)-", "--baseline", "neutral", "--json", out)
    told = attune("evaluate", "voice", "--corpus", "folders", "--data", voices, *asked)
    assert told.exit_code == 0, told.exception
    heard = json.loads(out.read_text())
    assert heard["n_without_other_neutral"] == 0
    assert heard["without_baseline"]["n"] == heard["n"] == 8
    asked = ("--person", r"-([fm]\d)-", "--baseline", "running", "--json", out)
    told = attune("evaluate", "voice", "--corpus", "folders", "--data", voices, *asked)
    assert told.exit_code == 0, told.exception
    got_to_know = json.loads(out.read_text())
    assert (got_to_know["n"], got_to_know["orders"], got_to_know["n_of_nobody_known"]) == (8, 5, 0)
    assert got_to_know["without_baseline"] == heard["without_baseline"]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("face", "--baseline", "running"), "--person REGEX"),
        (("voice", "--baseline", "running"), "--person REGEX"),
        (("face", "--baseline", "neutral"), "--person REGEX"),
        (("voice", "--baseline", "neutral"), "--person REGEX"),
        (("face", "--protocol", "ferplus", "--baseline", "none"), "are for folders"),
        (("voice", "--corpus", "emovo", "--person", "(f)"), "tells who speaks"),
        (("face", "--baseline", "none", "--degradations"), "leave out --degradations"),
        (("voice", "--corpus", "emovo", "--baseline", "none", "--noise"), "leave out --noise"),
        (
            ("voice", "--corpus", "emovo", "--baseline", "none", "--quality"),
            "leave out --protocol, --quality",
        ),
    ],
)
def test_what_cannot_be_asked_together_is_said(
    at_hand: Path, options: tuple[str, ...], sentence: str
) -> None:
    told = attune("evaluate", *options, "--data", at_hand)
    with pytest.raises(UserError, match=sentence):
        raise told.exception or AssertionError(told.output)


def test_the_readme_and_the_page_tell_the_artefacts_figures() -> None:
    figures = json.loads((RESULTS / "strangers.json").read_text(encoding="utf-8"))
    for row in figures["rows"]:
        stranger = row["stranger"]
        right = stranger["right_when_clear"]
        assert stranger["clear_and_wrong"] == pytest.approx(stranger["called_clear"] * (1 - right))
        assert row["home"] == row["met"].startswith("home corpus")


def accuracy_shown(modality: Modality, digest: str, said: Examples) -> float:
    shown = as_shown(modality, digest, said)
    assert shown is not None
    return float(shown.unknown.figures()["among_all_seven"]["accuracy"])


@pytest.mark.corpus
def test_strangers_at_hand_are_read_as_badly_as_was_measured(corpora: Path) -> None:
    voice, face = VoiceClassifier.load(), FaceClassifier.load()
    jaffe = faces_of(corpora, FACE_CORPORA["jaffe5"], face)
    assert jaffe is not None
    assert accuracy_shown(Modality.FACE, face.sha256, jaffe.examples) == pytest.approx(0.50, abs=0.03)
    clips = listen("emodb", corpora, voice)
    said = voice.calibrate(judge_clips(voice, clips.under(None)))
    emodb = Examples(
        said, np.ones(len(said)), clips.labels
    )  # judging the sound's quality would take a minute
    assert accuracy_shown(Modality.VOICE, voice.sha256, emodb) == pytest.approx(0.56, abs=0.02)
