"""The numbers equal what is counted by hand, and each has its rows."""

from datetime import timedelta

import pytest

from portal.duplicates import actions as duplicates
from portal.insights import asking, queries
from portal.insights.asking import Thing, Told
from portal.insights.queries import AskWeek, DuplicateWeek
from portal.kit import clock
from portal.kit.db import transaction
from portal.kit.errors import NotAllowed
from portal.threads import actions as threads
from tests.make import threads as make
from tests.make.refusals import do, refusal

TWO_DAYS = timedelta(days=2)


def began(thing: Thing, *, lang: str = "ko", **facts) -> None:
    """Let somebody begin to ask two days ago, be shown a thing, and do something."""
    token = asking.shown(asking.begin("question", lang), [thing])
    with transaction():
        asking.record(Told(token=token, **facts), place="")


def viewed(thing: Thing, **facts) -> None:
    token = asking.shown(asking.begin("question", "ko"), [thing])
    for seconds, told in ((0, {"opened": 1}), (31, {"viewed": 1}), (60, facts)):
        with clock.at(clock.now() + timedelta(seconds=seconds)), transaction():
            asking.record(Told(token=token, **told), place="")


@pytest.fixture
def counted(cast) -> int:
    thing_id = make.question(cast.minji, cast.product_id)
    thing = Thing("question", thing_id)
    with clock.at(clock.now() - TWO_DAYS):
        began(thing)  # left
        began(thing, opened=1)  # opened, looked for less than half a minute, left
        began(thing, solved=1)
        began(thing, has_asked=True)
        viewed(thing)  # possibly solved
        viewed(thing, has_asked=True)
        viewed(thing, solved=1)
        began(thing, lang="en", solved=1)
    began(thing, solved=1)  # not settled yet
    return thing_id


def test_solved_and_possibly_solved_are_kept_apart(cast, counted):
    """Explicit deflection 2 of 7, possible deflection 1 of 7; nobody is in both."""
    weeks = queries.asked_or_not(cast.miran, "ko")
    assert len(weeks) == queries.WEEKS
    assert weeks[0] == AskWeek(weeks[0].begins_at, began=7, solved=2, possible=1, asked=2)
    assert weeks[1] == AskWeek(weeks[1].begins_at)
    (english,) = (week for week in queries.asked_or_not(cast.miran, "en") if week.began)
    assert (english.began, english.solved) == (1, 1)


def test_each_figure_has_its_rows(cast, counted):
    def rows(pile):
        return queries.askings(cast.miran, "ko", pile).items

    sizes = {pile: len(rows(pile)) for pile in queries.PILES}
    assert sizes == {"all": 7, "solved": 2, "possible": 1, "asked": 2, "left": 2}
    for pile in ("solved", "possible", "asked", "left"):
        assert {row.outcome for row in rows(pile)} == {pile}
    (possible,) = rows("possible")
    (suggested,) = possible.suggested
    assert suggested.thing == Thing("question", counted)
    assert suggested.title == "와이파이가 저녁마다 끊겨요"
    assert (suggested.is_opened, suggested.is_viewed, suggested.is_solving) == (True, True, False)


def test_the_title_of_what_is_hidden_by_now_is_not_told(cast, counted):
    do(duplicates.hide, cast.eunji, counted, reason="광고예요.")
    for row in queries.askings(cast.suhyun, "ko", "all").items:
        assert {each.title for each in row.suggested} == {""}


def test_rows_come_in_pages(cast):
    thing = Thing("faq", 1)
    with clock.at(clock.now() - TWO_DAYS):
        for _ in range(23):
            began(thing)
    first = queries.askings(cast.miran, "ko", "left")
    second = queries.askings(cast.miran, "ko", "left", cursor=first.next_cursor)
    assert (len(first.items), len(second.items), second.next_cursor) == (20, 3, None)
    assert len({row.id for row in (*first.items, *second.items)}) == 23


def test_the_share_of_questions_that_repeat_another(cast):
    one = make.question(cast.minji, cast.product_id)
    two = make.question(cast.junho, cast.product_id, title="저녁이면 와이파이가 느려요")
    make.question(cast.junho, cast.product_id, title="청구서를 다시 받고 싶어요")
    make.idea(cast.minji, cast.product_id)
    hidden = make.question(cast.minji, cast.product_id, title="광고 글입니다 보세요")
    do(duplicates.hide, cast.eunji, hidden, reason="광고예요.")
    do(threads.link_duplicate, cast.eunji, two, one)
    weeks = queries.repeated(cast.daniel, "ko")
    assert weeks[0] == DuplicateWeek(weeks[0].begins_at, questions=3, duplicates=1)


def test_only_those_who_hold_the_right_read_numbers(cast):
    for who in (cast.minji, cast.seoyeon, cast.eunji):
        with pytest.raises(NotAllowed):
            queries.asked_or_not(who, "ko")
        assert refusal(queries.repeated, who, "ko") == "numbers.read"
        assert refusal(queries.askings, who, "ko", "all") == "numbers.read"
    for who in (cast.miran, cast.suhyun, cast.daniel, cast.hana):
        assert queries.repeated(who, "ko")
    assert refusal(queries.askings, cast.hana, "ko", "other") == "numbers.pile"
