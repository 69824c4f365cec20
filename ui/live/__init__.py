"""A running session and what it says now; no Qt."""
