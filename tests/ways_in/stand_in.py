"""course.py with a stand-in for venv and pip: `stand_in.py FOLDER [arguments of course.py]`.

The stand-in for pip is this same file, called with `pip` first; STAND_IN_MOOD says how it behaves, and
STAND_IN_CALLS names a file that gets a word for each call.
"""

import os
import sys
import time
from pathlib import Path

SAYINGS = {
    "offline": "WARNING: Retrying after connection broken by 'NewConnectionError(Failed to establish a new "
    "connection)'\nERROR: No matching distribution found for smalldep==1.0",
    "changed": "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.",
    "full": "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device",
    "odd": "ERROR: something nobody has seen before",
}


def pip(arguments: list[str]) -> int:
    """Do as pip would, or fail as it would."""
    target = "package" if "-e" in arguments else Path(arguments[-1]).stem
    with open(os.environ["STAND_IN_CALLS"], "a", encoding="utf-8") as calls:
        calls.write(target + "\n")
    mood = os.environ["STAND_IN_MOOD"]
    if target != "package" and mood in SAYINGS:
        print(SAYINGS[mood])
        return 1
    records = Path(".venv/lib/site-packages") / f"{target}-1.0.dist-info"
    records.mkdir(parents=True, exist_ok=True)
    print("Collecting smalldep==1.0", flush=True)
    if mood == "slow":
        Path(os.environ["STAND_IN_CALLS"]).with_name("pip pid.txt").write_text(
            str(os.getpid()), encoding="utf-8"
        )
        time.sleep(30)
    return 0


def make_venv(course) -> None:
    """Put a Python where the environment's Python would be."""
    course.python.parent.mkdir(parents=True)
    course.python.symlink_to(sys.executable)


def main() -> int:
    """Run course.py's command in the folder named first."""
    folder = Path(sys.argv[1])
    sys.path.insert(0, str(folder))
    import course
    from ways_in import environment, installing

    environment.make_venv = make_venv
    installing.PIP = [os.path.abspath(__file__), "pip"]
    return course.main(sys.argv[2:])


if __name__ == "__main__":
    sys.exit(pip(sys.argv[2:]) if sys.argv[1] == "pip" else main())
