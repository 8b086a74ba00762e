"""What must hold of a scenario's entries, between them, of their dates, and of what was known on a day."""
