"""Every setting of the program, in one typed and frozen object read from the environment.

`python config.py` prints the table that `docs/configuration.md` holds; a test keeps them in step.
"""

from __future__ import annotations

import base64
import binascii
import ipaddress
import re
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from string import Formatter
from typing import Any
from urllib.parse import urlsplit

import limits
from redis import Redis
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

DEVELOPMENT_SECRET = "development only, never use this in live mode"  # noqa: S105
DEVELOPMENT_KEYS = "dev:" + base64.b64encode(b"development only 32 byte secret!").decode()

PORT = {"least": 1, "most": 65535}

_DOMAIN = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+", re.IGNORECASE)


# What has no default and each fax gateway cannot do without.
FAX_NEEDS = {
    "sinch": ("fax_from", "sinch_project", "sinch_key_id", "sinch_key_secret"),
    "mail": ("mail_to_fax_address", "mail_to_fax_sender"),
    "telnyx": ("fax_from", "telnyx_key", "telnyx_connection", "telnyx_public_key"),
}

FAX_TEMPLATES = {"mail_to_fax_address": "number", "mail_to_fax_subject": "reference"}


class ConfigError(Exception):
    """Settings with which the program must not start; the message says which and what to do."""


def setting(default: Any, meaning: str, *, least: int = 0, most: int | None = None) -> Any:
    """A field of Config with its default and its meaning in words; a number also has a range."""
    return field(default=default, metadata={"meaning": meaning, "least": least, "most": most})


@dataclass(frozen=True)
class Config:
    """The settings. The environment variable of a field is its name in capitals."""

    database_url: str = setting(
        "sqlite:///campaign.db",
        "SQLAlchemy URL; a relative SQLite path lies in DATA_DIR. "
        "PostgreSQL: postgresql+psycopg://user@/name",
    )
    redis_url: str = setting(
        "", "where nudges and rate limits are kept; empty: the sweeper alone delivers"
    )
    word_lists: str = setting(
        "", "folder with lists of rude words, such as en.txt, one a line; empty: none"
    )
    data_dir: str = setting("var", "folder for the SQLite file and what `make run` keeps")
    base_url: str = setting(
        "http://127.0.0.1:8000", "public address of the site, as written into mails"
    )
    secret_key: str = setting(
        DEVELOPMENT_SECRET,
        "keys of at least 32 characters in live mode, separated by commas; the first signs "
        "cookies, forms and the addresses of letters, all are known again",
    )
    encryption_keys: str = setting(
        DEVELOPMENT_KEYS,
        "`id:base64` keys of 32 bytes, separated by commas, for personal data; the first encrypts",
    )
    trusted_proxies: int = setting(0, "how many reverse proxies stand in front of the web server")

    sending: str = setting(
        "sandbox", "`live` lets letters leave; in the `sandbox` everything stays on this machine"
    )
    catcher_port: int = setting(
        8025,
        "loopback port of the SMTP catcher that takes all mail in the sandbox; below 1024 are real "
        "servers",
        least=1024,
        most=65535,
    )
    postroom: str = setting(
        "desk",
        "who sees the post room in the sandbox: `desk` (managers), `open` (anybody; only on "
        "loopback), `off`; in live mode there is none",
    )

    mail_server: str = setting("", "SMTP server for notices to supporters and managers")
    mail_port: int = setting(587, "its port", **PORT)
    mail_use_tls: bool = setting(True, "STARTTLS for notices")
    mail_username: str = setting("", "user name for notices")
    mail_password: str = setting("", "password for notices")
    mail_default_sender: str = setting(
        "appeals@example.org", "From address of notices to supporters and managers"
    )

    smtp_host: str = setting("", "relay for letters (own Postfix or an authenticated smarthost)")
    smtp_port: int = setting(25, "its port", **PORT)
    smtp_tls: str = setting(
        "required", "`required`: STARTTLS with a verified certificate; `off`: only on loopback"
    )
    smtp_username: str = setting("", "user name at the relay")
    smtp_password: str = setting("", "password at the relay")
    smtp_timeout: int = setting(
        30, "seconds for each step of a conversation with the relay", least=1
    )
    smtp_dot_timeout: int = setting(
        0,
        "seconds for its answer to the final dot; 0: 60 from a relay on loopback, 600 from others "
        "(RFC 5321, 4.5.3.2.6)",
    )
    smtp_ca_file: str = setting(
        "", "file with the certificates that vouch for the relay's; empty: those of the system"
    )
    letters_domain: str = setting(
        "letters.example.org", "domain of the From and reply addresses of letters"
    )
    letters_domains_before: str = setting(
        "", "earlier ones, separated by commas: answers and bounces that still come there are known"
    )

    fax_gateway: str = setting(
        "none",
        "who sends faxes in live mode: `hylafax` (our own), `sinch`, `telnyx`, `mail` (a service "
        "that takes mail); `none`: live letters to fax numbers are given to the supporter to print",
    )
    fax_timeout: int = setting(
        20, "seconds for each step of a conversation with the fax gateway", least=1
    )
    fax_from: str = setting(
        "", "our fax number at Sinch or Telnyx, as +44... (E.164); the other side sees it"
    )
    hylafax_host: str = setting(
        "127.0.0.1", "host of hfaxd; its protocol is not encrypted: loopback or a tunnel"
    )
    hylafax_port: int = setting(4559, "its port", **PORT)
    hylafax_user: str = setting("campaign", "user name there (hosts.hfaxd)")
    hylafax_password: str = setting("", "password there")
    sinch_url: str = setting("https://fax.api.sinch.com", "address of Sinch's Fax API v3")
    sinch_project: str = setting("", "project id at Sinch")
    sinch_key_id: str = setting("", "access key id at Sinch")
    sinch_key_secret: str = setting("", "its secret")
    telnyx_url: str = setting("https://api.telnyx.com", "address of Telnyx's API v2")
    telnyx_key: str = setting("", "API key at Telnyx")
    telnyx_connection: str = setting("", "id of the fax application there (connection_id)")
    telnyx_public_key: str = setting(
        "", "public key of the account there (base64), which signs its callbacks"
    )
    mail_to_fax_address: str = setting(
        "", "where mail for a fax goes, `{number}` for its digits: `+{number}@fax.example.net`"
    )
    mail_to_fax_sender: str = setting(
        "",
        "address that the service knows us by; confirmations must come in (INBOUND), which "
        "letters@LETTERS_DOMAIN does",
    )
    mail_to_fax_subject: str = setting(
        "{reference}", "its subject; `{reference}` must come back in the service's confirmation"
    )
    mail_to_fax_confirms: str = setting(
        "", "address or domain that confirmations come from; empty: none is believed"
    )

    relay_log: str = setting(
        "",
        "the log of our own Postfix (with `enable_long_queue_ids=yes`): settles doubts and follows "
        "letters beyond the relay; empty: no evidence",
    )
    relay_timeout: int = setting(
        60,
        "seconds after which the relay cuts an idle connection (Postfix: `smtpd_timeout`)",
        least=1,
    )
    relay_queue: str = setting(
        "/usr/sbin/postqueue -j",
        "command that lists the relay's queue as JSON; asked where the log leaves a doubt",
    )
    relay_next: str = setting(
        "127.0.0.1,::1",
        "servers to which our Postfix only passes letters on (its `relayhost`, a filter), names or "
        "addresses separated by commas: what they take is not delivered yet",
    )
    settle_margin: int = setting(
        60,
        "seconds more than WINDOW_SECONDS and RELAY_TIMEOUT before a letter that the relay's log "
        "does not know counts as surely not taken",
    )
    when_cut: str = setting(
        "settle",
        "what becomes of a letter cut after the final dot: `settle` (by the relay's log; without "
        "evidence it stays in doubt), `park` (a person decides), `resend` (once, after "
        "RESEND_MINUTES, with the same Message-ID; never a fax)",
    )
    resend_minutes: int = setting(30, "how long a doubt lasts before `WHEN_CUT=resend` sends again")

    mailbox_per_day: int = setting(
        1440, "letters to one mailbox a day, over all campaigns of an organisation; 0: no limit"
    )
    domain_per_hour: int = setting(
        360, "letters to one domain an hour; halved when it asks for patience; 0: no limit"
    )
    number_per_day: int = setting(20, "faxes to one number a day; 0: no limit")
    office_opens: int = setting(
        8, "the hour at which offices open, by the clock of each country", most=23
    )
    office_closes: int = setting(17, "the hour at which they close", most=23)
    breaker_failures: int = setting(
        5,
        "failures in a row that are not a letter's own, after which a destination rests",
        least=1,
    )
    breaker_minutes: int = setting(
        15, "how long it rests the first time; doubled each time, up to 4 hours", least=1
    )
    patience_percent: int = setting(
        100, "scales every pause before a next try, for fault tests; 100 on a real site", least=1
    )

    inbound: str = setting(
        "none",
        "how bounces and replies come in: `lmtp` (`flask inbound lmtp` listens on loopback), "
        "`pipe` (`flask inbound receive`), `imap` (the schedule asks a mailbox); `none`: replies "
        "go to the organisation's own address",
    )
    lmtp_port: int = setting(8024, "loopback port of `flask inbound lmtp`", **PORT)
    imap_host: str = setting("", "server of the mailbox that takes all mail for LETTERS_DOMAIN")
    imap_port: int = setting(993, "its port (TLS)", **PORT)
    imap_username: str = setting("", "user name there")
    imap_password: str = setting("", "password there")
    imap_folder: str = setting("INBOX", "folder there")

    lease_seconds: int = setting(240, "after this silence a worker counts as gone")
    drain_seconds: int = setting(60, "a drain ends by itself after this time")
    sweep_seconds: int = setting(30, "how often the sweeper looks for what was dropped", least=1)
    window: int = setting(
        20,
        "letters handed over between two commits where there is evidence; without it always 1",
        least=1,
        most=20,
    )
    window_seconds: int = setting(
        120,
        "a worker hands over nothing that it marked longer ago; less than LEASE_SECONDS",
        least=1,
    )
    attempts_max: int = setting(12, "tries that count before a transmission is given up", least=1)

    remind_days: int = setting(
        7,
        "days after which a supporter is reminded, once, of letters to print and post; 0: never",
    )
    confirm_remind_hours: int = setting(
        36,
        "hours after which somebody who has not confirmed is reminded, once; 0, or CONFIRM_HOURS "
        "and more: never",
    )
    confirm_hours: int = setting(72, "an unconfirmed signature is erased after this time", least=1)
    confirmations_per_hour: int = setting(1, "confirmation mails to one address an hour", least=1)
    confirmations_per_day: int = setting(3, "confirmation mails to one address a day", least=1)
    confirmations_ceiling: int = setting(
        2000, "confirmation mails of the whole site an hour, before signing is paused", least=1
    )
    sign_limit: str = setting("30/hour", "signing attempts from one network")
    api_limit: str = setting(
        "120/minute", "questions to the public API, feeds, pictures and sheets from one network"
    )
    login_limit: str = setting("5/15minutes", "log-in attempts for one account from one network")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Config:
        """Read and check the settings; raises ConfigError that names every wrong one."""
        values: dict[str, Any] = {}
        wrong: list[str] = []
        for f in fields(cls):
            raw = environment.get(f.name.upper())
            if raw is None:
                continue
            try:
                values[f.name] = _parse(raw.strip(), type(f.default))
            except ValueError as error:
                wrong.append(f"{f.name.upper()}: {error}")
        if wrong:
            raise ConfigError("\n".join(wrong))
        config = cls(**values)
        config.check()
        return config

    def check(self) -> None:
        """Raise ConfigError if the program must not start with these settings."""
        wrong = [*self._wrong_values(), *(self._wrong_when_live() if self.live else [])]
        if wrong:
            raise ConfigError("\n".join(wrong))

    def _wrong_values(self) -> list[str]:
        wrong = [*self._out_of_range(), *self._unreadable()]
        choices = {
            "sending": ("sandbox", "live"),
            "postroom": ("desk", "open", "off"),
            "smtp_tls": ("required", "off"),
            "fax_gateway": ("none", "hylafax", "sinch", "telnyx", "mail"),
            "when_cut": ("settle", "park", "resend"),
            "inbound": ("none", "lmtp", "pipe", "imap"),
        }
        for name, allowed in choices.items():
            if getattr(self, name) not in allowed:
                wrong.append(f"{name.upper()}: must be one of {', '.join(allowed)}.")
        base = urlsplit(self.base_url)
        if base.scheme not in ("http", "https") or not base.hostname:
            wrong.append("BASE_URL: must be an address such as https://letters.example.org.")
        elif self.postroom == "open" and not is_loopback(base.hostname):
            wrong.append("POSTROOM: `open` is only for a site on loopback; use `desk`.")
        try:
            self.keyring()
        except ValueError as error:
            wrong.append(f"ENCRYPTION_KEYS: {error}")
        if self.office_opens >= self.office_closes:
            wrong.append("OFFICE_OPENS: must be before OFFICE_CLOSES.")
        if self.window_seconds >= self.lease_seconds:
            wrong.append("WINDOW_SECONDS: must be less than LEASE_SECONDS.")
        if self.smtp_ca_file and not Path(self.smtp_ca_file).is_file():
            wrong.append("SMTP_CA_FILE: there is no such file.")
        if not (self.smtp_username + self.smtp_password).isascii():
            wrong.append("SMTP_USERNAME, SMTP_PASSWORD: only ASCII travels in an SMTP log-in.")
        wrong += self._wrong_fax()
        if self.inbound == "imap" and not self.imap_host:
            wrong.append("IMAP_HOST: name the server of the mailbox, or choose another INBOUND.")
        return wrong

    def _wrong_fax(self) -> list[str]:
        wrong = []
        longest = self.window_seconds + 4 * self.fax_timeout
        if self.fax_gateway != "none" and longest >= self.lease_seconds:
            wrong.append("FAX_TIMEOUT: four of them after WINDOW_SECONDS end before LEASE_SECONDS.")
        login = self.hylafax_user + self.hylafax_password
        if not (login.isascii() and login.isprintable()):
            wrong.append("HYLAFAX_USER, HYLAFAX_PASSWORD: only printable ASCII travels there.")
        for name in FAX_NEEDS.get(self.fax_gateway, ()):
            if not getattr(self, name):
                wrong.append(f"{name.upper()}: needed for FAX_GATEWAY={self.fax_gateway}.")
        for name, mark in FAX_TEMPLATES.items():
            template = getattr(self, name)
            if template and not _is_template(template, mark):
                wrong.append(f"{name.upper()}: must hold {{{mark}}}, and no other mark.")
        for name in ("sinch_url", "telnyx_url"):
            url = urlsplit(getattr(self, name))
            if url.scheme != "https" and not is_loopback(url.hostname or ""):
                wrong.append(f"{name.upper()}: must begin with https://.")
        return wrong

    def _out_of_range(self) -> list[str]:
        wrong = []
        for f in fields(self):
            least, most = f.metadata["least"], f.metadata["most"]
            value = getattr(self, f.name)
            if type(value) is int and (value < least or (most is not None and value > most)):
                words = f"between {least} and {most}" if most else f"at {least} or above"
                wrong.append(f"{f.name.upper()}: must lie {words}.")
        return wrong

    def _unreadable(self) -> list[str]:
        wrong = []
        for name, (meant, read) in _READERS.items():
            try:
                read(getattr(self, name))
            except (ValueError, IndexError, ArgumentError, ImportError):
                wrong.append(f"{name.upper()}: must be {meant}.")
        return wrong

    def _wrong_when_live(self) -> list[str]:
        wrong = []
        if any(key == DEVELOPMENT_SECRET or len(key) < 32 for key in self.secret_keys):
            wrong.append("SECRET_KEY: set your own, at least 32 characters, before SENDING=live.")
        if DEVELOPMENT_KEYS.partition(":")[2] in self.encryption_keys:
            wrong.append("ENCRYPTION_KEYS: set your own before SENDING=live.")
        if not self.smtp_host:
            wrong.append("SMTP_HOST: name the relay that takes the letters before SENDING=live.")
        elif self.smtp_tls == "off" and not is_loopback(self.smtp_host):
            wrong.append("SMTP_TLS: `off` is only for a relay on loopback.")
        if not self.mail_server:
            wrong.append("MAIL_SERVER: name the server for mail to supporters.")
        elif not self.mail_use_tls and not is_loopback(self.mail_server):
            wrong.append("MAIL_USE_TLS: `false` is only for a server on loopback.")
        if not self.base_url.startswith("https://"):
            wrong.append("BASE_URL: a live site needs an https address.")
        if self.letters_domain.endswith("example.org"):
            wrong.append("LETTERS_DOMAIN: set the domain from which letters are sent.")
        if self.mail_default_sender.endswith("example.org"):
            wrong.append("MAIL_DEFAULT_SENDER: set the address of mails to supporters.")
        return wrong

    @property
    def live(self) -> bool:
        """True when letters really leave."""
        return self.sending == "live"

    @property
    def sandbox(self) -> bool:
        """True while everything stays on this machine."""
        return not self.live

    @property
    def sqlalchemy_url(self) -> str:
        """The database URL with a relative SQLite path made absolute under DATA_DIR."""
        prefix = "sqlite:///"
        path = self.database_url.removeprefix(prefix)
        if not self.database_url.startswith(prefix) or path.startswith("/") or path == ":memory:":
            return self.database_url
        return prefix + str((Path(self.data_dir) / path).resolve())

    @property
    def secret_keys(self) -> list[str]:
        """The keys of SECRET_KEY, the one that signs first."""
        return _listed(self.secret_key)

    @property
    def letters_domains(self) -> list[str]:
        """The domain of letters in small letters, then those they had earlier."""
        return [self.letters_domain.lower(), *_listed(self.letters_domains_before.lower())]

    @property
    def evidence(self) -> bool:
        """True when a doubt about a mail can be settled: by the relay's log, or the post room."""
        return self.sandbox or bool(self.relay_log)

    @property
    def dot_timeout(self) -> int:
        """How many seconds the relay has to answer the final dot."""
        near = self.sandbox or is_loopback(self.smtp_host)
        return self.smtp_dot_timeout or (60 if near else 600)

    @property
    def window_size(self) -> int:
        """How many letters may be handed over between two commits."""
        return self.window if self.evidence else 1

    def window_of(self, channel: str) -> int:
        """The same for one channel: of live faxes, always one."""
        return self.window_size if channel == "email" or self.sandbox else 1

    @property
    def fax_available(self) -> bool:
        """True when letters can travel by fax: always in the sandbox, live only with a gateway."""
        return self.sandbox or self.fax_gateway != "none"

    def keyring(self) -> dict[str, bytes]:
        """Encryption keys by id, the one that encrypts first; raises ValueError if unusable."""
        keys: dict[str, bytes] = {}
        for part in _listed(self.encryption_keys):
            key_id, _, encoded = part.partition(":")
            try:
                key = base64.b64decode(encoded, validate=True)
            except binascii.Error as error:
                raise ValueError("each key is `id:base64`.") from error
            if not key_id.isalnum() or len(key) != 32:
                raise ValueError("each key is `id:base64` of exactly 32 bytes.")
            keys[key_id] = key
        if not keys:
            raise ValueError("at least one key is needed.")
        return keys


def _parse(raw: str, kind: type) -> Any:
    if kind is bool:
        if raw.lower() not in ("1", "0", "true", "false", "yes", "no"):
            raise ValueError("must be true or false.")
        return raw.lower() in ("1", "true", "yes")
    if kind is int:
        try:
            return int(raw)
        except ValueError:
            raise ValueError("must be a whole number.") from None
    return raw


def _is_template(template: str, mark: str) -> bool:
    """True if it has this mark, no other, and nothing that begins a line."""
    try:
        marks = [name for _, name, _, _ in Formatter().parse(template) if name is not None]
    except ValueError:
        return False
    return set(marks) == {mark} and template.isprintable()


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _database(url: str) -> None:
    """Raise ArgumentError, ImportError or ValueError if no database can be reached by this URL."""
    found = make_url(url)
    if found.get_backend_name() not in ("sqlite", "postgresql"):
        raise ValueError("another kind of database")
    found.get_dialect().import_dbapi()


def _domain(text: str) -> str:
    if not _DOMAIN.fullmatch(text):
        raise ValueError("no domain")
    return text


# What a setting must be, and what raises an error if it is not.
_READERS: dict[str, tuple[str, Callable[[str], object]]] = {
    "database_url": ("a SQLAlchemy URL such as postgresql+psycopg://user@/name", _database),
    "redis_url": ("a URL such as redis://127.0.0.1/0", lambda url: url and Redis.from_url(url)),
    "secret_key": ("one key or more, separated by commas", lambda text: _listed(text)[0]),
    "letters_domain": ("a domain such as letters.example.net", _domain),
    "letters_domains_before": (
        "domains separated by commas",
        lambda text: [_domain(domain) for domain in _listed(text)],
    ),
    "relay_queue": (
        "a command as for a shell, its quotes closed",
        lambda text: shlex.split(text)[0],
    ),
    "sign_limit": ("a limit such as 30/hour", limits.parse_many),
    "api_limit": ("a limit such as 120/minute", limits.parse_many),
    "login_limit": ("a limit such as 5/15minutes", limits.parse_many),
}


def is_loopback(host: str) -> bool:
    """True for a name or address by which a machine calls itself."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def table() -> str:
    """The settings as a Markdown table."""
    lines = ["| setting | default | meaning |", "|---|---|---|"]
    secret = {DEVELOPMENT_SECRET: "a known one", DEVELOPMENT_KEYS: "a known one"}
    for f in fields(Config):
        default = secret.get(str(f.default), str(f.default) or "(empty)")
        lines.append(f"| `{f.name.upper()}` | `{default}` | {f.metadata['meaning']} |")
    return "\n".join(lines)


if __name__ == "__main__":
    print(table())
