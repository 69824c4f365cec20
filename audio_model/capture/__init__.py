"""The microphone and what the computer plays: their surprises, and their sound on the session's clock."""
