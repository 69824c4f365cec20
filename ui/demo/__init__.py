"""The built-in demo conversation."""
