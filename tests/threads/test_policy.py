"""Who sees a thread: the SQL and the function say the same, of everybody and everything."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select

from portal.accounts.actor import EVERYWHERE, NOBODY, SYSTEM, Actor, scopes_of
from portal.accounts.roles import Role
from portal.kit import clock
from portal.kit.db import db, transaction
from portal.products import actions as products
from portal.threads import lists, policy, queries
from portal.threads.lists import Filters
from portal.threads.models import Thread

VISIBILITIES = ("visible", "hidden", "withdrawn")


@pytest.fixture
def threads(cast) -> list:
    """Give the rows of one thread for each author, product and visibility."""
    with transaction():
        other = products.add(slug="tv", name_ko="티비", name_en="TV")
        for author in (cast.minji, cast.junho, cast.seoyeon):
            for product_id in (cast.product_id, other):
                for visibility in VISIBILITIES:
                    _insert(author, product_id, visibility)
    rows = select(Thread.id, Thread.product_id, Thread.author_id, Thread.visibility)
    return list(db.session.execute(rows).all())


def _insert(author: Actor, product_id: int, visibility: str) -> None:
    now = clock.now()
    db.session.execute(
        insert(Thread).values(
            kind="question",
            product_id=product_id,
            author_id=author.id,
            lang="ko",
            title="제목",
            slug="제목",
            body_md="본문",
            body_html="<p>본문</p>",
            excerpt="본문",
            visibility=visibility,
            posted_at=now,
            last_activity_at=now,
            hot_key=0.0,
        )
    )


def seen_in_sql(actor: Actor) -> set[int]:
    return set(db.session.execute(select(Thread.id).where(policy.visible_to(actor))).scalars())


def test_visible_to_says_in_sql_what_can_see_says_of_one_for_any_grants(cast, threads):
    """L: any person with any set of roles, in any products, and nobody, and the portal itself."""
    product_ids = sorted({row.product_id for row in threads})
    people = [None, cast.minji.id, cast.junho.id, cast.seoyeon.id, 999_999]
    places = st.sampled_from([None, *product_ids])
    grants = st.lists(st.tuples(st.sampled_from(list(Role)), places), max_size=4)

    @given(st.sampled_from(people), grants)
    def check(person_id: int | None, held: list[tuple[Role, int | None]]) -> None:
        # nobody holds a role without being a person
        scopes = scopes_of(held) if person_id is not None else {}
        actor = Actor(id=person_id, scopes=scopes)
        assert seen_in_sql(actor) == {row.id for row in threads if policy.can_see(actor, row)}

    check()
    for actor in (NOBODY, SYSTEM, cast.hana, cast.eunji, cast.miran):
        assert seen_in_sql(actor) == {row.id for row in threads if policy.can_see(actor, row)}


def test_who_sees_what_in_words(cast, threads):
    other = next(row.product_id for row in threads if row.product_id != cast.product_id)
    lead_of_one = Actor(id=9_999, scopes=scopes_of([(Role.LEAD, other)]))

    def counted(actor: Actor) -> int:
        return len(seen_in_sql(actor))

    assert counted(NOBODY) == 6  # what is visible
    assert counted(cast.minji) == 6 + 4  # and her own
    assert counted(cast.daniel) == 6  # a product manager is no moderator
    assert counted(cast.seoyeon) == 6 + 4  # an agent sees no more than a customer
    assert counted(lead_of_one) == 6 + 6  # and all of the one product
    assert counted(cast.eunji) == counted(cast.hana) == counted(SYSTEM) == 18
    assert cast.eunji.scope("thread.moderate") is EVERYWHERE


def test_one_thread_is_given_exactly_to_those_who_may_see_it(cast, threads):
    for row in threads:
        for actor in (NOBODY, cast.minji, cast.junho, cast.eunji, cast.seoyeon):
            try:
                seen = queries.get(actor, row.id).id == row.id
            except queries.NotFound:
                seen = False
            assert seen is policy.can_see(actor, row)


def test_public_lists_hold_only_what_is_public_even_for_those_who_see_more(cast, threads):
    public = {row.id for row in threads if row.visibility == "visible"}
    for actor in (NOBODY, cast.minji, cast.eunji):
        for listing in (lists.hot, lists.new, lists.top, lists.unanswered):
            assert {card.id for card in listing(actor, Filters()).items} == public
    assert {card.id for card in lists.mine(cast.minji, Filters()).items} == {
        row.id for row in threads if row.author_id == cast.minji.id
    }
    assert len(lists.by_author(cast.junho, cast.minji.id).items) == 2
    assert len(lists.by_author(cast.eunji, cast.minji.id).items) == 6
