"""`python -m rekindle` is the command line."""

from rekindle.cli import main

main()
