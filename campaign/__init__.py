"""The advocacy letter campaign mailer: an urgent appeal comes in, letters go out.

`create_app` is the one place where all rooms are joined; `docs/architecture.md` shows the house.
"""

from __future__ import annotations

import os

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from campaign import api, cli, desk, postroom, site
from campaign.base import dialects, extensions, languages, web
from campaign.base.queue import TIMEOUTS, redis_connection
from campaign.works import commands as works
from config import Config


def create_app(config: Config | None = None) -> Flask:
    """The Flask application for these settings (by default those of the environment).

    Raises config.ConfigError if the program must not start with them.
    """
    config = config or Config.from_environment(os.environ)
    config.check()
    app = web.Site(__name__, template_folder="../templates", instance_path=_data_dir(config))
    app.config.update(_flask_settings(config), CAMPAIGN=config)
    app.extensions["keyring"] = config.keyring()
    app.extensions["redis"] = redis_connection(config.redis_url)
    if config.trusted_proxies:
        n = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=n, x_proto=n)  # type: ignore[method-assign]
    app.wsgi_app = languages.LanguageInAddress(app.wsgi_app)  # type: ignore[method-assign]
    _join_extensions(app)
    web.secure_answers(app)
    for door in (site, desk, api, postroom, cli, works):
        door.register(app)
    return app


def _data_dir(config: Config) -> str:
    return os.path.abspath(config.data_dir)  # noqa: PTH100  (Flask wants a string)


def _flask_settings(config: Config) -> dict[str, object]:
    secure = config.base_url.startswith("https://")
    caught = config.sandbox
    return {
        "SECRET_KEY": config.secret_keys[0],
        "SECRET_KEY_FALLBACKS": config.secret_keys[1:],
        "SQLALCHEMY_DATABASE_URI": config.sqlalchemy_url,
        "SQLALCHEMY_ENGINE_OPTIONS": {"hide_parameters": True},  # errors are logged
        "SESSION_COOKIE_NAME": "__Host-session" if secure else "session",
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": 12 * 3600,
        "MAX_CONTENT_LENGTH": 1_000_000,
        "WTF_CSRF_TIME_LIMIT": None,  # as long as the session; nothing typed is lost by waiting
        "WTF_CSRF_SSL_STRICT": False,  # we send no referrer, so there is none to check
        "RATELIMIT_STORAGE_URI": _limits_storage(config.redis_url),
        "RATELIMIT_STORAGE_OPTIONS": TIMEOUTS if config.redis_url else {},
        "RATELIMIT_IN_MEMORY_FALLBACK_ENABLED": True,
        "RATELIMIT_HEADERS_ENABLED": False,
        "MAIL_SERVER": "127.0.0.1" if caught else config.mail_server,
        "MAIL_PORT": config.catcher_port if caught else config.mail_port,
        "MAIL_USE_TLS": config.mail_use_tls and not caught,
        "MAIL_USERNAME": None if caught else config.mail_username or None,
        "MAIL_PASSWORD": None if caught else config.mail_password or None,
        "MAIL_DEFAULT_SENDER": config.mail_default_sender,
    }


def _limits_storage(redis_url: str) -> str:
    """The address of Flask-Limiter's store, which spells Redis sockets its own way."""
    if not redis_url:
        return "memory://"
    return redis_url.replace("unix://", "redis+unix://", 1)


def _join_extensions(app: Flask) -> None:
    extensions.babel.init_app(app, locale_selector=languages.page_language)
    extensions.db.init_app(app)
    extensions.migrate.init_app(app, extensions.db, compare_type=True)
    extensions.mail.init_app(app)
    extensions.csrf.init_app(app)
    extensions.limiter.init_app(app)
    with app.app_context():
        dialects.prepare_engine(extensions.db.engine)
