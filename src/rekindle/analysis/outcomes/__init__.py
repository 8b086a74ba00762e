"""Numbers read off worlds: outcomes, metrics of claims, periods, destinations, and what they are called."""
