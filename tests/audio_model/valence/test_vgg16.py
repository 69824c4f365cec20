"""VGG16 as torchvision names it, and where its weights come from."""

from pathlib import Path

import pytest
import torch
from torch import nn

from audio_model.valence import vgg16
from audio_model.valence.vgg16 import Vgg16, find_weights, load_features, to_pictures
from fusion.errors import UserError


def test_names_and_shapes_are_torchvisions() -> None:
    with torch.device("meta"):
        network = Vgg16()
    shapes = {name: tuple(p.shape) for name, p in network.named_parameters()}
    assert sum(p.numel() for p in network.parameters()) == 138_357_544
    assert len(shapes) == 32
    convolutions = (0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28)
    assert [name for name in shapes if name.startswith("features.") and name.endswith("weight")] == [
        f"features.{i}.weight" for i in convolutions
    ]
    assert shapes["features.0.weight"] == (64, 3, 3, 3)
    assert shapes["features.28.weight"] == (512, 512, 3, 3)
    assert shapes["classifier.0.weight"] == (4096, 25088)
    assert shapes["classifier.3.weight"] == (4096, 4096)
    assert shapes["classifier.6.weight"] == (1000, 4096)


def test_pictures_are_normalised_as_imagenets() -> None:
    pictures = to_pictures(torch.ones(1, 128, 219))
    assert pictures.shape == (1, 3, 224, 224)
    torch.testing.assert_close(
        pictures[0, :, 0, 0], torch.tensor([(1 - 0.485) / 0.229, (1 - 0.456) / 0.224, (1 - 0.406) / 0.225])
    )


def test_weights_of_a_file_are_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vgg16, "_CHANNELS", (4, 0, 512))  # the real network takes half a gigabyte
    made = Vgg16(classifier=False)
    file = tmp_path / "vgg16-397923af.pth"
    torch.save({**made.state_dict(), "classifier.0.weight": torch.zeros(2)}, file)
    loaded = load_features(find_weights(file, download=False) or Path())
    pictures = torch.rand(1, 3, 32, 32)
    torch.testing.assert_close(loaded.embed(pictures), made.eval().embed(pictures))
    assert loaded.embed(pictures).shape == (1, 512)
    assert isinstance(loaded.features[0], nn.Conv2d)


@pytest.mark.parametrize("content", [b"no weights", b""])
def test_a_file_that_is_something_else_is_one_sentence(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "x.pth"
    file.write_bytes(content)
    with pytest.raises(UserError, match="holds no weights of VGG16"):
        load_features(file)


def test_without_weights_there_are_none_and_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vgg16, "download_imagenet", lambda *_: pytest.fail("fetched"))
    assert find_weights(None, download=False) is None
    with pytest.raises(UserError, match="There is no file"):
        find_weights(Path("gone.pth"), download=False)


def test_what_is_fetched_is_checked_against_the_published_digest_and_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[tuple[str, str]] = []

    def fetch(target: Path, url: str, sha256_start: str, _progress: object) -> Path:
        asked.append((url, sha256_start))
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(b"weights")
        return target

    monkeypatch.setattr(vgg16, "download_imagenet", fetch)
    kept = find_weights(None, download=True)
    assert asked == [("https://download.pytorch.org/models/vgg16-397923af.pth", "397923af")]
    assert find_weights(None, download=False) == kept
