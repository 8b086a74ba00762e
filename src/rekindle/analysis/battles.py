"""The other battles: seven small scenarios from starting figures, split in two halves before any of them ran."""

from __future__ import annotations

import hashlib

NAMES = ("falluja-2016", "manbij-2016", "marawi-2017", "raqqa-2017", "ramadi-2016", "sirte-2016", "talafar-2017")
"""Keys of the battles in the list that issue 4 names, with a hyphen."""
DIAGNOSE, OPENED = "diagnose", "opened"
TO_DIAGNOSE = 3


def halves() -> dict[str, str]:
    """The half of each battle: names in order of the SHA-256 of their ASCII letters, three to diagnose with, four opened once."""
    ordered = sorted(NAMES, key=lambda name: hashlib.sha256(name.encode("ascii")).hexdigest())
    return {name: DIAGNOSE if i < TO_DIAGNOSE else OPENED for i, name in enumerate(ordered)}
