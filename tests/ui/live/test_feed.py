"""Mailboxes: everything said is kept until it is taken, of sounds and pictures the newest only."""

from __future__ import annotations

from typing import Any

import pytest

from fusion.events import EventKind
from ui.live.feed import MOST_WAITING, LiveFeed


@pytest.fixture
def session(made: Any) -> Any:
    return made.Session()


@pytest.fixture
def feed(session: Any) -> LiveFeed:
    feed = LiveFeed()
    feed.attach(session)
    return feed


def test_everything_is_taken_once_and_in_order(feed: LiveFeed, session: Any, made: Any) -> None:
    said = [made.moment(t) for t in (0.1, 0.2, 0.3)]
    for moment in said:
        session.say(moment)
    session.bookmark()
    session.pause()
    moments, events = feed.take()
    assert moments == said
    assert [event.kind for event in events] == [EventKind.BOOKMARK, EventKind.PAUSE]
    assert feed.take() == ([], [])


def test_of_what_nobody_takes_the_newest_two_minutes_stay(feed: LiveFeed, session: Any, made: Any) -> None:
    assert MOST_WAITING == 120 / 0.1
    moment = made.moment(0.0)
    for k in range(MOST_WAITING + 5):
        session.say(moment)
        session.clock.t = float(k)
        session.bookmark()
    moments, events = feed.take()
    assert len(moments) == len(events) == MOST_WAITING
    assert (events[0].t, events[-1].t) == (5.0, MOST_WAITING + 4.0)


def test_of_sounds_and_pictures_the_newest_is_kept_until_it_is_forgotten(feed: LiveFeed, made: Any) -> None:
    assert LiveFeed().sound is None and LiveFeed().picture is None
    sounds, pictures = [made.voice_view(t) for t in (1.0, 2.0)], [made.face_view(t) for t in (1.0, 2.0)]
    for sound, picture in zip(sounds, pictures, strict=True):
        feed.put_sound(sound)
        feed.put_picture(picture)
    assert feed.sound is sounds[1] and feed.picture is pictures[1]
    feed.put_sound(None)
    assert feed.sound is None and feed.picture is pictures[1]
    feed.put_picture(None)
    assert feed.picture is None


def test_who_is_attached_elsewhere_hears_one_session_only(feed: LiveFeed, session: Any, made: Any) -> None:
    session.say(made.moment(0.1))
    feed.put_sound(made.voice_view(0.1))
    feed.put_picture(made.face_view(0.1))
    other = made.Session()
    feed.attach(other)
    assert session.subscribers == 0 and other.subscribers == 2
    assert feed.sound is None and feed.picture is None and feed.take() == ([], [])
    feed.detach()
    feed.detach()
    assert other.subscribers == 0
