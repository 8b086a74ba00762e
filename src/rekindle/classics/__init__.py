"""Published models on their own, each a small module with its source.

They stand beside the rooms: they import nothing of the project, and nothing but tests imports them. Each module says what
of it was taken from a text that was read, what is derived here, and what is recalled from memory; docs/classics.md has the
table.
"""
