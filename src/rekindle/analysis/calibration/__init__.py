"""What the record teaches: draws of all scenarios, the observation model, inference of posteriors."""
