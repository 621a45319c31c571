"""One at a time: two runs in the same folder must not build the same environment."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

from .places import WINDOWS, Course, say

if WINDOWS:
    import msvcrt
else:
    import fcntl


def try_lock(handle) -> bool:
    """Take the operating system's lock on an open file; False if another process holds it.

    The system lets go of it when its holder ends, however it ends, so no stale lock can remain.
    """
    try:
        if WINDOWS:
            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


@contextmanager
def turn(course: Course) -> Iterator[None]:
    """Wait until no other run is setting up this folder, and keep others waiting meanwhile."""
    with open(course.folder / ".venv.lock", "a+") as handle:
        waited = False
        while not try_lock(handle):
            if not waited:
                say("Another run is setting this folder up; waiting for it ...")
            waited = True
            time.sleep(0.5)
        handle.truncate(0)
        handle.write(f"held by process {os.getpid()} while it sets the course up\n")
        yield
