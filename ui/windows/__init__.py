"""Windows and their pages."""
