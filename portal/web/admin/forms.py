"""The forms of this door."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField

from portal.accounts.roles import Role
from portal.products.queries import ProductView
from portal.web.forms import RefusableForm, option
from portal.web.labels import ROLES

EVERYWHERE = "all"
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
