"""Every setting of the portal, once: its variable, its type, its default and what it means.

The environment is read here and nowhere else, when a process starts. Production refuses to start
half-configured: all that is missing or wrong is named at once, with what to set.
"""

import os
import re
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Final, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

ROOT: Final = Path(__file__).resolve().parent
SECRET_KEY_MIN_CHARACTERS: Final = 32

Environment = Literal["development", "production", "testing"]
Locale = Literal["ko", "en"]
SearchEngine = Literal["auto", "whoosh", "postgres"]


class ConfigError(Exception):
    """The environment does not describe a portal that could run; `problems` says why."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(("The portal cannot start:", *(f"  - {p}" for p in problems))))


def _text(value: str) -> str:
    return value


def _one_of(*choices: str) -> Callable[[str], str]:
    def parse(value: str) -> str:
        if value not in choices:
            raise ValueError(f"must be one of {', '.join(choices)}")
        return value

    return parse


def _whole(least: int, most: int) -> Callable[[str], int]:
    def parse(value: str) -> int:
        if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
            raise ValueError(f"must be a whole number from {least} to {most}")
        return int(value)

    return parse


def _url(*schemes: str) -> Callable[[str], str]:
    def parse(value: str) -> str:
        if urlsplit(value).scheme not in schemes:
            raise ValueError(f"must begin with {' or '.join(f'{s}://' for s in schemes)}")
        return value

    return parse


def _web_address(value: str) -> str:
    address = _url("http", "https")(value).rstrip("/")
    if not urlsplit(address).hostname:
        raise ValueError("must name a host, as in https://community.example.com")
    return address


def _mail_url(value: str) -> str:
    if _url("console", "smtp")(value).startswith("smtp:") and not urlsplit(value).hostname:
        raise ValueError("must name a mail server, as in smtp://mail.example.com:587?tls=starttls")
    return value


def _mail_address(value: str) -> str:
    if "@" not in value.strip("@"):
        raise ValueError("must hold a mail address, as in Maru <community@example.com>")
    return value


def _database_url(value: str) -> str:
    """Name the driver we ship for PostgreSQL, and anchor a relative SQLite file at the project."""
    for spelling in ("postgres://", "postgresql://"):
        if value.startswith(spelling):
            return "postgresql+psycopg://" + value.removeprefix(spelling)
    _url("sqlite", "postgresql+psycopg")(value)
    path = value.removeprefix("sqlite:///")
    if path == value or not path or path.startswith(("/", ":memory:", "file:")):
        return value
    return f"sqlite:///{ROOT / path}"


def _folder(value: str) -> Path:
    return ROOT / value


def _time_zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("must be a zone of the IANA list, as in Asia/Seoul") from None
    return value


def _origins(value: str) -> tuple[str, ...]:
    found = tuple(value.split())
    for origin in found:
        # they go into a header as they are, where a semicolon or a quote would say something else
        if not re.fullmatch(r"https?://[a-z0-9.-]+(:\d{1,5})?", origin, re.IGNORECASE):
            raise ValueError("must hold origins like https://www.example.com, blanks between")
    return found


def _secret(value: str) -> str:
    if len(value) < SECRET_KEY_MIN_CHARACTERS:
        raise ValueError(f"must have at least {SECRET_KEY_MIN_CHARACTERS} characters")
    return value


def _setting(
    variable: str,
    meaning: str,
    *,
    parse: Callable[[str], object] = _text,
    default: str = "",
    production: str = "",
) -> Any:  # noqa: ANN401 - dataclasses.field is typed this way too
    """Describe one setting.

    Takes: default, as it would be written in the environment; `{var}` stands for VAR_DIR.
    production, an example: with one, production must be told and the default is for elsewhere.
    """
    secret = variable in {"SECRET_KEY", "DATABASE_URL", "MAIL_URL"}
    return field(
        repr=not secret,
        metadata={
            "variable": variable,
            "meaning": meaning,
            "parse": parse,
            "default": default,
            "production": production,
        },
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What one process of the portal was told when it started."""

    environment: Environment = _setting(
        "MARU_ENV",
        "Which checks and conveniences apply: development, production or testing",
        parse=_one_of("development", "production", "testing"),
        default="development",
    )
    var_dir: Path = _setting(
        "VAR_DIR",
        "Folder for what the portal keeps itself: database, search index, secret key",
        parse=_folder,
        default="var",
    )
    secret_key: str = _setting(
        "SECRET_KEY",
        "Signs sessions, forms and links in mail; in development kept in VAR_DIR/secret_key",
        parse=_secret,
        production="the output of: python3 -c 'import secrets; print(secrets.token_hex(32))'",
    )
    database_url: str = _setting(
        "DATABASE_URL",
        "Where the data lives: SQLite or PostgreSQL",
        parse=_database_url,
        default="sqlite:///{var}/maru.sqlite3",
        production="postgresql://maru:password@127.0.0.1/maru",
    )
    search_engine: SearchEngine = _setting(
        "SEARCH_ENGINE",
        "What keeps the search index: whoosh (files), postgres (the database), or auto, which is"
        " postgres where the data lives in PostgreSQL",
        parse=_one_of("auto", "whoosh", "postgres"),
        default="auto",
    )
    search_url: str = _setting(
        "SEARCH_URL",
        "Where the files of the search index live, with whoosh; only the worker writes them",
        parse=_url("whoosh"),
        default="whoosh:///{var}/search",
    )
    site_name: str = _setting(
        "SITE_NAME",
        "What the community is called, in page titles and mail",
        default="Maru",
    )
    base_url: str = _setting(
        "BASE_URL",
        "Public address of the portal, used in mail, feeds and canonical links",
        parse=_web_address,
        default="http://127.0.0.1:8000",
        production="https://community.example.com",
    )
    mail_url: str = _setting(
        "MAIL_URL",
        "Where mail goes: console://, or smtp://user:password@host:port?tls=starttls (or tls=tls)",
        parse=_mail_url,
        default="console://",
        production="smtp://user:password@mail.example.com:587?tls=starttls",
    )
    mail_from: str = _setting(
        "MAIL_FROM",
        "Sender of every mail",
        parse=_mail_address,
        default="Maru <community@localhost>",
        production="Maru <community@example.com>",
    )
    default_locale: Locale = _setting(
        "DEFAULT_LOCALE",
        "Language for somebody who has not chosen one: ko or en",
        parse=_one_of("ko", "en"),
        default="ko",
    )
    time_zone: str = _setting(
        "TIME_ZONE",
        "Zone in which days begin and times are shown, unless a person chose another",
        parse=_time_zone,
        default="Asia/Seoul",
    )
    session_days: int = _setting(
        "SESSION_DAYS",
        "Days a signed-in session lasts without being used",
        parse=_whole(1, 365),
        default="30",
    )
    search_log_days: int = _setting(
        "SEARCH_LOG_DAYS",
        "Days for which it is kept what was searched for, without by whom",
        parse=_whole(1, 365),
        default="90",
    )
    searches_a_minute: int = _setting(
        "SEARCHES_A_MINUTE",
        "Searches a minute that one visitor may make, and ten times as many looks while typing; "
        "0 for any number",
        parse=_whole(0, 100_000),
        default="60",
    )
    embed_origins: tuple[str, ...] = _setting(
        "EMBED_ORIGINS",
        "Sites that may show /roadmap/embed within their own pages, as origins with blanks between;"
        " empty: none may",
        parse=_origins,
    )
    proxy_count: int = _setting(
        "PROXY_COUNT",
        "Trusted proxies in front; their X-Forwarded-* headers are believed, nobody else's",
        parse=_whole(0, 5),
        default="0",
    )
    log_level: str = _setting(
        "LOG_LEVEL",
        "Least important message that is logged",
        parse=_one_of("DEBUG", "INFO", "WARNING", "ERROR"),
        default="INFO",
    )
    worker_poll_ms: int = _setting(
        "WORKER_POLL_MS",
        "Milliseconds the worker rests when it finds nothing to do",
        parse=_whole(20, 60_000),
        default="500",
    )

    @property
    def is_production(self) -> bool:
        return self.environment == "production"

    @property
    def is_testing(self) -> bool:
        return self.environment == "testing"

    @property
    def has_secure_cookies(self) -> bool:
        return self.base_url.startswith("https:")

    @property
    def search_engine_in_use(self) -> Literal["whoosh", "postgres"]:
        """Say what auto means here."""
        if self.search_engine == "auto":
            return "whoosh" if self.database_url.startswith("sqlite:") else "postgres"
        return self.search_engine

    @property
    def index_dir(self) -> Path:
        """The folder of the embedded index; like a SQLite file, anchored at the project."""
        return ROOT / self.search_url.removeprefix("whoosh:///")

    @property
    def migrations_dir(self) -> Path:
        return ROOT / "migrations"


def from_env(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read every setting from the environment.

    Raises: ConfigError, naming everything that is missing or wrong at once.
    """
    values: dict[str, Any] = {}
    problems: list[str] = []
    for spec in fields(Settings):
        try:
            values[spec.name] = _read(spec, environ, values)
        except ValueError as problem:
            problems.append(f"{spec.metadata['variable']} {problem}")
    if values.get("search_engine") == "postgres" and values.get("database_url", "").startswith(
        "sqlite:"
    ):
        problems.append("SEARCH_ENGINE must not be postgres while the data lives in SQLite")
    problems += _production_problems(values)
    if problems:
        raise ConfigError(tuple(problems))
    return Settings(**values)


def _read(spec: Field[Any], environ: Mapping[str, str], earlier: Mapping[str, Any]) -> object:
    """Read one setting. The fields come in an order in which each needs only earlier ones."""
    text = environ.get(spec.metadata["variable"], "").strip()
    if text:
        return spec.metadata["parse"](text)
    if spec.metadata["production"] and earlier.get("environment") == "production":
        raise ValueError(f"is not set; for example: {spec.metadata['production']}")
    if spec.name == "secret_key":
        return _local_secret(earlier)
    return spec.metadata["parse"](spec.metadata["default"].format(var=earlier.get("var_dir")))


def _local_secret(earlier: Mapping[str, Any]) -> str:
    if earlier.get("environment") != "development":
        return "only for tests, where nothing needs to stay secret"
    return kept_secret(earlier["var_dir"])


def kept_secret(var_dir: Path) -> str:
    """Give the secret key this folder keeps; make it on the first call, readable by its owner only.

    Several processes may start at once: each writes a file of its own, and one link wins.
    """
    path = var_dir / "secret_key"
    if not path.exists():
        var_dir.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile("w", dir=var_dir, encoding="ascii") as file:
            file.write(f"{secrets.token_hex(32)}\n")
            file.flush()
            with suppress(FileExistsError):
                os.link(file.name, path)
    return path.read_text(encoding="ascii").strip()


def _production_problems(values: Mapping[str, Any]) -> list[str]:
    """Find values that are well-formed and still no way to serve the public."""
    if values.get("environment") != "production":
        return []
    problems: list[str] = []
    if values.get("mail_url", "smtp:").startswith("console:"):
        problems.append("MAIL_URL must name a mail server in production: console:// sends nothing")
    if values.get("base_url", "https:").startswith("http:"):
        problems.append("BASE_URL must begin with https:// in production")
    return problems
