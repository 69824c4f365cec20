"""Sound to voice evidence: microphone, voice activity, log-mel spectrogram, speech emotion network."""
