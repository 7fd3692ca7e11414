"""Instants are compared inside a statement to the microsecond, on both databases."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import insert, select

from portal.kit.db import db, transaction
from portal.kit.instants import epoch_seconds
from portal.kit.submissions import Submission


@pytest.mark.parametrize("microsecond", [0, 1, 123_456, 999_499, 999_500, 999_999])
def test_the_seconds_of_an_instant_are_exact(app: object, microsecond: int) -> None:
    instant = datetime(2026, 11, 22, 9, 30, 59, microsecond, tzinfo=UTC)
    with transaction():
        db.session.execute(insert(Submission).values(digest="0" * 64, sent_at=instant))
    told = db.session.execute(select(epoch_seconds(Submission.sent_at))).scalar_one()
    assert told == pytest.approx(instant.timestamp(), abs=1e-6)
