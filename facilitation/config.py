"""The settings, read once from the environment and frozen; a wrong one stops the start with a sentence."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from facilitation import settings
from facilitation.engine import DRIVERS
from facilitation.engine_bounds import Bounds
from facilitation.settings import ConfigError

ENGINES = tuple(DRIVERS)
DURABILITIES = ("full", "normal")
DEMO_HOSTS = {
    "organiser": "organiser",
    "coordinator": "coordinator",
    "facilitator": "facilitator",
    "participant": "dublin",
}
"""The demo's people and their names before `.localhost`: each gets a cookie jar of its own in one browser."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveBounds:
    """What one live process allows; times in seconds, sizes in bytes."""

    message_bytes: int = 65_536
    """The largest message of a client, all its fragments together."""
    send_queue_bytes: int = 1_000_000
    """What may wait for one socket; beyond it the client is dropped and asks for what it lacks."""
    sockets_per_seat: int = 10
    sockets_per_address: int = 1_500
    """One hotel or city hall may sit behind one address."""
    commands_per_second: float = 20.0
    """What a seat may ask for in the long run, over all its sockets and HTTP together ..."""
    command_burst: int = 60
    """... and at once."""
    naming_timeout: float = 5.0
    """How long a socket may stay without saying who it is."""
    tick_calm: float = 0.005
    """How long changes are gathered when little happens."""
    tick_busy_least: float = 0.025
    tick_busy_most: float = 0.050
    """The bounds of the tick while much happens."""
    connections: int = 10_000
    """Connections of all kinds, waiting requests included."""
    connections_per_address: int = 4_000
    """So many of them may come from one address where no proxy stands in front: a town hall's browsers have a
    socket each and some connections more."""
    header_seconds: float = 10.0
    """How long the head of a request may take to arrive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Everything that can be set. Made by `from_environment`; tests hand in overrides."""

    database_url: str = field(repr=False)
    """SQLAlchemy's form: `sqlite:////absolute/path` or `postgresql+psycopg2://...`."""
    instance: Path
    """The folder for what the program keeps besides its database (uploads, documents)."""
    secret_key: str = field(repr=False)
    """Signs cookies and links; at least 32 characters."""
    secret_key_fallbacks: tuple[str, ...] = field(default=(), repr=False)
    """Earlier secrets: still read, never used for signing."""
    redis_url: str | None = field(default=None, repr=False)
    """Where live processes on one database tell each other of commits; None: each looks once a second."""
    engine: str = "eventlet"
    """One of ENGINES."""
    host: str = "127.0.0.1"
    port: int = 8000
    lan: bool = False
    """Started for the local network: listens everywhere and stays a demo."""
    lan_address: str | None = None
    """This machine's address there, where known."""
    empty: bool = False
    """Started without the demo's programme."""
    external_url: str | None = None
    """`https://name[:port]` people type; without a path. None: nobody but this network."""
    allowed_origins: tuple[str, ...] = ()
    """Origins allowed besides our own addresses, each exact."""
    proxies: int = 0
    """How many proxies in front of the program add forwarding headers."""
    rate_limits: bool = True
    """False lifts rates and caps, on loopback only."""
    durability: str = "full"
    """`full`: an acknowledged change survives a power cut; `normal`: it survives the end of the process."""
    smtp_url: str | None = field(default=None, repr=False)
    """`smtp://user:password@host:port` or `smtps://...`; None: mail stays in the outbox."""
    mail_from: str | None = None
    """The sender's address."""
    demo: bool = False
    """Computed: no external address, on SQLite and a local address."""
    bounds: LiveBounds = field(default_factory=LiveBounds)

    @classmethod
    def from_environment(
        cls,
        environ: Mapping[str, str],
        *,
        instance: Path | str = "instance",
        host: str = "127.0.0.1",
        port: int = 8000,
        lan: bool = False,
        lan_address: str | None = None,
        empty: bool = False,
        bounds: LiveBounds | None = None,
        **overrides: str | None,
    ) -> "Config":
        """Read and check the settings; `overrides` are settings by their lower-case names and win.

        In the demo it makes the secret's file beside the database where there is none.
        Raises ConfigError.
        """
        given = settings.given_settings(environ, overrides)
        folder = Path(instance).absolute()
        database_url = settings.database_url(given.get("DATABASE_URL"), folder)
        external_url = settings.external_url(given.get("EXTERNAL_URL"))
        if not 0 <= port <= 65535:
            raise ConfigError(f"The port {port} is outside 1 to 65535; choose another.")
        on_sqlite = database_url.startswith("sqlite")
        demo = external_url is None and on_sqlite and (lan or is_local(host))
        rate_limits = settings.choice(given, "RATE_LIMITS", ("on", "off")) == "on"
        if not rate_limits and (lan or external_url or not is_loopback(host)):
            raise ConfigError(
                "FACILITATION_RATE_LIMITS=off is for load runs on loopback; "
                "remove it or listen on 127.0.0.1 without FACILITATION_EXTERNAL_URL."
            )
        smtp_url = settings.smtp_url(given.get("SMTP_URL"))
        return cls(
            database_url=database_url,
            instance=folder,
            secret_key=settings.secret_key(given.get("SECRET_KEY"), database_url if demo else None),
            secret_key_fallbacks=tuple(
                settings.checked_secret(one, "FACILITATION_SECRET_KEY_FALLBACKS")
                for one in settings.listed(given.get("SECRET_KEY_FALLBACKS"))
            ),
            redis_url=settings.redis_url(given.get("REDIS_URL")),
            engine=settings.choice(given, "ENGINE", ENGINES),
            host=host,
            port=port,
            lan=lan,
            lan_address=lan_address,
            empty=empty,
            external_url=external_url,
            allowed_origins=tuple(map(settings.origin, settings.listed(given.get("ALLOWED_ORIGINS")))),
            proxies=settings.proxies(given.get("PROXIES")),
            rate_limits=rate_limits,
            durability=settings.choice(given, "DURABILITY", DURABILITIES),
            smtp_url=smtp_url,
            mail_from=settings.mail_from(given.get("MAIL_FROM"), smtp_url, external_url),
            demo=demo,
            bounds=bounds or LiveBounds(),
        )

    @property
    def engine_bounds(self) -> Bounds:
        """What the engine bears of those who connect."""
        bounded = self.rate_limits and not self.proxies
        return Bounds(
            connections=self.bounds.connections,
            per_address=self.bounds.connections_per_address if bounded else None,
            header_seconds=self.bounds.header_seconds,
        )

    @property
    def database_path(self) -> Path | None:
        """The SQLite file, or None on PostgreSQL."""
        return settings.sqlite_path(self.database_url)

    @property
    def on_postgresql(self) -> bool:
        return self.database_url.startswith("postgresql")

    @property
    def secure_cookies(self) -> bool:
        """True when people reach the program over https."""
        return self.external_url is not None and self.external_url.startswith("https://")

    @property
    def loads_demo(self) -> bool:
        """Whether the nine-city programme belongs into this database."""
        return not self.empty and self.external_url is None

    @property
    def trusted_hosts(self) -> tuple[str, ...]:
        """Host names (without port) this program answers to."""
        if self.external_url is not None:
            names = [urlsplit(self.external_url).hostname or ""]
            here = () if is_wildcard(self.host) else (self.host,)
            return tuple(dict.fromkeys((*names, "localhost", "127.0.0.1", *here)))
        names = ["localhost", "127.0.0.1", "::1", *(f"{name}.localhost" for name in DEMO_HOSTS.values())]
        if not is_wildcard(self.host) and self.host not in names:
            names.append(self.host)
        if self.lan_address and self.lan_address not in names:
            names.append(self.lan_address)
        return tuple(names)

    @property
    def origins(self) -> tuple[str, ...]:
        """Every `Origin` that may open a socket or send a form: our own addresses and the allowed ones."""
        if self.external_url is not None:
            own: tuple[str, ...] = (self.external_url,)
        else:
            own = tuple(f"http://{at(name, self.port)}" for name in self.trusted_hosts)
        return (*own, *(one for one in self.allowed_origins if one not in own))

    @property
    def url(self) -> str:
        """The address to show: the external one, or the one to open on this machine."""
        return self.external_url or self.local_url

    @property
    def local_url(self) -> str:
        """The address by which this machine's own programs reach it, whatever name it has outside."""
        host = "127.0.0.1" if is_wildcard(self.host) else self.host
        return f"http://{at(host, self.port)}"

    @property
    def public_url(self) -> str:
        """The address that people copy, scan or get by mail: they open it elsewhere and later.

        Never taken from a request: its Host says how this one came, not how others come.
        """
        if self.external_url is None and self.lan and self.lan_address:
            return f"http://{at(self.lan_address, self.port)}"
        return self.url


def at(host: str, port: int) -> str:
    """`host:port` as it stands in an address; the usual port 80 is left out, IPv6 gets its brackets."""
    name = f"[{host}]" if ":" in host else host
    return name if port == 80 else f"{name}:{port}"


def is_wildcard(host: str) -> bool:
    return host in ("", "0.0.0.0", "::")


def is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def is_local(host: str) -> bool:
    """Loopback, or an address of a private network; the wildcard is neither."""
    if is_wildcard(host):
        return False
    try:
        return ip_address(host).is_private
    except ValueError:
        return is_loopback(host)
