"""The people and threads of one story, made by the portal's own actions."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any
from urllib.parse import quote

from playwright.sync_api import APIRequestContext, expect

from portal.accounts import actions as accounts
from portal.accounts import credentials, grants, queries
from portal.accounts.actions import Newcomer
from portal.accounts.actor import SYSTEM, Actor
from portal.accounts.credentials import SealedPassword
from portal.accounts.roles import Role
from portal.kit.db import db, transaction
from portal.products import actions as products
from tests.browser.reader import Reader, Way
from tests.browser.running import RunningPortal, until
from tests.make import threads
from tests.make.mailbox import text_of

PASSWORD = "보리차 한 잔 더 주세요"
_NUMBERS = count(101)
_SEALED: list[SealedPassword] = []


@dataclass(frozen=True)
class Person:
    """Somebody who can sign in."""

    actor: Actor
    email: str
    name: str


class Scene:
    """One story: its way, its product, its people."""

    def __init__(self, portal: RunningPortal, way: Way, open_reader: Callable[[], Reader]) -> None:
        """Set the stage with a product of its own."""
        self.portal = portal
        self.way = way
        self.number = next(_NUMBERS)
        self.model = f"HS-{self.number}"
        self.slug = f"router-{self.number}"
        self._open_reader = open_reader
        with transaction():
            self.product_id = products.add(
                slug=self.slug,
                name_ko=f"공유기 {self.model}",
                name_en=f"Router {self.model}",
            )

    def say(self, korean: str, english: str) -> str:
        """Give a text in the language of the story; {model} becomes the product's."""
        text = korean if self.way.locale == "ko" else english
        return text.format(model=self.model)

    def person(self, name: str, *roles: Role, locale: str | None = None) -> Person:
        """Make somebody who can sign in; who reads another language is written to in that one."""
        handle = f"p{next(_NUMBERS)}"
        email = f"{handle}@example.com"
        if not _SEALED:
            # sealing is slow on purpose; once is enough for all of them
            _SEALED.append(credentials.seal(PASSWORD))
        newcomer = Newcomer(
            email=email,
            handle=handle,
            name=name,
            password=_SEALED[0],
            locale=locale or self.way.locale,
            time_zone="Asia/Seoul",
        )
        with transaction():
            person_id = accounts.add(SYSTEM, newcomer)
            for role in roles:
                grants.grant(SYSTEM, person_id, role)
        return Person(queries.get_actor(person_id), email, name)

    def reader(self, person: Person | None = None) -> Reader:
        """Give somebody a browser; a person signs in through the form."""
        reader = self._open_reader()
        if person is not None:
            reader.go("/sign-in")
            self.sign_in(reader, person)
        return reader

    def sign_in(self, reader: Reader, person: Person) -> None:
        """Fill in the form that is before a reader."""
        form = reader.form("/sign-in")
        reader.fill(form, email=person.email, password=PASSWORD)
        reader.press("Sign in", form)
        expect(reader.page.locator(".bell")).to_be_visible()

    def question(self, author: Person, title: str, body: str) -> int:
        """Let somebody ask."""
        return threads.question(
            author.actor, self.product_id, title=title, body=body, lang=self.way.locale
        )

    def idea(self, author: Person, title: str, body: str) -> int:
        """Let somebody propose."""
        return threads.idea(
            author.actor, self.product_id, title=title, body=body, lang=self.way.locale
        )

    def mailed_link(self, email: str) -> str:
        """Wait for the mail to an address, and give the link in it."""

        def look() -> str | None:
            for mail in list(self.portal.mailbox.mails):
                if email in str(mail["To"]):
                    found = re.search(r"https?://\S+/confirm/\S+", text_of(mail))
                    return found.group() if found else None
            return None

        return until(look, f"a link mailed to {email}")

    def wait_for_search(
        self, reader: Reader, query: str, path: str, *, seconds: float = 15
    ) -> None:
        """Wait until a search leads to an address that begins with this path."""
        wanted = re.compile(rf'href="{re.escape(path)}[/"]')
        asking: APIRequestContext = reader.context.request
        address = f"{reader.address}/search?q={quote(query)}"
        until(
            lambda: wanted.search(asking.get(address).text()),
            f"{path} is found by {query!r}",
            seconds=seconds,
        )

    @staticmethod
    def rows(statement: Any) -> list[Any]:
        """Ask the database as it is now."""
        db.session.rollback()
        found = list(db.session.execute(statement).all())
        db.session.rollback()
        return found
