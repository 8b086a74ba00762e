"""The statements beside a scenario: their file, their grammar, their vocabulary, and what is wrong with them."""
