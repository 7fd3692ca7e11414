"""Rule N: whose post an article grew from is named beside it, and can decline that."""

import pytest

from portal.faq import actions, crediting, workbench
from tests.make import threads as make
from tests.make.faq import decided, grown, written
from tests.make.pages import said, send
from tests.make.refusals import do, refusal


@pytest.fixture
def version_id(cast) -> int:
    """Give a published article that grew from a question of 민지."""
    number = grown(cast.suhyun, cast.yejin, make.question(cast.minji, cast.product_id))
    written(cast.suhyun, number)
    decided(cast.yejin, number)
    return number


def test_who_asked_is_named_until_they_decline_it_on_the_page(cast, version_id, client, client_as):
    address = client.get(f"/faq/{version_id}").location
    own, name = client_as(cast.minji), f"/people/{cast.minji.handle}"
    assert name in said(client.get(address))
    assert "여기에 내 이름 보이지 않기" in said(own.get(address))
    done = send(own, f"/faq/{version_id}/credit", at=address, named="0")
    assert done.status_code == 303
    html = said(client.get(address))
    assert name not in html
    assert "이름 비공개" in html
    assert "내 이름" not in said(client_as(cast.junho).get(address))
    send(own, f"/faq/{version_id}/credit", at=address, named="1")
    assert name in said(client.get(address))


def test_only_whose_post_it_grew_from_chooses(cast, version_id):
    assert refusal(crediting.choose, cast.junho, version_id, is_named=False) == "faq.credit"
    article_id = workbench.get(cast.suhyun, version_id).article_id
    do(crediting.choose, cast.minji, version_id, is_named=False)
    do(crediting.choose, cast.minji, version_id, is_named=False)
    assert crediting.declined(article_id) == {cast.minji.id}
    do(crediting.choose, cast.minji, version_id, is_named=True)
    assert crediting.declined(article_id) == frozenset()


def test_nobody_chooses_about_what_readers_do_not_see(cast, version_id):
    do(actions.retire, cast.yejin, version_id, reason="이제 없어요.")
    refused = refusal(crediting.choose, cast.minji, version_id, is_named=False)
    assert refused in {"faq.not_found", "faq.not_published"}
