"""The surroundings in which notebooks are built and tested: no network, no personal settings or record."""

import ipaddress
import os
import sys
import tempfile
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

# Where each socket event of Python's audit log carries the address.
_ADDRESS_POSITION = {
    "socket.connect": 1,
    "socket.sendto": 1,
    "socket.sendmsg": 1,
    "socket.getaddrinfo": 0,
    "socket.gethostbyname": 0,
    "socket.gethostbyaddr": 0,
}
_NAMES_OF_THIS_MACHINE = ("", "localhost", "ip6-localhost")
_SAME_EVERYWHERE = {"PYTHONHASHSEED": "0", "SOURCE_DATE_EPOCH": "0", "TZ": "UTC"}
# A proxy on this machine would lead out of it; PYTHONSTARTUP is run by IPython too.
_PERSONAL = ("PYTHONSTARTUP", "IPYTHONDIR", *_SAME_EVERYWHERE)

# The variable that says where the learner's record is (``learning.record.RECORD_VARIABLE``); that module is
# not imported here, since every kernel would wait for it.
_RECORD_VARIABLE = "KETAMINE_COURSE_RECORD"
_STARTUP_FILE = """\
from ketamine_course.commands.sealed_kernel import keep_a_record_of_its_own, refuse_outside_connections
keep_a_record_of_its_own()
refuse_outside_connections()
del keep_a_record_of_its_own, refuse_outside_connections
"""


class NetworkRefused(RuntimeError):
    """A notebook tried to reach another machine.

    Not an OSError: code that falls back quietly when the network is down must fail here all the same.
    """


def keep_a_record_of_its_own() -> None:
    """Give this process a learner's record that is new and goes when the seal ends.

    One for each kernel: what one notebook records must not show in another, whatever ran before it.
    """
    shared = Path(os.environ[_RECORD_VARIABLE])
    os.environ[_RECORD_VARIABLE] = str(shared.with_name(f"record-{uuid.uuid4().hex}.jsonl"))


def refuse_outside_connections() -> None:
    """Make every later attempt of this process to reach another machine raise ``NetworkRefused``.

    Python's audit hooks see connections made through any library, and no code can take them off again.
    """
    sys.addaudithook(_refuse_outside_address)


def _refuse_outside_address(event: str, arguments: tuple) -> None:
    position = _ADDRESS_POSITION.get(event)
    if position is None:
        return
    address = arguments[position]
    host = address[0] if isinstance(address, tuple) and address else address
    # A Unix socket's address is a path, and comes only with `connect`: those stay on this machine.
    is_path = event == "socket.connect" and not isinstance(address, tuple)
    if not is_path and not _is_this_machine(host):
        raise NetworkRefused(
            f"a cell tried to reach {host!r}. Notebooks must run without a network: "
            "put what is needed into data/ and load it with load_table."
        )


def _is_this_machine(host: object) -> bool:
    if isinstance(host, bytes | bytearray):
        host = host.decode(errors="replace")
    if not isinstance(host, str):  # none given, or an address family that is not of the internet
        return True
    if host.lower() in _NAMES_OF_THIS_MACHINE:
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


@contextmanager
def sealed_environment(base: Mapping[str, str] | None = None) -> Iterator[dict[str, str]]:
    """Yield the environment variables for a kernel that is sealed; its settings folder goes at the end.

    The kernel starts from an empty settings folder whose start-up file refuses outside connections; it
    has no proxies; hash seed, time zone and build date are the same everywhere. The learner's record is a new
    one for each kernel, in the same folder.
    base: the variables to start from; those of this process when not given.
    """
    kept = {
        name: value
        for name, value in (os.environ if base is None else base).items()
        if name not in _PERSONAL and not name.lower().endswith("_proxy")
    }
    with tempfile.TemporaryDirectory(prefix="sealed-kernel-") as folder:
        startup = Path(folder) / "profile_default" / "startup"
        startup.mkdir(parents=True)
        (startup / "00-no-network.py").write_text(_STARTUP_FILE, encoding="utf-8")
        record = str(Path(folder) / "record.jsonl")
        yield {**kept, **_SAME_EVERYWHERE, "IPYTHONDIR": folder, _RECORD_VARIABLE: record}
