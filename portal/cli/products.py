"""Products on the command line: without one, nobody can post anything."""

import click
from flask.cli import AppGroup

from portal.accounts.actor import SYSTEM
from portal.kit.db import transaction
from portal.kit.errors import PortalError
from portal.products import actions
from portal.products.rules import ProductDraft

group = AppGroup("products", help="Offer what people can ask about.")


@group.command("add")
@click.argument("slug")
@click.option("--ko", "name_ko", required=True, help="Name in Korean.")
@click.option("--en", "name_en", required=True, help="Name in English.")
@click.option("--tagline-ko", default="", help="A line about it in Korean.")
@click.option("--tagline-en", default="", help="A line about it in English.")
def add(slug: str, name_ko: str, name_en: str, tagline_ko: str, tagline_en: str) -> None:
    """Offer a product. SLUG names it in addresses: small letters, digits and hyphens."""
    draft = ProductDraft(
        name_ko=name_ko, name_en=name_en, tagline_ko=tagline_ko, tagline_en=tagline_en
    )
    try:
        with transaction():
            actions.offer(SYSTEM, slug, draft)
    except PortalError as error:
        raise click.ClickException(error.code) from error
    click.echo(f"{name_ko} / {name_en} ({slug}) can be asked about now.")


@group.command("retire")
@click.argument("slug")
def retire(slug: str) -> None:
    """Stop offering a product. What was said about it can still be read."""
    try:
        with transaction():
            actions.retire(SYSTEM, slug)
    except PortalError as error:
        raise click.ClickException(error.code) from error
    click.echo(f"{slug} cannot be asked about any more.")
