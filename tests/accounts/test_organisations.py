"""Where people work: in their own words, else by the domain of their address."""

import pytest
from sqlalchemy import select

from portal.accounts import actions, organisations
from portal.accounts.actions import ProfileDraft
from portal.accounts.models import User
from portal.kit.db import db
from portal.safety import mail_domains
from tests.make.refusals import do, refusal


def profile(**said: object) -> ProfileDraft:
    fields = {"name": "민지", "bio": "", "locale": "ko", "time_zone": "Asia/Seoul"} | said
    return ProfileDraft(**fields)  # type: ignore[arg-type]


def kept(who) -> tuple[str, str | None, bool]:
    columns = (User.organisation, User.organisation_key, User.hides_name)
    row = db.session.execute(select(*columns).where(User.id == who.id)).one()
    return tuple(row)


@pytest.mark.parametrize(
    ("organisation", "email", "key"),
    [
        ("주식회사 마루", "minji@naver.com", "마루"),
        ("(주)마루", None, "마루"),
        ("㈜ 마루", "minji@other.kr", "마루"),
        ("Maru Co., Ltd.", None, "maru"),
        ("MARU, Inc.", None, "maru"),
        ("inc", None, "inc"),
        ("", "minji@maru.kr", "maru.kr"),
        (" ", "minji@gmail.com", None),
        ("!!", "minji@mail.daum.net", None),
        ("", None, None),
    ],
)
def test_colleagues_share_a_key_however_they_write_it(organisation, email, key):
    assert organisations.key_of(organisation, email) == key


def test_the_profile_keeps_it_and_derives_the_key(cast):
    do(actions.change_profile, cast.minji, profile(organisation="㈜ 마루  랩", hides_name=True))
    assert kept(cast.minji) == ("㈜ 마루 랩", "마루랩", True)
    do(actions.change_profile, cast.minji, profile())
    assert kept(cast.minji) == ("", None, False)


def test_a_name_that_is_too_long_is_refused(cast):
    draft = profile(organisation="가" * 81)
    assert refusal(actions.change_profile, cast.minji, draft) == "organisation.too_long"
    assert refusal(actions.change_profile, cast.minji, profile(organisation="가" * 80)) is None


def test_the_two_lists_of_domains_name_no_domain_twice():
    public = mail_domains._domains("public_mail_domains.txt")
    disposable = mail_domains._domains("disposable_mail_domains.txt")
    assert {"naver.com", "gmail.com"} <= public
    assert "mailinator.com" in disposable
    assert not public & disposable
    assert all(domain == domain.lower().strip() for domain in public | disposable)
