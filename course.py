"""The course's two commands: `python3 course.py` to learn, `python3 course.py test` to check everything.

This file is the door only. It stays readable to old Pythons, so that they can be told plainly that they
are too old; what lies behind the door is in the folder ways_in. Standard library only.
"""

import os
import platform
import subprocess
import sys

OLDEST = (3, 11)


def newer_python():
    """Return the name of a Python on the path that is new enough, or an empty string."""
    for minor in range(20, OLDEST[1] - 1, -1):
        name = "python3." + str(minor)
        try:  # being on the path is not enough: version managers put a stand-in there
            process = subprocess.Popen([name, "-c", ""], stderr=subprocess.PIPE)
        except OSError:
            continue
        process.communicate()
        if process.returncode == 0:
            return name
    return ""


def too_old():
    """Return what to tell someone whose Python is too old."""
    needed = ".".join(str(part) for part in OLDEST)
    found = newer_python()
    if found:
        mend = "You also have a newer one. Run:  " + found + " course.py"
    else:
        mend = "Install a newer Python beside it (it does no harm to the old one), then run this again."
    return (
        "The course needs Python " + needed + " or later; this is " + platform.python_version() + "\n"
        "(" + (sys.executable or "unknown place") + ").\n" + mend + "\n"
    )


def main(arguments):
    """Run one command; return its exit code."""
    if sys.version_info < OLDEST:
        sys.stderr.write(too_old())
        return 1
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    from ways_in import commands

    return commands.main(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
