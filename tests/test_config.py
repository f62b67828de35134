"""The settings: what they become, what the demo makes for itself, and the sentence for every wrong one."""

import stat

import pytest

from facilitation.config import Config, ConfigError

SECRET = "pMZ0q7-Kx4vJ2hYtR9sLwB3nFgD6aEcU"


def config(folder, environ=None, **options):
    return Config.from_environment(
        {f"FACILITATION_{name}": value for name, value in (environ or {}).items()},
        instance=folder / "instance",
        **options,
    )


def test_without_settings_it_is_a_demo_with_a_secret_only_its_owner_can_read(tmp_path):
    first = config(tmp_path)
    assert first.demo and first.loads_demo and not first.secure_cookies
    assert first.database_path == tmp_path / "instance" / "facilitation.sqlite3"
    secret = tmp_path / "instance" / "facilitation.sqlite3.secret"
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert len(first.secret_key) >= 32
    assert config(tmp_path).secret_key == first.secret_key
    assert config(tmp_path / "elsewhere").secret_key != first.secret_key
    assert [path.name for path in secret.parent.iterdir()] == [secret.name]


def test_a_secret_that_others_could_read_is_closed(tmp_path):
    made = config(tmp_path).secret_key
    secret = tmp_path / "instance" / "facilitation.sqlite3.secret"
    secret.chmod(0o644)
    assert config(tmp_path).secret_key == made
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("environ", "options"),
    [
        ({"EXTERNAL_URL": "https://peers.example"}, {}),
        ({"DATABASE_URL": "postgresql://localhost/x"}, {}),
        ({}, {"host": "0.0.0.0"}),
        ({}, {"host": "8.8.8.8"}),
    ],
)
def test_outside_the_demo_a_secret_must_be_given(tmp_path, environ, options):
    with pytest.raises(ConfigError, match="SECRET_KEY is missing"):
        config(tmp_path, environ, **options)
    assert not (tmp_path / "instance").exists()
    given = config(tmp_path, {**environ, "SECRET_KEY": SECRET}, **options)
    assert not given.demo
    assert given.secret_key == SECRET


@pytest.mark.parametrize("secret", ["short", "x" * 64, "change-me-" + SECRET, SECRET[:31]])
def test_a_weak_secret_stops_the_start(tmp_path, secret):
    with pytest.raises(ConfigError, match="at least 32 random characters"):
        config(tmp_path, {"SECRET_KEY": secret})


def test_earlier_secrets_are_checked_too(tmp_path):
    kept = config(tmp_path, {"SECRET_KEY": SECRET, "SECRET_KEY_FALLBACKS": f"{SECRET[::-1]}, {SECRET}"})
    assert kept.secret_key_fallbacks == (SECRET[::-1], SECRET)
    with pytest.raises(ConfigError, match="SECRET_KEY_FALLBACKS"):
        config(tmp_path, {"SECRET_KEY": SECRET, "SECRET_KEY_FALLBACKS": "old"})


def test_secrets_do_not_show_when_the_settings_are_printed(tmp_path):
    shown = repr(
        config(
            tmp_path,
            {
                "SECRET_KEY": SECRET,
                "DATABASE_URL": "postgresql://me:hush@localhost/x",
                "REDIS_URL": "redis://:hush@localhost/0",
                "SMTP_URL": "smtp://me:hush@mail.example:587",
                "MAIL_FROM": "us@peers.example",
            },
        )
    )
    assert SECRET not in shown and "hush" not in shown


@pytest.mark.parametrize(
    ("environ", "sentence"),
    [
        ({"ENGINE": "asyncio"}, "must be one of eventlet, gevent"),
        ({"DURABILITY": "some"}, "must be one of full, normal"),
        ({"RATE_LIMITS": "maybe"}, "must be one of on, off"),
        ({"PROXIES": "two"}, "number of proxies"),
        ({"PROXIES": "-1"}, "number of proxies"),
        ({"ALLOWED_ORIGINS": "*"}, "must be exact"),
        ({"ALLOWED_ORIGINS": "https://*.example"}, "must be exact"),
        ({"ALLOWED_ORIGINS": "https://a.example/path"}, "must be exact"),
        ({"ALLOWED_ORIGINS": "https://a.example:port"}, "must be exact"),
        ({"EXTERNAL_URL": "peers.example"}, "without a path"),
        ({"EXTERNAL_URL": "https://peers.example/app"}, "without a path"),
        ({"EXTERNAL_URL": "ftp://peers.example"}, "without a path"),
        ({"DATABASE_URL": "mysql://localhost/x"}, "give sqlite:///PATH, postgresql"),
        ({"DATABASE_URL": "postgresql+psycopg://localhost/x"}, "give sqlite:///PATH, postgresql"),
        ({"DATABASE_URL": "sqlite://"}, "must name a file"),
        ({"DATABASE_URL": "sqlite:///:memory:"}, "must name a file"),
        ({"REDIS_URL": "localhost:6379"}, "redis://"),
        ({"REDIS_URL": "redis://localhost:port"}, "redis://"),
        ({"SMTP_URL": "mail.example"}, "smtp://user:password"),
        ({"SMTP_URL": "smtp://mail.example:587"}, "MAIL_FROM"),
        ({"MAIL_FROM": "us"}, "plain e-mail address"),
        ({"MAIL_FROM": "us@x.example\nBcc: all@x.example"}, "plain e-mail address"),
        ({"SECRETKEY": SECRET}, "There is no setting FACILITATION_SECRETKEY"),
    ],
)
def test_a_wrong_setting_is_one_sentence(tmp_path, environ, sentence):
    with pytest.raises(ConfigError) as refused:
        config(tmp_path, {"SECRET_KEY": SECRET, **environ})
    assert sentence in str(refused.value)
    assert "\n" not in str(refused.value)


def test_options_win_over_the_environment_and_empty_settings_do_not_count(tmp_path):
    chosen = config(tmp_path, {"ENGINE": "eventlet", "REDIS_URL": "", "PROXIES": " "}, engine="gevent")
    assert chosen.engine == "gevent"
    assert chosen.redis_url is None and chosen.proxies == 0
    assert config(tmp_path, {"ENGINE": "gevent"}, engine=None).engine == "gevent"


@pytest.mark.parametrize(
    ("given", "becomes"),
    [
        ("postgresql://u:p@h:5432/x", "postgresql+psycopg2://u:p@h:5432/x"),
        ("postgres://h/x", "postgresql+psycopg2://h/x"),
        ("sqlite:////srv/x.sqlite3", "sqlite:////srv/x.sqlite3"),
    ],
)
def test_the_database_has_one_form(tmp_path, given, becomes):
    chosen = config(tmp_path, {"SECRET_KEY": SECRET, "DATABASE_URL": given})
    assert chosen.database_url == becomes
    assert chosen.on_postgresql == becomes.startswith("postgresql")


def test_a_plain_path_is_a_database_file_from_where_one_stands(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert config(tmp_path, database_url="some/data.db").database_path == tmp_path / "some" / "data.db"


def test_addresses_are_bounded_where_no_proxy_stands_in_front(tmp_path):
    assert config(tmp_path).engine_bounds.per_address == config(tmp_path).bounds.connections_per_address
    assert config(tmp_path, {"PROXIES": "1"}).engine_bounds.per_address is None
    assert config(tmp_path, {"RATE_LIMITS": "off"}).engine_bounds.per_address is None


def test_rates_are_lifted_on_loopback_only(tmp_path):
    assert not config(tmp_path, {"RATE_LIMITS": "off"}).rate_limits
    for options in ({"host": "192.168.1.5"}, {"host": "0.0.0.0", "lan": True, "lan_address": "192.168.1.5"}):
        with pytest.raises(ConfigError, match="on loopback"):
            config(tmp_path, {"RATE_LIMITS": "off"}, **options)
    with pytest.raises(ConfigError, match="on loopback"):
        config(tmp_path, {"RATE_LIMITS": "off", "SECRET_KEY": SECRET, "EXTERNAL_URL": "https://p.example"})


def test_origins_are_our_own_addresses_and_the_allowed_ones_exactly(tmp_path):
    demo = config(tmp_path, {"ALLOWED_ORIGINS": "https://Kiosk.example:443"}, port=8123)
    for name in ("localhost", "127.0.0.1", "dublin.localhost"):
        assert f"http://{name}:8123" in demo.origins
    assert "https://kiosk.example" in demo.origins
    assert "http://localhost" not in demo.origins and "http://localhost:8000" not in demo.origins
    lan = config(tmp_path, host="0.0.0.0", lan=True, lan_address="192.168.1.5")
    assert lan.demo and "http://192.168.1.5:8000" in lan.origins and "0.0.0.0" not in lan.trusted_hosts
    served = config(tmp_path, {"SECRET_KEY": SECRET, "EXTERNAL_URL": "https://Peers.example/"})
    assert served.origins == ("https://peers.example",)
    assert served.secure_cookies and served.url == "https://peers.example" and not served.loads_demo


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path):
    (tmp_path / "instance").write_text("a file where the folder should be")
    with pytest.raises(ConfigError, match="cannot be written"):
        config(tmp_path)


def test_a_port_that_does_not_exist_is_refused(tmp_path):
    with pytest.raises(ConfigError, match="1 to 65535"):
        config(tmp_path, port=70000)


def test_other_people_and_this_machine_reach_it_by_addresses_of_their_own(tmp_path):
    served = {"SECRET_KEY": SECRET, "EXTERNAL_URL": "https://peers.example"}
    named = config(tmp_path, served, host="192.168.1.5", port=8123)
    assert (named.public_url, named.local_url) == ("https://peers.example", "http://192.168.1.5:8123")
    assert "192.168.1.5" in named.trusted_hosts
    everywhere = config(tmp_path, served, host="0.0.0.0")
    assert everywhere.local_url == "http://127.0.0.1:8000" and "0.0.0.0" not in everywhere.trusted_hosts
    lan = config(tmp_path, host="0.0.0.0", lan=True, lan_address="192.168.1.5")
    assert (lan.public_url, lan.local_url) == ("http://192.168.1.5:8000", "http://127.0.0.1:8000")
    assert config(tmp_path).public_url == config(tmp_path).local_url == "http://127.0.0.1:8000"
