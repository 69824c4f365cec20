"""Composition root: desktop window, review window, command line."""

__version__ = "0.1.0"
