"""A running session: workers, ticker, and the same over a file."""
