"""People on the command line: the first administrator, and roles."""

import sys

import click
from flask.cli import AppGroup

from portal.accounts import actions, credentials, grants, queries
from portal.accounts.actions import Newcomer
from portal.accounts.actor import SYSTEM
from portal.accounts.credentials import SealedPassword
from portal.accounts.roles import Role
from portal.kit import site
from portal.kit.db import transaction
from portal.kit.errors import PortalError
from portal.products import queries as products

group = AppGroup("people", help="Make an administrator, and give roles.")

_ROLES = click.Choice([role.value for role in Role if role is not Role.MEMBER])


@group.command("create-admin")
@click.option("--email", required=True, help="Address to sign in with; it is taken as confirmed.")
@click.option("--handle", required=True, help="User name, as in @hana.")
@click.option("--name", required=True, help="Name that others see.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def create_admin(email: str, handle: str, name: str, *, password_stdin: bool) -> None:
    """Make an account that may do everything."""
    try:
        sealed = credentials.seal(_password(from_stdin=password_stdin), email=email, handle=handle)
        with transaction():
            person_id = actions.add(SYSTEM, _newcomer(email, handle, name, password=sealed))
            grants.grant(SYSTEM, person_id, Role.ADMIN)
    except PortalError as error:
        raise _failed(error) from error
    click.echo(f"{name} (@{handle.lower()}) can sign in and is an administrator.")


@group.command("grant")
@click.argument("handle")
@click.argument("role", type=_ROLES)
@click.option("--product", "slug", help="Only for this product; without it, for all.")
def grant(handle: str, role: str, slug: str | None) -> None:
    """Give a person a role."""
    try:
        with transaction():
            person_id = queries.get_id(handle.removeprefix("@"))
            grants.grant(SYSTEM, person_id, Role(role), _product_id(slug))
    except PortalError as error:
        raise _failed(error) from error
    click.echo(f"@{handle.removeprefix('@')} is {role} for {slug or 'all products'}.")


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    typed: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return typed


def _newcomer(email: str, handle: str, name: str, *, password: SealedPassword) -> Newcomer:
    here = site.current()
    return Newcomer(
        email=email,
        handle=handle,
        name=name,
        password=password,
        locale=here.default_locale,
        time_zone=here.time_zone,
    )


def _product_id(slug: str | None) -> int | None:
    if slug is None:
        return None
    by_slug = {product.slug: product.id for product in products.list_all()}
    if slug not in by_slug:
        raise click.BadParameter(
            f"there is no product {slug}; there is {', '.join(sorted(by_slug)) or 'none yet'}"
        )
    return by_slug[slug]


def _failed(error: PortalError) -> click.ClickException:
    facts = ", ".join(f"{name}: {value}" for name, value in error.facts.items())
    return click.ClickException(f"{error.code}{f' ({facts})' if facts else ''}")
