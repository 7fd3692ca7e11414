"""A PostgreSQL of our own: there for the block, gone after it."""

import psycopg
import pytest

from tools import postgres


@pytest.mark.slow
def test_a_private_server_lives_as_long_as_its_block() -> None:
    if postgres.programs() is None:
        pytest.skip("there are no PostgreSQL programs on this machine")
    with postgres.private_server() as url, psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE own")
        found = connection.execute("SELECT lower('ÄÖ'), current_setting('server_encoding')")
        assert found.fetchone() == ("äö", "UTF8")
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url, connect_timeout=2)
