"""The cast of the tests: the same few people in every story."""

from dataclasses import dataclass

from sqlalchemy import insert

from portal.accounts import queries as accounts
from portal.accounts.actor import Actor
from portal.accounts.models import RoleGrant, SignIn, User
from portal.accounts.roles import Role
from portal.kit import clock
from portal.kit.db import db, transaction
from portal.kit.secrets import new_token, token_hash
from portal.products import actions as products


def person(
    handle: str, name: str, *roles: Role, locale: str = "ko", product_id: int | None = None
) -> Actor:
    """Make somebody whose address is confirmed, with these roles."""
    with transaction():
        now = clock.now()
        made = insert(User).values(
            handle=handle,
            display_name=name,
            email=f"{handle}@example.com",
            email_confirmed_at=now,
            locale=locale,
            time_zone="Asia/Seoul",
            registered_at=now,
        )
        person_id = db.session.execute(made.returning(User.id)).scalar_one()
        for role in roles:
            db.session.execute(
                insert(RoleGrant).values(
                    person_id=person_id, role=role, product_id=product_id, granted_at=now
                )
            )
    return accounts.get_actor(person_id)


@dataclass(frozen=True)
class Cast:
    """Two customers, an agent, a product manager, two editors, a moderator, an administrator."""

    product_id: int
    minji: Actor
    junho: Actor
    seoyeon: Actor
    daniel: Actor
    suhyun: Actor
    yejin: Actor
    miran: Actor
    eunji: Actor
    hana: Actor

    @classmethod
    def make(cls) -> "Cast":
        """Put the cast into the database."""
        with transaction():
            product_id = products.add(slug="internet", name_ko="인터넷", name_en="Internet")
        return cls(
            product_id=product_id,
            minji=person("minji", "민지"),
            junho=person("junho", "준호"),
            seoyeon=person("seoyeon", "김서연", Role.AGENT),
            daniel=person("daniel", "다니엘", Role.PRODUCT_MANAGER, locale="en"),
            suhyun=person("suhyun", "이수현", Role.EDITOR),
            yejin=person("yejin", "박예진", Role.EDITOR),
            miran=person("miran", "최미란", Role.LEAD),
            eunji=person("eunji", "한은지", Role.MODERATOR),
            hana=person("hana", "정하나", Role.ADMIN),
        )

    @staticmethod
    def session_token(who: Actor) -> str:
        """Sign somebody in without the form."""
        token = new_token()
        now = clock.now()
        with transaction():
            db.session.execute(
                insert(SignIn).values(
                    person_id=who.id,
                    token_hash=token_hash(token),
                    started_at=now,
                    last_seen_at=now,
                    expires_at=now.replace(year=now.year + 1),
                )
            )
        return token
