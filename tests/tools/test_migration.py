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


_FIRST = 'revision = "0001"\ndown_revision = None\n'
_SECOND = 'revision = "0002"\ndown_revision = "0001"\n'


def test_a_row_of_numbers_has_no_fault() -> None:
    assert migration.faults({"0001_create_people": _FIRST, "0002_add_votes": _SECOND}) == []


def test_two_migrations_of_one_number_are_a_fault() -> None:
    found = migration.faults(
        {"0001_create_people": _FIRST, "0002_add_votes": _SECOND, "0002_add_words": _SECOND}
    )
    assert found[0] == "0002_add_words: there is another one of this number."


def test_a_migration_that_leaves_one_out_is_a_fault() -> None:
    third = _SECOND.replace("0002", "0003")
    found = migration.faults(
        {"0001_create_people": _FIRST, "0002_add_votes": _SECOND, "0003_add_words": third}
    )
    assert found == ['0003_add_words: down_revision is "0001" and has to be "0002".']
