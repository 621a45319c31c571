"""What loading every table costs, as a ratio to pandas reading the same files without types or checks.

Run: python benchmarks/table_loading.py

Each round reads in a process of its own, so that nothing is cached; the median of the rounds is told.
"""

from __future__ import annotations

import statistics
import subprocess
import sys

ROUNDS = 7
AT_MOST_SECONDS = 0.3
TIMED = """
import time
import pandas as pd
from ketamine_course.evidence import course_folder, load_table, table_names
names, folder = table_names(), course_folder() / "data"
start = time.perf_counter()
for name in names:
    {call}
print(time.perf_counter() - start)
"""
CALLS = {"ours": "load_table(name)", "pandas alone": "pd.read_csv(folder / f'{name}.csv')"}


def seconds(call: str) -> float:
    """Seconds that one fresh process takes to read every table."""
    program = TIMED.format(call=call)
    return float(
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    )


def main() -> int:
    taken = {name: statistics.median(seconds(call) for _ in range(ROUNDS)) for name, call in CALLS.items()}
    ours, floor = taken["ours"], taken["pandas alone"]
    print(f"all tables: ours {ours:.3f} s, pandas alone {floor:.3f} s, ratio {ours / floor:.2f}")
    print(f"at most {AT_MOST_SECONDS} s: {'met' if ours <= AT_MOST_SECONDS else 'MISSED'}")
    return 0 if ours <= AT_MOST_SECONDS else 1


if __name__ == "__main__":
    raise SystemExit(main())
