"""What the engine bears of those who connect: how many, how many from one address, how slow they may be."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Any

TOO_SLOW = b"The request did not arrive in time.\n"
TOO_MANY = b"Too many connections from this address. Close some, and try again.\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """`per_address` None sets no bound: where a proxy stands in front, its address is everybody's."""

    connections: int
    per_address: int | None = None
    header_seconds: float = 10.0
    """From its first byte, or from the connection on, the head of a request must arrive within so long."""
    body_seconds: float = 60.0
    """So long its body may take altogether: 2 MB over a poor mobile network."""
    addresses: Counter[str] = field(default_factory=Counter)
    """The open connections of each address."""

    @contextlib.contextmanager
    def one_from(self, address: str) -> Iterator[bool]:
        """A connection from an address while it lasts; whether it may stay."""
        if self.per_address is None:
            yield True
            return
        place = place_of(address)
        if self.addresses[place] >= self.per_address:
            yield False
            return
        self.addresses[place] += 1
        try:
            yield True
        finally:
            self.addresses[place] -= 1
            if not self.addresses[place]:
                del self.addresses[place]


def host_of(client: Any) -> str:
    """The host of a client, of what `accept` gives; "" on a socket in the file system: there is none."""
    return str(client[0]) if client else ""


def place_of(address: str) -> str:
    """What is counted as one: an address, and of IPv6 the network of 2^64 that each household has."""
    try:
        known = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(known, IPv6Address) and known.ipv4_mapped is None:
        return str(IPv6Network((int(known) >> 64 << 64, 64)))
    return str(getattr(known, "ipv4_mapped", None) or known)


def refusal(status: str, text: bytes) -> bytes:
    """A whole answer, after which the connection ends."""
    head = f"HTTP/1.1 {status}\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n"
    return head.encode() + f"Content-Length: {len(text)}\r\n\r\n".encode() + text
