"""The forms of this door. A field holds what the rooms' own rules let pass, and says why not."""

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    PasswordField,
    SelectField,
    StringField,
    TextAreaField,
)

from portal.accounts import organisations, rules
from portal.accounts.actions import Newcomer, ProfileDraft
from portal.accounts.credentials import SealedPassword
from portal.kit import site
from portal.web.forms import RefusableForm, follows, option
from portal.web.labels import lang


def check_name(name: str) -> None:
    """Refuse a name under which a customer could pass for the company.

    Raises: RuleBroken("name.…").
    """
    rules.check_customers_name(name, site.current().name)


def check_handle(handle: str) -> None:
    """Refuse a handle that is none, or that could pass for the company's. An empty one is made.

    Raises: RuleBroken("handle.…").
    """
    if handle.strip():
        rules.check_customers_handle(rules.normal_handle(handle), site.current().name)


class SignInForm(RefusableForm):
    """Sign in."""

    email = StringField(_l("E-mail address"))
    password = PasswordField(_l("Password"))
    next = HiddenField()


class RegisterForm(RefusableForm):
    """Make an account."""

    email = StringField(_l("E-mail address"), [follows(rules.normal_email)])
    name = StringField(_l("Display name"), [follows(check_name)])
    handle = StringField(_l("User name"), [follows(check_handle)])
    password = PasswordField(_l("Password"), [follows(rules.check_password)])
    # people do not see it, and browsers do not fill it in; programs that fill in everything do
    fax = StringField(_l("Please leave this empty"))
    next = HiddenField()

    def newcomer(self, password: SealedPassword, *, locale: str) -> Newcomer:
        """Give who wants to join."""
        return Newcomer(
            email=self.email.data or "",
            handle=self.handle.data or "",
            name=self.name.data or "",
            password=password,
            locale=locale,
            time_zone=site.current().time_zone,
        )


class EmailForm(RefusableForm):
    """Have a link sent."""

    email = StringField(_l("E-mail address"), [follows(rules.normal_email)])


class NewPasswordForm(RefusableForm):
    """Set a new password by a link."""

    password = PasswordField(_l("New password"), [follows(rules.check_password)])


class ProfileForm(RefusableForm):
    """What a person says of themselves."""

    name = StringField(_l("Display name"))
    bio = TextAreaField(_l("About you"), [follows(rules.normal_bio)])
    locale = SelectField(_l("Language"), choices=[option(c, lang(c)) for c in rules.LOCALES])
    time_zone = SelectField(_l("Time zone"), validate_choice=False)
    organisation = StringField(_l("Where you work"), [follows(organisations.normal_organisation)])
    hides_name = BooleanField(_l("Show me as “a member” in lists of voters"))

    def draft(self) -> ProfileDraft:
        """Give what was typed."""
        return ProfileDraft(
            name=self.name.data or "",
            bio=self.bio.data or "",
            locale=self.locale.data or "",
            time_zone=self.time_zone.data or "",
            organisation=self.organisation.data or "",
            hides_name=bool(self.hides_name.data),
        )


class AddressForm(RefusableForm):
    """Change the address."""

    email = StringField(_l("New e-mail address"), [follows(rules.normal_email)])
    old_password = PasswordField(_l("Your password"))


class PasswordForm(RefusableForm):
    """Change the password."""

    old_password = PasswordField(_l("Your present password"))
    new_password = PasswordField(_l("New password"), [follows(rules.check_password)])
