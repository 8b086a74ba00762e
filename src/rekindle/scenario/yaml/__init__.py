"""YAML documents with the place of every entry, and their validation against a schema."""
