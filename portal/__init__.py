"""Maru: where a company and its customers sit down together.

The rooms of this package, from the ground up, are described in docs/architecture.md.
"""

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from portal import cli, web
from portal.kit import db_file, locale, logs, site
from portal.kit.db import db
from portal.kit.site import Site
from portal.worker import commands as worker

if TYPE_CHECKING:
    from config import Settings


def create_app(settings: "Settings") -> Flask:
    """Build the portal: one application for the web, the worker and the command line."""
    app = Flask(__name__, static_folder=None)
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=_engine_options(settings),
        SESSION_COOKIE_NAME="__Host-maru" if settings.has_secure_cookies else "maru",
        SESSION_COOKIE_SECURE=settings.has_secure_cookies,
        SESSION_COOKIE_SAMESITE="Lax",
        # web.account.staying does it once a day; to sign it anew for every page costs a tenth of it
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=timedelta(days=settings.session_days),
        MAX_CONTENT_LENGTH=2 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=1024 * 1024,
        MAX_FORM_PARTS=200,
        WTF_CSRF_TIME_LIMIT=None,
        # pages behind mailed links send no Referer; the origin is looked at instead (web.current)
        WTF_CSRF_SSL_STRICT=False,
        ENVIRONMENT=settings.environment,
        TESTING=settings.is_testing,
        WORKER_POLL_MS=settings.worker_poll_ms,
    )
    logs.set_up(app, settings.log_level)
    site.set_up(app, _site(settings))
    locale.set_up(app)
    db.init_app(app)
    db_file.watch()
    web.register(app)
    cli.register(app)
    app.cli.add_command(worker.group)
    trusted = settings.proxy_count
    wrapped = ProxyFix(app.wsgi_app, x_for=trusted, x_proto=trusted, x_host=trusted)
    app.wsgi_app = wrapped  # type: ignore[method-assign] # Flask's documented way to wrap
    return app


def _engine_options(settings: "Settings") -> dict[str, object]:
    if settings.database_url.startswith("sqlite"):
        return {"pool_size": 20}
    options = "-c lock_timeout=10000 -c statement_timeout=30000 -c timezone=UTC"
    return {
        "pool_size": 10,
        "max_overflow": 20,
        "pool_pre_ping": True,
        "connect_args": {"options": options, "connect_timeout": 5},
    }


def _site(settings: "Settings") -> Site:
    return Site(
        name=settings.site_name,
        base_url=settings.base_url,
        default_locale=settings.default_locale,
        time_zone=settings.time_zone,
        session_days=settings.session_days,
        mail_url=settings.mail_url,
        mail_from=settings.mail_from,
        search_engine=settings.search_engine_in_use,
        index_dir=Path(settings.search_url.removeprefix("whoosh:///")),
        search_log_days=settings.search_log_days,
        searches_a_minute=settings.searches_a_minute,
        light_limits=settings.var_dir / "light-limits",
        embed_origins=settings.embed_origins,
    )
