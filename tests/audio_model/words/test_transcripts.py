"""Transcripts in, weak labels out."""

import csv
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from audio_model.words.sentiment import TextSentiment
from audio_model.words.transcripts.labels import cut_out, label_transcripts
from audio_model.words.transcripts.tables import Sentence, read_transcripts
from fusion.errors import UserError

RATE = 22_050


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    """Ten seconds; second k holds a sine of 200 + 100 k Hz."""
    t = np.arange(10 * RATE) / RATE
    path = tmp_path / "talk.wav"
    soundfile.write(path, 0.3 * np.sin(2 * np.pi * (200 + 100 * np.floor(t)) * t), RATE)
    return path


def rows_of(table: Path) -> list[dict[str, str]]:
    with table.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def loudest_hz(sound: np.ndarray, rate: int) -> float:
    return float(np.argmax(np.abs(np.fft.rfft(sound))) * rate / len(sound))


def test_sentences_are_cut_out_by_their_time_stamps_and_labelled_by_their_words(recording: Path) -> None:
    table = recording.parent / "said.csv"
    table.write_text(
        "path,start,end,text,speaker\n"
        "talk.wav,2.0,3.0,This is wonderful and I love it!,ann\n"
        'talk.wav,4.0,5.5,"Terrible, I hate this.",ben\n'
        "talk.wav,6.0,7.0,The bus stops at the corner.,ben\n"
    )
    made = label_transcripts(table)
    assert (made.positive, made.negative, made.neutral, made.speakers) == (1, 1, 1, 2)
    assert not made.faults
    pleasant, unpleasant = rows_of(made.table)
    assert (pleasant["label"], unpleasant["label"]) == ("positive", "negative")
    assert (pleasant["speaker"], unpleasant["speaker"]) == ("ann", "ben")
    for row, hz, seconds in ((pleasant, 400, 1.0), (unpleasant, None, 1.5)):
        sound, rate = soundfile.read(made.table.parent / row["path"])
        assert rate == 16_000
        assert len(sound) / rate == pytest.approx(seconds, abs=0.01)
        if hz:
            assert loudest_hz(sound, rate) == pytest.approx(hz, abs=2)
        assert float(row["score"]) == pytest.approx(
            (float(row["textblob"]) + float(row["vader"])) / 2, abs=1e-3
        )


def test_the_margin_drops_what_is_nearly_neutral(recording: Path) -> None:
    table = recording.parent / "said.csv"
    table.write_text("path;start;end;text\ntalk.wav;0;1;wonderful\ntalk.wav;1;2;a bit nice\n")
    scores = [TextSentiment().score(text).mean for text in ("wonderful", "a bit nice")]
    assert scores[0] > scores[1] > 0.1
    made = label_transcripts(table, margin=(scores[0] + scores[1]) / 2)
    assert (made.positive, made.neutral) == (1, 1)
    with pytest.raises(UserError, match="smaller --margin"):
        label_transcripts(table, margin=0.99)
    with pytest.raises(UserError, match="less than 1"):
        label_transcripts(table, margin=1.0)


def test_bad_rows_are_listed_with_their_line_and_the_others_used(recording: Path) -> None:
    bad_sound = recording.with_name("broken.wav")
    bad_sound.write_text("no sound")
    table = recording.parent / "said.csv"
    table.write_text(
        "path,start,end,text,language\n"
        "talk.wav,0,1,Lovely!,en-GB\n"
        "talk.wav,soon,1,Lovely!,en\n"
        "talk.wav,3,2,Lovely!,en\n"
        "talk.wav,3,nan,Lovely!,en\n"
        "talk.wav,3,4,,en\n"
        "gone.wav,3,4,Lovely!,en\n"
        "talk.wav,9,15,Lovely!,en\n"
        "talk.wav,3,3.1,Lovely!,en\n"
        "broken.wav,0,1,Lovely!,en\n"
        "talk.wav,0,1,Wunderbar,de\n"
        "talk.wav,1\n"
    )
    made = label_transcripts(table)
    assert made.positive == 1
    lines = sorted(int(fault.split("line ")[1].split(":")[0]) for fault in made.faults)
    assert lines == list(range(3, 13))
    assert any("know English words only" in fault for fault in made.faults)
    assert any("10.0 s long" in fault for fault in made.faults)


def test_a_quoted_line_break_does_not_shift_the_line_numbers(recording: Path) -> None:
    table = recording.parent / "said.csv"
    table.write_text('path,start,end,text\ntalk.wav,0,1,"Lovely,\nlovely!"\ntalk.wav,x,1,Lovely!\n')
    read = read_transcripts(table)
    assert read.sentences[0].text == "Lovely,\nlovely!"
    assert "line 4" in read.faults[0]


@pytest.mark.parametrize("layout", ["beside", "as released"])
def test_mosei_transcripts_are_read(recording: Path, tmp_path: Path, layout: str) -> None:
    root = tmp_path / "mosei"
    text = root / "Transcript" / "Segmented" / "Combined"
    sound = root / "Audio" / "Full" / "WAV_16000" if layout == "as released" else text
    for folder in (text, sound):
        folder.mkdir(parents=True, exist_ok=True)
    recording.rename(sound / "-3g5yACwYnA.wav")
    (text / "-3g5yACwYnA.txt").write_text(
        "-3g5yACwYnA___0___1.0___2.5___I love this, ___ I do.\n"
        "-3g5yACwYnA___1___2.5\n\n"
        "-3g5yACwYnA___2___4.0___5.0___This is awful.\n"
    )
    made = label_transcripts(text, tmp_path / "weak.csv")
    assert (made.positive, made.negative) == (1, 1)
    assert [row["speaker"] for row in rows_of(made.table)] == ["-3g5yACwYnA"] * 2
    assert rows_of(made.table)[0]["text"] == "I love this, ___ I do."
    assert made.faults == ("-3g5yACwYnA.txt, line 2: it does not have all its fields; add what is missing.",)


@pytest.mark.parametrize("head", ["", "path,start,end,text\ntalk.wav,0,1,"])
def test_a_quotation_mark_that_is_never_closed_is_one_sentence(tmp_path: Path, head: str) -> None:
    table = tmp_path / "said.csv"
    table.write_text(f'{head}"{"x" * 200_000}')
    with pytest.raises(UserError, match=r"said\.csv, line \d: it cannot be read .*field limit"):
        read_transcripts(table)


def test_what_cannot_be_read_at_all_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="There is no file"):
        read_transcripts(tmp_path / "none.csv")
    with pytest.raises(UserError, match="holds no transcript"):
        read_transcripts(tmp_path)
    table = tmp_path / "t.csv"
    table.write_text("file,text\n")
    with pytest.raises(UserError, match="no column path, start, end"):
        read_transcripts(table)
    table.write_bytes(b"path,start,end,text\n\xff\xfe")
    with pytest.raises(UserError, match="UTF-8"):
        read_transcripts(table)


def test_the_published_scale_holds() -> None:
    sentiment = TextSentiment()
    # VADER's own documented example, and a word of TextBlob's lexicon.
    assert sentiment.score("VADER is smart, handsome, and funny!").vader == pytest.approx(0.8439)
    assert sentiment.score("excellent").textblob == 1.0
    assert sentiment.score("").mean == 0.0


@given(st.text(max_size=80))
def test_any_text_has_a_score_on_the_scale(text: str) -> None:
    assert -1 <= TextSentiment().score(text).mean <= 1


def test_a_time_stamp_a_little_beyond_the_end_reaches_to_it(recording: Path) -> None:
    sound = cut_out(Sentence(recording, 9.0, 10.2, "so", "ann", "line 1"))
    assert len(sound) == pytest.approx(16_000, abs=5)
