"""The address of a retired article leads on to the one that replaces it."""

import pytest

from tests.make.faq import published
from tests.make.pages import said, send


@pytest.fixture
def two(cast) -> tuple[int, int]:
    one = published(cast.seoyeon, cast.suhyun, cast.product_id)
    return one, published(cast.seoyeon, cast.suhyun, cast.product_id)


def test_every_old_address_leads_to_the_replacement_for_good(client, client_as, cast, two):
    old, new = two
    address = client.get(f"/faq/{new}").location
    editor, desk = client_as(cast.suhyun), f"/staff/faq/{old}"
    assert client.get(f"/faq/{old}", follow_redirects=True).status_code == 200
    done = send(editor, f"{desk}/retire", at=desk, reason="", replacement=f"http://x{address}")
    assert done.status_code == 303
    for path in (f"/faq/{old}", f"/faq/{old}/", f"/faq/{old}/an-older-slug"):
        for reader in (client, editor):
            answer = reader.get(path)
            assert (answer.status_code, answer.location) == (301, address), path
    assert f'href="{address}"' in editor.get(desk).get_data(as_text=True)


@pytest.mark.parametrize(
    "wrong", [("", "", 422), ("", "itself", 422), ("", "어딘가", 404), ("가" * 301, "other", 422)]
)
def test_a_refused_retirement_loses_nothing(client_as, cast, two, wrong):
    reason, replacement, status = wrong
    old, new = two
    typed = {"itself": str(old), "other": f"#{new}"}.get(replacement, replacement)
    editor, desk = client_as(cast.suhyun), f"/staff/faq/{old}"
    refused = send(editor, f"{desk}/retire", at=desk, reason=reason, replacement=typed)
    assert refused.status_code == status
    assert f'value="{typed}"' in said(refused)
    assert editor.get(f"/faq/{old}", follow_redirects=True).status_code == 200
