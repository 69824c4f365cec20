"""Speech corpora: which clip is whose, decoded once, parted by speaker."""
