"""Fixtures for every test: real servers once a session, a fresh application for each test.

    app        on SQLite and on PostgreSQL, its schema made by the migrations; inside its context
    client     its test client; after a request the test's own session sees the present state
    runner     its command line
    clock      moves the database's clock: clock.forward(days=6)
    redis_url  ask for it and the application has this Redis, empty
    smtp       ask for it and the sandbox's mail goes to this server (see smtp.py)
    postfix    ask for it and the application is live, with this relay and its log (see postfix.py)
    authority  the server to which that relay brings everything
    live       the application served on loopback, for the browser
    page       a page of Debian's Chromium

`@pytest.mark.config(window=5)` changes settings of `app` for one test.
"""

from __future__ import annotations

import base64
import os
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import flask_babel
import flask_migrate
import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner
from jinja2 import FileSystemBytecodeCache
from playwright.sync_api import Browser, Page, sync_playwright

from campaign import create_app
from campaign.accounts import people
from campaign.base import clock as database_clock
from campaign.base.extensions import db
from config import Config
from tests import once
from tests.live import LiveServer
from tests.postfix import Postfix, why_not
from tests.servers import PostgresServer, RedisServer, fast_folder, free_port
from tests.smtp import SmtpServer

ROOT = Path(__file__).parent.parent
REQUIRE_ALL = os.environ.get("REQUIRE_ALL") == "1"
TEST_KEYS = "test:" + base64.b64encode(b"only for tests, exactly 32 bytes").decode()


# What it takes to be live; nothing leaves, for the only relay is a Postfix of the test.
LIVE = {
    "sending": "live",
    "base_url": "https://letters.example.net",
    "letters_domain": "letters.example.net",
    "mail_default_sender": "appeals@example.net",
    "mail_server": "127.0.0.1",
    "smtp_host": "127.0.0.1",
    "smtp_tls": "off",
}


class Client(FlaskClient):
    """A test client after whose requests the test's own session sees what they committed.

    The context of the test is that of its requests, too, and must not keep their language.
    """

    def open(self, *args: Any, **kwargs: Any) -> Any:
        flask_babel.refresh()
        response = super().open(*args, **kwargs)
        flask_babel.refresh()
        db.session.rollback()
        return response


class Clock:
    """Moves the database's time for this test."""

    def __init__(self) -> None:
        self.by = timedelta()

    def forward(self, **by: float) -> None:
        """`forward(hours=3)`: three hours later than before."""
        self.by += timedelta(**by)
        database_clock.shift(self.by)


class Databases:
    """Databases with our schema: migrated once each session, then copied for each test."""

    def __init__(self, folder: Path, request: pytest.FixtureRequest) -> None:
        self._folder = folder
        self._request = request
        self._templates: set[str] = set()
        self._count = 0

    @property
    def _postgres(self) -> PostgresServer:
        server: PostgresServer = self._request.getfixturevalue("postgres")
        return server

    def new(self, dialect: str) -> str:
        """The URL of a fresh database."""
        if dialect not in self._templates:
            _migrate(self._template(dialect))
            self._templates.add(dialect)
        self._count += 1
        if dialect == "postgresql":
            self._postgres.create(f"test_{self._count}", "campaign")
            return self._postgres.url(f"test_{self._count}")
        path = self._folder / f"test_{self._count}.db"
        shutil.copyfile(self._folder / "campaign.db", path)
        return f"sqlite:///{path}"

    def drop(self, url: str) -> None:
        """Remove a database that `new` made."""
        if url.startswith("sqlite"):
            for path in self._folder.glob(url.rpartition("/")[2] + "*"):
                path.unlink()
        else:
            self._postgres.drop(url.partition("?")[0].rpartition("/")[2])

    def _template(self, dialect: str) -> str:
        if dialect == "sqlite":
            return f"sqlite:///{self._folder}/campaign.db"
        self._postgres.create("campaign")
        return self._postgres.url("campaign")


def _migrate(url: str) -> None:
    application = create_app(_config(database_url=url))
    with application.app_context():
        flask_migrate.upgrade(directory=str(ROOT / "migrations"))
    _close(application)


def _config(**settings: Any) -> Config:
    """Settings for tests; limits are lifted where a test does not set them."""
    unlimited = Config(
        secret_key="only for tests " * 3,
        encryption_keys=TEST_KEYS,
        mailbox_per_day=0,
        domain_per_hour=0,
        number_per_day=0,
    )
    return replace(unlimited, **settings)


def _close(application: Flask) -> None:
    if application.extensions["redis"] is not None:
        application.extensions["redis"].close()
    with application.app_context():
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    server = PostgresServer()
    yield server
    server.close()


@pytest.fixture(scope="session")
def redis_server() -> Iterator[RedisServer]:
    server = RedisServer()
    yield server
    server.close()


@pytest.fixture
def redis_url(redis_server: RedisServer) -> str:
    redis_server.empty()
    return redis_server.url


@pytest.fixture
def smtp() -> Iterator[SmtpServer]:
    server = SmtpServer()
    yield server
    server.close()


@pytest.fixture
def authority() -> Iterator[SmtpServer]:
    server = SmtpServer(host="127.0.0.2")  # 127.0.0.1 is the relay itself
    yield server
    server.close()


@pytest.fixture
def postfix(authority: SmtpServer) -> Iterator[Postfix]:
    if reason := why_not():
        pytest.skip(reason)
    server = Postfix((authority.host, authority.port))
    yield server
    server.close()


@pytest.fixture(scope="session")
def databases(request: pytest.FixtureRequest) -> Iterator[Databases]:
    folder = fast_folder("databases-")
    yield Databases(folder, request)
    shutil.rmtree(folder)


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords() -> Iterator[None]:
    """A hash that costs as much as it shall is for those who steal it, not for tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(people, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield


@pytest.fixture(scope="session", autouse=True)
def _rules_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        once.share_rules(patch)
        yield


@pytest.fixture(scope="session")
def compiled_templates() -> Iterator[FileSystemBytecodeCache]:
    """Templates are compiled once a session; jinja2 sees by itself when one has changed."""
    folder = fast_folder("templates-")
    yield FileSystemBytecodeCache(str(folder))
    shutil.rmtree(folder)


@pytest.fixture(params=["sqlite", "postgresql"])
def app(
    request: pytest.FixtureRequest,
    databases: Databases,
    compiled_templates: FileSystemBytecodeCache,
    tmp_path: Path,
) -> Iterator[Flask]:
    wanted = request.fixturenames
    settings = {
        "database_url": databases.new(request.param),
        "data_dir": str(tmp_path),
        "base_url": f"http://127.0.0.1:{free_port()}",
        "redis_url": request.getfixturevalue("redis_url") if "redis_url" in wanted else "",
        "catcher_port": (request.getfixturevalue("smtp").port if "smtp" in wanted else free_port()),
    }
    # live, by `config(**LIVE)`: the same server
    settings["smtp_port"] = settings["mail_port"] = settings["catcher_port"]
    if "postfix" in wanted:
        settings |= LIVE | _relay(request.getfixturevalue("postfix"))
    for mark in reversed(list(request.node.iter_markers("config"))):
        settings |= mark.kwargs
    application = create_app(_config(**settings))
    application.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    application.jinja_env.bytecode_cache = compiled_templates
    application.test_client_class = Client
    with application.app_context():
        for engine in db.engines.values():
            once.share_statements(engine)
        yield application
    _close(application)
    databases.drop(str(settings["database_url"]))


def _relay(postfix: Postfix) -> dict[str, Any]:
    return {
        "smtp_port": postfix.port,
        "relay_log": str(postfix.log),
        "relay_queue": postfix.list_queue,
        "relay_timeout": postfix.timeout,
    }


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def runner(app: Flask) -> FlaskCliRunner:
    return app.test_cli_runner()


@pytest.fixture
def clock() -> Iterator[Clock]:
    yield Clock()
    database_clock.shift(timedelta())


@pytest.fixture
def live(app: Flask) -> Iterator[LiveServer]:
    server = LiveServer(app, app.config["CAMPAIGN"].base_url)
    yield server
    server.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("Chromium is not installed (Debian, Ubuntu: sudo apt install chromium)")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "config(**settings): settings of `app` for this test")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Any:
    """With REQUIRE_ALL=1 a skipped test has failed."""
    report = yield
    return _refuse_skip(report)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Any:
    """With REQUIRE_ALL=1 a skipped module has failed."""
    report = yield
    return _refuse_skip(report)


def _refuse_skip(report: Any) -> Any:
    if REQUIRE_ALL and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"REQUIRE_ALL=1, but it was skipped: {_reason(report)}"
    return report


def _reason(report: Any) -> str:
    longrepr = report.longrepr
    return str(longrepr[2] if isinstance(longrepr, tuple) else longrepr).removeprefix("Skipped: ")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say in words what ran, what did not, and why."""
    stats = terminalreporter.stats
    ran = sum(len(stats.get(outcome, [])) for outcome in ("passed", "failed", "xfailed"))
    skipped = stats.get("skipped", [])
    terminalreporter.section("what ran")
    terminalreporter.line(f"{ran} tests ran, {len(skipped)} were skipped.")
    for reason, count in Counter(_reason(report) for report in skipped).items():
        terminalreporter.line(f"  {count} because: {reason}")
