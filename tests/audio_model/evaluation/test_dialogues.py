"""Made dialogues: who speaks when is what the sound says, and nobody reads what they say later."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from audio_model.corpora.clips import Clip
from audio_model.corpora.split import part_of_speaker
from audio_model.corpora.waveforms import Waveforms
from audio_model.evaluation.dialogues import (
    LONGEST_TURN_S,
    SHORTEST_TURN_S,
    Dialogue,
    make_dialogue,
    make_dialogues,
)
from fusion.emotions import Emotion
from fusion.interfaces import SAMPLE_RATE_HZ


def corpus(n_speakers: int = 9, clips_each: int = 12) -> Waveforms:
    """Tones: each speaker has a pitch."""
    clips, samples = [], []
    t = np.arange(2 * SAMPLE_RATE_HZ) / SAMPLE_RATE_HZ
    for s in range(n_speakers):
        for k in range(clips_each):
            clips.append(Clip(Path(f"{s}_{k}.wav"), "made", f"s{s}", 0, "en"))
            samples.append((8000 * np.sin(2 * np.pi * (200 + 100 * s) * t)).astype(np.int16))
    bounds = np.arange(len(clips) + 1) * len(t)
    spans = np.tile([0, len(t)], (len(clips), 1))
    return Waveforms(tuple(clips), np.concatenate(samples), bounds, spans)


@pytest.fixture(scope="module")
def dialogue() -> Dialogue:
    return make_dialogue(corpus(), "s0", "s5", np.random.default_rng(0), 20.0)


def test_turns_alternate_and_last_as_long_as_they_should(dialogue: Dialogue) -> None:
    assert all(a.own is not b.own for a, b in zip(dialogue.turns, dialogue.turns[1:], strict=False))
    lasts = [turn.t_end - turn.t_start for turn in dialogue.turns[:-1]]
    assert min(lasts) >= SHORTEST_TURN_S and max(lasts) <= LONGEST_TURN_S
    assert dialogue.changes == dialogue.turns[1:]


def test_the_share_of_the_power_is_of_who_speaks(dialogue: Dialogue) -> None:
    share = dialogue.own_share()
    at = (np.arange(len(share)) + 0.5) * 512 / SAMPLE_RATE_HZ
    for turn in dialogue.turns:
        others = [o for o in dialogue.turns if o is not turn]
        inside = (at > turn.t_start + 0.4) & (at < turn.t_end)
        for other in others:
            inside &= (at < other.t_start) | (at > other.t_end + 0.4)
        if inside.any():
            assert np.nanmean(share[inside]) == pytest.approx(float(turn.own), abs=0.1)


def test_noise_is_as_far_below_as_asked(dialogue: Dialogue) -> None:
    speech = dialogue.own + dialogue.other
    for snr_db in (20.0, 10.0):
        noise = dialogue.sound(snr_db) - speech
        ratio = 10 * np.log10(np.square(speech).mean() / np.square(noise).mean())
        assert ratio == pytest.approx(snr_db, abs=0.6)


def test_the_same_seed_makes_the_same_dialogues_of_the_right_people() -> None:
    waveforms = corpus()
    first, second = (list(make_dialogues([waveforms], "test", 2, 3, 8.0)) for _ in range(2))
    assert [(d.user, d.partner) for d in first] == [(d.user, d.partner) for d in second]
    assert all((a.own == b.own).all() for a, b in zip(first, second, strict=True))
    people = {clip.speaker for clip in waveforms.clips}
    assert {part_of_speaker("made", who, people) for d in first for who in (d.user, d.partner)} == {"test"}


def test_no_speaker_is_of_two_parts_and_ravdess_goes_as_for_the_voice() -> None:
    people = [f"{n:02d}" for n in range(1, 25)]
    parts = {who: part_of_speaker("ravdess", who, people) for who in people}
    assert {who for who, part in parts.items() if part == "test"} == {"02", "05", "14", "15", "16"}
    assert {who for who, part in parts.items() if part == "fit"} == {"03", "06", "07"}


def test_who_is_a_woman_and_who_a_man() -> None:
    def clip(corpus: str, speaker: str, name: str = "x") -> Clip:
        return Clip(Path(f"{name}.ogg"), corpus, speaker, 0, "")

    assert [clip("ravdess", who).sex for who in ("01", "02")] == ["m", "f"]
    assert clip("ased", "12", "n1-01-01-02-12").sex == "m"
    assert [clip("emodb", who).sex for who in ("03", "08")] == ["m", "f"]
    assert clip("emovo", "f2").sex == "f" and clip("folders", "f2").sex == ""
    assert [clip("nemo", who).sex for who in ("KS0", "EB0")] == ["m", "f"]


def test_pairs_of_nemo_are_counted_by_no_sex() -> None:
    def same_sex(name: str) -> bool | None:
        made = corpus()
        clips = tuple(replace(clip, corpus=name) for clip in made.clips)
        return make_dialogue(replace(made, clips=clips), "s0", "s5", np.random.default_rng(0), 8.0).same_sex

    assert [same_sex(name) for name in ("emodb", "nemo", "folders")] == [True, None, None]


def test_another_mood_is_read_beside_and_changes_no_first_reading() -> None:
    once = make_dialogue(corpus(), "s0", "s5", np.random.default_rng(0), 8.0)
    twice = make_dialogue(corpus(), "s0", "s5", np.random.default_rng(0), 8.0, (Emotion.ANGRY,))
    assert once.moods == () and len(twice.moods) == 1
    assert len(twice.moods[0]) == len(twice.enrolled) == 10 * SAMPLE_RATE_HZ
    pitches = [np.abs(np.fft.rfft(sound)).argmax() for sound in (once.enrolled, *twice.moods)]
    assert pitches[0] == pytest.approx(pitches[1], abs=2)  # the same speaker
