"""Measurements of speed, apart from the tests: they tell how fast, never whether right."""
