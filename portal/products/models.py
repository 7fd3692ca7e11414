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

    __table_args__ = (CheckConstraint("length(slug) >= 1", name="slug"),)
