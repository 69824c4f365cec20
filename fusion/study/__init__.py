"""Metrics, fitting and comparisons: what judges the fusion, never part of it."""
