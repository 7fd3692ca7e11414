"""The environment describes a portal, or the portal says at once what is wrong with it."""

import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import FrozenInstanceError, fields
from pathlib import Path

import pytest

import config

PRODUCTION = {
    "MARU_ENV": "production",
    "SECRET_KEY": "x" * 32,
    "DATABASE_URL": "postgresql://maru:word@db.internal/maru",
    "BASE_URL": "https://community.example.com/",
    "MAIL_URL": "smtp://mail.example.com:587?tls=starttls",
    "MAIL_FROM": "Maru <community@example.com>",
}


def problems(environ: dict[str, str]) -> tuple[str, ...]:
    with pytest.raises(config.ConfigError) as raised:
        config.from_env(environ)
    return raised.value.problems


def test_an_empty_environment_describes_a_portal_for_development(tmp_path: Path) -> None:
    settings = config.from_env({"VAR_DIR": str(tmp_path)})
    assert settings.environment == "development"
    assert settings.database_url == f"sqlite:///{tmp_path}/maru.sqlite3"
    assert settings.search_url == f"whoosh:///{tmp_path}/search"
    assert settings.mail_url == "console://"
    assert (settings.default_locale, settings.time_zone) == ("ko", "Asia/Seoul")
    assert not settings.has_secure_cookies


def test_empty_values_count_as_not_set() -> None:
    settings = config.from_env({"MARU_ENV": "testing", "SITE_NAME": "  ", "SESSION_DAYS": ""})
    assert (settings.site_name, settings.session_days) == ("Maru", 30)


def test_production_with_everything_set_is_accepted() -> None:
    settings = config.from_env(PRODUCTION)
    assert settings.is_production
    assert settings.has_secure_cookies
    assert settings.base_url == "https://community.example.com"
    assert settings.database_url == "postgresql+psycopg://maru:word@db.internal/maru"


def test_production_names_everything_that_is_missing_at_once() -> None:
    text = "\n".join(problems({"MARU_ENV": "production"}))
    for variable in PRODUCTION.keys() - {"MARU_ENV"}:
        assert f"{variable} is not set; for example: " in text


@pytest.mark.parametrize("variable", sorted(PRODUCTION.keys() - {"MARU_ENV"}))
def test_production_misses_each_single_variable(variable: str) -> None:
    environ = {name: value for name, value in PRODUCTION.items() if name != variable}
    (problem,) = problems(environ)
    assert problem.startswith(f"{variable} is not set")


@pytest.mark.parametrize(
    ("variable", "value"),
    [("MAIL_URL", "console://"), ("BASE_URL", "http://community.example.com")],
)
def test_production_refuses_what_is_fine_for_development_only(variable: str, value: str) -> None:
    (problem,) = problems(PRODUCTION | {variable: value})
    assert problem.startswith(f"{variable} must")


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("MARU_ENV", "prod"),
        ("SECRET_KEY", "short"),
        ("DATABASE_URL", "mysql://localhost/maru"),
        ("DATABASE_URL", "maru.sqlite3"),
        ("SEARCH_ENGINE", "elastic"),
        ("SEARCH_ENGINE", "postgres"),
        ("SEARCH_URL", "elastic://localhost"),
        ("BASE_URL", "community.example.com"),
        ("BASE_URL", "https://"),
        ("MAIL_URL", "mail.example.com:25"),
        ("MAIL_URL", "smtp://"),
        ("MAIL_FROM", "nobody"),
        ("DEFAULT_LOCALE", "fr"),
        ("TIME_ZONE", "Asia/Atlantis"),
        ("TIME_ZONE", "../etc/passwd"),
        ("SESSION_DAYS", "0"),
        ("SESSION_DAYS", "ten"),
        ("SESSION_DAYS", "-1"),
        ("SESSION_DAYS", "³"),
        ("PROXY_COUNT", "6"),
        ("LOG_LEVEL", "loud"),
        ("WORKER_POLL_MS", "1"),
    ],
)
def test_a_wrong_value_is_refused_by_its_name(variable: str, value: str) -> None:
    (problem,) = problems({"MARU_ENV": "testing"} | {variable: value})
    assert problem.startswith(f"{variable} must")


def test_a_problem_does_not_repeat_a_password() -> None:
    (problem,) = problems({"MARU_ENV": "testing", "DATABASE_URL": "mysql://maru:hidden@localhost"})
    assert "hidden" not in problem


def test_several_wrong_values_are_reported_together() -> None:
    found = problems(
        {"MARU_ENV": "testing", "SESSION_DAYS": "x", "TIME_ZONE": "x", "LOG_LEVEL": "x"}
    )
    assert len(found) == 3


@pytest.mark.parametrize("spelling", ["postgres://", "postgresql://", "postgresql+psycopg://"])
def test_every_spelling_of_postgresql_names_our_driver(spelling: str) -> None:
    settings = config.from_env(
        {"MARU_ENV": "testing", "DATABASE_URL": f"{spelling}u:p@h:5432/d?x=1"}
    )
    assert settings.database_url == "postgresql+psycopg://u:p@h:5432/d?x=1"


def test_a_relative_database_file_is_anchored_at_the_project() -> None:
    settings = config.from_env({"MARU_ENV": "testing", "DATABASE_URL": "sqlite:///var/own.sqlite3"})
    assert settings.database_url == f"sqlite:///{config.ROOT}/var/own.sqlite3"


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "sqlite:////srv/maru.sqlite3"])
def test_other_sqlite_urls_stay_as_they_are(url: str) -> None:
    assert config.from_env({"MARU_ENV": "testing", "DATABASE_URL": url}).database_url == url


@pytest.mark.parametrize(
    ("database", "engine", "in_use"),
    [
        ("sqlite:///var/own.sqlite3", "", "whoosh"),
        ("postgresql://h/d", "", "postgres"),
        ("postgresql://h/d", "postgres", "postgres"),
        ("postgresql://h/d", "whoosh", "whoosh"),
    ],
)
def test_the_index_is_kept_in_postgresql_where_the_data_is(
    database: str, engine: str, in_use: str
) -> None:
    settings = config.from_env(
        {"MARU_ENV": "testing", "DATABASE_URL": database, "SEARCH_ENGINE": engine}
    )
    assert settings.search_engine_in_use == in_use


@pytest.mark.parametrize(
    ("url", "folder"),
    [
        ("whoosh:///var/search", config.ROOT / "var/search"),
        ("whoosh:////srv/maru/search", Path("/srv/maru/search")),
    ],
)
def test_the_folder_of_the_index_comes_from_its_url(url: str, folder: Path) -> None:
    assert config.from_env({"MARU_ENV": "testing", "SEARCH_URL": url}).index_dir == folder


def test_secrets_are_not_in_the_representation() -> None:
    text = repr(config.from_env(PRODUCTION | {"MAIL_URL": "smtp://u:hidden@mail.example.com"}))
    assert "xxxx" not in text
    assert "word" not in text
    assert "hidden" not in text


def test_settings_cannot_be_changed() -> None:
    settings = config.from_env(PRODUCTION)
    with pytest.raises(FrozenInstanceError):
        settings.site_name = "other"  # type: ignore[misc]  # that it is wrong is the point


def test_the_secret_of_a_folder_is_made_once_and_private(tmp_path: Path) -> None:
    var_dir = tmp_path / "deep" / "var"
    with ThreadPoolExecutor(8) as pool:
        secrets = set(pool.map(config.kept_secret, [var_dir] * 16))
    assert len(secrets) == 1
    assert len(secrets.pop()) == 64
    assert stat.S_IMODE((var_dir / "secret_key").stat().st_mode) == 0o600
    assert [path.name for path in var_dir.iterdir()] == ["secret_key"]


def test_every_setting_says_what_it_means_in_one_line() -> None:
    for spec in fields(config.Settings):
        meaning = spec.metadata["meaning"]
        assert meaning[0].isupper(), spec.name
        assert "\n" not in meaning, spec.name


def test_the_web_server_door_prints_what_is_missing_and_exits_with_78() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import wsgi"],
        env={"MARU_ENV": "production"},
        cwd=config.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 78
    assert "SECRET_KEY is not set" in done.stderr
    assert "Traceback" not in done.stderr
