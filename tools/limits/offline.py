"""A Python that may talk to its own machine only: to test that nothing asks any other.

With this folder on PYTHONPATH every Python that starts is bound so, a notebook's kernel and its
workers too (sitecustomize.py). Bound are Python's own sockets, which all that fetches here uses.
"""

import ipaddress
import os
import sys

GUARDED = {"socket.connect": 1, "socket.sendto": 1, "socket.sendmsg": 1, "socket.getaddrinfo": 0}


class Offline(PermissionError):
    """A connection to another machine was tried."""


def forbid():
    """From now on in this process, Offline is raised for an address other than loopback.

    This cannot be undone: a process that needs the network is another process.
    """
    sys.addaudithook(_check)


def _check(event, arguments):
    if event not in GUARDED:
        return
    address = arguments[GUARDED[event]]
    host = address[0] if isinstance(address, tuple) else address
    if not is_local(host):
        raise Offline(f"tests and notebooks use this machine only, got a connection to {host!r}")


def is_local(host):
    """Whether a host is this machine by a loopback address, or no internet address at all."""
    host = os.fsdecode(host) if isinstance(host, str | bytes) else None
    if host is None or host in ("", "localhost") or host.startswith(("/", "\0")):
        return True  # a socket that is bound already, a Unix socket's path, Netlink's numbers
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback
