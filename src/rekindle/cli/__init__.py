"""The command line: words in, one call of the laboratory, pages and numbers out."""
