"""ResNet-34 against what is known of torchvision's, and a whole small run on made pictures."""

from __future__ import annotations

import hashlib
import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch

from audio_model.imagenet import download_imagenet
from audio_model.pictures.classifier import PictureClassifier
from audio_model.pictures.data import EpochOfPictures, part_by_speaker
from audio_model.pictures.drawing import DrawnClip, find_pictures
from audio_model.pictures.resnet34 import ResNet34, load_imagenet
from audio_model.pictures.training import (
    CARD_NAME,
    PictureSettings,
    PictureTraining,
    pictures_in,
    train_on_pictures,
)
from fusion.emotions import Emotion
from fusion.errors import UserError
from fusion.training.conduct import Conduct


@pytest.fixture(autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture(scope="module")
def imagenet() -> dict[str, torch.Tensor]:
    """Weights of torchvision's names, of chance."""
    torch.manual_seed(0)
    return ResNet34().state_dict()


def test_parameters_are_torchvisions_by_number_name_and_shape(imagenet: dict[str, torch.Tensor]) -> None:
    network = ResNet34()
    assert sum(p.numel() for p in network.parameters()) == 21_797_672  # as torchvision states
    norm = ("weight", "bias", "running_mean", "running_var", "num_batches_tracked")
    names = ["conv1.weight", *(f"bn1.{n}" for n in norm), "fc.weight", "fc.bias"]
    for layer, blocks in enumerate((3, 4, 6, 3), start=1):
        for block in range(blocks):
            at = f"layer{layer}.{block}"
            names += [f"{at}.conv1.weight", f"{at}.conv2.weight"]
            names += [f"{at}.{bn}.{n}" for bn in ("bn1", "bn2") for n in norm]
            if layer > 1 and block == 0:
                names += [f"{at}.downsample.0.weight", *(f"{at}.downsample.1.{n}" for n in norm)]
    assert sorted(imagenet) == sorted(names)
    shapes = {
        "conv1.weight": (64, 3, 7, 7),
        "layer2.0.conv1.weight": (128, 64, 3, 3),
        "layer2.0.downsample.0.weight": (128, 64, 1, 1),
        "layer4.2.conv2.weight": (512, 512, 3, 3),
        "fc.weight": (1000, 512),
    }
    assert {name: tuple(imagenet[name].shape) for name in shapes} == shapes


def test_a_picture_shrinks_as_in_the_paper() -> None:
    sizes: list[tuple[int, ...]] = []
    network = ResNet34(5).eval()
    for layer in (network.conv1, network.layer1, network.layer2, network.layer3, network.layer4):
        layer.register_forward_hook(lambda module, given, result: sizes.append(tuple(result.shape[1:])))
    with torch.inference_mode():
        assert network(torch.zeros(1, 3, 224, 224)).shape == (1, 5)
    assert sizes == [(64, 112, 112), (64, 56, 56), (128, 28, 28), (256, 14, 14), (512, 7, 7)]


def test_weights_come_from_a_file_of_either_age(imagenet: dict[str, torch.Tensor], tmp_path: Path) -> None:
    old = {n: v for n, v in imagenet.items() if not n.endswith("num_batches_tracked")}
    for name, kept in (("new.pth", imagenet), ("old.pth", old)):
        torch.save(kept, tmp_path / name)
        torch.testing.assert_close(
            load_imagenet(tmp_path / name).layer3[5].conv2.weight, imagenet["layer3.5.conv2.weight"]
        )


class Trap:
    """Would leave a mark if it were unpickled."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return print, ("the file was run",)


def test_other_files_are_refused_and_not_run(
    imagenet: dict[str, torch.Tensor], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(UserError, match="get it with --download"):
        load_imagenet(tmp_path / "none.pth")
    torch.save({**imagenet, "layer1.0.bn1.weight": torch.zeros(3)}, tmp_path / "odd.pth")
    with pytest.raises(UserError, match=r"not hold the weights of a ResNet-34 .*layer1\.0\.bn1"):
        load_imagenet(tmp_path / "odd.pth")
    torch.save({"conv1.weight": Trap()}, tmp_path / "trap.pth")
    (tmp_path / "text.pth").write_text("hello")
    for name in ("trap.pth", "text.pth"):
        with pytest.raises(UserError, match="cannot be read as weights of torch"):
            load_imagenet(tmp_path / name)
    assert "the file was run" not in capsys.readouterr().out


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """A server on this machine that gives the file ``weights``."""
    (tmp_path / "served").mkdir()
    (tmp_path / "served" / "weights").write_bytes(b"weights" * 1000)

    class Handler(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *args: object) -> None:
            super().__init__(*args, directory=str(tmp_path / "served"))  # type: ignore[arg-type]

        def log_message(self, *args: object) -> None: ...

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as made:
        thread = threading.Thread(target=made.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{made.server_port}"
        made.shutdown()
        thread.join()


def test_a_download_is_checked_and_made_once(server: str, tmp_path: Path) -> None:
    digest = hashlib.sha256(b"weights" * 1000).hexdigest()
    target, seen = tmp_path / "cache" / "weights", []
    with pytest.raises(UserError, match="not the file asked for"):
        download_imagenet(target, f"{server}/weights", "00000000")
    assert list(target.parent.iterdir()) == []
    download_imagenet(target, f"{server}/weights", digest[:8], lambda done, total: seen.append((done, total)))
    assert target.read_bytes() == b"weights" * 1000
    assert seen[-1] == (7000, 7000)
    (tmp_path / "served" / "weights").unlink()
    assert download_imagenet(target, f"{server}/weights", digest[:8]) == target
    with pytest.raises(UserError, match=r"cannot be fetched .*--imagenet"):
        download_imagenet(tmp_path / "other", f"{server}/weights", digest[:8])


def clips(folder: Path, speakers: int = 3, takes: int = 3) -> Path:
    """nEMO's names: anger is a high hiss, sadness a low hum."""
    (folder / "nemo").mkdir(parents=True)
    rng = np.random.default_rng(0)
    t = np.arange(16_000) / 16_000
    for speaker in range(speakers):
        for take in range(takes):
            low = np.sin(2 * np.pi * (150 + 40 * rng.random()) * t)
            high = np.diff(rng.standard_normal(16_001))
            for emotion, sound in (("anger", high), ("sadness", low)):
                path = folder / "nemo" / f"A{speaker}0_{emotion}_{take}.wav"
                soundfile.write(path, 0.1 * sound, 16_000)
    return folder


def test_no_speaker_is_in_two_parts() -> None:
    pictures = [
        DrawnClip(Path(f"{corpus}{speaker}"), Emotion.SAD, corpus, speaker)
        for corpus, speakers in (("ravdess", [f"{i:02d}" for i in range(1, 25)]), ("nemo", list("abcdefg")))
        for speaker in speakers
    ]
    parts = part_by_speaker(pictures)
    who = {part: {(p.corpus, p.speaker) for p in found} for part, found in parts.items()}
    assert sum(len(speakers) for speakers in who.values()) == len(set().union(*who.values())) == 31
    assert {s for c, s in who["test"] if c == "ravdess"} == {"02", "05", "14", "15", "16"}
    assert {s for c, s in who["test"] if c == "nemo"} == {"a", "f"}


def test_a_small_run_from_a_file_tells_what_it_reached_and_can_be_used(
    imagenet: dict[str, torch.Tensor], tmp_path: Path
) -> None:
    data, out = clips(tmp_path / "data"), tmp_path / "out"
    torch.save(imagenet, tmp_path / "imagenet.pth")
    settings = PictureSettings(epochs=1, batch_size=4, start="abc")
    network = load_imagenet(tmp_path / "imagenet.pth")
    weights = train_on_pictures(data, out, network, settings, fewest=4)
    card = json.loads((out / CARD_NAME).read_text())
    assert card["emotions"] == ["sad", "angry"]
    assert card["split"]["nemo"] == {"train": ["A10"], "calibration": ["A20"], "test": ["A00"]}
    assert card["metrics"]["nemo"]["unseen_speakers"] is True
    assert card["metrics"]["nemo"]["n"] == 6
    assert card["training"]["start"] == "abc"
    assert "NC" in card["licence"]
    assert (out / "confusion.png").is_file()
    classifier = PictureClassifier.load(weights)
    sound = soundfile.read(data / "nemo" / "A00_anger_0.wav", dtype="float32")[0]
    p = classifier.probabilities_of(sound, (0, len(sound)))
    assert p.shape == (7,)
    assert p.sum() == pytest.approx(1)
    assert set(np.flatnonzero(p)) <= {Emotion.SAD.position, Emotion.ANGRY.position}
    drawn = [q for q in find_pictures(out / "pictures") if q.path.stem == "nemo_A00_anger_0"]
    np.testing.assert_allclose(classifier.probabilities(drawn)[0], p, atol=1e-3)
    # Whoever comes later would make others be tested on who were trained on already.
    clip = data / "nemo" / "A00_anger_0.wav"
    clip.with_name("A000_anger_0.wav").write_bytes(clip.read_bytes()[:-2])
    with pytest.raises(UserError, match=r"begun with other settings \(pictures 6 \("):
        train_on_pictures(data, out, ResNet34(), settings, Conduct(resume=True), fewest=4)


def test_too_few_pictures_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="at least 100 are needed"):
        train_on_pictures(clips(tmp_path / "data"), tmp_path / "out", ResNet34(), PictureSettings())


def test_an_epoch_depends_on_seed_and_epoch_only(tmp_path: Path) -> None:
    pictures = pictures_in(clips(tmp_path / "data", speakers=1), tmp_path / "out")
    first, again, other = (EpochOfPictures(pictures, seed=0, epoch=e)[3][0] for e in (0, 0, 1))
    torch.testing.assert_close(first, again, atol=0, rtol=0)
    assert (first - other).abs().max() > 0


def test_what_was_learnt_before_is_changed_more_slowly(tmp_path: Path) -> None:
    pictures = pictures_in(clips(tmp_path / "data", speakers=1), tmp_path / "out")

    class Run:
        estimated_stepping_batches = 10

    for start, ratio in (("abc", 0.2), ("chance", 1.0)):
        module = PictureTraining(pictures, ResNet34(), PictureSettings(start=start))
        module._trainer = Run()  # type: ignore[assignment]
        body, new = module.configure_optimizers()["optimizer"].param_groups
        assert body["max_lr"] / new["max_lr"] == pytest.approx(ratio)
        assert sum(p.numel() for p in new["params"]) == 512 * 2 + 2
