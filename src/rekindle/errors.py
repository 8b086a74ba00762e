"""Everything that can go wrong and is not our bug: each error says what to do and carries its exit code."""

from __future__ import annotations


class RekindleError(Exception):
    """Something a person can mend. `exit_code` is what the command line ends with."""

    exit_code = 1


class UsageError(RekindleError):
    """A command or call that cannot be carried out as written."""

    exit_code = 2


class InvalidScenario(RekindleError):
    """A scenario, claims or policy file with problems; the message lists them all."""

    exit_code = 3


class MissingData(RekindleError):
    """A file or result that should be there is not."""

    exit_code = 4


class CheckFailed(RekindleError):
    """A verification did not come out."""

    exit_code = 5


class Cancelled(RekindleError):
    """A person stopped the command; the message says what was kept."""

    exit_code = 130
