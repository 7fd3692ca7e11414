"""The same form sent twice is one act."""

from datetime import timedelta

from portal.kit import clock, submissions
from tests.make.refusals import do
from tests.make.together import together


def test_what_is_sent_again_is_not_new(app):
    assert do(submissions.is_first, "thread", 7, "와이파이")
    assert not do(submissions.is_first, "thread", 7, "와이파이")


def test_who_what_and_where_together_say_what_is_the_same(app):
    assert do(submissions.is_first, "thread", 7, "와이파이")
    assert do(submissions.is_first, "thread", 8, "와이파이")
    assert do(submissions.is_first, "answer", 7, "와이파이")
    assert do(submissions.is_first, "thread", 7, "와이", "파이")
    assert do(submissions.is_first, "thread", "7와", "이파이")


def test_any_text_can_be_sent(app):
    assert do(submissions.is_first, "thread", 7, "\ud800\x00" + "가" * 20_000)


def test_of_many_at_once_one_is_first(app):
    outcomes = together(app, [lambda: do(submissions.is_first, "thread", 7, "와이파이")] * 20)
    assert sorted(outcome.value for outcome in outcomes) == [False] * 19 + [True]


def test_an_act_that_failed_may_be_sent_again(app):
    def fail() -> None:
        assert submissions.is_first("thread", 7, "와이파이")
        raise RuntimeError

    try:
        do(fail)
    except RuntimeError:
        assert do(submissions.is_first, "thread", 7, "와이파이")


def test_prints_are_forgotten_after_a_day(app):
    now = clock.now()
    do(submissions.is_first, "thread", 7, "와이파이")
    with clock.at(now + timedelta(hours=23)):
        assert do(submissions.forget_old) == 0
    with clock.at(now + timedelta(hours=25)):
        assert do(submissions.forget_old) == 1
        assert do(submissions.is_first, "thread", 7, "와이파이")
