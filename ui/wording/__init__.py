"""Everything said to the user, in plain and humble words; no Qt."""
