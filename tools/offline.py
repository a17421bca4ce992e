"""Run a command where there is no network: only 127.0.0.1, in a network namespace of its own.

    python tools/offline.py make test

Where the system makes no namespaces (not Linux, or not allowed) it says so and runs the command
as it is.
"""

import ctypes
import fcntl
import os
import socket
import struct
import sys

CLONE_NEWUSER = 0x10000000
CLONE_NEWNET = 0x40000000
SIOCSIFFLAGS = 0x8914
IFF_UP = 0x1


def leave_network() -> bool:
    """Go where there is only the loopback device, and switch that on. False if not allowed."""
    libc = ctypes.CDLL(None, use_errno=True)
    user, group = os.getuid(), os.getgid()
    flags = CLONE_NEWNET if user == 0 else CLONE_NEWUSER | CLONE_NEWNET
    if not hasattr(libc, "unshare") or libc.unshare(flags):
        return False
    if user:  # in a namespace of users one must say who one was
        for name, line in (
            ("setgroups", "deny"),
            ("uid_map", f"{user} {user} 1"),
            ("gid_map", f"{group} {group} 1"),
        ):
            with open(f"/proc/self/{name}", "w", encoding="ascii") as file:  # noqa: PTH123 - no file of ours
                file.write(line)
    with socket.socket() as device:
        fcntl.ioctl(device, SIOCSIFFLAGS, struct.pack("16sh", b"lo", IFF_UP))
    return True


def main() -> None:
    """Leave the network and become the command."""
    if sys.platform != "linux" or not leave_network():
        print("no namespaces here: the network stays within reach", file=sys.stderr)
    os.execvp(sys.argv[1], sys.argv[1:])  # noqa: S606 - the command asked for


if __name__ == "__main__":
    main()
