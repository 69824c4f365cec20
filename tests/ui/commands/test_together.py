"""Options that contradict each other are told of, and none is dropped silently."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from ui.cli import main
from ui.demo.clip import DEMO_CLIP

CLIP = str(DEMO_CLIP)
LIVE = ["live", "--headless", "--seconds", "1"]
DEMO = [*LIVE, "--source", "demo"]


def told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    monkeypatch.setattr("ui.cli.divert_native_chatter", lambda: None)
    monkeypatch.setattr(sys, "argv", ["attune", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    return capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ([*DEMO, "--camera", "0"], ("--source demo", "--camera")),
        ([*DEMO, "--sound", "system"], ("--source demo", "--sound")),
        ([*DEMO, "--microphone-too"], ("--source demo", "--microphone-too")),
        ([*DEMO, "--log", "x.db", "--no-log"], ("--log", "--no-log")),
        ([*LIVE, "--source", "screen", "--camera", "0"], ("--source screen", "--camera")),
        ([*LIVE, "--microphone", "a", "--sound", "system"], ("--microphone", "--sound")),
        ([*LIVE, "--audio-track", "2"], ("--audio-track", "--source")),
        ([*LIVE, "--partner", "left"], ("--partner", "--source")),
        ([*DEMO, "--mode", "face", "--own-voice", CLIP], ("“--mode face”", "“--own-voice”")),
        ([*DEMO, "--mode", "face", "--voice-reader", "large"], ("“--mode face”", "“--voice-reader”")),
        ([*DEMO, "--mode", "voice", "--partner", "speaking"], ("“--mode voice”", "“--partner speaking”")),
        ([*LIVE, "--mode", "voice", "--camera", "0"], ("“--mode voice”", "“--camera”")),
        ([*DEMO, "--audio-track", "7"], ("track 7", "--audio-track")),
        ([*DEMO, "--partner", "left"], ("one channel", "--partner")),
        (["analyze", CLIP, "--log", "x.db"], ("--log", "--keep")),
        (["analyze", CLIP, "--two-pass", "--baseline", "none"], ("--baseline none", "--two-pass")),
        (["record", "--source", CLIP, "--microphone", "a"], ("--source", "--microphone")),
        (
            ["voiceprint", "record", "--source", CLIP, "--microphone", "a"],
            ("--source", "--microphone"),
        ),
        (["forget", "3", "--all"], ("--all", "one of the three")),
    ],
)
def test_both_are_named(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    arguments: list[str],
    named: tuple[str, ...],
) -> None:
    monkeypatch.chdir(tmp_path)
    said = told(monkeypatch, capsys, *arguments)
    assert said.count("\n") == 1
    assert all(words in said for words in named)
    assert not (tmp_path / "x.db").exists()
