"""Let links rest whose original cannot be seen: what repeats it stands for itself."""

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # each person is counted for the original alone then
    op.execute(
        "UPDATE threads SET family_edition = family_edition + 1, vote_count ="
        " (SELECT count(*) FROM votes v WHERE v.thread_id = threads.id)"
        " + (SELECT count(*) FROM unattributed_votes u WHERE u.thread_id = threads.id)"
        " WHERE visibility <> 'visible' AND id IN"
        " (SELECT d.canonical_id FROM threads d WHERE d.canonical_id IS NOT NULL)"
    )
    op.execute(
        "UPDATE threads SET canonical_id = NULL, family_edition = family_edition + 1"
        " WHERE canonical_id IN (SELECT o.id FROM threads o WHERE o.visibility <> 'visible')"
    )


def downgrade() -> None:
    """Leave it: the links are taken up again when the original is public."""
