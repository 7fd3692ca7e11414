"""The pages made from the code say what the code says."""

import re

import pytest

from portal.cli.demo import command, story
from tests.house import permissions
from tools import pages


@pytest.mark.parametrize("name", sorted(pages.PAGES))
def test_generated_page_is_up_to_date(name: str) -> None:
    assert (pages.ROOT / name).read_text(encoding="utf-8") == pages.PAGES[name](), "make docs"


def test_the_readme_names_the_demos_password_and_people_as_the_demo_prints_them() -> None:
    readme = (pages.ROOT / "README.md").read_text(encoding="utf-8")
    assert f"`{command.PASSWORD}`" in readme
    told = story.load()
    printed = {(person.email, person.name) for person in map(told.person, dict(command.SHOWN))}
    named = set(re.findall(r"`(\S+@haesol\.example)` \((\S+?)\)", readme))
    assert len(named) >= 2
    assert named <= printed


@pytest.mark.slow
def test_every_route_asked_as_every_role_answers_as_the_matrix_says() -> None:
    said, walked = permissions.PAGE.read_text(encoding="utf-8"), permissions.page()
    assert "!" not in walked, "a route answered with an error of ours"
    assert walked == said, "run `make docs` and read the difference as a change of permissions"
