"""Hot: every vote fades by its own age, one vote moves one key, and no clock redoes the order."""

import math
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from portal.kit import clock
from portal.kit.db import db, transaction
from portal.threads import lists
from portal.threads.lists import Filters
from portal.threads.models import Thread
from portal.threads.ranking import COLD, EPOCH, HALF_LIFE_DAYS, hot_key, warmer, warmer_sql
from portal.votes import actions as votes
from tests.make import threads as make
from tests.make.together import crowd
from tests.make.votes import cast_times

instants = st.integers(1_200_000_000, 2_400_000_000).map(lambda s: datetime.fromtimestamp(s, UTC))
histories = st.lists(instants, min_size=1, max_size=60)


def brute_force(cast_times: list[datetime], now: datetime) -> float:
    """Add up what each vote still weighs at an instant: the formula as the page tells it."""
    seconds = HALF_LIFE_DAYS * 86_400
    return math.fsum(2 ** (-(now - at).total_seconds() / seconds) for at in cast_times)


@given(histories)
def test_votes_added_one_by_one_give_the_key_of_all_of_them(cast_times):
    key = COLD
    for at in cast_times:
        key = warmer(key, at)
    assert key == pytest.approx(hot_key(cast_times), abs=1e-9)


@given(histories)
def test_the_key_is_the_logarithm_of_what_all_votes_weigh(cast_times):
    latest = max(cast_times)
    half_lives = (latest - EPOCH).total_seconds() / (HALF_LIFE_DAYS * 86_400)
    assert hot_key(cast_times) == pytest.approx(
        math.log2(brute_force(cast_times, latest)) + half_lives, abs=1e-6
    )


@given(histories, histories, st.timedeltas(timedelta(), timedelta(days=3_650)))
def test_the_order_is_that_of_brute_force_at_any_later_time(one, two, later):
    now = max(*one, *two) + later
    weights = brute_force(one, now), brute_force(two, now)
    if min(weights) > 0 and not math.isclose(*weights, rel_tol=1e-6):
        assert (hot_key(one) > hot_key(two)) == (weights[0] > weights[1])


def test_a_vote_of_today_weighs_twice_one_of_a_half_life_ago():
    now = EPOCH + timedelta(days=1_000)
    old = now - timedelta(days=HALF_LIFE_DAYS)
    assert hot_key([old, old]) == pytest.approx(hot_key([now]))


def test_no_votes_are_colder_than_the_oldest_vote_and_no_key_overflows():
    assert hot_key([]) == COLD < hot_key([datetime(1990, 1, 1, tzinfo=UTC)])
    far = hot_key([datetime(2140, 1, 1, tzinfo=UTC)] * 3)
    assert math.isfinite(far)
    assert far < 4_000


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(cast_times=histories)
def test_the_database_warms_a_key_as_the_formula_does(cast, cast_times):
    with transaction():
        row = select(Thread.id).limit(1)
        thread_id = db.session.execute(row).scalar()
    if thread_id is None:
        thread_id = make.question(cast.minji, cast.product_id)
    with transaction():
        db.session.execute(update(Thread).values(hot_key=COLD))
        for at in cast_times:
            key = warmer_sql(Thread.hot_key, at)
            db.session.execute(update(Thread).where(Thread.id == thread_id).values(hot_key=key))
        kept = db.session.execute(select(Thread.hot_key).where(Thread.id == thread_id)).scalar_one()
    assert kept == pytest.approx(hot_key(cast_times), abs=1e-9)


def test_the_hot_list_orders_as_brute_force_and_stays_so_without_events(cast):
    """Votes of many ages on many ideas, then two years of nothing."""
    now = clock.now()
    voters = crowd(6)
    days_ago = [[90, 60, 30], [1], [40, 39, 38, 37], [], [3, 2, 1], [400] * 6, [14, 14]]
    for number, ages in enumerate(days_ago):
        with clock.at(now - timedelta(days=500 - number)):
            idea = make.idea(cast.hana, cast.product_id, title=f"아이디어 번호 {number}")
        for voter, age in zip(voters, ages, strict=False):
            with clock.at(now - timedelta(days=age)), transaction():
                votes.cast(voter, idea)
    listed = [card.id for card in lists.hot(cast.minji, Filters(kind="idea")).items]
    weights = {number: brute_force(cast_times(number), now) for number in listed}
    assert listed == sorted(listed, key=lambda number: (-weights[number], -number))
    with clock.at(now + timedelta(days=730)):
        assert [card.id for card in lists.hot(cast.minji, Filters(kind="idea")).items] == listed


def test_an_old_idea_wanted_this_month_is_hotter_than_a_brand_new_one(cast):
    now = clock.now()
    with clock.at(now - timedelta(days=700)):
        old = make.idea(cast.hana, cast.product_id, title="오래된 아이디어입니다")
    for number, voter in enumerate(crowd(6)):
        with clock.at(now - timedelta(days=number)), transaction():
            votes.cast(voter, old)
    brand_new = make.idea(cast.hana, cast.product_id, title="새로운 아이디어입니다")
    listed = [card.id for card in lists.hot(cast.minji, Filters(kind="idea")).items]
    assert listed == [old, brand_new]
