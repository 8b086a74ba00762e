"""How far to trust it: backtests, battles that were held back, forecasts put on file, model discrepancy."""
