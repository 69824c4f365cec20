"""Recordings: read with their true times, and played in place of devices."""
