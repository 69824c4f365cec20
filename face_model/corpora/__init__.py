"""Corpora of faces: which picture shows what, and, where known, whom."""
