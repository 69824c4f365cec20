"""Looking back at past conversations."""
