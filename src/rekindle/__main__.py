"""`python -m rekindle` is the command line."""

from rekindle.cli.app import main

main()
