"""WebVTT: one cue for each label shown, to be played under the recording."""

from __future__ import annotations

from pathlib import Path

from fusion.exports.talk import Talk
from fusion.exports.tiers import MIXED, tiers
from fusion.extras import needed

_WORDS = {"unclear": "hard to tell", "conflicting": "voice and face differ"}


def write_webvtt(talk: Talk, target: Path) -> None:
    """Write the cues; where nobody was read there is none."""
    webvtt = needed("webvtt", "webvtt-py")
    captions = [
        webvtt.Caption(_stamp(shown.start_ms), _stamp(shown.end_ms), _words(shown.text))
        for shown in tiers(talk).by_name["shown"]
    ]
    made_by = [f"{name} {value}" for name, value in talk.made_by.items()]
    file = webvtt.WebVTT(captions=captions, header_comments=["Guesses, not facts.", *made_by])
    with target.open("w", encoding="utf-8") as opened:  # its own save() adds an ending where there is another
        file.write(opened)


def _words(label: str) -> str:
    if label.startswith(MIXED):
        return f"perhaps {label.removeprefix(MIXED)}"
    return _WORDS.get(label, f"seems {label}")


def _stamp(ms: int) -> str:
    seconds, ms = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{seconds:02d}.{ms:03d}"
