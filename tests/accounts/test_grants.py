"""Roles given and taken."""

import pytest
from sqlalchemy import select

from portal.accounts import directory, grants, queries
from portal.accounts.actor import NOBODY
from portal.accounts.directory import PeopleFilter
from portal.accounts.roles import Role
from portal.kit.db import db, transaction
from portal.kit.errors import Conflict, NotAllowed, NotFound, RuleBroken
from portal.kit.events import EventRow
from portal.products import actions as products
from tests.make.accounts import registered


def events_of(kind: str) -> list[dict]:
    rows = db.session.execute(select(EventRow).where(EventRow.kind == kind)).scalars()
    return [{"actor": row.actor_id, **row.payload} for row in rows]


def test_role_holds_from_the_next_question_on(cast):
    token = cast.session_token(cast.minji)
    assert not queries.find_signed_in(token).is_staff
    with transaction():
        grants.grant(cast.hana, cast.minji.id, Role.AGENT)
    assert queries.find_signed_in(token).is_staff
    with transaction():
        grants.revoke(cast.hana, cast.minji.id, Role.AGENT)
    assert not queries.find_signed_in(token).is_staff


def test_role_for_one_product_holds_there_alone(cast):
    with transaction():
        other = products.add(slug="tv", name_ko="TV", name_en="TV")
        grants.grant(cast.hana, cast.minji.id, Role.MODERATOR, cast.product_id)
    minji = queries.get_actor(cast.minji.id)
    assert minji.may("thread.lock", cast.product_id)
    assert not minji.may("thread.lock", other)


def test_giving_twice_and_taking_what_is_not_there_change_nothing(cast):
    for _ in range(2):
        with transaction():
            grants.grant(cast.hana, cast.minji.id, Role.EXPERT, cast.product_id)
            grants.grant(cast.hana, cast.minji.id, Role.EXPERT)
    assert len(events_of("RoleGranted")) == 2
    with transaction():
        grants.revoke(cast.hana, cast.minji.id, Role.AGENT)
    assert events_of("RoleRevoked") == []


def test_taking_the_role_for_one_product_leaves_the_one_for_all(cast):
    with transaction():
        grants.grant(cast.hana, cast.minji.id, Role.EXPERT)
        grants.grant(cast.hana, cast.minji.id, Role.EXPERT, cast.product_id)
        grants.revoke(cast.hana, cast.minji.id, Role.EXPERT, cast.product_id)
    (kept,) = directory.get(cast.hana, "minji").grants
    assert (kept.role, kept.product) == (Role.EXPERT, None)


def test_log_says_who_gave_what_to_whom(cast):
    with transaction():
        grants.grant(cast.hana, cast.minji.id, Role.EDITOR)
    assert events_of("RoleGranted") == [
        {
            "actor": cast.hana.id,
            "person_id": cast.minji.id,
            "role": "editor",
            "product_id": None,
        }
    ]


@pytest.mark.parametrize("who", ["minji", "seoyeon", "daniel", "suhyun", "miran", "eunji"])
def test_only_administrators_give_roles(cast, who):
    with pytest.raises(NotAllowed, match=r"person\.grant"), transaction():
        grants.grant(getattr(cast, who), cast.minji.id, Role.ADMIN)
    with pytest.raises(NotAllowed, match=r"person\.grant"):
        directory.list_people(getattr(cast, who), PeopleFilter(), cursor=None)


def test_nobody_gives_no_roles(cast):
    with pytest.raises(NotAllowed), transaction():
        grants.grant(NOBODY, cast.minji.id, Role.ADMIN)


def test_last_administrator_stays(cast):
    with pytest.raises(Conflict, match=r"role\.last_admin"), transaction():
        grants.revoke(cast.hana, cast.hana.id, Role.ADMIN)
    with transaction():
        grants.grant(cast.hana, cast.minji.id, Role.ADMIN)
        grants.revoke(cast.hana, cast.hana.id, Role.ADMIN)
    assert queries.get_actor(cast.minji.id).may("person.grant")


def test_administrator_who_cannot_sign_in_does_not_count(cast):
    waiting = registered("waiting")
    with transaction():
        grants.grant(cast.hana, waiting, Role.ADMIN)
    with pytest.raises(Conflict, match=r"role\.last_admin"), transaction():
        grants.revoke(cast.hana, cast.hana.id, Role.ADMIN)


@pytest.mark.parametrize(
    ("person", "product", "error"),
    [(999_999, None, NotFound), (None, 999_999, NotFound)],
    ids=["no such person", "no such product"],
)
def test_grant_to_nothing_is_refused(cast, person, product, error):
    with pytest.raises(error), transaction():
        grants.grant(cast.hana, person or cast.minji.id, Role.AGENT, product)


def test_admin_for_one_product_is_refused(cast):
    with pytest.raises(RuleBroken, match=r"role\.everywhere_only"), transaction():
        grants.grant(cast.hana, cast.minji.id, Role.ADMIN, cast.product_id)


def test_people_are_found_by_piece_and_by_role(cast):
    def handles(**which):
        page = directory.list_people(cast.hana, PeopleFilter(**which), cursor=None)
        return {person.handle for person in page.items}

    assert handles(words="MINJ") == {"minji"}
    assert handles(words="서연") == {"seoyeon"}
    assert handles(words="junho@") == {"junho"}
    assert handles(words="%") == set()
    assert handles(role=Role.EDITOR) == {"suhyun", "yejin"}
    assert "minji" not in handles(with_roles=True)


def test_long_list_of_people_is_read_page_by_page(cast, statements):
    for number in range(25):
        registered(f"p{number:02}")
    with transaction():
        from sqlalchemy import update

        from portal.accounts.models import User
        from portal.kit import clock

        db.session.execute(update(User).values(email_confirmed_at=clock.now()))
    seen: list[str] = []
    cursor = None
    while True:
        statements.clear()
        page = directory.list_people(cast.hana, PeopleFilter(), cursor=cursor)
        assert len(statements) == 3
        seen += [person.handle for person in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == 25 + 9


def test_who_waits_for_confirmation_without_an_address_is_not_listed(cast):
    registered("shadow", email="minji@example.com")
    found = directory.list_people(cast.hana, PeopleFilter(words="shadow"), cursor=None)
    assert found.items == ()
