"""A tenant and how it looks."""

import uuid

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.enums import CompanyKind, CompanyStatus
from interview_platform.lib.tenancy import TenantModel

hex_colour = RegexValidator(r"^#[0-9a-fA-F]{6}$", _("Give a colour as #rrggbb."))


class Company(models.Model):
    """A tenant.

    pending → active ⇄ suspended     (staff decide; it takes effect on the next request)
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(
        _("kind"), max_length=10, choices=CompanyKind, default=CompanyKind.BUSINESS
    )
    status = models.CharField(
        _("status"), max_length=10, choices=CompanyStatus, default=CompanyStatus.PENDING
    )
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    retention_days = models.PositiveSmallIntegerField(_("retention (days)"), default=180)
    created_at = models.DateTimeField(_("created"))

    class Meta:
        verbose_name_plural = "companies"
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=CompanyStatus.values), name="accounts_company_status"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=CompanyKind.values), name="accounts_company_kind"
            ),
            models.CheckConstraint(
                condition=models.Q(retention_days__gte=7), name="accounts_company_retention"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def company_id(self) -> int:
        """Return its own id: a company is a target of its own audit trail."""
        return self.pk


class Branding(TenantModel):
    """The colours and the name that a company's candidates see."""

    company = models.OneToOneField(Company, on_delete=models.CASCADE, related_name="branding")
    primary = models.CharField(
        _("primary colour"), max_length=7, default="#1f3a8a", validators=[hex_colour]
    )
    accent = models.CharField(
        _("accent colour"), max_length=7, default="#1d4ed8", validators=[hex_colour]
    )
    background = models.CharField(
        _("background colour"), max_length=7, default="#ffffff", validators=[hex_colour]
    )
    text = models.CharField(
        _("text colour"), max_length=7, default="#16181d", validators=[hex_colour]
    )

    def __str__(self) -> str:
        return f"Branding of {self.company}"
