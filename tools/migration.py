"""Write the next numbered migration from the difference between models and database.

python -m tools.migration add faq reviews   write it
python -m tools.migration --check           say where the numbers do not form one row
"""

import re
import sys
from pathlib import Path

import flask_migrate
from flask import Flask

ROOT = Path(__file__).resolve().parent.parent
VERSIONS = ROOT / "migrations" / "versions"


def next_number(names: list[str]) -> str:
    """Give the number after the highest one: four digits.

    >>> next_number(["0001_create_people", "0007_add_votes"])
    '0008'
    """
    numbers = [int(found[1]) for name in names if (found := re.match(r"(\d{4})_", name))]
    return f"{max(numbers, default=0) + 1:04d}"


def slug(message: str) -> str:
    """Turn the message into the file's name: verb first, one change.

    >>> slug("Add FAQ reviews")
    'add_faq_reviews'
    """
    return "_".join(re.findall(r"[a-z0-9]+", message.lower()))


def faults(texts: dict[str, str]) -> list[str]:
    """Say what keeps the migrations from being one row of numbers, as when two people wrote one.

    Takes: the text of each file by its name without the ending.
    """
    said = []
    numbers = {name: name[:4] for name in sorted(texts)}
    for before, (name, number) in zip([None, *numbers.values()], numbers.items(), strict=False):
        if number == before:
            said.append(f"{name}: there is another one of this number.")
        told = dict(re.findall(r"^(revision|down_revision) = (\S+)$", texts[name], re.MULTILINE))
        wanted = {
            "revision": f'"{number}"',
            "down_revision": f'"{before}"' if before else "None",
        }
        said += [
            f"{name}: {field} is {told.get(field)} and has to be {value}."
            for field, value in wanted.items()
            if told.get(field) != value
        ]
    return said


def enable(application: Flask) -> None:
    """Make the migrations of a portal ready to be run: it does not carry the library itself."""
    from portal.kit import migrations
    from portal.kit.db import db

    folder = str(migrations.FOLDER)
    flask_migrate.Migrate(application, db, directory=folder, render_as_batch=True)


def main() -> int:
    """Give 2 when there is no message to name the migration by, 1 when a check finds faults."""
    if sys.argv[1:] == ["--check"]:
        found = faults({path.stem: path.read_text() for path in VERSIONS.glob("*.py")})
        print("\n".join(found))
        return 1 if found else 0
    message = " ".join(sys.argv[1:]).strip()
    if not slug(message):
        print('Say what it changes: make migration m="add faq reviews"')
        return 2
    from wsgi import application

    enable(application)
    number = next_number([path.stem for path in VERSIONS.glob("*.py")])
    with application.app_context():
        flask_migrate.migrate(message=slug(message), rev_id=number)
    return 0


if __name__ == "__main__":
    sys.exit(main())
