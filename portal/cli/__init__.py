"""The operator's door: commands, each calling the same actions as the pages."""

from flask import Flask

from portal.cli import data, people, products, search
from portal.cli.demo import command as demo


def register(app: Flask) -> None:
    """Enter the commands."""
    app.cli.add_command(data.import_group)
    app.cli.add_command(data.check)
    app.cli.add_command(demo.demo)
    app.cli.add_command(people.group)
    app.cli.add_command(products.group)
    app.cli.add_command(search.group)
