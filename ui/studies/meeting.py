"""A meeting in tiles, made of people who were filmed: whom Attune reads, beside who is known to speak."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from audio_model.voice_activity import FRAME_S, SPEECH_FROM, VoiceActivity, frames_of
from face_model.following import FaceFollower, Sight
from face_model.landmarks import Image
from fusion.arrays import FloatArray, Sound
from fusion.interfaces import VideoFrame
from fusion.recordings.recording import Recording
from ui.demo.clip import DEMO_CLIP
from ui.live.speaker_choice import SpeakerChoice
from ui.studies.lips import clips_for, moving_still, stills

TILES = (3, 2)
FRAME_PX = (1280, 720)
LOOKS_PER_S = 12.5
_TILE_PX = (FRAME_PX[0] // TILES[0] - 10, FRAME_PX[1] // TILES[1] - 10)
_LEAST_SPOKEN_S, _PAUSE_S = 1.0, 0.35
TURNS = 12
_BRIGHT_FROM = 50  # the drawn clip has a stretch in the dark
_LONGEST_GAP_S = 0.6


@dataclass(frozen=True, eq=False)
class Talk:
    """Somebody filmed while they said something: pictures (looks of them) and their sound."""

    pictures: tuple[Image, ...]
    sound: Sound


@dataclass(frozen=True, eq=False)
class Person:
    """Whoever sits in one tile: what they say (nothing, for some), and how they look while they do not."""

    name: str
    talks: tuple[Talk, ...]
    resting: tuple[Image, ...]


def people_of(data: Path) -> list[Person]:
    """One filmed, one drawn, the one filmed in a mirror, and three photographs that never speak.

    None that something was fitted on but the drawn one, who says other sentences.
    """
    (filmed, *_), (_, drawn_from, drawn_until) = clips_for(data, "test")
    people = [
        _person("filmed", data / "av_samples" / filmed.name, 0.0, np.inf),
        _person("drawn", DEMO_CLIP, drawn_from, drawn_until),
    ]
    people.append(_mirrored(people[0]))
    rng = np.random.default_rng(1)
    for name, picture in list(stills(data, "test"))[:3]:
        frames = moving_still(picture, rng)
        people.append(Person(name, (), tuple(_fitted(frame.image) for frame in frames)))
    return people


def with_mirror(clip: Path) -> list[Person]:
    """Whoever talks in a clip, and the same in a mirror."""
    drawn = _person("drawn", clip, 0.0, np.inf)
    return [drawn, _mirrored(drawn)]


def _person(name: str, path: Path, t_from: float, t_until: float) -> Person:
    recording = Recording(path)
    sound = np.concatenate([chunk.samples for chunk in recording.audio_chunks()])
    speech = _speech_in(sound)
    frames = [
        (frame.t_start, _fitted(frame.image))
        for frame in recording.video_frames(least_step_s=0.9 / LOOKS_PER_S)
        if t_from <= frame.t_start <= t_until
    ]
    frames = [(t, picture) for t, picture in frames if picture.mean() >= _BRIGHT_FROM]
    times = np.array([t for t, _ in frames])
    spans = [
        (a, b)
        for a, b in _spoken_spans(speech, t_from, t_until)
        if ((a <= times) & (times <= b)).sum() >= 0.7 * (b - a) * LOOKS_PER_S
    ]
    talks = tuple(
        Talk(tuple(_at(frames, a, b)), sound[round(a * 16_000) : round(b * 16_000)]) for a, b in spans
    )
    silent = [picture for t, picture in frames if not any(a <= t <= b for a, b in spans)]
    return Person(name, talks, tuple(silent))


def _speech_in(sound: Sound) -> FloatArray:
    """Probability of speech in each frame of 32 ms, (n,)."""
    return VoiceActivity().probabilities(frames_of(sound))


def _spoken_spans(speech: FloatArray, t_from: float, t_until: float) -> list[tuple[float, float]]:
    """Where somebody speaks for a second or longer, short pauses bridged, s."""
    spoken = [i * FRAME_S for i in np.flatnonzero(speech >= SPEECH_FROM) if t_from <= i * FRAME_S <= t_until]
    breaks = [0, *(k for k in range(1, len(spoken)) if spoken[k] - spoken[k - 1] > _PAUSE_S), len(spoken)]
    spans = [(spoken[a], spoken[b - 1] + FRAME_S) for a, b in pairwise(breaks) if b > a]
    return [(a, b) for a, b in spans if b - a >= _LEAST_SPOKEN_S]


def _at(frames: list[tuple[float, Image]], t_from: float, t_until: float) -> Iterator[Image]:
    times = np.array([t for t, _ in frames])
    for t in np.arange(t_from, t_until, 1 / LOOKS_PER_S):
        yield frames[max(int(np.searchsorted(times, t, side="right")) - 1, 0)][1]


def _mirrored(person: Person) -> Person:
    def turned(pictures: tuple[Image, ...]) -> tuple[Image, ...]:
        return tuple(np.ascontiguousarray(picture[:, ::-1]) for picture in pictures)

    talks = tuple(Talk(turned(talk.pictures), talk.sound) for talk in person.talks)
    return Person(f"{person.name}, mirrored", talks, turned(person.resting))


def _fitted(image: Image) -> Image:
    """As a tile shows it: as large as fits, on grey."""
    scale = min(_TILE_PX[0] / image.shape[1], _TILE_PX[1] / image.shape[0])
    shown = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    tile = np.full((_TILE_PX[1], _TILE_PX[0], 3), 60, np.uint8)
    top, left = ((tile.shape[i] - shown.shape[i]) // 2 for i in (0, 1))
    tile[top : top + shown.shape[0], left : left + shown.shape[1]] = shown
    return tile


@dataclass(frozen=True, eq=False)
class Meeting:
    """Who sits where, and who says what when.

    Parameters
    ----------
    people
        From the upper left on, row by row.
    turns
        Begin and end (s), and which of ``people`` says which of their talks.
    """

    people: tuple[Person, ...]
    turns: tuple[tuple[float, float, int, int], ...]

    @property
    def sound(self) -> Sound:
        """Float32 (n,), 16 kHz."""
        whole = np.zeros(round((self.turns[-1][1] + 1.0) * 16_000), np.float32)
        for begin, _, who, which in self.turns:
            said = self.people[who].talks[which].sound
            first = round(begin * 16_000)
            whole[first : first + len(said)] += said
        return whole

    def frame(self, number: int) -> VideoFrame:
        """The picture at look ``number``."""
        t = number / LOOKS_PER_S
        picture = np.full((FRAME_PX[1], FRAME_PX[0], 3), 30, np.uint8)
        for seat, person in enumerate(self.people):
            row, column = divmod(seat, TILES[0])
            top, left = row * (FRAME_PX[1] // TILES[1]) + 5, column * (FRAME_PX[0] // TILES[0]) + 5
            picture[top : top + _TILE_PX[1], left : left + _TILE_PX[0]] = self._tile(seat, person, number, t)
        return VideoFrame(picture, t)

    def _tile(self, seat: int, person: Person, number: int, t: float) -> Image:
        for begin, end, who, which in self.turns:
            if who == seat and begin <= t < end:
                pictures = person.talks[which].pictures
                return pictures[min(int((t - begin) * LOOKS_PER_S), len(pictures) - 1)]
        there_and_back = number % (2 * len(person.resting))
        return person.resting[min(there_and_back, 2 * len(person.resting) - 1 - there_and_back)]

    def speaker(self, t: float) -> int | None:
        """Who has the word at ``t`` (s)."""
        return next((who for begin, end, who, _ in self.turns if begin <= t < end), None)


def make_meeting(people: list[Person], rng: np.random.Generator, n_turns: int = TURNS) -> Meeting:
    """People in seats drawn, who take turns."""
    seated = tuple(people[i] for i in rng.permutation(len(people)))
    able = [seat for seat, person in enumerate(seated) if person.talks]
    turns: list[tuple[float, float, int, int]] = []
    at, last = 1.0, -1
    for _ in range(n_turns):
        who = int(rng.choice([seat for seat in able if seat != last]))
        which = int(rng.integers(len(seated[who].talks)))
        end = at + len(seated[who].talks[which].sound) / 16_000
        turns.append((at, end, who, which))
        at, last = end + float(rng.uniform(0.1, _LONGEST_GAP_S)), who
    return Meeting(seated, tuple(turns))


def seat_at(x_fraction: float, y_fraction: float) -> int:
    """Which tile this point of the picture lies in."""
    return int(y_fraction * TILES[1]) * TILES[0] + int(x_fraction * TILES[0])


def _seat_of(sight: Sight) -> int | None:
    """In which tile the face lies that is read; None where none is."""
    if sight.partner is None:
        return None
    return seat_at(*(sight.faces[sight.partner][:, :2].mean(axis=0) / FRAME_PX))


def attend(meeting: Meeting, *, follow: bool) -> dict[str, Any]:
    """Whose face is read while somebody speaks.

    Parameters
    ----------
    meeting
        Who speaks when.
    follow
        Whether whoever speaks is read; the largest face otherwise.
    """
    follower = FaceFollower()
    choice = SpeakerChoice(follower, on=follow)
    follower.mouths = choice.see
    activity, heard = VoiceActivity(), 0
    frames = frames_of(meeting.sound)
    read: list[tuple[float, int | None]] = []
    for number in range(int(len(frames) * FRAME_S * LOOKS_PER_S)):
        frame = meeting.frame(number)
        while heard < len(frames) and (heard + 1) * FRAME_S <= frame.t_start:
            heard += 1
            choice.who.hear(frames[heard - 1], activity.probability(frames[heard - 1]), heard * FRAME_S)
        if (sight := follower.see(frame)) is not None:
            read.append((frame.t_start, _seat_of(sight)))
    follower.close()
    return judged(meeting, read)


def judged(meeting: Meeting, read: Sequence[tuple[float, int | None]]) -> dict[str, Any]:
    """How far the tiles that were read, look by look (s, tile), are those of whoever spoke."""
    speech = _speech_in(meeting.sound) >= SPEECH_FROM
    told = [
        (t, seat == who)
        for t, seat in read
        if (who := meeting.speaker(t)) is not None and speech[min(int(t / FRAME_S), len(speech) - 1)]
    ]
    late = [
        next((t - begin for t, seat in read if begin <= t < end and seat == who), None)
        for begin, end, who, _ in meeting.turns
    ]
    known = [lag for lag in late if lag is not None]
    return {
        "looks": len(told),
        "right": sum(right for _, right in told),
        "turns": len(meeting.turns),
        "turns_found": len(known),
        "lags_s": known,
        "speech_s": FRAME_S * sum(meeting.speaker(i * FRAME_S) is not None for i in np.flatnonzero(speech)),
    }


def study_meetings(data: Path, meetings: int) -> dict[str, Any]:
    """Share of the time of speech in which whoever speaks is read, and how soon; beside the largest face."""
    people, made = meetings_of(data, meetings)
    return {
        "meetings": meetings,
        "people": [person.name for person in people],
        "whoever speaks": together([attend(meeting, follow=True) for meeting in made]),
        "the largest face": together([attend(meeting, follow=False) for meeting in made]),
    }


def meetings_of(data: Path, meetings: int) -> tuple[list[Person], list[Meeting]]:
    """The people to test on, and so many meetings of theirs, always the same."""
    people = people_of(data)
    return people, [make_meeting(people, np.random.default_rng([7, number])) for number in range(meetings)]


def together(told: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """What :func:`judged` said of several meetings, as one."""
    lags = [lag for one in told for lag in one["lags_s"]]
    return {
        "right": sum(one["right"] for one in told) / sum(one["looks"] for one in told),
        "speech_s": sum(one["speech_s"] for one in told),
        "turns": sum(one["turns"] for one in told),
        "turns_found": sum(one["turns_found"] for one in told),
        "median_lag_s": float(np.median(lags)) if lags else None,
    }
