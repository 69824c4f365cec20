"""The user's words and colours, settled once."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from fusion.emotions import EMOTIONS, Emotion
from ui.settings import Settings
from ui.wording.looks import AND, looks_of
from ui.wording.readings import CONFLICTING, NO_SIGNAL, PAUSED, UNCLEAR


def test_every_look_has_a_word_and_every_feeling_stands_for_itself() -> None:
    looks = looks_of(Settings())
    names = [e.value for e in EMOTIONS]
    pairs = {AND.join((a, b)) for k, a in enumerate(names) for b in names[k + 1 :]}
    assert set(looks.words) == {*names, *pairs, UNCLEAR, CONFLICTING, NO_SIGNAL, PAUSED}
    assert looks.words[AND.join(("sad", "afraid"))] == "sad or worried"
    assert len(set(looks.words.values())) == len(looks.words)
    assert all(look.shown_as == emotion.value for emotion, look in looks.of.items())


def test_of_merged_feelings_the_first_that_is_not_hidden_stands_for_all() -> None:
    settings = Settings()
    for emotion in (Emotion.SAD, Emotion.AFRAID, Emotion.DISGUSTED):
        settings.look(emotion).word = "low"
    settings.look(Emotion.SAD).hidden = True
    looks = looks_of(settings)
    assert looks.of[Emotion.SAD].shown_as == UNCLEAR
    assert looks.of[Emotion.AFRAID].shown_as == looks.of[Emotion.DISGUSTED].shown_as == "afraid"


def test_it_stays_as_it_was_when_the_settings_change() -> None:
    settings = Settings()
    looks = looks_of(settings)
    settings.look(Emotion.HAPPY).word = "glad"
    assert looks.of[Emotion.HAPPY].word == looks.words["happy"] == "happy"
    assert looks_of(settings).words["happy"] == "glad"
    with pytest.raises(FrozenInstanceError):
        looks.of[Emotion.HAPPY].word = "glad"  # type: ignore[misc]
    with pytest.raises(TypeError):
        looks.words["happy"] = "glad"  # type: ignore[index]
