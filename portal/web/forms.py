"""What the forms of several doors share: rules as validators, and refusals beside their fields."""

from collections.abc import Callable
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than its stubs
from wtforms.validators import ValidationError

from portal.kit.errors import PortalError, RuleBroken
from portal.web.form_words import OWN_WORDS, OwnWords
from portal.web.sentences import sentence

Words = Any
"""A text, or one that is translated when it is shown."""

Validator = Callable[[FlaskForm, Field], None]


def option(value: str | int, label: Words) -> Any:  # noqa: ANN401 - the class has no type
    """Make one choice of a select field."""
    return SelectChoice(value, label)


def follows(rule: Callable[[str], object]) -> Validator:
    """Make a validator of a rule that refuses with a code."""

    def check(_form: FlaskForm, field: Field) -> None:
        try:
            rule(field.data or "")
        except RuleBroken as broken:
            raise ValidationError(sentence(broken)) from broken

    return check


class PortalForm(FlaskForm):
    """A form of the portal; what the library says of its fields is in our words."""

    class Meta:
        """Every form of the portal is checked for forgery before its view is called."""

        csrf = False

        @staticmethod
        def get_translations(_form: FlaskForm) -> OwnWords:
            """Give the library our words for its own."""
            return OWN_WORDS


class RefusableForm(PortalForm):
    """A form that can be refused as a whole, too."""

    refusal: str = ""
    status: int = 200

    def is_right(self) -> bool:
        """Tell whether the shape is right; if not, the page says what is to be mended."""
        right = bool(self.validate())
        if not right:
            self.status = 422
        return right

    def refuse(self, error: PortalError, status: int, **renamed: str) -> None:
        """Put a refusal beside the field it belongs to, or above the form.

        Takes: renamed, fields that are called otherwise here than in the rooms.
        """
        self.status = status
        wanted = getattr(error, "field", None) or ""
        field = self._fields.get(renamed.get(wanted, wanted))
        if field is None:
            self.refusal = sentence(error)
        else:
            field.errors = [*field.errors, sentence(error)]
