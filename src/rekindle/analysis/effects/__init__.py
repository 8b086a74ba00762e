"""Published effects held against the model: paired experiments in the same worlds, in the study's own units."""
