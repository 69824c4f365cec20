"""The microphone: PortAudio, its surprises, and its sound on the session's clock."""
