"""What an editor fills in. Every form that changes an interview carries the revision it saw."""

from dataclasses import asdict

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from interviews.enums import Difficulty
from interviews.models import Interview, InterviewVersion, Question
from interviews.services.questions import QuestionFields


class InterviewForm(forms.Form):
    """A new interview."""

    title = forms.CharField(
        label=_("Title"),
        max_length=160,
        help_text=_("Candidates see it: usually the position."),
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),
    )
    language = forms.ChoiceField(
        label=_("Language of the interview"),
        choices=settings.INTERVIEW_LANGUAGES,
        help_text=_("The language in which you ask and candidates answer."),
    )


class RevisionForm(forms.Form):
    """The revision an editor saw; the template writes it into every form."""

    revision = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class DetailsForm(InterviewForm, RevisionForm):
    """An interview's own fields."""

    retakes = forms.IntegerField(
        label=_("Retakes"),
        min_value=0,
        max_value=5,
        help_text=_("How often a candidate may record an answer again."),
    )

    @classmethod
    def of(cls, interview: Interview, version: InterviewVersion) -> "DetailsForm":
        """Return the form filled with what is saved."""
        values = {
            "title": interview.title, "language": interview.language, "retakes": version.retakes
        }  # fmt: skip
        return cls(initial=values)


class MoveForm(RevisionForm):
    """One step up or down."""

    step = forms.TypedChoiceField(choices=[("-1", _("Up")), ("1", _("Down"))], coerce=int)


class QuestionForm(RevisionForm):
    """One question, its times in seconds."""

    text = forms.CharField(
        label=_("Question"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "autofocus": True}),
    )
    preparation_seconds = forms.IntegerField(
        label=_("Time to think (seconds)"), min_value=0, max_value=3600, initial=60
    )
    answer_seconds = forms.IntegerField(
        label=_("Time to answer (seconds)"), min_value=5, max_value=3600, initial=180
    )
    category = forms.CharField(label=_("Category"), max_length=60, required=False)
    difficulty = forms.ChoiceField(
        label=_("Difficulty"), choices=Difficulty.choices, initial=Difficulty.MEDIUM
    )
    hints = forms.CharField(
        label=_("Hints"),
        max_length=2000,
        required=False,
        help_text=_("Shown to the candidate on request."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    expected_keywords = forms.CharField(
        label=_("Expected keywords"),
        max_length=1000,
        required=False,
        help_text=_("Separated by commas. Candidates never see them."),
    )
    rubric = forms.CharField(
        label=_("Rubric"),
        max_length=4000,
        required=False,
        help_text=_("What a good answer contains. Reviewers see it; candidates never do."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    main = ("text", "preparation_seconds", "answer_seconds")

    @classmethod
    def of(cls, question: Question) -> "QuestionForm":
        """Return the form filled with what is saved."""
        values = asdict(fields_of(question))
        values["expected_keywords"] = ", ".join(question.expected_keywords)
        return cls(initial=values)

    def clean_expected_keywords(self) -> list[str]:
        """Split at the commas; each keyword once."""
        words = (word.strip() for word in self.cleaned_data["expected_keywords"].split(","))
        return list(dict.fromkeys(word for word in words if word))

    def question_fields(self) -> QuestionFields:
        """Return what was said, for the services."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "revision"}
        return QuestionFields(**data)

    def more_is_open(self) -> bool:
        """Say whether the secondary fields hold something that must be seen."""
        names = set(self.fields) - {*self.main, "revision", "difficulty"}
        return any(self.errors.get(name) or self[name].value() for name in names)


def fields_of(question: Question) -> QuestionFields:
    """Return a saved question's fields."""
    names = QuestionFields.__dataclass_fields__
    return QuestionFields(**{name: getattr(question, name) for name in names})
