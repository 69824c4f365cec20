"""Joins what tells the user's voice from the partner's to the two analysers of a session."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from ui.live.speaker_choice import SpeakerChoice
from ui.settings import made_now
from ui.wording.own_voice import COUNTS_TOO, OTHER_MODEL

if TYPE_CHECKING:
    from audio_model.analyser import VoiceAnalyser
    from audio_model.speakers.learning import VoiceLearner
    from audio_model.speakers.voiceprint import Voiceprint
    from audio_model.speakers.whose import WhoseVoice
    from face_model.analyser import FaceAnalyser
    from face_model.reading import Mouth
    from ui.live.plan import Plan
    from ui.settings import Settings


def make_whose(own: Voiceprint | None) -> tuple[WhoseVoice, str]:
    """What tells the two voices apart, and a sentence where the user's is not known any more ("" otherwise).

    Raises
    ------
    UserError
        If the models that come with Attune are missing.
    """
    from audio_model.speakers.model import SpeakerModel
    from audio_model.speakers.rule import WhoseRule
    from audio_model.speakers.whose import WhoseVoice

    rule = WhoseRule.shipped()
    if own is None:
        return WhoseVoice(rule), ""
    model = SpeakerModel.load()
    if own.model != model.sha256:
        return WhoseVoice(rule), OTHER_MODEL
    return WhoseVoice(rule, model, own), ""


def planned(plan: Plan) -> tuple[WhoseVoice | None, str]:
    """What tells the two voices of a plan's session apart, and what the user should know of it.

    None where only the partner is heard: most recordings, or the sound of a call. Raises as
    :func:`make_whose`, and if the recording of the user's voice cannot be read or holds too little of it.
    """
    if not plan.two_voices:
        return None, ""
    own = plan.own_voice if plan.own_voice_in is None else _in_recording(plan.own_voice_in)
    whose, sentence = make_whose(own)
    if own is None and plan.tell_own_voice:
        sentence = COUNTS_TOO
    return whose, sentence


def learner_of(plan: Plan, voice: VoiceAnalyser) -> VoiceLearner | None:
    """What learns the user's voice from what ``voice`` hears; None where that is not wanted."""
    if not plan.learn_own_voice:
        return None
    from audio_model.speakers.learning import VoiceLearner
    from audio_model.speakers.model import SpeakerModel

    learner = VoiceLearner(SpeakerModel.load())
    voice.listeners = (*voice.listeners, learner)
    return learner


def keep_own_voice(settings: Settings, learner: VoiceLearner | None) -> bool:
    """Keep what was learnt of the user's voice so far; whether there was any, and not of somebody else."""
    learnt = learner.take(made_now()) if learner is not None else None
    if learnt is None:
        return False
    known = settings.own_voice()
    if known is not None and not known.sounds_like(learnt):
        return False
    settings.voiceprint = (known.with_mood(learnt) if known is not None else learnt).to_json()
    settings.told_of_own_voice = True
    return True


def _in_recording(path: Path) -> Voiceprint:
    from audio_model.speakers.model import SpeakerModel
    from ui.live.voiceprint import sound_of, voiceprint_of

    return voiceprint_of(sound_of(path), SpeakerModel.load())


def lips_of(whose: WhoseVoice) -> Callable[[tuple[Mouth, ...]], None]:
    """Where a face analyser tells of mouths: the partner's goes on to ``whose``."""

    def see(mouths: tuple[Mouth, ...]) -> None:
        for mouth in mouths:
            if mouth.partner:
                whose.lips.look(mouth.t, mouth.opening, mouth.person)

    return see


def join(
    voice: VoiceAnalyser, face: FaceAnalyser, whose: WhoseVoice | None, follow_speaker: bool
) -> SpeakerChoice:
    """Let the lips tell whose voice it is, and with the sound whom to read of several people.

    Parameters
    ----------
    voice, face
        What hears and what sees.
    whose
        What tells the user's voice from the partner's; None where only the partner is heard.
    follow_speaker
        Whether whoever speaks is read from the start.
    """
    choice = SpeakerChoice(face, follow_speaker, voice)
    voice.listeners = (*voice.listeners, choice.who)
    tell_whose = lips_of(whose) if whose is not None else lambda mouths: None
    if whose is not None:
        face.read_lips()

    def see(mouths: tuple[Mouth, ...]) -> None:
        tell_whose(mouths)
        choice.see(mouths)

    face.mouths = see
    return choice
