"""Transcripts to weak labels: sentences, what their words seem to say, and the clips they are spoken in."""
