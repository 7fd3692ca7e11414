"""People and roles, as an administrator's browser sees them."""

import pytest

from portal.accounts import queries
from portal.accounts.roles import Role
from tests.make.pages import said, send


def give(browser, handle, role, product="all"):
    path = f"/admin/people/{handle}"
    return send(browser, f"{path}/grant", at=path, role=role, product=product)


def take(browser, handle, role, product="all"):
    path = f"/admin/people/{handle}"
    return send(browser, f"{path}/revoke", at=path, role=role, product=product)


@pytest.mark.parametrize("who", ["minji", "seoyeon", "daniel", "suhyun", "miran", "eunji", None])
@pytest.mark.parametrize("path", ["/admin/people", "/admin/people/minji"])
def test_door_does_not_exist_for_others(client, client_as, cast, who, path):
    browser = client_as(getattr(cast, who)) if who else client
    answer = browser.get(path)
    assert answer.status_code == (404 if who else 303)
    assert "minji@example.com" not in said(answer)


@pytest.mark.parametrize("verb", ["grant", "revoke", "titles"])
def test_nobody_else_changes_anything(client_as, cast, verb):
    browser = client_as(cast.miran)
    answer = send(
        browser, f"/admin/people/minji/{verb}", at="/settings/account", role="admin", product="all"
    )
    assert answer.status_code == 404
    assert queries.get_actor(cast.minji.id).role is None


def test_role_is_given_and_taken(client_as, cast):
    hana, seoyeon = client_as(cast.hana), client_as(cast.minji)
    assert seoyeon.get("/staff").status_code == 404
    assert give(hana, "minji", "agent").status_code == 303
    assert seoyeon.get("/staff").status_code == 200
    assert take(hana, "minji", "agent").status_code == 303
    assert seoyeon.get("/staff").status_code == 404


def test_role_is_given_for_one_product(client_as, cast):
    give(client_as(cast.hana), "minji", "moderator", "internet")
    minji = queries.get_actor(cast.minji.id)
    assert minji.scope("thread.lock") == frozenset({cast.product_id})


@pytest.mark.parametrize(
    ("role", "product"),
    [
        ("member", "all"),
        ("emperor", "all"),
        ("", "all"),
        ("agent", "no-such"),
        ("admin", "internet"),
    ],
)
def test_role_that_makes_no_sense_is_refused(client_as, cast, role, product):
    answer = give(client_as(cast.hana), "minji", role, product)
    assert answer.status_code == 422
    assert queries.get_actor(cast.minji.id).role is None


def test_last_administrator_is_kept_with_the_reason(client_as, cast):
    hana = client_as(cast.hana)
    answer = take(hana, "hana", "admin")
    assert answer.status_code == 409
    assert 'role="alert"' in said(answer)
    assert queries.get_actor(cast.hana.id).role is Role.ADMIN


def test_administrator_who_gives_up_their_role_is_led_home(client_as, cast):
    hana = client_as(cast.hana)
    give(hana, "minji", "admin")
    assert take(hana, "hana", "admin").location == "/"
    assert hana.get("/admin/people").status_code == 404


def test_job_title_stands_beside_the_badge(client_as, cast):
    hana = client_as(cast.hana)
    path = "/admin/people/seoyeon"
    send(hana, f"{path}/titles", at=path, title_ko="요금 상담 담당", title_en="Billing care")
    assert "요금 상담 담당" in said(hana.get("/people/seoyeon"))
    answer = send(hana, f"{path}/titles", at=path, title_ko="가" * 61, title_en="")
    assert answer.status_code == 422


def test_people_are_searched(client_as, cast):
    hana = client_as(cast.hana)
    found = said(hana.get("/admin/people?q=%EB%AF%BC%EC%A7%80"))
    assert "@minji" in found
    assert "@junho" not in found
    assert "@suhyun" in said(hana.get("/admin/people?role=editor"))
    assert "@minji" not in said(hana.get("/admin/people?role=any"))
    assert hana.get("/admin/people?role=emperor&q=%00'\"--").status_code == 200
    assert hana.get("/admin/people?cursor=nonsense").status_code == 422


def test_person_who_is_not_there_is_not_found(client_as, cast):
    hana = client_as(cast.hana)
    assert hana.get("/admin/people/nobody-here").status_code == 404
