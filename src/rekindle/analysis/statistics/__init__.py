"""Intervals, scores, baselines and likelihoods: statistics that know nothing of scenarios."""
