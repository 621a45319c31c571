"""Whether R is here, with the two packages that the course is compared with."""

import shutil
import subprocess

from .places import COMMAND, Trouble

OPTION = "--peers"
TESTS = "tests/peers/fresh_run.py"
R = "r-base-core"
R_PACKAGES = {"metafor": "r-cran-metafor", "deSolve": "r-cran-desolve"}  # R's name: Debian's name


def missing_packages() -> list[str]:
    """Return Debian's names of what the comparison needs and this computer has not."""
    rscript = shutil.which("Rscript")
    if rscript is None:
        return [R, *R_PACKAGES.values()]
    has = "quit(status = !requireNamespace('{}', quietly = TRUE))"
    ask = {name: [rscript, "--vanilla", "-e", has.format(name)] for name in R_PACKAGES}
    quiet = {"stdin": subprocess.DEVNULL, "capture_output": True, "check": False}
    return [R_PACKAGES[name] for name, command in ask.items() if subprocess.run(command, **quiet).returncode]


def require_peers() -> None:
    """Make sure that R can be run.

    Raises:
        Trouble: naming what is missing: a comparison that was asked for is never left out in silence.
    """
    missing = missing_packages()
    if missing:
        raise Trouble(
            f"`{COMMAND} test {OPTION}` compares the course with R, and what it needs is not all here. On "
            f"Debian and Ubuntu: sudo apt install {' '.join(missing)}. Elsewhere install R, with its "
            f"packages {' and '.join(R_PACKAGES)}. Then run it again."
        )
