"""The page and the PDF of all verdicts."""
