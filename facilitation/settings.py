"""Each setting's check and its one form; a wrong one is a ConfigError. Config puts them together."""

import os
import re
import secrets
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

PREFIX = "FACILITATION_"
SETTINGS = (
    "DATABASE_URL",
    "REDIS_URL",
    "SECRET_KEY",
    "SECRET_KEY_FALLBACKS",
    "ENGINE",
    "ALLOWED_ORIGINS",
    "EXTERNAL_URL",
    "PROXIES",
    "RATE_LIMITS",
    "DURABILITY",
    "SMTP_URL",
    "MAIL_FROM",
)
SECRET_LENGTH = 32
PLACEHOLDERS = ("changeme", "change-me", "change_me", "replace", "example", "default", "your-secret")


class ConfigError(Exception):
    """A setting that cannot be used; its text is one sentence that says what to do."""


def given_settings(environ: Mapping[str, str], overrides: Mapping[str, str | None]) -> dict[str, str]:
    """The settings by name without prefix; an empty value counts as not given."""
    for name in environ:
        # A misspelt setting would otherwise be a setting silently not made.
        if name.startswith(PREFIX) and not name.startswith(f"{PREFIX}TEST_"):
            known = name.removeprefix(PREFIX)
            if known not in SETTINGS:
                raise ConfigError(f"There is no setting {name}; the settings are {', '.join(SETTINGS)}.")
    given = {name: environ.get(PREFIX + name, "").strip() for name in SETTINGS}
    for name, value in overrides.items():
        if name.upper() not in SETTINGS:
            raise TypeError(f"no such setting: {name}")
        if value is not None:
            given[name.upper()] = value
    return {name: value for name, value in given.items() if value}


def listed(text: str | None) -> list[str]:
    return [one.strip() for one in (text or "").split(",") if one.strip()]


def choice(given: Mapping[str, str], name: str, choices: tuple[str, ...]) -> str:
    """The setting, one of `choices`; the first is the default."""
    value = given.get(name, choices[0]).lower()
    if value not in choices:
        raise ConfigError(f"{PREFIX}{name} is “{value}”; it must be one of {', '.join(choices)}.")
    return value


def database_url(text: str | None, folder: Path) -> str:
    if text is None:
        return f"sqlite:///{folder / 'facilitation.sqlite3'}"
    scheme, separator, rest = text.partition("://")
    if not separator:
        return f"sqlite:///{Path(text).absolute()}"
    if scheme in ("postgresql", "postgres", "postgresql+psycopg2"):
        return f"postgresql+psycopg2://{rest}"
    if scheme != "sqlite":
        raise ConfigError(
            f"FACILITATION_DATABASE_URL begins with “{scheme}://”; "
            "give sqlite:///PATH, postgresql://... or the path of a file."
        )
    path = sqlite_path(text)
    if path is None or "?" in text or path.name in ("", ":memory:"):
        raise ConfigError(
            "FACILITATION_DATABASE_URL must name a file, as in sqlite:////srv/facilitation.sqlite3, "
            "because several processes share it."
        )
    return f"sqlite:///{path}"


def sqlite_path(url: str) -> Path | None:
    if not url.startswith("sqlite:///") or url == "sqlite:///":
        return None
    return Path(url.removeprefix("sqlite:///")).absolute()


def redis_url(text: str | None) -> str | None:
    if text is None:
        return None
    try:
        parts = urlsplit(text)
        good = parts.scheme in ("redis", "rediss", "unix") and (parts.port or 1)
    except ValueError:
        good = False
    if not good:
        raise ConfigError(
            "FACILITATION_REDIS_URL must begin with redis://, rediss:// or unix://, "
            "as in redis://127.0.0.1:6379/0."
        )
    return text


def external_url(text: str | None) -> str | None:
    if text is None:
        return None
    try:
        return origin(text.rstrip("/"))
    except ConfigError:
        raise ConfigError(
            f"FACILITATION_EXTERNAL_URL is “{text}”; give it as https://name.example, without a path."
        ) from None


def origin(text: str) -> str:
    """`scheme://host[:port]` as browsers send it: lower case, without the usual port."""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    host = parts.hostname or ""
    whole = parts.scheme in ("http", "https") and re.fullmatch(r"[a-z0-9.:_-]+", host)
    if not whole or parts.path or parts.query or parts.fragment or parts.username is not None:
        raise ConfigError(
            f"FACILITATION_ALLOWED_ORIGINS holds “{text}”; "
            "each must be exact, as in https://name.example, separated by commas."
        )
    name = f"[{host}]" if ":" in host else host
    usual = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{name}" if port in (None, usual) else f"{parts.scheme}://{name}:{port}"


def proxies(text: str | None) -> int:
    if text is None:
        return 0
    if not re.fullmatch(r"[0-9]", text):
        raise ConfigError(
            f"FACILITATION_PROXIES is “{text}”; give the number of proxies in front of the program, 0 to 9."
        )
    return int(text)


def smtp_url(text: str | None) -> str | None:
    if text is None:
        return None
    try:
        parts = urlsplit(text)
        good = parts.scheme in ("smtp", "smtps") and parts.hostname and (parts.port or 1)
    except ValueError:
        good = False
    if not good:
        raise ConfigError(
            "FACILITATION_SMTP_URL must look like smtp://user:password@mail.example:587 or smtps://...:465."
        )
    return text


def mail_from(text: str | None, smtp_url: str | None, external_url: str | None) -> str | None:
    if text is None and smtp_url is not None:
        host = urlsplit(external_url or "").hostname
        user = unquote(urlsplit(smtp_url).username or "")
        text = user if "@" in user else f"facilitation@{host}" if host else None
        if text is None:
            raise ConfigError("FACILITATION_SMTP_URL needs FACILITATION_MAIL_FROM, the sender's address.")
    if text is not None and not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", text):
        raise ConfigError(f"FACILITATION_MAIL_FROM is {text!r}; give a plain e-mail address.")
    return text


def checked_secret(value: str, name: str) -> str:
    plain = value.lower()
    if len(value) < SECRET_LENGTH or len(set(value)) < 8 or any(word in plain for word in PLACEHOLDERS):
        raise ConfigError(
            f"{name} must be at least {SECRET_LENGTH} random characters; make one with: "
            'python3 -c "import secrets; print(secrets.token_urlsafe(48))".'
        )
    return value


def secret_key(given: str | None, demo_database: str | None) -> str:
    if given is not None:
        return checked_secret(given, "FACILITATION_SECRET_KEY")
    path = sqlite_path(demo_database) if demo_database else None
    if path is None:
        raise ConfigError(
            "FACILITATION_SECRET_KEY is missing (only the demo on SQLite and a local address makes its own); "
            'set it to what this prints: python3 -c "import secrets; print(secrets.token_urlsafe(48))".'
        )
    return _own_secret(path.with_name(path.name + ".secret"))


def _own_secret(path: Path) -> str:
    """The demo's secret: read from its file, or made there, readable by its owner only."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            # Written aside and linked into place: of two processes starting at once both read a whole secret.
            aside = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
            descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            try:
                with os.fdopen(descriptor, "w") as file:
                    file.write(secrets.token_urlsafe(48) + "\n")
                _link_if_absent(aside, path)
            finally:
                aside.unlink(missing_ok=True)
        elif path.stat().st_mode & 0o077:
            path.chmod(0o600)
        return checked_secret(path.read_text().strip(), f"The secret in {path}")
    except OSError as error:
        raise ConfigError(
            f"The folder {path.parent} cannot be written ({error.strerror}); "
            "choose another place with --database PATH."
        ) from error


def _link_if_absent(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except FileExistsError:
        pass
    except OSError:
        # File systems without hard links (some network and USB drives).
        source.replace(target)
