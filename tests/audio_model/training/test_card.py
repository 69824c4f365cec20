"""What the corpora's licences leave of the weights'."""

from __future__ import annotations

import pytest

from audio_model.training.card import licence_after


@pytest.mark.parametrize(
    ("trained", "words"),
    [
        (["ased"], "that of the data trained on"),
        (["ased", "ravdess"], "non-commercial"),
        (["ravdess", "emovo"], "for non-commercial research"),
        (["casia"], "for non-commercial research"),
        (["folders"], "that of the data trained on"),
    ],
)
def test_weights_are_as_free_as_the_strictest_corpus_trained_on(trained: list[str], words: str) -> None:
    assert words in licence_after(trained)
