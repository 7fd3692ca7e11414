"""One's own account: profile, address, password and the browsers that are signed in."""

from flask import flash
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.accounts import actions, credentials, proofs, queries, rules, sessions
from portal.accounts.queries import OwnAccount
from portal.kit import locale
from portal.kit.db import transaction
from portal.kit.errors import Conflict, NotFound, PortalError
from portal.web import locales
from portal.web.account import blueprint, browsers
from portal.web.account.answers import form_page, link_is_over, private, refused
from portal.web.account.forms import AddressForm, PasswordForm, ProfileForm, check_name
from portal.web.current import actor
from portal.web.forms import option
from portal.web.fragments import page, see
from portal.web.gates import signed_in

_PROFILE = "account/profile.html"
_ACCOUNT = "account/account.html"


@blueprint.get("/settings")
def settings() -> Response:
    """Go to the first page of the settings."""
    return see("/settings/profile")


@blueprint.get("/settings/profile")
def profile() -> Response:
    """Show what others see, and how this person wants to be spoken to."""
    signed_in()
    own = queries.get_own(actor())
    form = _profile_form(own)
    form.name.data, form.bio.data = own.name, own.bio
    form.locale.data, form.time_zone.data = own.locale, own.time_zone
    form.organisation.data, form.hides_name.data = own.organisation, own.hides_name
    return form_page(_PROFILE, form, own=own)


@blueprint.post("/settings/profile")
def profile_post() -> Response:
    """Save the profile."""
    signed_in()
    own = queries.get_own(actor())
    form = _profile_form(own)
    if not form.is_right():
        return form_page(_PROFILE, form, own=own)
    try:
        _check_new_name(form.name.data or "", own)
        with transaction():
            actions.change_profile(actor(), form.draft())
    except PortalError as error:
        return refused(_PROFILE, form, error, values={"own": own})
    with locale.using(form.locale.data):
        flash(_("Your profile is saved."), "success")
    response = see("/settings/profile")
    # the choice made here is the person's, in every browser: this browser's own gives way
    response.delete_cookie(locales.LOCALE_COOKIE)
    return response


@blueprint.get("/settings/account")
def account() -> Response:
    """Show address and password."""
    signed_in()
    return _account_page(AddressForm(), PasswordForm())


@blueprint.post("/settings/account/address")
def address_post() -> Response:
    """Send a link to another address; the present one stays until it is used."""
    signed_in()
    form = AddressForm()
    if not form.is_right():
        return _account_page(form, PasswordForm())
    try:
        _ask_password_again(form.old_password.data or "")
        with transaction():
            actions.ask_address_change(actor(), form.email.data or "")
    except PortalError as error:
        return refused(_ACCOUNT, form, error, values=_account(form, PasswordForm()))
    flash(_("We have sent a link to the new address. Please open it there."), "info")
    return see("/settings/account")


@blueprint.get("/settings/address/<token>")
def address_change(token: str) -> Response:
    """Show a button that takes the new address."""
    try:
        proof = proofs.look_at(token, "change")
    except NotFound:
        return link_is_over()
    return private(page("account/address.html", email=proof.email))


@blueprint.post("/settings/address/<token>")
def address_change_post(token: str) -> Response:
    """Take the new address."""
    try:
        with transaction():
            actions.change_address(token)
    except (NotFound, Conflict):
        return link_is_over()
    flash(_("Your e-mail address is changed."), "success")
    return see("/settings/account" if actor().is_known else "/sign-in")


@blueprint.post("/settings/account/password")
def password_post() -> Response:
    """Set another password; all other browsers are signed out."""
    signed_in()
    form = PasswordForm()
    if not form.is_right():
        return _account_page(AddressForm(), form)
    try:
        _ask_password_again(form.old_password.data or "")
        own = queries.get_own(actor())
        sealed = credentials.seal(form.new_password.data or "", email=own.email, handle=own.handle)
        with transaction():
            actions.change_password(actor(), sealed)
    except PortalError as error:
        renamed = {"password": "new_password"}
        values = _account(AddressForm(), form)
        return refused(_ACCOUNT, form, error, renamed=renamed, values=values)
    flash(_("Your password is changed, and all other browsers are signed out."), "success")
    return see("/settings/account")


@blueprint.get("/settings/sessions")
def sessions_list() -> Response:
    """Show where this person is signed in."""
    signed_in()
    return page("account/sessions.html", sessions=queries.list_sessions(actor()), browsers=browsers)


@blueprint.post("/settings/sessions/<int:session_id>/end")
def session_end(session_id: int) -> Response:
    """Sign one other browser out."""
    signed_in()
    with transaction():
        sessions.end(actor(), session_id)
    flash(_("That browser is signed out."), "success")
    return see("/settings/sessions")


@blueprint.post("/settings/sessions/end-others")
def sessions_end_others() -> Response:
    """Sign all other browsers out."""
    signed_in()
    with transaction():
        sessions.end_others(actor())
    flash(_("All other browsers are signed out."), "success")
    return see("/settings/sessions")


def _profile_form(own: OwnAccount) -> ProfileForm:
    form = ProfileForm()
    zones = sorted(rules.time_zones() | {own.time_zone})
    form.time_zone.choices = [option(zone, zone.replace("_", " ")) for zone in zones]
    return form


def _check_new_name(name: str, own: OwnAccount) -> None:
    # who speaks for the company is known by the badge, and may be called what they are
    if name != own.name and not actor().is_staff:
        check_name(name)


def _ask_password_again(password: str) -> None:
    with transaction():
        credentials.count_check(actor())
    credentials.check_own(actor(), password)


def _account_page(address: AddressForm, password: PasswordForm) -> Response:
    values = _account(address, password)
    return page(_ACCOUNT, status=max(address.status, password.status), **values)


def _account(address: AddressForm, password: PasswordForm) -> dict[str, object]:
    return {"own": queries.get_own(actor()), "address": address, "password": password}
