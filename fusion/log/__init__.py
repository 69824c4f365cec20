"""The log of conversations: rows, their writer, summaries."""
