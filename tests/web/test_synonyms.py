"""The search's desk in a browser without JavaScript: words that mean the same."""

import pytest

from portal.search import synonyms
from tests.make.pages import said, send

PAGE = "/staff/search/synonyms"


@pytest.mark.parametrize("who", ["minji", "seoyeon", "daniel", "eunji", None])
def test_door_does_not_exist_for_others(client, client_as, cast, who):
    browser = client_as(getattr(cast, who)) if who else client
    assert browser.get(PAGE).status_code == (404 if who else 303)


def test_a_group_is_made_changed_and_removed(client_as, cast):
    editor = client_as(cast.suhyun)
    assert (
        send(editor, PAGE, at=f"{PAGE}?lang=ko", lang="ko", words="해지, 탈퇴").status_code == 303
    )
    assert "해지 = 탈퇴" in said(editor.get(f"{PAGE}?lang=ko"))
    assert "해지" not in said(editor.get(f"{PAGE}?lang=en"))
    (group,) = synonyms.browse(cast.suhyun, "ko", cursor=None).items
    lead = client_as(cast.miran)
    send(lead, f"{PAGE}/{group.id}", at=PAGE, words="해지, 탈퇴, 해약")
    assert "해지 = 탈퇴 = 해약" in said(lead.get(f"{PAGE}?lang=ko"))
    answer = send(lead, f"{PAGE}/{group.id}/remove", at=PAGE)
    assert answer.location == f"{PAGE}?lang=ko"
    assert synonyms.browse(cast.suhyun, "ko", cursor=None).items == ()


def test_what_was_typed_stands_beside_the_refusal(client_as, cast):
    editor = client_as(cast.suhyun)
    answer = send(editor, PAGE, lang="ko", words="<b>하나뿐</b>")
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert 'role="alert"' in text
    assert "&lt;b&gt;하나뿐&lt;/b&gt;" in text
    send(editor, PAGE, lang="ko", words="해지, 탈퇴")
    (group,) = synonyms.browse(cast.suhyun, "ko", cursor=None).items
    answer = send(editor, f"{PAGE}/{group.id}", at=PAGE, words="계약 종료")
    assert answer.status_code == 422
    assert 'value="계약 종료"' in said(answer)
    taken = send(editor, PAGE, lang="ko", words="탈퇴, 계약 종료")
    assert taken.status_code == 409
    assert "“탈퇴”" in said(taken)


def test_a_group_that_is_gone_has_no_page(client_as, cast):
    editor = client_as(cast.suhyun)
    assert send(editor, f"{PAGE}/99", at=PAGE, words="가나, 다라").status_code == 404
    assert send(editor, f"{PAGE}/99/remove", at=PAGE).status_code == 404


def test_a_word_with_an_ending_gets_a_hint(client_as, cast):
    editor = client_as(cast.suhyun)
    send(editor, PAGE, lang="ko", words="비밀번호를, 패스워드")
    assert "“비밀번호”" in said(editor.get(f"{PAGE}?lang=ko"))
