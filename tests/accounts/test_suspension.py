"""Shutting somebody out, and letting them in again."""

import pytest

from portal.accounts import queries, suspension
from portal.accounts.roles import Role
from tests.make.cast import person
from tests.make.refusals import do, refusal


def test_a_suspended_person_is_shown_out_everywhere_until_it_is_lifted(cast, client_as):
    browser = client_as(cast.junho)
    assert browser.get("/settings/profile").status_code == 200
    assert do(suspension.suspend, cast.eunji, cast.junho.id, reason="spam")
    assert browser.get("/settings/profile").status_code == 303
    assert queries.get_person("junho").is_suspended
    assert not do(suspension.suspend, cast.eunji, cast.junho.id, reason="spam")
    assert do(suspension.lift, cast.eunji, cast.junho.id)
    assert not do(suspension.lift, cast.eunji, cast.junho.id)
    assert client_as(cast.junho).get("/settings/profile").status_code == 200


@pytest.mark.parametrize("who", ["minji", "seoyeon", "daniel", "miran"])
def test_only_moderators_suspend(cast, who):
    actor = getattr(cast, who)
    assert refusal(suspension.suspend, actor, cast.junho.id, reason="spam") == "person.suspend"
    assert refusal(suspension.lift, actor, cast.junho.id) == "person.suspend"


def test_a_moderator_of_one_product_shuts_nobody_out_of_all(cast):
    local = person("local", "작은", Role.MODERATOR, product_id=cast.product_id)
    assert refusal(suspension.suspend, local, cast.junho.id, reason="spam") == "person.suspend"


def test_nobody_suspends_themselves_and_only_administrators_the_team(cast):
    act = suspension.suspend
    assert refusal(act, cast.hana, cast.hana.id, reason="spam") == "person.suspend_self"
    assert refusal(act, cast.eunji, cast.seoyeon.id, reason="spam") == "person.suspend_staff"
    assert refusal(act, cast.hana, cast.seoyeon.id, reason="spam") is None
    assert refusal(act, cast.eunji, 999, reason="spam") == "person.not_found"
    assert refusal(act, cast.eunji, cast.junho.id, reason="mood") == "person.suspend_reason"
