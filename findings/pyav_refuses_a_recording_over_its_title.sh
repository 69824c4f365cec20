#!/usr/bin/env bash
# PyAV 18.1.0 does not open a sound recording whose title is not UTF-8: av.open raises UnicodeDecodeError, which is no
# FFmpegError, before anything is asked of the tags. RIFF's INFO chunk has no encoding of its own, and recorders on Windows
# write it in their code page ("Gespräch" as cp1252). Python's wave and the very same samples without the title are read.
# Seen: as above; av.open(..., metadata_errors="replace") reads it, with a replacement character in the title.
set -euo pipefail
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check --only-binary :all: "av==18.1.0"
cat >read.py <<'PYTHON'
import struct
import wave

import av


def chunk(name, data):
    return name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)


with wave.open("plain.wav", "wb") as out:
    out.setnchannels(1)
    out.setsampwidth(2)
    out.setframerate(16_000)
    out.writeframes(bytes(32_000))
plain = open("plain.wav", "rb").read()
body = plain[8:] + chunk(b"LIST", b"INFO" + chunk(b"INAM", "Gespräch\0".encode("cp1252")))
open("titled.wav", "wb").write(b"RIFF" + struct.pack("<I", len(body)) + body)
with wave.open("titled.wav") as read:
    assert read.getnframes() == 16_000
with av.open("plain.wav") as recording:
    samples = sum(frame.samples for frame in recording.decode(audio=0))
try:
    av.open("titled.wav")
    said = "opened"
except Exception as error:
    said = type(error).__name__
    assert not isinstance(error, av.error.FFmpegError)
with av.open("titled.wav", metadata_errors="replace") as recording:
    title = recording.metadata["title"]
    replaced = sum(frame.samples for frame in recording.decode(audio=0))
print(f"PyAV {av.__version__}: plain {samples} samples; titled: {said}; with metadata_errors: {replaced}, {title!r}")
assert (samples, said, replaced, title) == (16_000, "UnicodeDecodeError", 16_000, "Gespr\ufffdch")
PYTHON
venv/bin/python read.py
