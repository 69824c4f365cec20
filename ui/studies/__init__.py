"""Measurements of the whole: time, skew, lag, baselines, the fusion's fit."""
