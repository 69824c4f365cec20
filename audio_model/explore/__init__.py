"""Seeing emotions: sheets of single clips, and what distinguishes the emotions of a corpus."""
