"""record, spectrograms, baselines and the recipe of pictures, as they are typed."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import soundfile
from typer.testing import CliRunner, Result

from audio_model import imagenet
from audio_model.pictures import training as image_recipe
from audio_model.training import train
from audio_model.training.plan import TrainingPlan
from audio_model.training.settings import TrainingSettings
from face_model.training import train as train_face
from face_model.training.recipe import FaceTraining, Recipe
from fusion.errors import UserError
from fusion.training.conduct import Conduct
from ui.cli import app
from ui.commands.telling import say
from ui.demo.clip import DEMO_CLIP


def attune(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(a) for a in arguments], env={"COLUMNS": "150"})


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Plain folders: two clips each of two emotions, and one that is no sound."""
    rng = np.random.default_rng(0)
    for emotion in ("happy", "sad"):
        (tmp_path / "clips" / emotion).mkdir(parents=True)
        for i in range(2):
            sound = 0.1 * rng.standard_normal(20_000)
            soundfile.write(tmp_path / "clips" / emotion / f"{i}.wav", sound, 16_000)
    (tmp_path / "clips" / "sad" / "broken.wav").write_bytes(b"not sound")
    return tmp_path / "clips"


@pytest.mark.parametrize(
    "command", [("record",), ("spectrograms",), ("baselines", "voice"), ("train", "voice")]
)
def test_help_has_an_example(command: tuple[str, ...]) -> None:
    result = attune(*command, "--help")
    assert result.exit_code == 0
    assert f"Example: attune {' '.join(command)}" in result.output


def _begun_in(out: Path) -> None:
    """A training that was cut off."""
    (out / "checkpoints").mkdir(parents=True)
    (out / "checkpoints" / "epoch=0.ckpt").touch()


TRAININGS = (("voice",), ("face",), ("voice", "--recipe", "resnet34-images", "--from-scratch"))


@pytest.mark.parametrize("kind", TRAININGS)
def test_no_training_is_swept_away_and_none_is_gone_on_with_that_is_not_there(
    data: Path, tmp_path: Path, kind: tuple[str, ...]
) -> None:
    command = ("train", *kind, "--data", data, "--out", tmp_path / "out")
    with pytest.raises(UserError, match=r"no training in .*out to go on with; leave out --resume"):
        raise attune(*command, "--resume").exception or AssertionError
    _begun_in(tmp_path / "out")
    with pytest.raises(UserError, match=r"out holds an earlier training; go on with it \(--resume\)"):
        raise attune(*command).exception or AssertionError
    assert [file.name for file in (tmp_path / "out").rglob("*.*")] == ["epoch=0.ckpt"]


@pytest.mark.parametrize(
    ("kept", "words"),
    [(True, "Stopped; the same command with --resume goes on"), (False, "Stopped; nothing is kept.")],
)
def test_whoever_stops_a_training_is_told_how_to_go_on(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kept: bool, words: str
) -> None:
    def stopped(given: object, out: Path, *_: object, **__: object) -> None:
        if kept:
            _begun_in(out)
        raise KeyboardInterrupt

    for module, name in ((train, "train"), (train_face, "train"), (image_recipe, "train_on_pictures")):
        monkeypatch.setattr(module, name, stopped)
    for i, kind in enumerate(TRAININGS):
        result = attune("train", *kind, "--data", data, "--out", tmp_path / f"out{i}")
        assert result.exit_code == 130
        assert words in result.output


def test_the_options_of_train_voice_reach_the_training(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[tuple[tuple[object, ...], dict[str, object]]] = []
    monkeypatch.setattr(train, "train", lambda *given, **more: calls.append((given, more)))
    command, out = ("train", "voice", "--data", data), tmp_path / "out"
    _begun_in(out)
    assert attune(*command).exit_code == 0
    options = ("--seed", 3, "--epochs", 2, "--resume", "--devices", 2, "--nodes", 4)
    weights = ("--start-from", "a", "--teacher", "b", "--teacher", "c", "--person", "(s)")
    assert attune(*command, "--out", out, *options, *weights).exit_code == 0
    usual = (data, Path("runs/voice"), TrainingSettings(), TrainingPlan(), Conduct())
    assert calls[0] == (usual, {"tell": say})
    settings = TrainingSettings(seed=3, epochs=2, start_whole=True)
    plan = TrainingPlan(start_from=Path("a"), teachers=(Path("b"), Path("c")), person="(s)")
    wanted = (data, out, settings, plan, Conduct(resume=True, devices=2, nodes=4))
    assert calls[1] == (wanted, {"tell": say})


def test_the_options_of_train_face_reach_the_training(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[tuple[object, ...]] = []
    monkeypatch.setattr(train_face, "train", lambda *given: calls.append(given))
    _begun_in(tmp_path)
    options = ("--seed", 3, "--epochs", 2, "--resume", "--devices", 2, "--nodes", 4, "--teacher", "b")
    command = ("train", "face", "--data", data, "--out", tmp_path, "--start-from", "a", "--blend", 0.5)
    assert attune(*command, *options).exit_code == 0
    recipe = replace(Recipe.last_stage(), blend=0.5)
    settings = FaceTraining(3, 2, teachers=(Path("b"),), start_from=Path("a"), recipe=recipe)
    assert calls == [(data, tmp_path, settings, Conduct(resume=True, devices=2, nodes=4))]


@pytest.mark.parametrize("kind", ["voice", "face"])
def test_a_blend_with_nothing_is_refused_before_anything_is_looked_at(tmp_path: Path, kind: str) -> None:
    """Neither the data, which are not there, nor what a training needs."""
    refused = attune("train", kind, "--data", tmp_path / "nowhere", "--blend", 0.5)
    assert isinstance(refused.exception, UserError)
    assert "go on from other weights; name them with --start-from" in str(refused.exception).replace(
        "goes", "go"
    )


def test_spectrograms_lists_what_it_cannot_read_and_may_be_run_again(data: Path, tmp_path: Path) -> None:
    first = attune("spectrograms", "--data", data, "--out", tmp_path / "out")
    assert first.exit_code == 0
    assert "broken.wav cannot be read as sound" in first.output
    assert "4 pictures drawn" in first.output
    assert "happy 2; sad 2." in first.output
    assert len(list((tmp_path / "out").glob("*/*.png"))) == 4
    again = attune("spectrograms", "--data", data, "--out", tmp_path / "out")
    assert "0 pictures drawn" in again.output
    assert "4 were there already" in again.output


def test_spectrograms_of_nothing_fail(data: Path, tmp_path: Path) -> None:
    for path in data.glob("*/*.wav"):
        path.write_text(f"not sound: {path}")
    assert attune("spectrograms", "--data", data, "--out", tmp_path / "out").exit_code == 2
    (tmp_path / "file").touch()
    refused = attune("spectrograms", "--data", data, "--out", tmp_path / "file")
    assert "is a file; name a folder after --out" in str(refused.exception)


def test_the_recipe_of_pictures_wants_to_know_what_to_begin_with(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*args: object, **kwargs: object) -> None:
        raise AssertionError("a connection was opened unasked")

    monkeypatch.setattr(imagenet.urllib.request, "urlopen", never)
    recipe = ("train", "voice", "--recipe", "resnet34-images", "--data", data, "--out", tmp_path / "out")
    refusals = {
        (): "one of these: --imagenet FILE .* --download .* --from-scratch",
        ("--download", "--from-scratch"): "one of these",
        ("--imagenet", tmp_path / "none.pth"): "There is no file .*none.pth; get it with --download",
        ("--from-scratch", "--devices", 2): "are not for the recipe",
        ("--from-scratch",): "at least 100 are needed",
    }
    for options, sentence in refusals.items():
        result = attune(*recipe, *options)
        with pytest.raises(UserError, match=sentence):
            raise result.exception or AssertionError(result.output)
    with pytest.raises(UserError, match="are for --recipe resnet34-images"):
        raise attune("train", "voice", "--data", data, "--from-scratch").exception or AssertionError


def test_a_recipe_of_pictures_from_clips_to_a_model_that_listens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = np.random.default_rng(0)
    (tmp_path / "data" / "nemo").mkdir(parents=True)
    for name in ("A_anger_1", "A_sadness_1", "B_anger_1", "B_sadness_1"):
        sound = 0.1 * rng.standard_normal(16_000)
        soundfile.write(tmp_path / "data" / "nemo" / f"{name}.wav", sound, 16_000)
    monkeypatch.setattr(image_recipe, "train_on_pictures", partial(image_recipe.train_on_pictures, fewest=2))
    out = tmp_path / "out"
    options = ("--data", tmp_path / "data", "--out", out, "--epochs", 1, "--from-scratch")
    trained = attune("train", "voice", "--recipe", "resnet34-images", *options)
    assert trained.exit_code == 0, trained.exception
    assert "nemo, 1 speakers held out: accuracy" in trained.output
    assert (out / "confusion.png").is_file()
    for weights in (out / "pictures.safetensors", out):
        heard = attune("record", "--source", DEMO_CLIP, "--seconds", 3, "--weights", weights)
        assert heard.exit_code == 0, heard.exception
        assert "The voice" in heard.output
    again = attune("train", "voice", "--recipe", "resnet34-images", *options, "--seed", 1, "--resume")
    assert "begun with other settings" in str(again.exception)


def test_what_the_ladder_cannot_use_is_said_before_a_clip_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object, **_more: object) -> None:
        raise AssertionError("clips were read")

    monkeypatch.setattr("audio_model.ladder.features.ladder_features", never)
    for name in [f"nemo/A_{e}_{i}.wav" for e in ("anger", "sadness") for i in range(10)] + ["few/sad/a.wav"]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    for number in range(1, 25):
        for i in range(1, 9):
            clip = tmp_path / "ravdess" / f"Actor_{number:02d}" / f"03-01-{i:02d}-01-01-01-{number:02d}.wav"
            clip.parent.mkdir(parents=True, exist_ok=True)
            clip.touch()
    (tmp_path / "odd.json").write_text("{}")
    for data, sentence in (
        ("few", "There are too few clips to part"),
        ("nemo", "--attune-random holds figures of RAVDESS; leave it out"),
        ("ravdess", r"odd\.json does not hold the figures of the random split"),
    ):
        command = ("baselines", "voice", "--data", tmp_path / data, "--out", tmp_path / "out")
        refused = attune(*command, "--attune-random", tmp_path / "odd.json")
        with pytest.raises(UserError, match=sentence):
            raise refused.exception or AssertionError(refused.output)


def test_the_ladder_on_folders_keeps_rows_not_asked_for(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    for k, emotion in enumerate(("happy", "sad")):
        (tmp_path / "clips" / emotion).mkdir(parents=True)
        for i in range(10):
            sound = 0.1 * np.sin(2 * np.pi * (300 + 900 * k + 50 * rng.random()) * np.arange(16_000) / 16_000)
            soundfile.write(tmp_path / "clips" / emotion / f"{i}.wav", sound, 16_000)
    common = ("baselines", "voice", "--data", tmp_path / "clips", "--out", tmp_path / "out", "--seeds", 1)
    common = (*common, "--json", tmp_path / "ladder.json", "--average", "time")
    first = attune(*common, "--rung", "dummy", "--rung", "k-nn")
    assert first.exit_code == 0, first.exception
    assert "80/20 at random" in first.output
    assert "flatter" in first.output
    assert (
        "“attune evaluate voice” measures it here" in first.output and "--attune-random" not in first.output
    )
    assert "with new people is not told" in first.output
    figures = json.loads((tmp_path / "ladder.json").read_text())
    assert {row["rung"]: row["accuracy"] for row in figures["rows"]}["k-NN"] == 1.0
    assert {row["protocol"] for row in figures["rows"]} == {"published"}  # nothing tells who speaks
    attune(*common, "--rung", "decision tree")
    figures = json.loads((tmp_path / "ladder.json").read_text())
    assert [row["rung"] for row in figures["rows"]] == ["dummy", "decision tree", "k-NN"]
    assert (tmp_path / "out" / "ladder.png").is_file()
    # Figures of other clips are not put among these.
    sound, rate = soundfile.read(tmp_path / "clips" / "sad" / "0.wav")
    soundfile.write(tmp_path / "clips" / "sad" / "more.wav", sound[1:], rate)
    assert attune(*common, "--rung", "dummy").exit_code == 0
    assert [r["rung"] for r in json.loads((tmp_path / "ladder.json").read_text())["rows"]] == ["dummy"]
    (tmp_path / "ladder.json").write_text("{}")
    foreign = attune(*common, "--rung", "dummy")
    assert "is not a ladder's figures; name another file" in str(foreign.exception)
    unknown = attune(*common, "--rung", "oracle")
    assert "There is no rung “oracle”; use “dummy”" in str(unknown.exception)
