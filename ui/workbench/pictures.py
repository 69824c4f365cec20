"""``attune train voice --recipe resnet34-images``."""

from __future__ import annotations

import json
from pathlib import Path

from fusion.errors import UserError
from ui.commands.telling import say
from ui.workbench.needs import require_folder, require_training
from ui.workbench.telling import fetching
from ui.workbench.training import Training


def train_picture_model(
    asked: Training,
    *,
    imagenet: Path | None,
    download: bool,
    from_scratch: bool,
    person: str | None,
) -> None:
    """Train a ResNet-34 on spectrogram pictures and say what it reached on speakers held out.

    Raises
    ------
    UserError
        One sentence: no weights to begin with and not asked to do without, a wrong folder, too few pictures,
        the training extra is not installed, or as :meth:`Training.folder`.
    """
    require_folder(asked.data)
    if sum((imagenet is not None, download, from_scratch)) != 1:
        raise UserError(
            "Say what the network is to begin with, one of these: --imagenet FILE (torchvision's "
            "resnet34-b627a593.pth), --download (fetches that file, 83 MB, from pytorch.org), or "
            "--from-scratch (learns less)."
        )
    require_training()
    from audio_model.pictures import training
    from audio_model.pictures.resnet34 import ResNet34, load_imagenet
    from fusion.stored_model import digest_of

    with asked.folder("pictures") as out:
        network, start = ResNet34(), "chance"
        if not from_scratch:
            file = imagenet or _downloaded()
            network, start = load_imagenet(file), digest_of(file)
        usual = training.PictureSettings()
        settings = training.PictureSettings(seed=asked.seed, epochs=asked.epochs or usual.epochs, start=start)
        weights = training.train_on_pictures(
            asked.data, out, network, settings, asked.conduct, tell=say, person=person
        )
    card = json.loads((out / training.CARD_NAME).read_text(encoding="utf-8"))
    for figures in card["metrics"].values():
        say(
            f"{figures['protocol']}: accuracy {figures['accuracy']:.1%}, mean recall over emotions (UAR) "
            f"{figures['uar']:.1%}, {figures['n']} pictures."
        )
        for note in figures["notes"]:
            say(note)
    say(f"The weights are in {weights}, beside their card; “attune record --weights {weights}” uses them.")


def _downloaded() -> Path:
    from audio_model.imagenet import IMAGENET_URL, download_imagenet, imagenet_cache

    target = imagenet_cache()
    say(f"Fetching {IMAGENET_URL} into {target}.")
    with fetching("ImageNet's weights") as told:
        return download_imagenet(target, progress=told)
