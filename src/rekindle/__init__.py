"""Rekindle: what happens after an armed group that holds territory loses it?"""

__version__ = "0.1.0"
