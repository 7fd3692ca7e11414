"""People on the command line."""

from portal.accounts import queries, sessions
from portal.accounts.roles import Role
from portal.accounts.sessions import Attempt

PASSWORD = "보리차 한 잔 더 주세요"
CREATE = (
    *("people", "create-admin", "--email", "Hana@Example.com"),
    *("--handle", "hana", "--name", "정하나"),
)


def run(app, *arguments, typed=""):
    return app.test_cli_runner().invoke(args=list(arguments), input=typed)


def test_first_admin_can_sign_in_and_change_roles(app):
    result = run(app, *CREATE, typed=f"{PASSWORD}\n{PASSWORD}\n")
    assert result.exit_code == 0, result.output
    assert PASSWORD not in result.output
    attempt = Attempt(email="hana@example.com", password=PASSWORD, network="x")
    actor = queries.get_actor(sessions.recognise(attempt).person_id)
    assert actor.may("person.grant")
    assert actor.is_confirmed


def test_password_may_come_from_standard_input(app):
    result = run(app, *CREATE, "--password-stdin", typed=f"{PASSWORD}\n")
    assert result.exit_code == 0, result.output


def test_what_is_wrong_is_said_and_nothing_is_made(app):
    for arguments, typed, code in (
        (CREATE, "short", "password.too_short"),
        ((*CREATE[:3], "no address", *CREATE[4:]), PASSWORD, "email.wrong"),
        ((*CREATE[:5], "admin", *CREATE[6:]), PASSWORD, "handle.reserved"),
    ):
        result = run(app, *arguments, "--password-stdin", typed=f"{typed}\n")
        assert result.exit_code == 1
        assert code in result.output
    assert queries.ids_by_handle(frozenset({"hana"})) == {}


def test_same_admin_is_not_made_twice(app):
    run(app, *CREATE, "--password-stdin", typed=f"{PASSWORD}\n")
    result = run(app, *CREATE, "--password-stdin", typed=f"{PASSWORD}\n")
    assert (result.exit_code, "email.taken" in result.output) == (1, True)


def test_role_is_given_everywhere_or_for_a_product(app, cast):
    assert run(app, "people", "grant", "@minji", "expert").exit_code == 0
    assert run(app, "people", "grant", "junho", "agent", "--product", "internet").exit_code == 0
    assert queries.get_actor(cast.minji.id).role is Role.EXPERT
    junho = queries.get_actor(cast.junho.id)
    assert junho.scope("staff.enter") == frozenset({cast.product_id})


def test_role_person_or_product_that_is_not_there_is_refused(app, cast):
    assert run(app, "people", "grant", "minji", "emperor").exit_code == 2
    assert run(app, "people", "grant", "minji", "member").exit_code == 2
    assert run(app, "people", "grant", "nobody-here", "agent").exit_code == 1
    result = run(app, "people", "grant", "minji", "agent", "--product", "toaster")
    assert result.exit_code == 2
    assert "internet" in result.output
