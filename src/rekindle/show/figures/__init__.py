"""Figures: a Dataset in, pictures with a sentence each out."""
