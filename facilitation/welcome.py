"""What the terminal shows once the program answers: addresses, sign-in links, the join code and its QR."""

import socket
import subprocess
import sys
from typing import Any

from facilitation.config import DEMO_HOSTS, Config, at, is_loopback, is_wildcard


def lan_address() -> str | None:
    """This machine's address in its network: the one it would send from. Nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            address = probe.getsockname()[0]
        except OSError:
            return None
    return None if is_loopback(address) or is_wildcard(address) else address


def join_url(config: Config, links: dict[str, Any]) -> str:
    """Where a phone joins: on the address others can reach, where there is one."""
    return f"{config.public_url}/join/{links['join_code']}"


def start_picture(config: Config, links: dict[str, Any]) -> subprocess.Popen | None:
    """Begin to draw the join code's QR, in a process of its own while the program starts."""
    if "join_code" not in links:
        return None
    command = [sys.executable, "-m", "segno.cli", "--compact", "--border", "2", join_url(config, links)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)


def text(config: Config, links: dict[str, Any], picture: subprocess.Popen | None) -> str:
    """The whole of it; ends with how to stop."""
    lines = ["", f"  Open       {config.url}"]
    if config.lan and config.lan_address:
        lines.append(f"  Others     http://{at(config.lan_address, config.port)}")
    sign_in = links.get("sign_in", {})
    if sign_in:
        lines += ["", "  Sign in as (each in a tab of its own):"]
        lines += [f"    {who:12} {sign_in_url(config, who, path)}" for who, path in sign_in.items()]
    elif not config.loads_demo:
        lines += ["", "  Can't sign in? python3 run.py link [ADDRESS] makes a link that works once."]
    if picture is not None:
        lines += ["", f"  Join code  {links['join_code']}   {join_url(config, links)}", ""]
        lines += ["    " + line for line in picture.communicate()[0].decode().rstrip().splitlines()]
        if is_loopback(config.host):
            lines += ["", "  For phones in the same network, start it with --lan."]
    return "\n".join([*lines, "", "  Ctrl-C ends it.", ""])


def sign_in_url(config: Config, who: str, path: str) -> str:
    """The link under a name of its own where this machine's browser finds us under `*.localhost`."""
    if config.external_url is None and (config.host == "127.0.0.1" or is_wildcard(config.host)):
        return f"http://{at(DEMO_HOSTS[who] + '.localhost', config.port)}{path}"
    return config.url + path
