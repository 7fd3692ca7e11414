"""Who no longer speaks for the company cannot change what it says."""

from sqlalchemy import delete

from portal.accounts import queries as accounts
from portal.accounts.models import RoleGrant
from portal.answers import actions as answers
from portal.answers import queries
from portal.kit.db import db, transaction
from tests.make import threads as make
from tests.make.cast import Cast


def test_a_former_agents_edit_leaves_the_official_wording_shown(cast: Cast) -> None:
    question = make.question(cast.minji, cast.product_id)
    answer = make.answer(cast.seoyeon, question, "채널을 바꿔 보세요.")
    with transaction():
        answers.make_official(cast.seoyeon, answer, summary="채널을 바꾸세요.")
        db.session.execute(delete(RoleGrant).where(RoleGrant.person_id == cast.seoyeon.id))
    former = accounts.get_actor(cast.seoyeon.id or 0)
    with transaction():
        answers.edit(former, answer, body_md="환불은 없습니다.", seen_version=1)
    _thread, shown = queries.get(cast.minji, answer)
    assert shown.official is not None
    assert "채널" in shown.official.body_html
    assert shown.is_edited_since_endorsed
