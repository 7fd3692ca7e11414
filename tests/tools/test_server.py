"""The web server as it is really started: what reaches the portal, and what it answers."""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from urllib.parse import quote

import pytest

from tests.tools.test_start import free_port
from tools import environment, start


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Give the port of a server with an empty community, on SQLite whatever the suite runs on."""
    var = tmp_path_factory.mktemp("served")
    environ = {
        **os.environ,
        "VAR_DIR": str(var),
        "MARU_ENV": "development",
        "DATABASE_URL": f"sqlite:///{var}/maru.sqlite3",
        "FLASK_APP": "wsgi:application",
        "LOG_LEVEL": "ERROR",
    }
    made = [sys.executable, "-m", "tools.prepare", "--only-database"]
    subprocess.run(made, env=environ, cwd=environment.ROOT, check=True, capture_output=True)
    port = free_port()
    command = start._web_command("127.0.0.1", port, reload=True)
    with subprocess.Popen(command, env=environ, cwd=environment.ROOT) as server:
        try:
            deadline = time.monotonic() + 60
            while not start._answers("127.0.0.1", port):
                assert server.poll() is None
                assert time.monotonic() < deadline
                time.sleep(0.1)
            yield port
        finally:
            server.terminate()


def get(port: int, path: str, language: str) -> tuple[int, str]:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        connection.request("GET", path, headers={"Accept-Language": language})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


@pytest.mark.parametrize("letters", [1_500, 10_000, 14_000])
def test_a_long_text_pasted_into_the_search_is_answered_in_the_readers_language(
    port: int, letters: int
) -> None:
    path = "/search?q=" + quote("가" * letters)
    status, page = get(port, path, "ko")
    assert status == 414
    assert "주소가 너무 길어요" in page
    status, page = get(port, path, "en")
    assert status == 414
    assert "This address is too long" in page


def test_as_much_as_anybody_types_is_searched_for(port: int) -> None:
    assert get(port, "/search?q=" + quote("가" * 800), "ko")[0] == 200


def test_there_is_an_end_to_what_the_server_reads(port: int) -> None:
    # it may hang up before all of it is sent
    with suppress(ConnectionError):
        assert 400 <= get(port, "/" + "a" * 200_000, "ko")[0] < 500
    assert get(port, "/healthz", "ko")[0] == 200
