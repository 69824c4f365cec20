"""The valence ladder: its parts against independent truths, and the whole on tiny made data."""

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch
from hypothesis import given
from hypothesis import strategies as st

from audio_model.classifier import VoiceClassifier
from audio_model.network import network_of
from audio_model.valence.evaluation import evaluate_valence
from audio_model.valence.examples import (
    N_SAMPLES,
    Example,
    ValenceExamples,
    crop_or_pad,
    find_examples,
    load_excerpts,
    split_by_speaker,
    valence_of,
)
from audio_model.valence.features import (
    AttuneFeatures,
    MeanMel,
    last_layer_width,
    with_last_layer,
)
from audio_model.valence.finetune import FineTuned
from audio_model.valence.heads import Forest, Head, Neighbours, Net
from audio_model.valence.metrics import auc_interval, draw_roc, judge, roc_auc, roc_points
from audio_model.valence.model import ValenceModel
from audio_model.valence.training import train_valence
from fusion.emotions import EMOTIONS, Emotion
from fusion.errors import UserError

RATE = 16_000


@pytest.fixture(autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


def tone(hz: float, seconds: float, rng: np.random.Generator) -> np.ndarray:
    t = np.arange(round(seconds * RATE)) / RATE
    return (0.2 * np.sin(2 * np.pi * hz * t) + 0.02 * rng.standard_normal(len(t))).astype(np.float32)


@pytest.fixture(scope="module")
def weak_table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten speakers with four high (positive) and four low (negative) tones each; one row is bad."""
    folder = tmp_path_factory.mktemp("weak")
    rng = np.random.default_rng(0)
    rows = ["path,label,speaker,language"]
    for speaker in range(10):
        for i in range(8):
            positive = i % 2 == 0
            name = f"s{speaker}_{i}.wav"
            hz = (1500 if positive else 300) * (1 + 0.02 * speaker)
            soundfile.write(folder / name, tone(hz, 1 + 0.2 * i, rng), RATE)
            language = "en" if speaker % 2 else "pl"
            rows.append(f"{name},{'positive' if positive else 'negative'},s{speaker},{language}")
    rows.append("gone.wav,positive,s1,en")
    table = folder / "weak.csv"
    table.write_text("\n".join(rows))
    return table


@given(st.lists(st.tuples(st.booleans(), st.integers(-3, 3)), min_size=2, max_size=40))
def test_the_auc_is_how_often_a_positive_outscores_a_negative(rows: list[tuple[bool, int]]) -> None:
    positive = np.array([row[0] for row in rows])
    scores = np.array([float(row[1]) for row in rows])
    if positive.all() or not positive.any():
        assert np.isnan(roc_auc(positive, scores))
        assert judge(positive, scores, np.array(["a"] * len(rows)))["auc"] is None
        return
    auc = roc_auc(positive, scores)
    ahead = scores[positive][:, None] - scores[~positive]
    assert auc == pytest.approx(np.mean((ahead > 0) + 0.5 * (ahead == 0)))
    alarms, hits = (np.array(values) for values in roc_points(positive, scores))
    area = float(np.sum(np.diff(alarms) * (hits[1:] + hits[:-1]) / 2))
    assert area == pytest.approx(auc, abs=2e-3)


def test_the_interval_is_of_speakers_not_of_clips() -> None:
    rng = np.random.default_rng(0)
    positive = rng.random(600) < 0.5
    # Half of the speakers are told apart well, half not at all: clips alone would hide how unsure that is.
    speakers = np.array([f"s{i // 60}" for i in range(600)])
    telling = np.array([i // 60 < 5 for i in range(600)])
    scores = rng.standard_normal(600) + 4 * positive * telling
    low, high = auc_interval(positive, scores, speakers, draws=500)
    narrow = auc_interval(positive, scores, np.array([str(i) for i in range(600)]), draws=500)
    assert low < roc_auc(positive, scores) < high
    assert high - low > 2 * (narrow[1] - narrow[0])
    assert np.isnan(auc_interval(positive[:100], scores[:100], speakers[:100])).all()


def test_valence_follows_russells_places() -> None:
    told = {emotion: valence_of(emotion) for emotion in EMOTIONS}
    assert told.pop(Emotion.HAPPY) is True
    assert told.pop(Emotion.NEUTRAL) is None
    assert told.pop(Emotion.SURPRISED) is None
    assert set(told.values()) == {False}


@given(st.integers(1, 500), st.integers(1, 300), st.integers(0, 5))
def test_a_crop_is_a_stretch_of_the_sound_or_the_sound_in_silence(n: int, wanted: int, seed: int) -> None:
    sound = np.arange(1, n + 1, dtype=np.float32)
    excerpt = crop_or_pad(sound, wanted, np.random.default_rng(seed))
    heard = excerpt[excerpt > 0]
    assert len(excerpt) == wanted
    assert len(heard) == min(n, wanted)
    assert (np.diff(heard) == 1).all()


def clips_of(counts: dict[str, int]) -> list[Example]:
    return [
        Example(Path("x.wav"), corpus, f"{speaker:02d}", positive, "")
        for corpus, n in counts.items()
        for speaker in range(1, n + 1)
        for positive in (True, False)
    ]


def test_no_speaker_is_in_two_parts_and_the_shares_are_80_10_10() -> None:
    clips = clips_of({"table": 30})
    parts = split_by_speaker(clips, {}, seed=0)
    speakers = {part: {clips[i].who for i in chosen} for part, chosen in parts.items()}
    assert [len(speakers[part]) for part in ("train", "validation", "test")] == [24, 3, 3]
    assert not speakers["train"] & speakers["test"]
    assert not speakers["train"] & speakers["validation"]
    assert not speakers["validation"] & speakers["test"]
    other = split_by_speaker(clips, {}, seed=1)
    assert sorted(other["test"]) != sorted(parts["test"])


def test_nobody_the_voice_network_has_heard_is_tested_on() -> None:
    clips = clips_of({"ravdess": 24, "emodb": 10})
    heard = {
        "ravdess": {"train": [f"{n:02d}" for n in range(1, 20)], "calibration": ["20", "21"], "test": ["22"]}
    }
    parts = split_by_speaker(clips, heard, seed=0)
    tested = {clips[i].who for i in parts["test"]}
    assert {who for who in tested if who.startswith("ravdess")} == {"ravdess/22"}
    assert len({who for who in tested if who.startswith("emodb")}) == 10
    assert {clips[i].who for i in parts["validation"]} == {"ravdess/20", "ravdess/21"}


def test_too_few_speakers_are_one_sentence() -> None:
    with pytest.raises(UserError, match="more speakers are needed"):
        split_by_speaker(clips_of({"table": 2}), {}, seed=0)


def test_the_embedding_is_what_the_last_layer_sees(small_classifier: VoiceClassifier) -> None:
    network = network_of(small_classifier.network).eval()
    seen: list[torch.Tensor] = []
    last = [m for m in network.modules() if isinstance(m, torch.nn.Linear)][-1]
    last.register_forward_pre_hook(lambda _module, inputs: seen.append(inputs[0]))
    pictures = torch.rand(3, 64, 188) * 2 - 1
    with torch.inference_mode():
        network(pictures)
        without = with_last_layer(network_of(small_classifier.network), torch.nn.Identity()).eval()
        torch.testing.assert_close(without(pictures), seen[0])
    assert seen[0].shape == (3, last_layer_width(network))
    sound = torch.randn(2, N_SAMPLES) * 0.1
    assert AttuneFeatures(small_classifier)(sound).shape == (2, last_layer_width(network))


def test_averaged_mel_is_librosas() -> None:
    import librosa

    rng = np.random.default_rng(0)
    sound = (0.1 * rng.standard_normal(N_SAMPLES)).astype(np.float32)
    mel = librosa.feature.melspectrogram(
        y=sound / np.abs(sound).max(),
        sr=RATE,
        n_fft=1024,
        hop_length=512,
        n_mels=128,
        fmax=8000,
        pad_mode="constant",
    )
    expected = 1 + librosa.power_to_db(mel, ref=np.max, top_db=80).mean(axis=1) / 40
    np.testing.assert_allclose(MeanMel()(torch.from_numpy(sound[None]))[0].numpy(), expected, atol=1e-3)


@pytest.mark.parametrize("make", [Forest, Neighbours, lambda: Net((16,), epochs=60)])
def test_a_head_learns_and_is_the_same_after_a_restart(make: type) -> None:
    rng = np.random.default_rng(0)
    positive = rng.random(300) < 0.4
    x = rng.standard_normal((300, 6)).astype(np.float32)
    x[:, 0] += 2.5 * positive
    train, validation, test = np.arange(200), np.arange(200, 250), np.arange(250, 300)
    head: Head = make()
    head.fit(x, positive, train, validation, seed=0)
    scores = head.scores(x[test])
    assert roc_auc(positive[test], scores) > 0.85
    assert ((scores >= 0) & (scores <= 1)).all()
    again: Head = make()
    again.restore(head.state())
    np.testing.assert_allclose(again.scores(x[test]), scores, atol=1e-7)


def test_fine_tuning_learns_from_sound(small_classifier: VoiceClassifier) -> None:
    rng = np.random.default_rng(0)
    positive = np.arange(40) % 2 == 0
    excerpts = np.zeros((40, N_SAMPLES), np.int16)
    for i, high in enumerate(positive):
        excerpts[i, 20_000:50_000] = 32767 * tone(2500 if high else 250, 30_000 / RATE, rng)
    tuned = FineTuned(small_classifier, epochs=12)
    tuned.fit(excerpts, positive, np.arange(32), np.arange(32, 40), seed=0)
    scores = tuned.scores(excerpts)
    assert roc_auc(positive, scores) > 0.9
    again = FineTuned(small_classifier)
    again.restore(tuned.state())
    np.testing.assert_allclose(again.scores(excerpts[:4]), scores[:4], atol=1e-6)


def test_the_whole_ladder_on_a_table(
    weak_table: Path, small_classifier: VoiceClassifier, tmp_path: Path
) -> None:
    trained = train_valence(weak_table, tmp_path, epochs=1, voice=small_classifier)
    figures = trained.figures
    assert set(figures["models"]) == {
        "random forest",
        "k-NN",
        "deep net",
        "Attune frozen + net",
        "Attune fine-tuned",
    }
    assert any("no ImageNet weights were given" in note for note in figures["notes"])
    assert trained.faults == (
        "weak.csv, line 82: there is no clip " + str(weak_table.parent / "gone.wav") + ".",
    )
    assert figures["clips"] == {"train": 64, "validation": 8, "test": 8}
    forest = figures["models"]["random forest"]
    (tested,) = forest["test"].values()
    assert tested["auc"] == 1.0  # high against low tones: anything that hears at all tells them apart
    assert tested["interval_95"] is None  # one speaker
    json.dumps(figures, allow_nan=False)
    card = json.loads((tmp_path / "valence.card.json").read_text())
    assert card["model"] == figures["best"]
    assert card["split"]["table"]["test"]
    model = ValenceModel.load(tmp_path, small_classifier)
    judged = evaluate_valence(weak_table, model)
    assert judged["unseen_speakers"] is True
    assert sum(row["n"] for row in judged["languages"].values()) == 8
    assert any("72 clips of speakers trained on" in note for note in judged["notes"])


def test_curves_are_drawn(tmp_path: Path) -> None:
    positive = np.array([True, False, True, False, True, False])
    scores = np.array([0.9, 0.1, 0.6, 0.7, 0.8, 0.2])
    speakers = np.array(["a", "a", "b", "b", "c", "c"])
    row = {**judge(positive, scores, speakers), "roc": roc_points(positive, scores)}
    draw_roc(
        {"here": {"one": row}, "there": {"one": row}}, {"here": "Here", "there": "There"}, tmp_path / "r.png"
    )
    assert (tmp_path / "r.png").stat().st_size > 10_000


def test_folders_named_by_their_sign_are_read(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    for name in ("positive", "negative"):
        (tmp_path / name).mkdir()
        soundfile.write(tmp_path / name / "a.wav", tone(500, 1, rng), RATE)
    (tmp_path / "positive" / "b.wav").write_text("no sound")
    examples = find_examples(tmp_path)
    assert [clip.positive for clip in examples.clips] == [True, True, False]
    memory = np.zeros((3, N_SAMPLES), np.int16)
    excerpts = load_excerpts(examples, memory, seed=0)
    assert len(excerpts) == len(examples.clips) == 2
    assert "b.wav cannot be read" in examples.faults[0]


def test_of_folders_the_files_names_may_tell_who_speaks(
    tmp_path: Path, weak_table: Path, small_classifier: VoiceClassifier
) -> None:
    rng = np.random.default_rng(0)
    for sign, hz in (("positive", 2500), ("negative", 250)):
        (tmp_path / "own" / sign).mkdir(parents=True)
        for i in range(40):
            soundfile.write(tmp_path / "own" / sign / f"p{i % 10}-{i}.wav", tone(hz, 0.2, rng), RATE)
    train_valence(tmp_path / "own", tmp_path / "out", person="^(p[0-9])-", epochs=1, voice=small_classifier)
    card = json.loads((tmp_path / "out" / "valence.card.json").read_text())
    parts = card["split"]["folders"].values()
    assert sorted(name for names in parts for name in names) == [f"p{i}" for i in range(10)]
    assert not any("one voice may be both" in note for note in card["notes"])
    model = ValenceModel.load(tmp_path / "out", small_classifier)
    judged = evaluate_valence(tmp_path / "own", model)  # speakers told as in the training
    assert judged["unseen_speakers"] is True and judged["languages"]["not told"]["speakers"] == 1
    other = evaluate_valence(tmp_path / "own", model, person="^p([0-9])-")  # the same people by other names
    assert other["unseen_speakers"] is None and other["languages"]["not told"]["speakers"] == 10
    for data, corpora in ((weak_table, ()), (tmp_path, ("nemo",))):
        with pytest.raises(UserError, match="--person is for folders of your own"):
            find_examples(data, corpora, "(p)")
    with pytest.raises(UserError, match="in the names of 8 of 80 files"):
        find_examples(tmp_path / "own", person="^(p3)-")


def test_a_speaker_is_known_where_something_tells(tmp_path: Path, weak_table: Path) -> None:
    assert all(clip.speaker_known for clip in find_examples(weak_table).clips)
    nameless = tmp_path / "nameless.csv"
    nameless.write_text(f"path,label\n{find_examples(weak_table).clips[0].path},positive\n")
    assert not find_examples(nameless).clips[0].speaker_known
    by_semicolons = weak_table.with_name("semicolons.csv")
    by_semicolons.write_text(weak_table.read_text().replace(",", ";").replace("path;label", "Path; Label"))
    found = [(c.path.name, c.positive, c.speaker) for c in find_examples(by_semicolons).clips]
    assert found == [(c.path.name, c.positive, c.speaker) for c in find_examples(weak_table).clips]
    assert not Example(Path("a.wav"), "folders", "positive/a", True, "").speaker_known
    assert Example(Path("a.wav"), "nemo", "AB0", True, "pl").speaker_known


def test_what_cannot_be_used_is_one_sentence(tmp_path: Path, weak_table: Path) -> None:
    with pytest.raises(UserError, match="There is no"):
        find_examples(tmp_path / "none")
    table = tmp_path / "t.csv"
    table.write_text("file,label\na.wav,positive\n")
    with pytest.raises(UserError, match="no column path"):
        find_examples(table)
    table.write_text("path,label\na.wav,lovely\n")
    with pytest.raises(UserError, match="line 2: the label “lovely” is neither"):
        find_examples(table)
    for text in (f'path,label\na.wav,"{"x" * 200_000}', f'"{"x" * 200_000}'):
        table.write_text(text)
        with pytest.raises(UserError, match=r"t\.csv, line \d: it cannot be read .*field limit"):
            find_examples(table)
    with pytest.raises(UserError, match="not a voice corpus known here"):
        find_examples(tmp_path, ["other"])
    few = ValenceExamples(find_examples(weak_table).clips[:8], "few")
    short = tmp_path / "short.csv"
    short.write_text(
        "path,label,speaker\n"
        + "\n".join(f"{c.path},{'positive' if c.positive else 'negative'},{c.speaker}" for c in few.clips)
    )
    with pytest.raises(UserError, match="at least 40 are needed"):
        train_valence(short, tmp_path)
    with pytest.raises(UserError, match="attune train valence"):
        ValenceModel.load(tmp_path)


def test_a_model_made_with_another_voice_is_refused(
    weak_table: Path, small_classifier: VoiceClassifier, tmp_path: Path
) -> None:
    from audio_model.valence.model import FINE_TUNED, save

    card = {"extractor": FINE_TUNED, "head": FINE_TUNED, "voice_sha256": "other"}
    save(tmp_path, card, FineTuned(small_classifier).state())
    with pytest.raises(UserError, match="made with another voice model"):
        ValenceModel.load(tmp_path, small_classifier)
