"""Paired experiments: a treated and a control arm in the same worlds, which measure in the model what a study measured."""
