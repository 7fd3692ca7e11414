import pytest

from tools import migration


@pytest.mark.parametrize(
    ("names", "number"),
    [
        ([], "0001"),
        (["0001_create_people", "0009_add_votes"], "0010"),
        (["abc", "0002_x"], "0003"),
    ],
    ids=["the first", "after the highest", "other names do not count"],
)
def test_the_next_number_follows_the_highest(names: list[str], number: str) -> None:
    assert migration.next_number(names) == number


def test_the_name_is_made_of_the_message() -> None:
    assert migration.slug("Add FAQ reviews, twice!") == "add_faq_reviews_twice"
