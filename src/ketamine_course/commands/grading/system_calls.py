"""A filter for the kernel's seccomp: a submission may start threads, but no processes.

Without it a process could multiply, and each copy would have the whole memory limit for itself. Refused, too,
are calls that reserve memory which that limit does not count, or that could open the walls from within.
"""

import errno
import platform
import struct
from dataclasses import dataclass

# From linux/bpf_common.h, linux/seccomp.h and linux/sched.h.
_LOAD_WORD, _JUMP_EQUAL, _JUMP_AT_LEAST, _JUMP_ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _KILL, _REFUSE = 0x7FFF0000, 0x80000000, 0x00050000
_CALL, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16
_CLONE_THREAD = 0x00010000
_X32_CALLS = 0x40000000


@dataclass(frozen=True)
class Machine:
    """How a kind of processor numbers the system calls that matter here.

    architecture: from linux/audit.h. clone: starts a thread or a process, as its first argument says.
    clone3: the same, but what it starts cannot be seen here. starts: fork and its kin. others: refused too.
    """

    architecture: int
    clone: int
    clone3: int
    starts: tuple[int, ...]
    others: tuple[int, ...]


# others: memfd_create, memfd_secret, shmget, msgget; unshare, setns, mount, umount2, ptrace, keyctl, add_key,
# request_key, bpf, userfaultfd, perf_event_open, io_uring_setup.
MACHINES = {
    "x86_64": Machine(
        0xC000003E,
        56,
        435,
        (57, 58),
        (319, 447, 29, 68, 272, 308, 165, 166, 101, 250, 248, 249, 321, 323, 298, 425),
    ),
    "aarch64": Machine(
        0xC00000B7,
        220,
        435,
        (),
        (279, 447, 194, 186, 97, 268, 40, 39, 117, 219, 217, 218, 280, 282, 241, 425),
    ),
}


def filter_program(machine: str | None = None) -> bytes:
    """Return the filter for a kind of processor, this machine's when not given, as bubblewrap takes it.

    Raises ValueError for a processor whose system calls are not known here.
    """
    machine = machine or platform.machine()
    if machine not in MACHINES:
        known = ", ".join(MACHINES)
        raise ValueError(f"submissions can be shut off on {known}, but this processor is {machine}")
    of = MACHINES[machine]
    lines = [
        (_LOAD_WORD, 0, 0, _ARCHITECTURE),
        (_JUMP_EQUAL, 1, 0, of.architecture),
        (_RETURN, 0, 0, _KILL),
        (_LOAD_WORD, 0, 0, _CALL),
        *_refusing(_JUMP_AT_LEAST, _X32_CALLS, errno.EPERM),
        # The C library then uses clone, whose flags can be seen.
        *_refusing(_JUMP_EQUAL, of.clone3, errno.ENOSYS),
    ]
    for call in of.starts:
        lines += _refusing(_JUMP_EQUAL, call, errno.EAGAIN)
    for call in of.others:
        lines += _refusing(_JUMP_EQUAL, call, errno.EPERM)
    lines += [
        (_JUMP_EQUAL, 0, 3, of.clone),
        (_LOAD_WORD, 0, 0, _FIRST_ARGUMENT),
        (_JUMP_ANY_BIT, 1, 0, _CLONE_THREAD),
        (_RETURN, 0, 0, _REFUSE | errno.EAGAIN),
        (_RETURN, 0, 0, _ALLOW),
    ]
    return b"".join(struct.pack("=HBBI", *line) for line in lines)


def _refusing(jump: int, call: int, error: int) -> list[tuple[int, int, int, int]]:
    """Return the lines that answer a call with an error."""
    return [(jump, 0, 1, call), (_RETURN, 0, 0, _REFUSE | error)]
