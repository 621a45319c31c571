"""Builds the small course's package: one module on the path, so that the test needs no build tool."""

import time
import zipfile
from pathlib import Path

NAME = "ketamine_course-0.1.0"
RECORDS = f"{NAME}.dist-info"


def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    """Write the wheel that an editable install asks for; dawdle if a file `slow` says so."""
    here = Path.cwd()
    if (here / "slow").exists():
        for _ in range(300):
            (here / "building").touch()
            time.sleep(0.2)
    with zipfile.ZipFile(Path(wheel_directory, f"{NAME}-py3-none-any.whl"), "w") as wheel:
        wheel.writestr("ketamine_course.pth", f"{here / 'src'}\n")
        wheel.writestr(
            f"{RECORDS}/METADATA", "Metadata-Version: 2.1\nName: ketamine-course\nVersion: 0.1.0\n"
        )
        wheel.writestr(f"{RECORDS}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{RECORDS}/RECORD", "")
    return f"{NAME}-py3-none-any.whl"
