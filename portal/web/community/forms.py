"""The forms of this door: their shape only. Whether it fits, the rooms decide."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional

from portal.ideas.rules import Verdict
from portal.threads.actions import ThreadDraft
from portal.web import inputs
from portal.web.forms import PortalForm, option
from portal.web.inputs import is_id


class ThreadForm(PortalForm):
    """Ask or propose."""

    product = SelectField(_l("Product"), coerce=int)
    lang = SelectField(_l("Language"), choices=[option("ko", "한국어"), option("en", "English")])
    title = StringField(_l("Title"))
    body = TextAreaField(_l("Details"))
    tags = StringField(_l("Tags"))
    version = IntegerField(validators=[Optional()])
    # set by the step that shows similar threads to whoever has no JavaScript
    similar_seen = HiddenField()
    # the search that led here, as its page told it
    search = HiddenField()
    # what the page for asking tells of itself
    ask = HiddenField()

    def draft(self, kind: str) -> ThreadDraft:
        """Give what was typed."""
        tags = (self.tags.data or "").replace("#", " ").replace(",", " ").split()
        product_id = self.product.data or 0
        return ThreadDraft(
            kind=kind,
            product_id=product_id if is_id(product_id) else 0,
            lang=self.lang.data or "",
            title=self.title.data or "",
            body_md=self.body.data or "",
            tags=tuple(tags),
        )


class TextForm(PortalForm):
    """An answer or a comment."""

    body = TextAreaField(_l("Your text"))
    version = IntegerField(validators=[Optional()])


class ReasonForm(PortalForm):
    """Why something is hidden, locked or withdrawn."""

    reason = StringField(_l("Reason"))


class OfficialForm(PortalForm):
    """The summary of an official answer."""

    summary = StringField(_l("Summary"))


class CorrectionForm(PortalForm):
    """A correction of an official answer."""

    correction = StringField(_l("Correction"))


class StatusForm(PortalForm):
    """A decision about an idea."""

    status = SelectField(_l("Status"), validate_choice=False, validators=[InputRequired()])
    note = TextAreaField(_l("What the voters are told"))
    link = StringField(_l("Link"))
    reason_code = StringField(_l("Reason"))
    revisit_at = StringField(_l("Day"))
    revisit_votes = StringField(_l("Votes"))
    private_note = TextAreaField(_l("Note for the team"))
    seen_status = HiddenField()

    def verdict(self, time_zone: str) -> Verdict:
        """Give what was decided.

        Takes: time_zone, in which a day begins.
        Raises: RuleBroken for a day or a number that is none.
        """
        return Verdict(
            status=self.status.data or "",
            note_md=self.note.data or "",
            link=self.link.data or "",
            reason_code=self.reason_code.data or None,
            revisit_at=inputs.day(self.revisit_at.data or "", time_zone, "revisit_at"),
            revisit_votes=inputs.count(self.revisit_votes.data or "", "revisit_votes"),
            private_note=self.private_note.data or "",
            seen_status=self.seen_status.data or None,
        )

    def typed(self) -> dict[str, str]:
        """Give what was typed, to show it again."""
        names = (
            "status",
            "note",
            "link",
            "reason_code",
            "revisit_at",
            "revisit_votes",
            "private_note",
        )
        return {name: self[name].data for name in names if self[name].data}
