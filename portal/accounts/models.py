"""Tables of people, their roles, their sessions and the proofs sent to their addresses."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, false, true
from sqlalchemy.orm import Mapped, mapped_column

from portal.kit.db import BigId, Model, RowId, db


class User(Model):
    """A person. Without a password they are a contact and cannot sign in."""

    __tablename__ = "users"

    id: Mapped[RowId]
    handle: Mapped[str] = mapped_column(String(30), unique=True)
    display_name: Mapped[str] = mapped_column(String(40))
    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    email_confirmed_at: Mapped[datetime | None]
    password_hash: Mapped[str | None] = mapped_column(String(200))
    locale: Mapped[str] = mapped_column(String(2))
    time_zone: Mapped[str] = mapped_column(String(40))
    bio: Mapped[str] = mapped_column(String(500), default="")
    # what staff and experts do, shown beside their badge; set by an administrator
    title_ko: Mapped[str] = mapped_column(String(60), default="")
    title_en: Mapped[str] = mapped_column(String(60), default="")
    # where they work, in their own words, and what their colleagues share: those words made
    # alike, else the domain of their address unless everybody can have one there
    organisation: Mapped[str] = mapped_column(String(80), default="", server_default="")
    organisation_key: Mapped[str | None] = mapped_column(String(254))
    # their address is had for minutes: one sign among others that a vote is made up
    has_disposable_mail: Mapped[bool] = mapped_column(default=False, server_default=false())
    # in lists of voters they are "a member"
    hides_name: Mapped[bool] = mapped_column(default=False, server_default=false())
    # whether they followed what they commented on when they were last asked
    follows_commented: Mapped[bool] = mapped_column(default=True, server_default=true())
    registered_at: Mapped[datetime]
    suspended_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email_lower"),
        CheckConstraint("handle = lower(handle)", name="handle_lower"),
        CheckConstraint("locale IN ('ko', 'en')", name="locale"),
        # AUTOINCREMENT: the log of facts names people by id long after they are gone
        {"sqlite_autoincrement": True},
    )


class RoleGrant(Model):
    """A role that a person holds, everywhere or for one product."""

    __tablename__ = "role_grants"

    id: Mapped[RowId]
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"))
    role: Mapped[str] = mapped_column(String(20))
    product_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("products.id", ondelete="CASCADE")
    )
    granted_at: Mapped[datetime]

    __table_args__ = (
        # read at every signed-in request
        Index("ix_role_grants_person_id", "person_id"),
        Index(
            "uq_role_grants_everywhere",
            "person_id",
            "role",
            unique=True,
            sqlite_where=db.text("product_id IS NULL"),
            postgresql_where=db.text("product_id IS NULL"),
        ),
        Index("uq_role_grants_product", "person_id", "role", "product_id", unique=True),
    )


class SignIn(Model):
    """A session: one browser that is signed in. Ending it ends every copy of its cookie."""

    __tablename__ = "sign_ins"

    id: Mapped[RowId]
    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("users.id", ondelete="CASCADE"), index=True
    )
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_agent: Mapped[str] = mapped_column(String(300), default="")
    started_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class EmailProof(Model):
    """A link sent to an address: whoever opens it can read mail there. Used once."""

    __tablename__ = "email_proofs"

    id: Mapped[RowId]
    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("users.id", ondelete="CASCADE"), index=True
    )
    purpose: Mapped[str] = mapped_column(String(10))
    email: Mapped[str] = mapped_column(String(254), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    __table_args__ = (CheckConstraint("purpose IN ('confirm', 'reset', 'change')", name="purpose"),)
