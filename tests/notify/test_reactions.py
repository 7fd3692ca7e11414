"""Who hears of what, and who does not."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select

from portal.accounts.actor import Actor
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.answers import actions as answers
from portal.duplicates import actions as duplicates
from portal.faq import actions as faq
from portal.ideas import actions as ideas
from portal.ideas import upkeep
from portal.kit import clock, events
from portal.kit.db import db, transaction
from portal.kit.events import EventRow, Fact
from portal.notify import actions as notices
from portal.notify import queries, reactions, wording
from portal.notify.models import Notice, OutgoingMail
from portal.notify.queries import Wish
from portal.products import actions as products
from portal.products.models import Product
from portal.threads import actions as threads
from portal.threads.events import QuestionResolved
from portal.votes import actions as votes
from portal.votes.models import Vote
from tests.make import faq as articles
from tests.make import threads as make
from tests.make.cast import Cast, person
from tests.make.news import gathered, heard, mailed, make_contact, suspend, tell, unconfirm


def comment(who: Actor, thread_id: int, body: str, answer_id: int | None = None) -> int:
    with transaction():
        return answers.comment(who, thread_id, body_md=body, answer_id=answer_id)


def follow(who: Actor, thread_id: int, level: str = "all") -> None:
    with transaction():
        threads.choose_follow(who, thread_id, level=level)


def vote(who: Actor, thread_id: int) -> None:
    with transaction():
        votes.cast(who, thread_id)


def become_article(cast: Cast, thread_id: int) -> int:
    version_id = articles.grown(cast.suhyun, cast.yejin, thread_id)
    publish(cast, version_id)
    return version_id


def publish(cast: Cast, version_id: int) -> None:
    articles.written(cast.suhyun, version_id)
    articles.decided(cast.yejin, version_id)


class TestAnswers:
    def test_the_asker_hears_of_an_answer_by_inbox_and_mail(self, cast: Cast) -> None:
        make.answer(cast.junho, make.question(cast.minji, cast.product_id))
        tell()

        assert heard(cast.minji) == ["answer"]
        assert mailed(cast.minji) == ["answer"]

    def test_nobody_hears_of_what_they_did_themselves(self, cast: Cast) -> None:
        thread_id = make.question(cast.minji, cast.product_id)
        make.answer(cast.minji, thread_id, "스스로 해결했어요. @minji")
        tell()

        assert heard(cast.minji) == []
        assert mailed(cast.minji) == []

    def test_who_follows_everything_hears_in_the_inbox_and_who_follows_the_status_does_not(
        self, cast: Cast
    ) -> None:
        thread_id = make.question(cast.minji, cast.product_id)
        follow(cast.junho, thread_id)
        follow(cast.suhyun, thread_id, "status")
        make.answer(cast.seoyeon, thread_id)
        tell()

        assert heard(cast.junho) == ["followed"]
        assert mailed(cast.junho) == []
        assert heard(cast.suhyun) == []

    def test_who_answered_before_hears_of_the_next_answer(self, cast: Cast) -> None:
        thread_id = make.question(cast.minji, cast.product_id)
        make.answer(cast.junho, thread_id)
        make.answer(cast.seoyeon, thread_id, "펌웨어도 올려 보세요.")
        tell()

        assert heard(cast.junho) == ["followed"]

    def test_who_muted_the_post_hears_nothing_not_even_its_asker(self, cast: Cast) -> None:
        thread_id = make.question(cast.minji, cast.product_id)
        follow(cast.minji, thread_id, "muted")
        make.answer(cast.junho, thread_id, "@minji 이렇게 해 보세요.")
        tell()

        assert heard(cast.minji) == []

    def test_an_answer_hidden_before_the_worker_came_is_told_to_nobody(self, cast: Cast) -> None:
        thread_id = make.question(cast.minji, cast.product_id)
        answer_id = make.answer(cast.junho, thread_id)
        with transaction():
            answers.hide(cast.eunji, answer_id, reason="광고예요")
        tell()

        assert heard(cast.minji) == []
        assert db.session.execute(select(func.count()).select_from(Notice)).scalar() == 0

    def test_a_post_hidden_before_the_worker_came_is_told_to_nobody(self, cast: Cast) -> None:
        thread_id = make.question(cast.minji, cast.product_id)
        make.answer(cast.junho, thread_id, "@seoyeon 확인해 주세요.")
        with transaction():
            duplicates.hide(cast.eunji, thread_id, reason="개인정보가 있어요")
        tell()

        assert db.session.execute(select(func.count()).select_from(Notice)).scalar() == 0


class TestMarks:
    def test_the_answerer_hears_of_the_acceptance_and_the_asker_who_gave_it_does_not(
        self, cast: Cast
    ) -> None:
        answer_id = make.answer(cast.junho, make.question(cast.minji, cast.product_id))
        with transaction():
            answers.accept(cast.minji, answer_id)
        tell()

        assert heard(cast.junho) == ["accepted"]
        assert mailed(cast.junho) == ["accepted"]
        assert "resolved" not in heard(cast.minji)

    def test_who_loses_an_acceptance_hears_of_it_in_the_inbox_alone(self, cast: Cast) -> None:
        answer_id = make.answer(cast.junho, make.question(cast.minji, cast.product_id))
        with transaction():
            answers.accept(cast.minji, answer_id)
        with transaction():
            answers.unaccept(cast.minji, answer_id)
        tell()

        assert heard(cast.junho) == ["accepted", "unaccepted"]
        assert mailed(cast.junho) == ["accepted"]

    def test_when_an_accepted_answer_is_hidden_both_sides_hear_that_the_question_is_open(
        self, cast: Cast
    ) -> None:
        answer_id = make.answer(cast.junho, make.question(cast.minji, cast.product_id))
        with transaction():
            answers.accept(cast.minji, answer_id)
        tell()
        with transaction():
            answers.hide(cast.eunji, answer_id, reason="틀린 내용이에요")
        tell()

        assert heard(cast.minji)[-1] == "unaccepted"
        assert heard(cast.junho)[-1] == "unaccepted"

    def test_an_official_answer_reaches_asker_voters_and_followers_of_the_status(
        self, cast: Cast
    ) -> None:
        thread_id = make.question(cast.minji, cast.product_id)
        vote(cast.suhyun, thread_id)
        follow(cast.yejin, thread_id, "status")
        answer_id = make.answer(cast.seoyeon, thread_id)
        with transaction():
            answers.make_official(cast.seoyeon, answer_id, summary="채널을 6번으로 바꾸세요.")
        tell()

        assert heard(cast.minji) == ["answer", "official"]
        assert heard(cast.suhyun) == ["official"]
        assert heard(cast.yejin) == ["official"]
        assert mailed(cast.suhyun) == ["official"]
        assert heard(cast.seoyeon) == []

    def test_a_customer_whose_answer_is_endorsed_hears_that_and_not_both(self, cast: Cast) -> None:
        answer_id = make.answer(cast.junho, make.question(cast.minji, cast.product_id))
        with transaction():
            answers.make_official(cast.seoyeon, answer_id, summary="채널을 바꾸면 됩니다.")
        tell()

        assert heard(cast.junho) == ["endorsed"]
        assert mailed(cast.junho) == ["endorsed"]

    def test_an_asker_whose_question_the_clock_resolved_is_asked_whether_it_is(
        self, cast: Cast
    ) -> None:
        thread_id = make.question(cast.minji, cast.product_id)
        with transaction():
            events.announce(
                QuestionResolved(
                    actor_id=None, thread_id=thread_id, resolution="official", confirmed_by="timer"
                )
            )
        tell()

        assert heard(cast.minji) == ["resolved"]


class TestIdeas:
    def test_a_decision_reaches_author_voters_and_followers_once_each(self, cast: Cast) -> None:
        thread_id = make.idea(cast.minji, cast.product_id)
        vote(cast.junho, thread_id)
        follow(cast.junho, thread_id)
        follow(cast.seoyeon, thread_id, "status")
        with transaction():
            ideas.set_status(cast.daniel, thread_id, status="planned", note_md="봄에 나와요.")
        tell()

        assert heard(cast.minji) == ["status"]
        assert heard(cast.junho) == ["status"]
        assert heard(cast.seoyeon) == ["status"]
        assert heard(cast.daniel) == []
        assert mailed(cast.junho) == ["status"]

    def test_who_took_the_vote_back_hears_nothing(self, cast: Cast) -> None:
        thread_id = make.idea(cast.minji, cast.product_id)
        vote(cast.junho, thread_id)
        with transaction():
            votes.withdraw(cast.junho, thread_id)
        with transaction():
            ideas.set_status(cast.daniel, thread_id, status="planned", note_md="")
        tell()

        assert heard(cast.junho) == []


class TestMilestones:
    def test_the_author_hears_once_of_ten_and_of_twenty_five_votes_in_the_inbox(
        self, cast: Cast, drain: Callable[[], None]
    ) -> None:
        """Section 9: milestone, to the author, in-app."""
        idea = make.idea(cast.minji, cast.product_id)
        crowd = [person(f"voter{number}", "이아무개") for number in range(24)]
        for number, one in enumerate(crowd, start=2):
            vote(one, idea)
            drain()
            reached = sum(number >= each for each in (10, 25))
            assert heard(cast.minji).count("milestone") == reached
        with transaction():
            votes.withdraw(crowd[0], idea)
        vote(crowd[0], idea)
        drain()

        assert heard(cast.minji) == ["milestone", "milestone"]
        assert mailed(cast.minji) == []
        lines = queries.inbox(cast.minji).items
        assert wording.sentence(lines[0], "ko") == "회원님의 아이디어를 25명이 추천했어요."
        assert wording.sentence(lines[1], "en") == "10 people want your idea."
        assert heard(crowd[0]) == []

    def test_a_merge_that_leaps_over_several_tells_of_the_greatest(
        self, cast: Cast, drain: Callable[[], None]
    ) -> None:
        idea = make.idea(cast.minji, cast.product_id)
        other = make.idea(cast.junho, cast.product_id, title="어두운 화면을 넣어 주세요")
        _fill_with_voters(other, 60)
        with transaction():
            duplicates.apply(cast.eunji, other, idea)
        drain()

        (line,) = (one for one in queries.inbox(cast.minji).items if one.kind == "milestone")
        assert line.votes == 50


class TestProductManagers:
    def test_a_new_idea_an_owed_answer_and_a_broken_promise_are_gathered_for_them(
        self, cast: Cast, drain: Callable[[], None]
    ) -> None:
        """Section 9: to the product manager, daily at 09:00 local."""
        other = person("mira", "미라", Role.PRODUCT_MANAGER)
        with transaction():
            product = db.session.get_one(Product, cast.product_id)
            product.review_threshold_votes, product.response_days = 2, 30
        idea = make.idea(cast.minji, cast.product_id)
        vote(cast.junho, idea)
        drain()
        assert gathered(cast.daniel) == gathered(other) == ["new_idea", "threshold"]
        assert mailed(cast.daniel) == []
        assert heard(cast.daniel) == ["threshold"]
        with clock.at(clock.now() + timedelta(days=31)):
            with transaction():
                upkeep.note_overdue()
            drain()
        assert gathered(cast.daniel) == ["new_idea", "threshold", "overdue"]
        assert gathered(cast.seoyeon) == gathered(cast.minji) == []

    def test_they_can_have_new_ideas_at_once_and_questions_are_none(self, cast: Cast) -> None:
        with transaction():
            notices.set_wishes(cast.daniel, [Wish("new_idea", in_inbox=True, by_mail=True)])
        make.question(cast.minji, cast.product_id)
        make.idea(cast.minji, cast.product_id)
        tell()
        assert heard(cast.daniel) == mailed(cast.daniel) == ["new_idea"]
        assert gathered(cast.daniel) == []

    def test_a_product_manager_of_another_product_hears_nothing(self, cast: Cast) -> None:
        with transaction():
            elsewhere = products.add(slug="tv", name_ko="텔레비전", name_en="TV")
        other = person("mira", "미라", Role.PRODUCT_MANAGER, product_id=elsewhere)
        make.idea(cast.minji, cast.product_id)
        tell()
        assert gathered(other) == []
        assert gathered(cast.daniel) == ["new_idea"]

    def test_bug_23_history_brought_in_fills_no_digest(self, cast: Cast) -> None:
        with events.replaying():
            make.idea(cast.minji, cast.product_id)
        tell()
        own = select(func.count()).where(Notice.person_id == cast.daniel.id)
        assert db.session.execute(own).scalar() == 0


class TestWords:
    def test_a_mention_reaches_who_is_named_in_a_post_an_answer_and_a_comment(
        self, cast: Cast
    ) -> None:
        thread_id = make.question(cast.minji, cast.product_id, body="@seoyeon 봐 주세요.")
        answer_id = make.answer(cast.junho, thread_id, "@daniel 아이디어로 옮길까요?")
        comment(cast.minji, thread_id, "@eunji 제목을 고쳐 주세요.", answer_id)
        tell()

        assert heard(cast.seoyeon) == ["mention"]
        assert heard(cast.daniel) == ["mention"]
        assert heard(cast.eunji) == ["mention"]
        assert mailed(cast.eunji) == ["mention"]

    def test_a_text_that_calls_everybody_calls_nobody(self, cast: Cast) -> None:
        crowd = [person(f"crowd{number:02}", "김아무개") for number in range(11)]
        body = " ".join(f"@{one.handle}" for one in crowd)
        make.question(cast.minji, cast.product_id, body=body)
        tell()

        assert [heard(one) for one in crowd] == [[]] * 11

    def test_a_comment_reaches_whose_post_or_answer_it_is_on(self, cast: Cast) -> None:
        thread_id = make.question(cast.minji, cast.product_id)
        answer_id = make.answer(cast.junho, thread_id)
        comment(cast.seoyeon, thread_id, "모델 이름을 알려 주세요.")
        comment(cast.seoyeon, thread_id, "좋은 답변이네요.", answer_id)
        tell()

        # the asker follows her own question, so the second comment is in her inbox too
        assert heard(cast.minji) == ["answer", "comment", "followed"]
        assert heard(cast.junho) == ["followed", "comment"]
        assert mailed(cast.junho) == ["comment"]

    def test_a_person_hears_of_an_event_once_for_the_strongest_reason(self, cast: Cast) -> None:
        thread_id = make.question(cast.minji, cast.product_id)
        make.answer(cast.junho, thread_id, "@minji 이렇게 해 보세요.")
        tell()

        assert heard(cast.minji) == ["answer"]


class TestArticles:
    def test_asker_answerers_and_voters_hear_that_their_post_became_an_article(
        self, cast: Cast
    ) -> None:
        thread_id = make.question(cast.minji, cast.product_id)
        make.answer(cast.junho, thread_id)
        vote(cast.seoyeon, thread_id)
        become_article(cast, thread_id)
        tell()

        assert heard(cast.minji)[-1] == "faq_published"
        assert heard(cast.junho) == ["faq_published"]
        assert heard(cast.seoyeon) == ["faq_published"]
        assert heard(cast.daniel) == []

    def test_the_people_of_its_duplicates_hear_of_an_article_too(self, cast: Cast) -> None:
        thread_id = make.question(cast.minji, cast.product_id)
        again = make.question(cast.junho, cast.product_id, title="와이파이가 밤에 끊겨요")
        vote(cast.daniel, again)
        with transaction():
            threads.link_duplicate(cast.eunji, again, thread_id)
        become_article(cast, thread_id)
        tell()

        assert heard(cast.junho)[-1] == "faq_published"
        assert heard(cast.daniel) == ["faq_published"]

    def test_a_new_text_or_another_language_of_the_article_is_no_news(self, cast: Cast) -> None:
        thread_id = make.question(cast.minji, cast.product_id)
        version_id = become_article(cast, thread_id)
        tell()
        with transaction():
            faq.revise(cast.suhyun, version_id)
        publish(cast, version_id)
        with transaction():
            translated_id = faq.translate(cast.suhyun, version_id, lang="en")
        publish(cast, translated_id)
        tell()

        assert heard(cast.minji) == ["faq_published"]


class TestLeftOut:
    @pytest.mark.parametrize("leave_out", [suspend, make_contact])
    def test_who_cannot_sign_in_is_not_told(
        self, cast: Cast, leave_out: Callable[[Actor], None]
    ) -> None:
        thread_id = make.question(cast.minji, cast.product_id)
        leave_out(cast.minji)
        make.answer(cast.junho, thread_id)
        tell()

        assert db.session.execute(select(func.count()).select_from(Notice)).scalar() == 0

    def test_an_address_that_nobody_confirmed_gets_no_mail(self, cast: Cast) -> None:
        thread_id = make.question(cast.minji, cast.product_id)
        unconfirm(cast.minji)
        make.answer(cast.junho, thread_id)
        tell()

        assert heard(cast.minji) == ["answer"]
        assert mailed(cast.minji) == []

    def test_history_told_again_fills_the_inbox_and_sends_no_mail(self, cast: Cast) -> None:
        long_ago = clock.now().replace(year=clock.now().year - 1)
        with events.replaying():
            thread_id = make.question(cast.minji, cast.product_id)
            with clock.at(long_ago):
                make.answer(cast.seoyeon, thread_id, "예전 답변이에요.")
            make.answer(cast.junho, thread_id)
        tell()

        assert heard(cast.minji) == ["answer", "answer"]
        assert mailed(cast.minji) == []
        assert [line.is_read for line in queries.inbox(cast.minji).items] == [False, True]

    def test_a_person_hears_only_by_the_ways_they_chose(self, cast: Cast) -> None:
        with transaction():
            notices.set_wishes(
                cast.minji,
                [Wish("answer", in_inbox=False, by_mail=True), Wish("comment", True, False)],
            )
        with transaction():
            notices.set_wishes(cast.junho, [Wish("followed", in_inbox=False, by_mail=False)])
        thread_id = make.question(cast.minji, cast.product_id)
        follow(cast.junho, thread_id)
        make.answer(cast.seoyeon, thread_id)
        comment(cast.seoyeon, thread_id, "모델 이름을 알려 주세요.")
        tell()

        assert heard(cast.minji) == ["comment"]
        assert mailed(cast.minji) == ["answer"]
        assert heard(cast.junho) == []
        own = select(func.count()).where(Notice.person_id == cast.junho.id)
        assert db.session.execute(own).scalar() == 0


def test_a_reaction_that_runs_twice_tells_once(cast: Cast) -> None:
    thread_id = make.idea(cast.minji, cast.product_id)
    vote(cast.junho, thread_id)
    with transaction():
        ideas.set_status(cast.daniel, thread_id, status="planned", note_md="")
    tell()
    tell()

    assert heard(cast.junho) == ["status"]
    # author and voter of the decision, and who decides about ideas of the new one
    assert db.session.execute(select(func.count()).select_from(Notice)).scalar() == 3
    assert db.session.execute(select(func.count()).select_from(OutgoingMail)).scalar() == 3


def test_more_people_than_one_batch_are_all_told(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reactions, "BATCH", 3)
    thread_id = make.idea(cast.minji, cast.product_id)
    crowd = [person(f"voter{number}", "이아무개") for number in range(10)]
    for one in crowd:
        vote(one, thread_id)
    with transaction():
        ideas.set_status(cast.daniel, thread_id, status="planned", note_md="")
    tell()

    assert [heard(one) for one in crowd] == [["status"]] * 10


def test_telling_a_thousand_costs_a_handful_of_statements(
    cast: Cast, statements: list[str]
) -> None:
    thread_id = make.idea(cast.minji, cast.product_id)
    _fill_with_voters(thread_id, 1_000)
    with transaction():
        ideas.set_status(cast.daniel, thread_id, status="planned", note_md="")
    fact = _newest_fact()
    statements.clear()
    with transaction():
        reactions.on_news(fact)

    assert db.session.execute(select(func.count()).select_from(Notice)).scalar() == 1_001
    assert len(statements) <= 6 + 5 * 3


def _fill_with_voters(thread_id: int, count: int) -> None:
    now = clock.now()
    people = [
        {
            "handle": f"many{number}",
            "display_name": "박아무개",
            "email": f"many{number}@example.com",
            "email_confirmed_at": now,
            "locale": "ko",
            "time_zone": "Asia/Seoul",
            "registered_at": now,
        }
        for number in range(count)
    ]
    with transaction():
        db.session.execute(insert(User), people)
        ids = db.session.execute(select(User.id).where(User.handle.like("many%"))).scalars().all()
        rows = [{"thread_id": thread_id, "person_id": one, "cast_at": now} for one in ids]
        db.session.execute(insert(Vote), rows)


def _newest_fact() -> Fact:
    with transaction():
        newest = select(EventRow).order_by(EventRow.id.desc()).limit(1)
        return events.read(db.session.execute(newest).scalar_one())
