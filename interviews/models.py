"""What is asked: an interview, its versions, their questions."""

import uuid
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from interview_platform.lib.ids import new_key
from interview_platform.lib.tenancy import TenantModel
from interviews.enums import Difficulty, InterviewStatus, QuestionKind


class Interview(TenantModel):
    """A set of questions that candidates are invited to.

    draft → open ⇄ closed     (publishing opens it; a closed one takes no new session)

    `revision` counts every edit; an editor who saves over an older one gets a conflict.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.CharField(max_length=20, unique=True, default=new_key, editable=False)
    title = models.CharField(_("title"), max_length=160)
    status = models.CharField(
        _("status"), max_length=10, choices=InterviewStatus, default=InterviewStatus.DRAFT
    )
    language = models.CharField(
        _("language"),
        max_length=10,
        choices=settings.INTERVIEW_LANGUAGES,
        default=settings.LANGUAGE_CODE,
    )
    revision = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(_("created"))

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=InterviewStatus.values),
                name="interviews_interview_status",
            )
        ]

    def __str__(self) -> str:
        return self.title


class InterviewVersion(TenantModel):
    """The questions as they stood. Editable until published, then never again.

    Sessions run a published version, so an edit changes no running session.
    """

    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    retakes = models.PositiveSmallIntegerField(
        _("retakes"), default=1, validators=[MaxValueValidator(5)]
    )
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(_("published"), null=True, blank=True)

    class Meta:
        ordering = ["interview", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["interview", "number"], name="interviews_version_number"
            ),
            models.UniqueConstraint(
                fields=["interview"],
                condition=models.Q(published_at=None),
                name="interviews_version_one_draft",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.interview} v{self.number}"


class PromptTemplate(TenantModel):
    """Words for a language model, with {question} and {transcript}; at most one is the default."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=120)
    description = models.CharField(_("description"), max_length=400, blank=True)
    text = models.TextField(_("text"), max_length=8000)
    version = models.PositiveIntegerField(default=1)
    is_default = models.BooleanField(_("default"), default=False)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["company"],
                condition=models.Q(is_default=True),
                name="interviews_template_one_default",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Resume(TenantModel):
    """A person's résumé, as its file and as the text read from it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="resumes"
    )
    file = models.CharField(max_length=300)
    sha256 = models.CharField(max_length=64)
    text = models.TextField(blank=True)
    problem = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField()
    parsed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"Résumé of {self.owner}"


class PublishedVersion(ValueError):
    """A question of a published version was about to change."""


class Question(TenantModel):
    """One question of one version, with its times in seconds.

    `public_id` names the question through all versions of its interview.
    """

    public_id = models.UUIDField(default=uuid.uuid4, editable=False)
    version = models.ForeignKey(
        InterviewVersion, on_delete=models.CASCADE, related_name="questions"
    )
    order = models.PositiveSmallIntegerField(_("order"))
    text = models.TextField(_("question"), max_length=2000)
    kind = models.CharField(
        _("kind"), max_length=10, choices=QuestionKind, default=QuestionKind.VIDEO
    )
    category = models.CharField(_("category"), max_length=60, blank=True)
    difficulty = models.CharField(
        _("difficulty"), max_length=10, choices=Difficulty, default=Difficulty.MEDIUM
    )
    preparation_seconds = models.PositiveSmallIntegerField(
        _("time to think (seconds)"), default=60, validators=[MaxValueValidator(3600)]
    )
    answer_seconds = models.PositiveSmallIntegerField(
        _("time to answer (seconds)"),
        default=180,
        validators=[MinValueValidator(5), MaxValueValidator(3600)],
    )
    hints = models.TextField(_("hints"), max_length=2000, blank=True)
    expected_keywords = models.JSONField(_("expected keywords"), default=list, blank=True)
    rubric = models.TextField(_("rubric"), max_length=4000, blank=True)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "public_id"], name="interviews_question_once_per_version"
            ),
            models.CheckConstraint(
                condition=models.Q(answer_seconds__gte=5), name="interviews_question_answer_time"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=QuestionKind.values), name="interviews_question_kind"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, unless the version is published.

        Raises:
            PublishedVersion: a session may be running on it.
        """
        if self.version.published_at is not None:
            raise PublishedVersion(str(self.version))
        super().save(*args, **kwargs)
