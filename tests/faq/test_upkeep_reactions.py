"""What speaks against a published article, each cause with its own evidence (R39)."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.accounts.actor import NOBODY
from portal.answers import actions as answers
from portal.faq import actions, helpfulness, jobs, queries, topics, unhelpful, upkeep
from portal.faq.helpfulness import Voter
from portal.faq.models import ArticleVote, VotePlace
from portal.integrity import queries as integrity
from portal.kit import clock
from portal.kit.db import db
from portal.notify import letters
from portal.notify import queries as notices
from portal.products import actions as products
from tests.make import threads as make
from tests.make.faq import decided, grown, published, written
from tests.make.news import heard, mailed
from tests.make.pages import said, send
from tests.make.refusals import do, refusal


@pytest.fixture
def thread_id(cast) -> int:
    return make.question(cast.minji, cast.product_id)


@pytest.fixture
def version_id(cast, thread_id) -> int:
    number = grown(cast.suhyun, cast.yejin, thread_id)
    written(cast.suhyun, number)
    decided(cast.yejin, number)
    return number


def causes(cast, version_id) -> list[str]:
    care = upkeep.find(cast.yejin, version_id)
    assert care is not None
    return [reason.cause for reason in care.reasons]


def rated(version_id, *, helpful, unhelpful):
    for number in range(helpful + unhelpful):
        value = 1 if number < helpful else -1
        voter = Voter(f"browser:{clock.now().timestamp()}-{number}")
        do(helpfulness.vote_helpful, NOBODY, version_id, value=value, voter=voter)


def official(cast, thread_id, words="공식 답변이에요.") -> int:
    answer_id = make.answer(cast.seoyeon, thread_id, words)
    do(answers.make_official, cast.seoyeon, answer_id, summary="요약이에요.")
    return answer_id


def test_a_review_date_that_passes_is_noted_once_and_settled_by_a_look(cast, version_id):
    assert do(jobs.note_due) == 0
    with clock.at(clock.now() + timedelta(days=181)):
        assert do(jobs.note_due) == 1
        assert do(jobs.note_due) == 0
        assert causes(cast, version_id) == ["review_due"]
        do(upkeep.confirm, cast.yejin, version_id)
        assert do(jobs.note_due) == 0
        assert causes(cast, version_id) == []


def test_a_later_review_date_settles_one_that_has_passed(cast, version_id):
    with clock.at(clock.now() + timedelta(days=181)):
        do(jobs.note_due)
        do(upkeep.set_review_by, cast.yejin, version_id, clock.now() + timedelta(days=9))
        assert causes(cast, version_id) == []
        assert do(jobs.note_due) == 0


def test_a_first_official_answer_speaks_against_nothing(cast, thread_id, version_id, drain):
    official(cast, thread_id)
    drain()
    assert causes(cast, version_id) == []


@pytest.mark.parametrize("what", ["superseded", "corrected", "withdrawn"])
def test_a_changed_official_answer_speaks_against_what_grew_from_it(cast, thread_id, drain, what):
    answer_id = official(cast, thread_id)
    version_id = grown(cast.suhyun, cast.yejin, thread_id)
    written(cast.suhyun, version_id)
    decided(cast.yejin, version_id)
    drain()
    assert causes(cast, version_id) == []
    if what == "superseded":
        official(cast, thread_id, "새 공식 답변이에요.")
    elif what == "corrected":
        do(answers.correct_official, cast.seoyeon, answer_id, correction="요금은 3천 원이에요.")
    else:
        do(answers.withdraw_official, cast.miran, answer_id, reason="틀린 답이었어요.")
    drain()
    care = upkeep.find(cast.yejin, version_id)
    assert care is not None
    assert [(reason.cause, reason.thread_id) for reason in care.reasons] == [
        ("official_changed", thread_id)
    ]
    do(upkeep.confirm, cast.yejin, version_id)
    drain()
    assert causes(cast, version_id) == []


def test_a_retired_product_speaks_against_the_articles_about_it(cast, version_id, drain):
    do(products.retire, cast.hana, "internet")
    drain()
    assert causes(cast, version_id) == ["product_retired"]


@pytest.mark.parametrize("cause", ["version_changed", "law_changed"])
def test_what_an_editor_says_of_a_product_speaks_against_every_article_about_it(
    cast, version_id, drain, cause
):
    tv = do(products.add, slug="tv", name_ko="티비", name_en="TV")
    elsewhere = published(cast.suhyun, cast.yejin, tv)
    do(topics.note_change, cast.yejin, cast.product_id, None, cause=cause)
    drain()
    assert (causes(cast, version_id), causes(cast, elsewhere)) == ([cause], [])
    assert "faq_update" in heard(cast.suhyun)
    do(upkeep.confirm, cast.yejin, version_id)
    drain()
    assert causes(cast, version_id) == []
    # the next change speaks against it again
    do(topics.note_change, cast.yejin, cast.product_id, None, cause=cause)
    drain()
    assert causes(cast, version_id) == [cause]


def test_what_an_editor_says_of_a_topic_speaks_against_the_articles_under_it(
    cast, version_id, drain
):
    other = published(cast.suhyun, cast.yejin, cast.product_id)
    topic = do(topics.add, cast.yejin, cast.product_id, name_ko="요금", name_en="Fees")
    do(topics.choose, cast.yejin, version_id, topic)
    do(topics.note_change, cast.yejin, cast.product_id, topic, cause="law_changed")
    drain()
    assert (causes(cast, version_id), causes(cast, other)) == (["law_changed"], [])


def test_only_who_publishes_says_what_has_changed_and_only_what_there_is(cast):
    say = topics.note_change
    number = cast.product_id
    assert refusal(say, cast.seoyeon, number, None, cause="law_changed") == "faq.publish"
    assert refusal(say, cast.yejin, number, None, cause="staff") == "faq.subject_cause"
    tv = do(products.add, slug="tv", name_ko="티비", name_en="TV")
    topic = do(topics.add, cast.yejin, tv, name_ko="요금", name_en="Fees")
    refused = refusal(say, cast.yejin, number, topic, cause="law_changed")
    assert refused == "topic.other_product"


def test_an_editor_says_on_the_page_of_topics_what_has_changed(cast, version_id, client_as, drain):
    browser, page = client_as(cast.yejin), "/staff/faq/topics?product=internet"
    assert "바뀐 것이 있나요?" in said(browser.get(page))
    assert "바뀐 것이 있나요?" not in said(client_as(cast.seoyeon).get(page))
    wrong = send(browser, "/staff/faq/topics/changed", at=page, product="internet", cause="x")
    assert wrong.status_code == 422
    assert "무엇이 바뀌었는지 골라 주세요" in said(wrong)
    done = send(
        browser, "/staff/faq/topics/changed", at=page, product="internet", cause="law_changed"
    )
    assert done.status_code == 303
    drain()
    assert "법이나 약관이 바뀌었어요" in said(browser.get(f"/staff/faq/{version_id}"))


@pytest.mark.parametrize(
    ("voices", "expected"),
    [((9, 10), []), ((9, 11), ["unhelpful"]), ((10, 10), []), ((0, 19), [])],
)
def test_fewer_than_half_of_at_least_twenty_readers_helped_speaks_against_it(
    cast, version_id, drain, voices, expected
):
    rated(version_id, helpful=voices[0], unhelpful=voices[1])
    drain()
    assert causes(cast, version_id) == expected


def jars(version_id, count, *, place: str, value: int = -1, first: int = 0):
    """Let one address judge an article from so many browsers, each with the same complaint."""
    for number in range(first, first + count):
        voter = Voter(f"browser:{place}-{number}", place)
        do(helpfulness.vote_helpful, NOBODY, version_id, value=value, voter=voter)
        if value == -1:
            do(helpfulness.say_why, NOBODY, version_id, reason="outdated", note="", voter=voter)


def test_one_address_with_many_cookie_jars_does_not_speak_against_an_article(
    cast, version_id, drain
):
    jars(version_id, 20, place="192.0.2.1")
    drain()
    assert causes(cast, version_id) == []
    # what they say is counted and read all the same
    article = queries.get(NOBODY, version_id)
    assert (article.helpful_count, article.unhelpful_count) == (0, 20)
    assert unhelpful.counts(version_id) == {"outdated": 20}


def test_three_addresses_that_call_it_out_of_date_speak_against_it(cast, version_id, drain):
    for number in range(3):
        assert causes(cast, version_id) == []
        jars(version_id, 4, place=f"192.0.2.{number}")
        drain()
    assert causes(cast, version_id) == ["reported"]


def test_people_behind_one_address_are_told_apart_once_they_sign_in(cast, version_id, drain):
    jars(version_id, 5, place="192.0.2.1")
    for who in (cast.minji, cast.junho):
        voter = Voter(f"person:{who.id}")
        do(helpfulness.vote_helpful, who, version_id, value=-1, voter=voter)
        do(helpfulness.say_why, who, version_id, reason="outdated", note="", voter=voter)
    drain()
    assert causes(cast, version_id) == ["reported"]


def test_whoever_speaks_for_a_place_may_change_their_mind(version_id):
    jars(version_id, 1, place="192.0.2.1")
    jars(version_id, 1, place="192.0.2.1", value=0)
    jars(version_id, 1, place="192.0.2.1", value=1)
    jars(version_id, 1, place="192.0.2.1", first=1)
    spoken = select(ArticleVote.value).where(ArticleVote.speaks)
    assert db.session.execute(spoken).scalars().all() == [1]


def test_what_tells_places_apart_names_none_and_is_forgotten_after_thirty_days(version_id):
    jars(version_id, 1, place="192.0.2.1")
    (row,) = db.session.execute(select(VotePlace)).scalars().all()
    assert len(row.place) == 32
    assert int(row.place, 16) >= 0
    assert do(helpfulness.forget_places) == 0
    with clock.at(clock.now() + timedelta(days=31)):
        assert do(helpfulness.forget_places) == 1


def test_the_same_place_is_another_one_for_every_article(cast, version_id):
    other = published(cast.suhyun, cast.yejin, cast.product_id)
    jars(version_id, 1, place="192.0.2.1")
    jars(other, 1, place="192.0.2.1")
    assert len(set(db.session.execute(select(VotePlace.place)).scalars())) == 2


def test_what_was_said_before_somebody_looked_does_not_speak_against_it(cast, version_id, drain):
    rated(version_id, helpful=0, unhelpful=20)
    drain()
    do(upkeep.confirm, cast.yejin, version_id)
    rated(version_id, helpful=0, unhelpful=1)
    drain()
    assert causes(cast, version_id) == []


def test_its_owner_is_told_in_the_inbox_and_by_mail_also_without_any_thread(cast, drain, client_as):
    version_id = published(cast.suhyun, cast.yejin, cast.product_id)
    do(upkeep.doubt, cast.seoyeon, version_id)
    drain()
    assert heard(cast.suhyun) == ["faq_update"]
    assert mailed(cast.suhyun) == ["faq_update"]
    assert heard(cast.seoyeon) == []
    browser = client_as(cast.suhyun)
    assert "업데이트가 필요할 수 있어요" in said(browser.get("/inbox"))
    (line,) = notices.inbox(cast.suhyun).items
    assert (line.thread_id, line.article_version_id) == (None, version_id)
    assert notices.unread_count(cast.suhyun) == 1
    message = letters.write(line.id)
    assert message is not None
    assert f"/staff/faq/{version_id}" in message.text
    end = re.search(r"/unsubscribe/\S+", message.headers["List-Unsubscribe"].rstrip(">"))
    assert end is not None
    html = said(browser.get(end[0]))
    assert ('value="kind"' in html, 'value="thread"' in html) == (True, False)


def test_who_marked_it_themselves_is_not_told(cast, drain):
    version_id = published(cast.suhyun, cast.yejin, cast.product_id)
    do(upkeep.doubt, cast.suhyun, version_id)
    drain()
    assert heard(cast.suhyun) == []


def test_only_staff_are_asked_about_notices_for_staff(cast, client_as):
    word = "내가 관리하는 도움말에 업데이트가 필요해요"
    assert word in said(client_as(cast.seoyeon).get("/settings/notices"))
    assert word not in said(client_as(cast.minji).get("/settings/notices"))


def test_nothing_speaks_against_what_is_retired(cast, version_id, drain):
    do(actions.retire, cast.yejin, version_id, reason="이제 없어요.")
    rated_nothing = do(jobs.note_due)
    do(products.retire, cast.hana, "internet")
    drain()
    assert rated_nothing == 0
    assert causes(cast, version_id) == []
    assert [found for found in integrity.findings() if found.drift] == []
