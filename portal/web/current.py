"""Who is at the door: the only reader of the session and of Flask-Login."""

from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, request, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from flask_wtf.csrf import CSRFError, CSRFProtect

from portal.accounts import queries
from portal.accounts.actor import NOBODY, Actor
from portal.kit import site
from portal.kit.secrets import new_token, token_hash
from portal.web import visitor


class _OwnForms(CSRFProtect):
    """Takes forms with this browser's token that no other site has sent.

    A page whose address is a secret tells nobody where its form comes from ("null"); its token
    speaks for it.
    """

    def protect(self, apply_exemptions: bool = False) -> None:  # noqa: FBT001, FBT002 - theirs
        """Look at the origin, then at the token.

        Raises: CSRFError.
        """
        origin = urlsplit(request.headers.get("Origin", "")).netloc
        if origin not in {"", request.host, urlsplit(site.current().base_url).netloc}:
            raise CSRFError("another site")
        super().protect(apply_exemptions)


csrf = _OwnForms()
_BROWSER_COOKIE = "maru_browser"
_BROWSER_DAYS = 30


class SignedIn(UserMixin):
    """What Flask-Login holds: the session's token, and the actor behind it."""

    def __init__(self, token: str, person: Actor) -> None:
        """Keep both for this request."""
        self.token = token
        self.actor = person

    def get_id(self) -> str:
        """Give what goes into the signed cookie: the token, never the person's id."""
        return self.token


def set_up(app: Flask) -> None:
    """Let Flask-Login find sessions in the database, and forms be checked for forgery."""
    manager = LoginManager()
    # no current_user in templates: asking for it costs a statement, also on the page that says
    # that the database is away
    manager.init_app(app, add_context_processor=False)
    # sessions are rows and can be ended; tying them to an address would only sign phones out
    manager.session_protection = None
    manager.user_loader(_load)
    csrf.init_app(app)
    app.after_request(_set_browser_cookie)


def actor() -> Actor:
    """Give who is asking; ``NOBODY`` when nobody is signed in.

    Costs: 1 statement a request for somebody signed in, none for others.
    """
    if "actor" not in g:
        is_signed_in = "_user_id" in session and current_user.is_authenticated
        g.actor = current_user.actor if is_signed_in else NOBODY
    known: Actor = g.actor
    return known


def answer_as_to_nobody() -> None:
    """Draw what follows without the person: their row may be out of reach."""
    g.actor = NOBODY


def sign_in(token: str, person: Actor) -> None:
    """Give this browser a session. Whatever its cookie said before is forgotten."""
    session.clear()
    g.pop("actor", None)
    session.permanent = True
    login_user(SignedIn(token, person))


def sign_out() -> None:
    """Take the session from this browser; its row is ended by ``accounts.actions``."""
    logout_user()
    session.clear()
    g.pop("actor", None)


def token() -> str | None:
    """Give the token of this browser's session."""
    return session.get("_user_id")


def browser_owner() -> str:
    """Name this browser as the owner of drafts and votes of people who are not signed in.

    The cookie is given only when something is kept for it, never for reading.
    """
    if "browser_key" not in g:
        g.browser_key = request.cookies.get(_BROWSER_COOKIE, "")[:64] or None
    if g.browser_key is None:
        g.browser_key = g.new_browser_key = new_token()
    return f"browser:{token_hash(g.browser_key)}"


def known_browser() -> str:
    """Name this browser if something was kept for it; empty otherwise."""
    return browser_owner() if _BROWSER_COOKIE in request.cookies else ""


def draft_owners() -> list[str]:
    """Name all owners whose drafts belong to who is asking: the person, and this browser."""
    owners = []
    who = actor()
    if who.is_known:
        owners.append(f"person:{who.id}")
    if browser := known_browser():
        owners.append(browser)
    return owners


def draft_owner() -> str:
    """Name the owner under which a draft is kept now."""
    who = actor()
    return f"person:{who.id}" if who.is_known else browser_owner()


def draft_place() -> str:
    """Name where a draft comes from that no person owns; nothing for those of a person."""
    return "" if actor().is_known else visitor.network()


def _load(session_token: str) -> SignedIn | None:
    presence = queries.find_presence(session_token)
    if presence is None:
        return None
    g.log_position = presence.position
    return SignedIn(session_token, presence.actor)


def _set_browser_cookie(response: Response) -> Response:
    if "new_browser_key" in g:
        response.set_cookie(
            _BROWSER_COOKIE,
            g.new_browser_key,
            max_age=_BROWSER_DAYS * 86_400,
            httponly=True,
            samesite="Lax",
            secure=current_app.config["SESSION_COOKIE_SECURE"],
        )
    return response
