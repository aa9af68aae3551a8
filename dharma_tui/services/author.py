"""Who sits here, as what they decide and say is signed."""

from __future__ import annotations


def author() -> str:
    """The name of this user, else the number."""
    import os
    import pwd

    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())
