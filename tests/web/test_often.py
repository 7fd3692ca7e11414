"""How often one visitor may search, and what they are told who do it too often."""

from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest

from portal.kit import clock
from tests.make.pages import said

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
SEARCH = "/search?q=" + quote("환불")


@pytest.mark.parametrize(
    ("locale", "words"),
    [("ko", "짧은 시간에 너무 많이 검색했어요"), ("en", "You have searched a lot in a short time")],
)
def test_the_sixty_first_search_of_a_minute_is_refused_with_when_to_come_back(
    client, cast, locale, words
):
    client.set_cookie("maru_locale", locale)
    with clock.at(NOON + timedelta(seconds=15)):
        assert {client.get(SEARCH).status_code for _ in range(60)} == {200}
        answer = client.get(SEARCH)
    assert answer.status_code == 429
    assert 44 <= int(answer.headers["Retry-After"]) <= 46
    assert words in said(answer)
    with clock.at(NOON + timedelta(seconds=61)):
        assert client.get(SEARCH).status_code == 200


@pytest.mark.parametrize(
    "path", ["/search/suggest?q=" + quote("환불"), "/similar?title=" + quote("환불은 언제")]
)
def test_who_types_without_a_pause_is_never_refused_and_a_machine_without_a_word(
    client, cast, path
):
    with clock.at(NOON):
        # every 150 ms, as often as the field can ask
        assert {client.get(path).status_code for _ in range(60_000 // 150)} == {200}
        while (answer := client.get(path)).status_code == 200:
            pass
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.get_data() == b"", "nothing that could be shown in the middle of typing"
    with clock.at(NOON):
        assert client.get(SEARCH).status_code == 200, "looks are no searches"


def test_staff_search_as_often_as_they_like_and_members_by_themselves(client_as, client, cast):
    with clock.at(NOON):
        staff = client_as(cast.seoyeon)
        assert {staff.get(SEARCH).status_code for _ in range(70)} == {200}
        member = client_as(cast.minji)
        assert [member.get(SEARCH).status_code for _ in range(61)][-1] == 429
        assert client_as(cast.junho).get(SEARCH).status_code == 200, "another member, same place"
        assert client.get(SEARCH).status_code == 200, "and a stranger there"


def test_a_made_up_address_of_a_proxy_changes_nothing(client, cast):
    with clock.at(NOON):
        for number in range(60):
            client.get(SEARCH, headers={"X-Forwarded-For": f"203.0.113.{number}"})
        answer = client.get(SEARCH, headers={"X-Forwarded-For": "198.51.100.1"})
    assert answer.status_code == 429


def test_visitors_are_told_apart_by_their_addresses(client, cast):
    def search(address: str) -> int:
        return client.get(SEARCH, environ_base={"REMOTE_ADDR": address}).status_code

    with clock.at(NOON):
        for number in range(60):
            search(f"2001:db8:1:1::{number:x}")
        assert search("2001:db8:1:1::ffff") == 429, "one subscriber has all of them"
        assert search("2001:db8:1:2::1") == 200


@pytest.mark.parametrize(
    ("locale", "words"), [("ko", "주소가 너무 길어요"), ("en", "This address is too long")]
)
def test_an_address_that_is_too_long_is_414_in_the_readers_language(client, cast, locale, words):
    client.set_cookie("maru_locale", locale)
    assert client.get("/search?q=" + "a" * 8_000).status_code == 200
    for path in ("/search?q=" + quote("가" * 2_000), "/" + "a" * 9_000):
        answer = client.get(path)
        assert answer.status_code == 414
        assert words in said(answer)
        assert len(answer.get_data()) < 30_000
