"""The version, in a module of its own: rooms may ask for it without importing the package's front."""

from __future__ import annotations

VERSION = "0.1.0"
