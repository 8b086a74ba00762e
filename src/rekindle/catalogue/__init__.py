"""Scenarios that come with the package: one folder each, data only."""
