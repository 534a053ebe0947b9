"""Settings: read, checked, refused with a clear sentence, and documented."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from campaign import create_app
from config import DEVELOPMENT_KEYS, Config, ConfigError, table

KEY = base64.b64encode(b"x" * 32).decode()
LIVE = {
    "SENDING": "live",
    "SECRET_KEY": "s" * 40,
    "ENCRYPTION_KEYS": f"k1:{KEY}",
    "SMTP_HOST": "relay.example.net",
    "MAIL_SERVER": "relay.example.net",
    "BASE_URL": "https://letters.example.net",
    "LETTERS_DOMAIN": "letters.example.net",
    "MAIL_DEFAULT_SENDER": "appeals@example.net",
}


def test_the_defaults_are_a_sandbox() -> None:
    config = Config.from_environment({})
    assert config.sandbox
    assert not config.live


def test_live_starts_with_everything_set() -> None:
    assert Config.from_environment(LIVE).live


@pytest.mark.parametrize("missing", sorted(set(LIVE) - {"SENDING"}))
def test_live_does_not_start_without(missing: str) -> None:
    environment = {key: value for key, value in LIVE.items() if key != missing}
    with pytest.raises(ConfigError, match=missing):
        Config.from_environment(environment)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SENDING", "yes"),
        ("WINDOW", "21"),
        ("WINDOW", "many"),
        ("MAIL_USE_TLS", "maybe"),
        ("BASE_URL", "letters"),
        ("ENCRYPTION_KEYS", "k1:short"),
        ("ENCRYPTION_KEYS", ""),
        ("POSTROOM", "everybody"),
        ("SMTP_TLS", "sometimes"),
        ("FAX_GATEWAY", "carrier pigeon"),
        ("FAX_TIMEOUT", "0"),
        ("SINCH_URL", "http://fax.example.net"),
        ("TELNYX_URL", "ftp://127.0.0.1.example.net"),
        ("LOGIN_LIMIT", "5/quarterhour"),
        ("SIGN_LIMIT", "many"),
        ("SWEEP_SECONDS", "-1"),
        ("SWEEP_SECONDS", "0"),
        ("ATTEMPTS_MAX", "0"),
        ("CONFIRM_HOURS", "-1"),
        ("LMTP_PORT", "99999"),
        ("SMTP_PORT", "0"),
        ("BREAKER_FAILURES", "0"),
        ("TRUSTED_PROXIES", "-1"),
        ("SECRET_KEY", " , "),
        ("LETTERS_DOMAIN", ""),
        ("LETTERS_DOMAIN", "letters.example.net, other.example.net"),
        ("LETTERS_DOMAINS_BEFORE", "letters.example.net, nonsense"),
        ("RELAY_QUEUE", "'unclosed"),
        ("RELAY_QUEUE", ""),
        ("RELAY_TIMEOUT", "-600"),
        ("SETTLE_MARGIN", "-600"),
        ("DATABASE_URL", "nonsense"),
        ("DATABASE_URL", "mysql://localhost/campaign"),
        ("DATABASE_URL", "postgresql+psycopg://user@host:port/name"),
        ("REDIS_URL", "redis//x"),
    ],
)
def test_a_wrong_setting_is_named(name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=f"^{name}: .*$"):
        Config.from_environment({name: value})


def test_all_wrong_settings_are_named_at_once() -> None:
    with pytest.raises(ConfigError) as raised:
        Config.from_environment({"SENDING": "yes", "POSTROOM": "everybody"})
    assert len(str(raised.value).splitlines()) == 2


@pytest.mark.parametrize("keys", ["s" * 31, f"{'s' * 40}, short", f"short,{'s' * 40}"])
def test_every_key_of_a_live_site_is_long(keys: str) -> None:
    with pytest.raises(ConfigError, match="SECRET_KEY"):
        Config.from_environment(LIVE | {"SECRET_KEY": keys})
    assert Config.from_environment(LIVE | {"SECRET_KEY": f"{'s' * 40}, {'t' * 40}"}).live


def test_plain_smtp_is_only_for_loopback() -> None:
    with pytest.raises(ConfigError, match="SMTP_TLS"):
        Config.from_environment(LIVE | {"SMTP_TLS": "off"})
    assert Config.from_environment(LIVE | {"SMTP_TLS": "off", "SMTP_HOST": "127.0.0.1"}).live


@pytest.mark.parametrize(
    ("gateway", "needs"),
    [
        ("sinch", "SINCH_KEY_SECRET"),
        ("telnyx", "TELNYX_PUBLIC_KEY"),
        ("mail", "MAIL_TO_FAX_SENDER"),
    ],
)
def test_a_fax_gateway_names_what_it_lacks(gateway: str, needs: str) -> None:
    with pytest.raises(ConfigError, match=needs):
        Config.from_environment(LIVE | {"FAX_GATEWAY": gateway})


def test_a_fax_is_handed_over_within_the_lease() -> None:
    with pytest.raises(ConfigError, match="LEASE_SECONDS"):
        Config.from_environment(LIVE | {"FAX_GATEWAY": "hylafax", "FAX_TIMEOUT": "40"})


def test_of_live_faxes_a_window_holds_one() -> None:
    live = Config.from_environment(LIVE | {"FAX_GATEWAY": "hylafax", "RELAY_LOG": "/log"})
    assert (live.window_of("fax"), live.window_of("email")) == (1, live.window)


def test_notices_travel_plain_only_on_loopback() -> None:
    with pytest.raises(ConfigError, match="MAIL_USE_TLS"):
        Config.from_environment(LIVE | {"MAIL_USE_TLS": "false"})
    assert Config.from_environment(
        LIVE | {"MAIL_USE_TLS": "false", "MAIL_SERVER": "localhost"}
    ).live


@pytest.mark.parametrize("keys", ["mine:{dev}", "{all}, k1:{own}", "k1:{own},old:{dev}"])
def test_the_known_key_is_never_live_under_whatever_name(keys: str) -> None:
    known = DEVELOPMENT_KEYS.partition(":")[2]
    keys = keys.format(dev=known, all=DEVELOPMENT_KEYS, own=KEY)
    with pytest.raises(ConfigError, match="ENCRYPTION_KEYS"):
        Config.from_environment(LIVE | {"ENCRYPTION_KEYS": keys})


@pytest.mark.parametrize("port", ["0", "25", "465", "587", "65536"])
def test_the_catcher_is_no_real_mail_server(port: str) -> None:
    with pytest.raises(ConfigError, match="CATCHER_PORT"):
        Config.from_environment({"CATCHER_PORT": port})


def test_an_open_post_room_is_only_for_loopback() -> None:
    with pytest.raises(ConfigError, match="POSTROOM"):
        Config.from_environment({"POSTROOM": "open", "BASE_URL": "https://letters.example.net"})


def test_a_wrong_setting_stops_the_start() -> None:
    with pytest.raises(ConfigError):
        create_app(Config(sending="live"))


def test_the_sandbox_mails_only_to_itself(tmp_path: Path) -> None:
    config = Config(data_dir=str(tmp_path), mail_server="mail.example.net", mail_username="me")
    app = create_app(config)
    assert app.config["MAIL_SERVER"] == "127.0.0.1"
    assert app.config["MAIL_USERNAME"] is None


def test_the_documented_table_is_the_real_one() -> None:
    documented = (Path(__file__).parent.parent / "docs" / "configuration.md").read_text()
    assert table() in documented
