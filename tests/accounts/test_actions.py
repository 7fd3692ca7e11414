"""Registering, confirming, changing what is one's own."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.accounts import actions, credentials, proofs, queries, sessions
from portal.accounts.actions import ProfileDraft
from portal.accounts.actor import NOBODY
from portal.accounts.models import EmailProof, SignIn, User
from portal.kit.db import db, transaction
from portal.kit.errors import Conflict, NotAllowed, NotFound, RuleBroken, TooMany
from portal.kit.events import EventRow
from tests.make.accounts import PASSWORD, let_links_age, link, member, newcomer, registered

NEW_PASSWORD = "우산은 현관에 있어요"


def told() -> list[str]:
    return list(db.session.execute(select(EventRow.kind).order_by(EventRow.id)).scalars())


def last_event() -> EventRow:
    return db.session.execute(select(EventRow).order_by(EventRow.id.desc()).limit(1)).scalar_one()


def row(person_id: int) -> User:
    db.session.expire_all()
    return db.session.get_one(User, person_id)


def begin_session(person_id: int) -> str:
    with transaction():
        return sessions.start(person_id, user_agent="")


# ── Registering ──


def test_newcomer_waits_for_confirmation(app):
    person_id = registered("sora", email="Sora@Example.com")
    person = row(person_id)
    assert (person.email, person.handle, person.email_confirmed_at) == (
        "sora@example.com",
        "sora",
        None,
    )
    assert person.password_hash.startswith("$argon2id$")
    assert not queries.get_actor(person_id).may("thread.post")
    assert told() == ["PersonRegistered", "ConfirmationAsked"]


def test_known_address_makes_the_same_rows_and_gets_no_second_account(app):
    owner = member("sora")
    before = told()
    person_id = registered("stranger", email="sora@example.com")
    assert row(person_id).email is None
    assert row(owner.id).email == "sora@example.com"
    assert told()[len(before) :] == ["PersonRegistered", "AddressInUse"]
    assert last_event().payload == {"person_id": owner.id}


def test_handle_is_taken_afterwards_whether_or_not_the_address_was_known(app):
    member("sora")
    registered("known", email="sora@example.com")
    registered("unknown", email="nobody@example.com")
    for handle in ("known", "unknown"):
        with pytest.raises(RuleBroken, match=r"handle\.taken"):
            registered(handle, email="third@example.com")


def test_registering_again_takes_over_the_same_way_whether_or_not_the_address_was_known(app):
    member("sora")
    for email in ("sora@example.com", "nobody@example.com"):
        registered("wanted", email=email)
        again = registered("wanted", email=email)
        assert row(again).handle == "wanted"
        with transaction():
            db.session.delete(row(again))


def test_known_and_unknown_address_cost_the_same_statements(app, statements):
    member("sora")
    costs = []
    for handle, email in (("aa", "sora@example.com"), ("bb", "nobody@example.com")):
        made = newcomer(handle, email=email)
        statements.clear()
        with transaction():
            actions.register(NOBODY, made)
        costs.append([statement.split()[0:3] for statement in statements])
    assert costs[0] == costs[1]


def test_newest_registration_of_an_address_wins(app):
    squatter = registered("squatter", email="sora@example.com", password="이건 남의 암호예요")
    old_link = link(squatter, "confirm", "sora@example.com")
    owner = registered("sora", email="sora@example.com")
    with pytest.raises(NotFound, match=r"proof\.over"), transaction():
        actions.confirm(old_link)
    new_link = link(owner, "confirm", "sora@example.com")
    with transaction():
        assert actions.confirm(new_link) == owner
    assert recognised("sora@example.com", "이건 남의 암호예요") is None
    assert recognised("sora@example.com", PASSWORD) is not None


def test_handle_is_made_from_the_address_when_none_is_chosen(app):
    first = registered("", email="min.ji@example.com")
    second = registered("", email="min.ji@other.example.com")
    assert (row(first).handle, row(second).handle) == ("min-ji", "min-ji2")


def test_address_that_gives_no_handle_asks_for_one(app):
    with pytest.raises(RuleBroken, match=r"handle\.blank"):
        registered("", email="admin@example.com")


def test_fourth_mail_to_an_address_in_an_hour_is_refused_for_known_and_unknown(app, stopped_clock):
    member("sora")
    for email in ("sora@example.com", "nobody@example.com"):
        for number in range(3):
            registered(f"try{number}{email[0]}", email=email)
        with pytest.raises(TooMany, match=r"limit\.confirm_mails") as refused:
            registered("one-more", email=email)
        assert 0 < refused.value.retry_after_seconds <= 3_600


def test_operators_account_needs_no_mail(app):
    person = member("hana")
    assert person.is_confirmed
    with pytest.raises(Conflict, match=r"email\.taken"):
        member("hana2", email="hana@example.com")


def test_only_an_administrator_adds_people(cast):
    with pytest.raises(NotAllowed), transaction():
        actions.add(cast.eunji, newcomer("sora"))


# ── Confirming ──


def test_link_confirms_once(app):
    person_id = registered("sora")
    token = link(person_id, "confirm", "sora@example.com")
    with transaction():
        actions.confirm(token)
    assert queries.get_actor(person_id).may("thread.post")
    assert last_event().kind == "AddressConfirmed"
    with pytest.raises(NotFound), transaction():
        actions.confirm(token)


def test_using_one_link_ends_the_others_of_the_same_mail(app):
    person_id = registered("sora")
    first = link(person_id, "confirm", "sora@example.com")
    second = link(person_id, "confirm", "sora@example.com")
    with transaction():
        actions.confirm(second)
    with pytest.raises(NotFound):
        proofs.look_at(first, "confirm")


def test_looking_at_a_link_uses_nothing(app):
    token = link(registered("sora"), "confirm", "sora@example.com")
    for _ in range(3):
        assert proofs.look_at(token, "confirm").email == "sora@example.com"


@pytest.mark.parametrize("purpose", ["reset", "change"])
def test_link_opens_only_what_it_was_sent_for(app, purpose):
    token = link(registered("sora"), "confirm", "sora@example.com")
    with pytest.raises(NotFound):
        proofs.look_at(token, purpose)


def test_old_link_is_over(app):
    token = link(registered("sora"), "confirm", "sora@example.com")
    let_links_age(timedelta(seconds=1))
    with pytest.raises(NotFound):
        proofs.look_at(token, "confirm")


def test_links_last_as_long_as_they_say(app):
    person_id = registered("sora")
    for purpose, seconds in (("confirm", 86_400), ("reset", 1_800), ("change", 86_400)):
        link(person_id, purpose, "sora@example.com")
        proof = db.session.execute(
            select(EmailProof).order_by(EmailProof.id.desc()).limit(1)
        ).scalar_one()
        assert (proof.expires_at - proof.made_at).total_seconds() == seconds


def test_token_is_nowhere_in_the_database(app):
    token = link(registered("sora"), "confirm", "sora@example.com")
    kept = db.session.execute(select(EmailProof.token_hash)).scalars().all()
    assert token not in kept
    assert all(len(value) == 64 for value in kept)


@pytest.mark.parametrize("email", ["sora@example.com", "nobody@example.com"])
def test_asking_again_is_noted_for_any_address(app, email):
    member("sora")
    with transaction():
        actions.ask_confirmation(NOBODY, email, network="x")
    assert (last_event().kind, last_event().payload) == ("ConfirmationAsked", {"person_id": None})


# ── Forgotten password ──


def test_reset_sets_the_password_ends_sessions_and_confirms(app):
    person_id = registered("sora")
    session = begin_session(person_id)
    token = link(person_id, "reset", "sora@example.com")
    other = link(person_id, "reset", "sora@example.com")
    with transaction():
        actions.reset_password(token, credentials.seal(NEW_PASSWORD))
    assert queries.find_signed_in(session) is None
    assert recognised("sora@example.com", NEW_PASSWORD) is not None
    assert recognised("sora@example.com", PASSWORD) is None
    assert last_event().payload == {"person_id": person_id, "by": "reset"}
    with pytest.raises(NotFound):
        proofs.look_at(other, "reset")


@pytest.mark.parametrize(
    ("email", "is_known"), [("sora@example.com", True), ("x@example.com", False)]
)
def test_reset_is_noted_for_any_address(app, email, is_known):
    sora = member("sora")
    with transaction():
        actions.ask_password_reset(NOBODY, email, network="x")
    assert last_event().kind == "PasswordResetAsked"
    assert last_event().payload == {"person_id": sora.id if is_known else None}


@pytest.mark.parametrize("email", ["sora@example.com", "x@example.com"])
def test_fourth_reset_mail_in_an_hour_is_refused_for_any_address(app, stopped_clock, email):
    member("sora")
    for number in range(4):
        with transaction():
            if number == 3:
                with pytest.raises(TooMany, match=r"limit\.reset_mails"):
                    actions.ask_password_reset(NOBODY, email, network=str(number))
            else:
                actions.ask_password_reset(NOBODY, email, network=str(number))


# ── Changing password and address ──


def test_changed_password_ends_other_sessions_and_open_links(app):
    sora = member("sora")
    here, there = begin_session(sora.id), begin_session(sora.id)
    reset = link(sora.id, "reset", "sora@example.com")
    change = link(sora.id, "change", "new@example.com")
    with transaction():
        actions.change_password(queries.find_signed_in(here), credentials.seal(NEW_PASSWORD))
    assert queries.find_signed_in(here) is not None
    assert queries.find_signed_in(there) is None
    for token, purpose in ((reset, "reset"), (change, "change")):
        with pytest.raises(NotFound):
            proofs.look_at(token, purpose)


def test_nobody_changes_a_password_without_signing_in(app):
    with pytest.raises(NotAllowed, match=r"account\.sign_in"), transaction():
        actions.change_password(NOBODY, credentials.seal(NEW_PASSWORD))


def test_old_password_is_asked_for(app):
    sora = member("sora")
    credentials.check_own(sora, PASSWORD)
    with pytest.raises(RuleBroken, match=r"password\.wrong"):
        credentials.check_own(sora, "something else")
    with pytest.raises(RuleBroken, match=r"password\.wrong"):
        credentials.check_own(NOBODY, PASSWORD)


def test_guessing_the_own_password_is_limited(app, stopped_clock):
    sora = member("sora")
    for _ in range(10):
        with transaction():
            credentials.count_check(sora)
    with pytest.raises(TooMany, match=r"limit\.password"), transaction():
        credentials.count_check(sora)


def test_address_changes_only_when_the_new_one_is_confirmed(app):
    sora = member("sora")
    with transaction():
        actions.ask_address_change(sora, "New@Example.com")
    assert row(sora.id).email == "sora@example.com"
    assert queries.get_own(sora).coming_email == "new@example.com"
    reset = link(sora.id, "reset", "sora@example.com")
    token = link(sora.id, "change", "new@example.com")
    with transaction():
        actions.change_address(token)
    assert row(sora.id).email == "new@example.com"
    assert queries.get_own(sora).coming_email is None
    with pytest.raises(NotFound):
        proofs.look_at(reset, "reset")


def test_address_of_somebody_else_cannot_be_taken(app):
    sora, _minsu = member("sora"), member("minsu")
    with transaction():
        actions.ask_address_change(sora, "minsu@example.com")
    token = link(sora.id, "change", "minsu@example.com")
    with pytest.raises(Conflict, match=r"email\.taken"), transaction():
        actions.change_address(token)
    assert row(sora.id).email == "sora@example.com"


def test_address_that_only_waits_goes_to_who_confirms_it(app):
    sora, squatter = member("sora"), registered("squatter", email="new@example.com")
    token = link(sora.id, "change", "new@example.com")
    with transaction():
        actions.change_address(token)
    assert row(sora.id).email == "new@example.com"
    assert db.session.get(User, squatter) is None


def test_own_address_is_no_change(app):
    sora = member("sora")
    with pytest.raises(RuleBroken, match=r"email\.same"), transaction():
        actions.ask_address_change(sora, "SORA@example.com")


def test_newer_change_of_address_replaces_the_older(app):
    sora = member("sora")
    with transaction():
        actions.ask_address_change(sora, "one@example.com")
    old = link(sora.id, "change", "one@example.com")
    with transaction():
        actions.ask_address_change(sora, "two@example.com")
    with pytest.raises(NotFound):
        proofs.look_at(old, "change")


# ── Profile ──


def test_profile_is_changed_and_told_once(app):
    sora = member("sora")
    draft = ProfileDraft(name="소라 ", bio="안녕하세요", locale="en", time_zone="Europe/Berlin")
    for _ in range(2):
        with transaction():
            actions.change_profile(sora, draft)
    changed = queries.get_actor(sora.id)
    assert (changed.name, changed.locale, changed.time_zone) == ("소라", "en", "Europe/Berlin")
    assert told().count("ProfileChanged") == 1
    assert sorted(last_event().payload["fields"]) == ["bio", "locale", "time_zone"]


def test_title_is_set_by_an_administrator_alone(cast):
    with transaction():
        actions.set_titles(cast.hana, cast.seoyeon.id, title_ko="상담 담당", title_en="Care")
    assert queries.get_person("seoyeon").title_ko == "상담 담당"
    with pytest.raises(NotAllowed), transaction():
        actions.set_titles(cast.seoyeon, cast.seoyeon.id, title_ko="대표", title_en="CEO")


def test_who_never_confirmed_has_no_page(app):
    registered("sora", name="광고 보세요")
    with pytest.raises(NotFound):
        queries.get_person("sora")


def test_sessions_of_a_forgotten_person_go_with_them(app):
    person_id = registered("sora")
    begin_session(person_id)
    with transaction():
        db.session.delete(row(person_id))
    assert db.session.execute(select(func.count()).select_from(SignIn)).scalar_one() == 0


def recognised(email: str, password: str) -> sessions.Recognised | None:
    return sessions.recognise(sessions.Attempt(email=email, password=password, network="x"))
