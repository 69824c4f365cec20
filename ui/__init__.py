"""Composition root: desktop window, review window, command line."""
