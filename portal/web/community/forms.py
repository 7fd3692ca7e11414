"""The forms of this door: their shape only. Whether it fits, the rooms decide."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional

from portal.threads.actions import ThreadDraft
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
    seen_status = HiddenField()
