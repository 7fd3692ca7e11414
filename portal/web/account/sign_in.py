"""Signing in and out, and the way back in for who forgot their password."""

import logging

from flask import flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.accounts import actions, credentials, proofs, queries, sessions
from portal.accounts.sessions import Attempt
from portal.faq import helpfulness
from portal.kit import passwords
from portal.kit.db import transaction
from portal.kit.errors import NotFound, PortalError, RuleBroken
from portal.threads import drafts
from portal.web import current, paths, visitor
from portal.web.account import blueprint
from portal.web.account.answers import form_page, link_is_over, private, refused
from portal.web.account.forms import EmailForm, NewPasswordForm, SignInForm
from portal.web.current import actor
from portal.web.fragments import page, see

_log = logging.getLogger("portal.web.account")
_SIGN_IN = "account/sign_in.html"
_FORGOTTEN = "account/forgotten.html"
_RESET = "account/reset.html"


@blueprint.get("/sign-in")
def sign_in() -> Response:
    """Show the form; who is signed in already goes on."""
    wanted = paths.own(request.args.get("next"))
    if actor().is_known:
        return see(wanted)
    return form_page(_SIGN_IN, SignInForm(data={"next": wanted}))


@blueprint.post("/sign-in")
def sign_in_post() -> Response:
    """Let somebody in. Whatever is wrong, the answer is the same."""
    form = SignInForm()
    attempt = Attempt(
        email=form.email.data or "",
        password=form.password.data or "",
        network=visitor.network(),
        user_agent=visitor.user_agent(),
    )
    try:
        with passwords.in_line():
            token = _let_in(attempt)
    except PortalError as error:
        _log.warning("sign-in refused", extra={"facts": {"network": attempt.network}})
        return refused(_SIGN_IN, form, error)
    welcome(token)
    return see(paths.own(form.next.data))


@blueprint.post("/sign-out")
def sign_out() -> Response:
    """End this browser's session, and with it every copy of its cookie."""
    who = actor()
    if who.is_known:
        with transaction():
            sessions.end(who, who.session_id)
    current.sign_out()
    flash(_("You are signed out."), "info")
    return see("/")


@blueprint.get("/password/forgotten")
def password_forgotten() -> Response:
    """Ask for the address of the account."""
    return form_page(_FORGOTTEN, EmailForm())


@blueprint.post("/password/forgotten")
def password_forgotten_post() -> Response:
    """Have a link sent, if the address has an account. The answer does not tell."""
    form = EmailForm()
    if not form.is_right():
        return form_page(_FORGOTTEN, form)
    try:
        with transaction():
            actions.ask_password_reset(actor(), form.email.data or "", network=visitor.network())
    except PortalError as error:
        return refused(_FORGOTTEN, form, error)
    return see("/password/forgotten/sent")


@blueprint.get("/password/forgotten/sent")
def password_forgotten_sent() -> Response:
    """Say that a link is on its way, if there is an account."""
    return page("account/forgotten_sent.html")


@blueprint.get("/password/reset/<token>")
def password_reset(token: str) -> Response:
    """Ask for a new password."""
    try:
        proofs.look_at(token, "reset")
    except NotFound:
        return link_is_over()
    return private(form_page(_RESET, NewPasswordForm(), token=token))


@blueprint.post("/password/reset/<token>")
def password_reset_post(token: str) -> Response:
    """Set the new password, and let its owner in: the link has shown whose mail it is."""
    form = NewPasswordForm()
    try:
        proof = proofs.look_at(token, "reset")
        if not form.is_right():
            return private(form_page(_RESET, form, token=token))
        account = queries.get_actor(proof.person_id)
        sealed = credentials.seal(
            form.password.data or "", email=proof.email, handle=account.handle
        )
        with transaction():
            person_id = actions.reset_password(token, sealed)
            session_token = sessions.start(person_id, user_agent=visitor.user_agent())
    except NotFound:
        return link_is_over()
    except PortalError as error:
        return private(refused(_RESET, form, error, values={"token": token}))
    welcome(session_token)
    flash(_("Your new password is set, and all other browsers are signed out."), "success")
    return see("/")


def welcome(token: str) -> None:
    """Give this browser the session that has just begun, and its person what it said and kept.

    Raises: RuleBroken("sign_in.refused") when it is over already.
    """
    person = queries.find_signed_in(token)
    if person is None:
        raise RuleBroken("sign_in.refused")
    current.sign_in(token, person)
    if browser := current.known_browser():
        with transaction():
            helpfulness.take_along(person, browser)
            drafts.take_along(browser, current.draft_owner())


def _let_in(attempt: Attempt) -> str:
    # three steps: checking a password is slow on purpose and must hold no transaction
    with transaction():
        sessions.count_attempt(attempt)
    recognised = sessions.recognise(attempt)
    if recognised is None:
        raise RuleBroken("sign_in.refused")
    with transaction():
        return sessions.start_recognised(recognised, attempt)
