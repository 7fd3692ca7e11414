"""Keep with a vote that waits why it was doubted, what was decided, and who confirmed it."""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

_TABLE = "set_aside_votes"
_TIMES = ("judged_at", "behalf_confirmed_at")


def upgrade() -> None:
    op.add_column(_TABLE, sa.Column("signals", sa.Integer(), nullable=True))
    for name in _TIMES:
        op.add_column(_TABLE, sa.Column(name, sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    for name in ("signals", *_TIMES):
        op.drop_column(_TABLE, name)
