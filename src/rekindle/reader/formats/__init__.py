"""Document formats: bytes to paragraphs with their page. Each refuses in one line what it cannot read."""
