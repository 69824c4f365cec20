"""Painted parts of the windows."""
