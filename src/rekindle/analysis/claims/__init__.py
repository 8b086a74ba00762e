"""What the statements of a scenario come to: the worlds they need, values, verdicts, switching conditions, explanations."""
