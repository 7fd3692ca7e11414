"""Let a notice be about an article alone."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def _id() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("notices") as notices:
        notices.alter_column("thread_id", existing_type=_id(), nullable=True)


def downgrade() -> None:
    op.execute(
        "DELETE FROM outgoing_mails WHERE notice_id IN"
        " (SELECT id FROM notices WHERE thread_id IS NULL)"
    )
    op.execute("DELETE FROM notices WHERE thread_id IS NULL")
    with op.batch_alter_table("notices") as notices:
        notices.alter_column("thread_id", existing_type=_id(), nullable=False)
