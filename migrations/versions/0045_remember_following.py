"""Remember who follows what they comment on, and follow for whom somebody else voted."""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

_BEFORE = "origin IN ('author', 'vote', 'answer', 'comment', 'choice')"
_AFTER = "origin IN ('author', 'vote', 'behalf', 'answer', 'comment', 'choice')"


def upgrade() -> None:
    op.add_column(
        "users",
        sa.Column("follows_commented", sa.Boolean(), server_default=sa.true(), nullable=False),
    )
    _check_origin(_AFTER)


def downgrade() -> None:
    op.execute("UPDATE follows SET origin = 'vote' WHERE origin = 'behalf'")
    _check_origin(_BEFORE)
    with op.batch_alter_table("users") as users:
        users.drop_column("follows_commented")


def _check_origin(condition: str) -> None:
    with op.batch_alter_table("follows") as follows:
        follows.drop_constraint(op.f("ck_follows_origin"), type_="check")
        follows.create_check_constraint(op.f("ck_follows_origin"), condition)
