"""What readers see: figures, the report, and one world told in sentences."""
