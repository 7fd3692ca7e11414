"""The form of an entry of the changelog: its shape only. Whether it fits, the room decides."""

from datetime import datetime
from zoneinfo import ZoneInfo

from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import Optional

from portal.changelog.rules import EntryText, Words
from portal.web import inputs
from portal.web.forms import PortalForm


class EntryForm(PortalForm):
    """An entry, in both languages."""

    product = IntegerField(validators=[Optional()])
    label = StringField()
    title_ko = StringField()
    body_ko = TextAreaField()
    title_en = StringField()
    body_en = TextAreaField()
    # the version the writer started from
    seen = IntegerField(validators=[Optional()])
    # as a browser writes a moment: a day, T, and a time, of no zone
    publish_at = StringField()
    # the number or the words of an idea to be linked
    find = StringField()

    def text(self) -> EntryText:
        """Give what was typed."""
        product = self.product.data or 0
        return EntryText(
            product_id=product if inputs.is_id(product) else 0,
            label=self.label.data or "",
            ko=Words(self.title_ko.data or "", self.body_ko.data or ""),
            en=Words(self.title_en.data or "", self.body_en.data or ""),
        )

    def instant(self, time_zone: str) -> datetime | None:
        """Give the moment that was typed, as one of this zone; None for anything else."""
        try:
            typed = datetime.fromisoformat(self.publish_at.data or "")
        except ValueError:
            return None
        return typed.replace(tzinfo=ZoneInfo(time_zone))

    def fill(self, text: EntryText) -> None:
        """Show what is there."""
        self.product.data, self.label.data = text.product_id, text.label
        self.title_ko.data, self.body_ko.data = text.ko.title, text.ko.body_md
        self.title_en.data, self.body_en.data = text.en.title, text.en.body_md
