"""The table of products."""

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.kit.db import Model, RowId


class Product(Model):
    """Something the company offers."""

    __tablename__ = "products"

    id: Mapped[RowId]
    slug: Mapped[str] = mapped_column(String(40), unique=True)
    name_ko: Mapped[str] = mapped_column(String(60))
    name_en: Mapped[str] = mapped_column(String(60))
    tagline_ko: Mapped[str] = mapped_column(String(200), default="")
    tagline_en: Mapped[str] = mapped_column(String(200), default="")
    position: Mapped[int] = mapped_column(default=0)
    is_retired: Mapped[bool] = mapped_column(default=False)
    # what of the voters of its ideas is shown: how many, who, or who to the staff alone
    voter_visibility: Mapped[str] = mapped_column(String(10), server_default="count_only")
    # for how many ideas that can still move one person may vote; nothing means without limit
    vote_budget: Mapped[int | None]
    # from so many votes on an answer is owed, in so many days
    review_threshold_votes: Mapped[int] = mapped_column(server_default="25")
    response_days: Mapped[int] = mapped_column(server_default="30")
    # an open idea that nothing happens to for so many days is laid aside
    archive_after_days: Mapped[int] = mapped_column(server_default="180")

    __table_args__ = (
        CheckConstraint("length(slug) >= 1", name="slug"),
        CheckConstraint(
            "voter_visibility IN ('count_only', 'names', 'staff_only')", name="voter_visibility"
        ),
        CheckConstraint("vote_budget >= 1", name="vote_budget"),
        CheckConstraint(
            "review_threshold_votes >= 1 AND response_days >= 1 AND archive_after_days >= 1",
            name="at_least_one",
        ),
    )
