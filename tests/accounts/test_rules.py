"""The law of accounts."""

import pytest

from portal.accounts import rules
from portal.accounts.roles import Role
from portal.kit.errors import Conflict, RuleBroken


def refusal(rule, *args, **facts) -> str:
    with pytest.raises(RuleBroken) as refused:
        rule(*args, **facts)
    return refused.value.code


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Minji@Example.COM", "minji@example.com"),
        ("  a.b+c@example.com ", "a.b+c@example.com"),
        ("x@한국.kr", "x@xn--3e0b707e.kr"),
    ],
)
def test_address_is_kept_in_one_form(typed, kept):
    assert rules.normal_email(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "minji",
        "minji@",
        "@example.com",
        "a@b@example.com",
        "minji@example",
        "한글@example.com",
        "a@example.com\nBcc: b@example.com",
        "Minji <minji@example.com>",
        "a@" + "b" * 250 + ".com",
        "\x00@example.com",
    ],
)
def test_what_is_no_address_is_refused(typed):
    assert refusal(rules.normal_email, typed) == "email.wrong"


def test_empty_address_is_named_as_such():
    assert refusal(rules.normal_email, "  ") == "email.blank"


@pytest.mark.parametrize(
    ("typed", "kept"), [("Min_Ji-7", "min_ji-7"), ("@minji", "minji"), ("a1", "a1")]
)
def test_handle_is_kept_in_small_letters(typed, kept):
    assert rules.normal_handle(typed) == kept


@pytest.mark.parametrize(
    "typed", ["a", "민지", "min ji", "minji-", "a" * 31, "min.ji", "ｍｉｎｊｉ"]
)
def test_handle_that_no_mention_could_name_is_refused(typed):
    assert refusal(rules.normal_handle, typed) == "handle.wrong"


@pytest.mark.parametrize("typed", ["admin", "Official", "the-official-one", "superadmin", "me"])
def test_handle_of_the_house_is_refused(typed):
    assert refusal(rules.normal_handle, typed) == "handle.reserved"


@pytest.mark.parametrize(
    ("email", "handle"),
    [
        ("Min.Ji+maru@example.com", "min-ji"),
        ("a" * 64 + "@example.com", "a" * 30),
        ("admin@example.com", ""),
        ("x@example.com", ""),
        ("...@example.com", ""),
    ],
)
def test_handle_is_suggested_from_the_address(email, handle):
    assert rules.suggested_handle(email) == handle


def test_handles_like_a_long_one_stay_short_enough():
    assert all(len(handle) <= rules.HANDLE_MAX for handle in rules.handles_like("a" * 30, 50))


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery",
        "보리차 한 잔 더 주세요",
        "나는매일아침걷는다",
        "aaaaaaa bbbbbbb",
        "  spaces count  ",
        "😀😃😄😁😆😅😂🤣",
        "x" * 3 + " and so on " * 16,
    ],
)
def test_any_long_phrase_is_a_password(password):
    rules.check_password(password, email="sora@example.com", handle="sora")


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short 1", "password.too_short"),
        ("가나다라마바사", "password.too_short"),
        ("x" * 201, "password.too_long"),
        ("password1", "password.common"),
        ("P@ssw0rd!", "password.common"),
        ("12345678", "password.common"),
        ("87654321", "password.common"),
        ("qwertyuiop", "password.common"),
        ("1q2w3e4r", "password.common"),
        ("aaaaaaaaaa", "password.common"),
        ("abcabcabc", "password.common"),
        ("iloveyou2", "password.common"),
        ("dragon2024", "password.common"),
        ("19900131", "password.common"),
        ("사랑해요1234", "password.common"),
        ("sora@example.com", "password.like_account"),
        ("Sora-Kim-1", "password.like_account"),
    ],
)
def test_password_that_is_guessed_first_is_refused(password, code):
    found = refusal(rules.check_password, password, email="sora@example.com", handle="sora-kim-1")
    assert found == code


def test_decomposed_korean_counts_as_typed_on_any_machine():
    decomposed = "\u1112\u1161\u11ab" * 7
    assert refusal(rules.check_password, decomposed) == "password.too_short"


def test_name_is_brought_into_one_line():
    assert rules.normal_name("  민지\n 엄마 ") == "민지 엄마"


@pytest.mark.parametrize(
    ("name", "code"),
    [("", "name.blank"), (" \u3164\u200b ", "name.blank"), ("가" * 31, "name.too_long")],
)
def test_name_nobody_could_read_is_refused(name, code):
    assert refusal(rules.normal_name, name) == code


@pytest.mark.parametrize("zone", ["Asia/Seoul", "America/Argentina/Ushuaia", "UTC"])
def test_zone_of_a_place_is_taken(zone):
    rules.check_time_zone(zone)


@pytest.mark.parametrize("zone", ["", "KST", "Etc/GMT+9", "../../etc/passwd", "Asia/Atlantis"])
def test_zone_of_no_place_is_refused(zone):
    assert refusal(rules.check_time_zone, zone) == "time_zone.unknown"


@pytest.mark.parametrize(
    ("role", "product_id", "code"),
    [
        (Role.MEMBER, None, "role.given_to_all"),
        (Role.ADMIN, 1, "role.everywhere_only"),
        (Role.PRIVACY_OFFICER, 1, "role.everywhere_only"),
    ],
)
def test_grant_that_makes_no_sense_is_refused(role, product_id, code):
    assert refusal(rules.check_grant, role, product_id) == code


def test_agent_may_be_for_one_product():
    rules.check_grant(Role.AGENT, 1)


def test_last_admin_stays():
    with pytest.raises(Conflict, match=r"role\.last_admin"):
        rules.check_an_admin_stays(0)
