"""Joining: the form, the mail, and the page behind the mail's link."""

from flask import flash, request, session
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.accounts import actions, credentials, proofs, sessions
from portal.kit.db import transaction
from portal.kit.errors import NotFound, PortalError
from portal.web import locales, paths, visitor
from portal.web.account import blueprint
from portal.web.account.answers import form_page, link_is_over, private, refused
from portal.web.account.forms import EmailForm, RegisterForm
from portal.web.account.sign_in import welcome
from portal.web.current import actor
from portal.web.fragments import page, see

_REGISTER = "account/register.html"
_DONE = "account/register_done.html"
# in the browser that registered: whose row it is, and where its owner was going
_REGISTERING = "registering"


@blueprint.get("/register")
def register() -> Response:
    """Show the form; who is signed in already goes on."""
    wanted = paths.own(request.args.get("next"))
    if actor().is_known:
        return see(wanted)
    return form_page(_REGISTER, RegisterForm(data={"next": wanted}))


@blueprint.post("/register")
def register_post() -> Response:
    """Make an account that waits for its address to be confirmed."""
    form = RegisterForm()
    if form.fax.data:
        return see("/register/done")
    if not form.is_right():
        return form_page(_REGISTER, form)
    try:
        person_id = _register(form)
    except PortalError as error:
        return refused(_REGISTER, form, error)
    session[_REGISTERING] = [person_id, paths.own(form.next.data)]
    return see("/register/done")


@blueprint.get("/register/done")
def register_done() -> Response:
    """Say that a mail is on its way."""
    return form_page(_DONE, EmailForm())


@blueprint.post("/register/resend")
def register_resend() -> Response:
    """Send the link again, if the address waits for one. The answer does not tell."""
    form = EmailForm()
    if not form.is_right():
        return form_page(_DONE, form)
    try:
        with transaction():
            actions.ask_confirmation(actor(), form.email.data or "", network=visitor.network())
    except PortalError as error:
        return refused(_DONE, form, error)
    flash(_("If this address is waiting to be confirmed, a new link is on its way."), "info")
    return see("/register/done")


@blueprint.get("/confirm/<token>")
def confirm(token: str) -> Response:
    """Show a button: programs that look through mail open links too, and confirm nothing."""
    try:
        proof = proofs.look_at(token, "confirm")
    except NotFound:
        return link_is_over()
    return private(page("account/confirm.html", email=proof.email))


@blueprint.post("/confirm/<token>")
def confirm_post(token: str) -> Response:
    """Confirm the address. The browser that registered is signed in; any other is asked to."""
    registering, wanted = session.get(_REGISTERING) or (None, "/")
    session_token = None
    try:
        with transaction():
            person_id = actions.confirm(token)
            if person_id == registering:
                session_token = sessions.start(person_id, user_agent=visitor.user_agent())
    except NotFound:
        return link_is_over()
    if session_token is None:
        flash(_("Your address is confirmed. Please sign in."), "success")
        return see("/sign-in")
    welcome(session_token)
    flash(_("Welcome! Your address is confirmed."), "success")
    return see(paths.own(wanted))


def _register(form: RegisterForm) -> int:
    # sealing is slow on purpose: counted before, and outside the transaction that registers
    with transaction():
        actions.count_registration(visitor.network())
    sealed = credentials.seal(
        form.password.data or "",
        email=form.email.data or "",
        handle=form.handle.data or "",
    )
    with transaction():
        return actions.register(actor(), form.newcomer(sealed, locale=locales.locale()))
