"""The groups of commands, such as ``attune bench``, and which commands are in each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import typer

from ui.commands.gathering import with_options
from ui.workbench import (
    bench,
    face,
    fusion,
    ladder,
    making,
    performance,
    strangers,
    studies,
    train_face,
    train_voice,
    valence,
    voice,
    voice_protocols,
    whose,
)


def _group(commands: dict[str, Callable[..., None]], **settings: Any) -> typer.Typer:
    group = typer.Typer(**settings)
    for name, command in commands.items():
        group.command(name)(with_options(command))
    return group


bench_app = _group(
    {
        "analyze": performance.analyze,
        "live": performance.live,
        "start": performance.start,
        "memory": performance.memory,
        "skew": bench.skew,
        "lag": bench.lag,
        "steadiness": bench.steadiness,
        "speed": bench.speed,
        "review": bench.review,
        "words": bench.words,
        "faults": bench.faults,
    },
    invoke_without_command=True,
    callback=with_options(performance.everything),
)
train_app = _group(
    {
        "voice": train_voice.train_voice,
        "voice-reader": train_voice.train_voice_reader,
        "face": train_face.train_face,
        "familiarity": fusion.train_familiarity,
        "face-ranges": train_face.train_face_ranges,
        "second-opinion": train_face.train_second_opinion,
        "speaker": whose.train_speaker,
        "whose-voice": whose.train_whose_voice,
        "fusion": fusion.train_fusion,
        "valence": valence.train_valence,
    },
    help="Train a model on corpora of your own or the published ones.",
    no_args_is_help=True,
)
evaluate_app = _group(
    {
        "voice": voice.evaluate_voice,
        "voice-reader": voice_protocols.evaluate_voice_reader,
        "voice-unheard": voice_protocols.evaluate_voice_unheard,
        "face": face.evaluate_face,
        "fusion": fusion.evaluate_fusion,
        "baseline": fusion.evaluate_baseline,
        "strangers": strangers.evaluate_strangers,
        "valence": valence.evaluate_valence,
    },
    help="Measure a model on labelled data.",
    no_args_is_help=True,
)
study_app = _group(
    {
        "face-ablation": studies.face_ablation,
        "face-geometry": studies.face_geometry,
        "face-motion": studies.face_motion,
        "far-faces": studies.far_faces,
        "meeting": studies.meeting,
        "face-speed": studies.face_speed,
        "whose-voice": whose.whose_voice,
        "voices": whose.voices,
        "peers": studies.peers,
    },
    help="Make the project's own studies again: what each part is worth.",
    no_args_is_help=True,
)
make_app = _group(
    {"demo": making.demo, "sentiment-set": making.sentiment_set},
    help="Make the demo, a set of spoken sentences, or the README's pictures.",
    no_args_is_help=True,
)
baselines_app = _group(
    {"voice": ladder.baselines_voice},
    help="How far simpler models come on the same clips, rung by rung.",
    no_args_is_help=True,
)
