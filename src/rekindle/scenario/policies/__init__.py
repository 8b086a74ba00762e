"""Policies and experiments: their files, what they may change, whether they fit a scenario, how they are applied."""
