"""A scenario kept ready for those who move levers: its worlds, what is told of them, and which levers there are."""
