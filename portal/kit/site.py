"""What the rooms may know of the settings: the name of the portal, its address, its habits."""

from dataclasses import dataclass
from pathlib import Path

from flask import Flask, current_app

_KEY = "maru_site"


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One portal, as its pages and mails name it."""

    name: str
    base_url: str
    default_locale: str
    time_zone: str
    session_days: int
    mail_url: str
    mail_from: str
    search_engine: str
    index_dir: Path
    search_log_days: int
    searches_a_minute: int
    light_limits: Path
    embed_origins: tuple[str, ...]


def set_up(app: Flask, site: Site) -> None:
    """Give an application its site, once, when it is made."""
    app.extensions[_KEY] = site


def current() -> Site:
    """Give the site of the running application."""
    site: Site = current_app.extensions[_KEY]
    return site
