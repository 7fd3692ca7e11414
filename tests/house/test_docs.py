"""The pages made from the code say what the code says."""

import pytest

from tests.house import permissions
from tools import pages


@pytest.mark.parametrize("name", sorted(pages.PAGES))
def test_generated_page_is_up_to_date(name: str) -> None:
    assert (pages.ROOT / name).read_text(encoding="utf-8") == pages.PAGES[name](), "make docs"


@pytest.mark.slow
def test_every_route_asked_as_every_role_answers_as_the_matrix_says() -> None:
    said, walked = permissions.PAGE.read_text(encoding="utf-8"), permissions.page()
    assert "!" not in walked, "a route answered with an error of ours"
    assert walked == said, "run `make docs` and read the difference as a change of permissions"
