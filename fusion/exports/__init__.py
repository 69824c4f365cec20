"""Results as files that other tools read, one file a format."""
