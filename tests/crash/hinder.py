"""Becomes the command that it is given, hindered: run as a program, never imported."""

from __future__ import annotations

import ctypes
import os
import resource
import sys

_DROP_FROM_BOUNDING_SET, _OVERRIDE, _READ_SEARCH = 24, 1, 2


def become(kind: str, size: str, *command: str) -> None:
    """Bind this process by permissions, even if it is root's, or its files by a size; go on."""
    if kind == "permissions":
        prctl = ctypes.CDLL(None, use_errno=True).prctl
        for power in (_OVERRIDE, _READ_SEARCH):
            prctl(_DROP_FROM_BOUNDING_SET, power, 0, 0, 0)
    else:
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(size), int(size)))
    os.execv(command[0], command)


if __name__ == "__main__":
    become(*sys.argv[1:])
