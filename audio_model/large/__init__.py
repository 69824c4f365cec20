"""The larger second voice reader: the encoder of OpenAI's Whisper base, and a small head on it."""
