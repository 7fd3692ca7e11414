"""The forms of this door."""

from dataclasses import replace

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField

from portal.accounts.roles import Role
from portal.products.queries import ProductRow, ProductView
from portal.products.rules import ProductDraft
from portal.web.forms import RefusableForm, option
from portal.web.labels import ROLES

EVERYWHERE = "all"
_DIGITS = 10
GRANTABLE = tuple(role for role in Role if role is not Role.MEMBER)


class RoleForm(RefusableForm):
    """Give or take a role."""

    role = SelectField(
        _l("Role"), choices=[option(role.value, ROLES[role.value]) for role in GRANTABLE]
    )
    product = SelectField(_l("Applies to"))

    def offer(self, products: tuple[ProductView, ...], locale: str) -> None:
        """Let every product be chosen, or all of them."""
        each = (option(product.slug, product.name(locale)) for product in products)
        self.product.choices = [option(EVERYWHERE, _l("All products")), *each]

    def scope(self, products: tuple[ProductView, ...]) -> int | None:
        """Give the chosen product's id, or None for all of them."""
        return {product.slug: product.id for product in products}.get(self.product.data or "")


class TitlesForm(RefusableForm):
    """What somebody does in the company."""

    title_ko = StringField(_l("Job title in Korean"))
    title_en = StringField(_l("Job title in English"))


class NewProductForm(RefusableForm):
    """Another product."""

    slug = StringField(_l("Word in the address"))
    name_ko = StringField(_l("Name in Korean"))
    name_en = StringField(_l("Name in English"))
    tagline_ko = StringField(_l("A line about it in Korean"))
    tagline_en = StringField(_l("A line about it in English"))

    def draft(self) -> ProductDraft:
        """Give what was typed."""
        return _named(self)


class ProductForm(RefusableForm):
    """All that can be said of a product."""

    name_ko = StringField(_l("Name in Korean"))
    name_en = StringField(_l("Name in English"))
    tagline_ko = StringField(_l("A line about it in Korean"))
    tagline_en = StringField(_l("A line about it in English"))
    position = StringField(_l("Place in the list"))
    voter_visibility = SelectField(
        _l("What is shown of the voters"),
        choices=[
            option("count_only", _l("How many they are; their names to the team alone")),
            option("names", _l("Their names")),
            option("staff_only", _l("No list; the team sees one")),
        ],
    )
    vote_budget = StringField(_l("Votes that one person has"))
    review_threshold_votes = StringField(_l("Votes from which on an answer is owed"))
    response_days = StringField(_l("Days in which it is owed"))
    archive_after_days = StringField(_l("Days without any move before an idea is laid aside"))

    def show(self, product: ProductRow) -> None:
        """Fill in a product as it is."""
        for field in self:
            value = getattr(product, field.name)
            field.data = "" if value is None else str(value)

    def draft(self) -> ProductDraft:
        """Give what was typed; what is no number is none, which the rule refuses where it must."""
        return replace(
            _named(self),
            position=_number(self.position.data),
            voter_visibility=self.voter_visibility.data or "",
            vote_budget=_number(self.vote_budget.data),
            review_threshold_votes=_number(self.review_threshold_votes.data),
            response_days=_number(self.response_days.data),
            archive_after_days=_number(self.archive_after_days.data),
        )


def _named(form: NewProductForm | ProductForm) -> ProductDraft:
    return ProductDraft(
        name_ko=form.name_ko.data or "",
        name_en=form.name_en.data or "",
        tagline_ko=form.tagline_ko.data or "",
        tagline_en=form.tagline_en.data or "",
    )


def _number(typed: str | None) -> int | None:
    """Read a number; nothing typed is none, and what cannot be one is a number out of any range."""
    words = (typed or "").strip()
    if not words:
        return None
    return int(words) if words.isascii() and words.isdigit() and len(words) < _DIGITS else -1
