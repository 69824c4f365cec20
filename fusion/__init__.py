"""What an emotion, an evidence and an estimate are; clock, fusion, session and timeline."""
