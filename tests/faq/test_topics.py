"""Topics: the help of a product is browsed by them, and editors keep the list (R39)."""

import pytest

from portal.accounts.roles import Role
from portal.faq import queries, topics
from portal.products import actions as products
from tests.make.cast import person
from tests.make.faq import TEXT, published
from tests.make.pages import said, send
from tests.make.refusals import do, refusal


@pytest.fixture
def version_id(cast) -> int:
    return published(cast.suhyun, cast.yejin, cast.product_id)


@pytest.fixture
def topic_id(cast) -> int:
    return do(topics.add, cast.yejin, cast.product_id, name_ko="와이파이", name_en="Wi-Fi")


def test_readers_browse_a_product_by_topic_and_see_where_an_article_stands(
    client, cast, version_id, topic_id
):
    other = published(cast.suhyun, cast.yejin, cast.product_id)
    do(topics.choose, cast.suhyun, version_id, topic_id)
    (topic,) = topics.of_product(cast.product_id)
    assert (topic.slug, topic.count) == ("wi-fi", 1)
    shelf = said(client.get("/faq?product=internet&topic=wi-fi"))
    assert f"/faq/{version_id}/" in shelf
    assert f"/faq/{other}/" not in shelf
    assert f"/faq/{other}/" in said(client.get("/faq?product=internet"))
    page = said(client.get(f"/faq/{version_id}", follow_redirects=True))
    assert "topic=wi-fi" in page


def test_the_shelf_of_a_topic_takes_at_most_six_statements(client, cast, topic_id, statements):
    for _ in range(3):
        number = published(cast.suhyun, cast.yejin, cast.product_id)
        do(topics.choose, cast.suhyun, number, topic_id)
    for path in ("/faq?product=internet", "/faq?product=internet&topic=wi-fi&sort=new"):
        statements.clear()
        assert client.get(path).status_code == 200
        assert len(statements) <= 6


def test_a_changed_list_is_seen_at_once_by_strangers(client, cast, version_id, topic_id):
    do(topics.choose, cast.suhyun, version_id, topic_id)
    path = "/faq?product=internet"
    assert "topic=wi-fi" in said(client.get(path))
    do(topics.rename, cast.yejin, topic_id, name_ko="무선 연결", name_en="Wireless")
    assert "무선 연결" in said(client.get(path))
    do(topics.remove, cast.yejin, topic_id)
    assert "무선 연결" not in said(client.get(path))
    assert queries.get(cast.minji, version_id).topic_slug is None


def test_editors_keep_the_list_and_writers_choose_from_it(cast, version_id, topic_id):
    names = {"name_ko": "요금", "name_en": "Bills"}
    assert refusal(topics.add, cast.seoyeon, cast.product_id, **names) == "faq.publish"
    assert refusal(topics.rename, cast.seoyeon, topic_id, **names) == "faq.publish"
    assert refusal(topics.remove, cast.seoyeon, topic_id) == "faq.publish"
    assert refusal(topics.choose, cast.minji, version_id, topic_id) == "faq.draft"
    do(topics.choose, cast.seoyeon, version_id, topic_id)
    do(topics.choose, cast.seoyeon, version_id, None)
    assert topics.of_article(queries.get(cast.minji, version_id).article_id) is None


def test_an_article_stands_under_a_topic_of_its_own_product_only(cast, version_id):
    tv = do(products.add, slug="tv", name_ko="티브이", name_en="TV")
    admin = person("boss", "주인", Role.ADMIN)
    other = do(topics.add, admin, tv, name_ko="화질", name_en="Picture")
    assert refusal(topics.choose, cast.suhyun, version_id, other) == "topic.other_product"
    assert refusal(topics.choose, cast.suhyun, version_id, 987) == "topic.not_found"


@pytest.mark.parametrize(
    ("name_ko", "name_en", "code"),
    [
        ("", "Bills", "topic.name"),
        ("요금", " ", "topic.name"),
        ("가" * 41, "Bills", "topic.name"),
        ("무선", "wi fi", "topic.taken"),
    ],
)
def test_a_topic_has_a_short_name_in_both_languages_and_is_there_once(
    cast, topic_id, name_ko, name_en, code
):
    got = refusal(topics.add, cast.yejin, cast.product_id, name_ko=name_ko, name_en=name_en)
    assert got == code


def test_the_list_is_kept_on_a_page_of_the_desk(client_as, cast, version_id):
    editor, at = client_as(cast.yejin), "/staff/faq/topics?product=internet"
    assert "아직 주제가 없어요." in said(editor.get(at))
    names = {"name_ko": "요금제", "name_en": "Plans"}
    added = send(editor, "/staff/faq/topics", at=at, product="internet", **names)
    assert added.headers["Location"] == at
    again = send(editor, "/staff/faq/topics", at=at, product="internet", **names)
    assert again.status_code == 409
    assert 'value="요금제"' in again.text
    (topic,) = topics.of_product(cast.product_id)
    path = f"/staff/faq/topics/{topic.id}"
    assert send(editor, path, at=at, name_ko="", name_en="Plans").status_code == 422
    desk = f"/staff/faq/{version_id}"
    assert send(editor, f"{desk}/topic", at=desk, topic=topic.id).status_code == 303
    assert "selected" in said(editor.get(desk))
    assert send(editor, f"{path}/remove", at=at).status_code == 303
    assert TEXT.title in said(editor.get(desk))
    assert editor.get("/staff/faq/topics?product=nothing").status_code == 404


def test_a_topic_is_called_without_what_cannot_be_seen(cast):
    number = do(
        topics.add, cast.suhyun, cast.product_id, name_ko="요금\u202e제", name_en="Pl\u200ban"
    )
    named = topics.get(number)
    assert (named.name_ko, named.name_en, named.slug) == ("요금제", "Plan", "plan")
