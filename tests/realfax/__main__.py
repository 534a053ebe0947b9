"""`make fax-test`: real faxes over a simulated line, cut off from every network.

To be run by root under `unshare --net --mount`: the soft modems listen on every address of the
machine, and read their settings in one folder only. Here both are our own.
"""

from __future__ import annotations

import fcntl
import os
import socket
import struct
import subprocess
import sys
from pathlib import Path

import pytest

SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP = 0x8913, 0x8914, 1  # netdevice(7)


def loopback_up() -> None:
    """Bring up the interface of a new network; raises SystemExit if another one is up already."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        for _, name in socket.if_nameindex():
            if name != "lo" and _flags(any_socket, name) & IFF_UP:
                sys.exit(f"This is no network of its own: {name} is up. Use `make fax-test`.")
        flags = _flags(any_socket, "lo") | IFF_UP
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sH14x", b"lo", flags))


def _flags(any_socket: socket.socket, name: str) -> int:
    asked = fcntl.ioctl(any_socket, SIOCGIFFLAGS, struct.pack("16sH14x", name.encode(), 0))
    return int(struct.unpack_from("16sH", asked)[1])


def own_folder(path: str) -> None:
    """An empty folder over this one, which nobody outside sees."""
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", path], check=True)


if __name__ == "__main__":
    if os.geteuid() != 0:
        sys.exit("Only root can start the modems.")
    loopback_up()
    own_folder("/etc/iaxmodem")
    tests = str(Path(__file__).with_name("calls.py"))
    sys.exit(pytest.main(["-p", "no:xdist", "-p", "no:cacheprovider", *sys.argv[1:], tests]))
