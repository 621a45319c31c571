"""Running a submission in a process of its own, within limits, and hearing what it hands over."""

import json
import os
import signal
import subprocess
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO

MOST_PRINTED = 2_000_000
MOST_HANDED_OVER = 8_000_000
LONGEST_STATUS = 160
_PIECE = 65536
_KEPT_WORDS = 4000


@dataclass(frozen=True)
class Limits:
    """What a submission may use: seconds by the clock, and MB of memory."""

    seconds: float
    memory_mb: int


@dataclass(frozen=True)
class Run:
    """What came of a run: its status in words, what was handed over, and the beginning of what it printed.

    answers: by check, the last one handed over. finished: whether the last cell was reached. failed: by
    cell, counted from 1, the error that ended it.
    """

    status: str
    answers: Mapping[str, object]
    finished: bool
    printed: str
    failed: Mapping[int, str] = field(default_factory=dict)


class _Reader(threading.Thread):
    """Reads a stream to its end, keeping its beginning, and stops the process when there is too much."""

    def __init__(self, stream: IO[bytes], most: int, kept: int, stop) -> None:
        super().__init__(daemon=True)
        self._stream, self._most, self._kept, self._stop_process = stream, most, kept, stop
        self.data, self.total = bytearray(), 0
        self.start()

    def run(self) -> None:
        while piece := self._stream.read1(_PIECE):
            self.total += len(piece)
            self.data += piece[: max(0, self._kept - len(self.data))]
            if self.too_much:
                self._stop_process()
                return

    @property
    def too_much(self) -> bool:
        """Whether more came than is allowed."""
        return self.total > self._most


def run_submission(
    command: Sequence[str],
    request: Mapping[str, object],
    limits: Limits,
    environment: Mapping[str, str],
    folder: str | None = None,
    kept_open: Sequence[int] = (),
) -> Run:
    """Run ``command`` with the request as its input, no longer than its limits, and return what came of it.

    command: ``inside`` with whatever shuts it off. folder: its working directory. kept_open: file descriptors
    that the command reads; they are closed here afterwards.
    """
    options = {"pass_fds": tuple(kept_open), "start_new_session": True} if os.name == "posix" else {}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    process = subprocess.Popen(list(command), cwd=folder, env=dict(environment), **pipes, **options)
    for descriptor in kept_open:
        os.close(descriptor)
    told = _Reader(process.stdout, MOST_HANDED_OVER, MOST_HANDED_OVER, lambda: _stop(process))
    printed = _Reader(process.stderr, MOST_PRINTED, _KEPT_WORDS, lambda: _stop(process))
    text = json.dumps({**request, "memory_mb": limits.memory_mb}).encode()
    threading.Thread(target=_feed, args=(process.stdin, text), daemon=True).start()
    in_time = True
    try:
        process.wait(limits.seconds)
    except subprocess.TimeoutExpired:
        in_time = False
    finally:
        _stop(process)
        process.wait()
    # Whoever could still hold the other ends is stopped by now, but what was written may not be read yet.
    for reader in (told, printed):
        reader.join(10)
    return _summary(_records(bytes(told.data)), process.returncode, in_time, told, printed, limits)


def _feed(stream: IO[bytes], text: bytes) -> None:
    try:
        stream.write(text)
        stream.close()
    except OSError:  # the process has ended, or does not read
        pass


def _stop(process: subprocess.Popen) -> None:
    """End the process and all that it started."""
    if os.name != "posix":
        process.kill()
        return
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        process.kill()


def _records(data: bytes) -> list[dict]:
    """Return the records that can be read; a submission may have written anything between them."""
    records = []
    for line in data.splitlines():
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(record, dict):
            records.append(record)
    return records


def _summary(
    records: list[dict], code: int, in_time: bool, told: _Reader, printed: _Reader, limits: Limits
) -> Run:
    answers = {record["check"]: record.get("value") for record in records if _is_answer(record)}
    kinds = [record.get("kind") for record in records]
    out_of_memory = any(record == {"kind": "stopped", "why": "memory"} for record in records)
    failed = {record.get("cell"): str(record.get("error")) for record in records if _is_failure(record)}
    finished = False
    if not in_time:
        status = f"stopped: time (over {limits.seconds:g} s)"
    elif printed.too_much:
        status = f"stopped: output (over {MOST_PRINTED // 1_000_000} MB)"
    elif told.too_much:
        status = f"stopped: answers (over {MOST_HANDED_OVER // 1_000_000} MB)"
    elif out_of_memory:
        status = f"stopped: memory (over {limits.memory_mb} MB)"
    elif "end" not in kinds:
        status = f"stopped: it ended before its last cell ({_ending(code)})"
    else:
        finished, status = True, _finished(failed)
    errors = {cell: _one_line(error) for cell, error in failed.items()}
    return Run(_one_line(status), answers, finished, bytes(printed.data).decode("utf-8", "replace"), errors)


def _is_answer(record: dict) -> bool:
    return record.get("kind") == "answer" and isinstance(record.get("check"), str)


def _is_failure(record: dict) -> bool:
    return record.get("kind") == "failed" and isinstance(record.get("cell"), int)


def _finished(failed: Mapping[int, str]) -> str:
    if not failed:
        return "finished"
    count = f"{len(failed)} cell{'s' if len(failed) > 1 else ''} failed"
    cell, error = next(iter(failed.items()))
    return f"finished: {count}, the first: cell {cell} ({error})"


def _ending(code: int) -> str:
    # bubblewrap tells the signal that ended what it ran as 128 + its number.
    number = -code if code < 0 else code - 128
    if number in set(signal.Signals):
        return f"by the signal {signal.Signals(number).name}"
    return f"with the code {code}"


def _one_line(text: str) -> str:
    flat = "".join(letter if letter.isprintable() else " " for letter in text)
    return flat if len(flat) <= LONGEST_STATUS else flat[: LONGEST_STATUS - 1] + "…"
