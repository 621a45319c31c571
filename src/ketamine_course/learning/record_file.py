"""The file behind the learner's record: lines are added at its end, and nothing is ever changed or removed.

It needs no lock: each addition is one write at the end of the file, looked up again before it counts. Several
notebooks may write at once, and any of them may be killed at any moment.
"""

import errno
import os
from datetime import UTC, datetime
from pathlib import Path

TRIES = 8
_FLAGS = os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
# Some file systems, the browser's among them, cannot be told to write through; that is no failure to write.
_NO_FSYNC = {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP}
# The end of what was read is compared before more is read: a file that was replaced is read from its start.
_REMEMBERED_BYTES = 80


class RecordFile:
    """One record's file, read bit by bit as it grows. It need not exist."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._start_over()

    def _start_over(self) -> None:
        self._size_and_time: tuple[int, int] | None = None
        self._read_to = 0
        self._remembered = b""
        self._unfinished = b""

    def append(self, lines: list[bytes]) -> None:
        """Add whole lines (without their ends) with one write, and return when they are safely in the file.

        Raises:
            OSError: they could not be written.
        """
        if not lines:
            return
        file = os.open(self.path, _FLAGS, 0o644)
        try:
            for _ in range(TRIES):
                before = os.fstat(file).st_size
                whole = b"".join(line + b"\n" for line in lines)
                os.write(file, whole if _ends_a_line(file, before) else b"\n" + whole)
                _write_through(file)
                # Another writer, killed between our look at the end and our write, may have left half a line
                # that ours was glued to; and a write may be cut short. Then it is written once more, whole.
                present = set(_lines_from(file, before))
                lines = [line for line in lines if line not in present]
                if not lines:
                    return
        finally:
            os.close(file)
        raise OSError(errno.EIO, "what was written could not be read again", str(self.path))

    def read_on(self) -> tuple[bool, list[bytes], bytes]:
        """Return what is new since the last call: (from the start?, whole lines, unfinished rest).

        From the start means: the file is gone, or another one stands in its place; forget what was read.
        Raises OSError when the file is there but cannot be read.
        """
        try:
            found = os.stat(self.path)
        except (FileNotFoundError, NotADirectoryError):
            had_read = self._read_to > 0 or self._unfinished != b""
            self._start_over()
            return had_read, [], b""
        size_and_time = (found.st_size, found.st_mtime_ns)
        if size_and_time == self._size_and_time:
            return False, [], self._unfinished
        with self.path.open("rb") as file:
            file.seek(self._read_to - len(self._remembered))
            replaced = file.read(len(self._remembered)) != self._remembered
            if replaced:
                self._start_over()
                file.seek(0)
            new = file.read()
        whole, end, rest = new.rpartition(b"\n")
        self._read_to += len(whole + end)
        self._remembered = (self._remembered + whole + end)[-_REMEMBERED_BYTES:]
        self._unfinished = rest
        self._size_and_time = size_and_time
        return replaced, whole.split(b"\n") if end else [], rest

    def set_aside(self) -> Path | None:
        """Give the file a name with the time (UTC) in it, and return that; None when there is no file.

        Raises:
            OSError: it could not be renamed, and still has its name.
        """
        if not self.path.exists():
            return None
        kept = self._free_name()
        try:
            # The name is taken already, by an empty file of ours: nothing else can be overwritten.
            os.replace(self.path, kept)
        except OSError as problem:
            kept.unlink()
            if isinstance(problem, FileNotFoundError):
                return None
            raise
        return kept

    def _free_name(self) -> Path:
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
        for number in range(1, 1000):
            extra = "" if number == 1 else f"-{number}"
            name = self.path.with_name(f"{self.path.stem}-{stamp}{extra}{self.path.suffix}")
            try:
                os.close(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644))
            except FileExistsError:
                continue
            return name
        raise OSError(errno.EEXIST, "no free name was found beside", str(self.path))


def _ends_a_line(file: int, size: int) -> bool:
    if size == 0:
        return True
    os.lseek(file, size - 1, os.SEEK_SET)
    return os.read(file, 1) == b"\n"


def _write_through(file: int) -> None:
    try:
        os.fsync(file)
    except OSError as problem:
        if problem.errno not in _NO_FSYNC:
            raise


def _lines_from(file: int, size_before: int) -> list[bytes]:
    """The whole lines after a place in the file, the end of the line before it included in the reading."""
    os.lseek(file, max(size_before - 1, 0), os.SEEK_SET)
    parts = []
    while part := os.read(file, 1 << 20):
        parts.append(part)
    # What follows the last line end is no whole line, nor is what precedes the first one, but at the start.
    pieces = b"".join(parts).split(b"\n")[:-1]
    return pieces if size_before == 0 else pieces[1:]
