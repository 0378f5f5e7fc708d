"""What a reviewer sends."""

from django import forms
from django.utils.translation import gettext_lazy as _

from analytics.enums import DecisionKind


class RatingForm(forms.Form):
    """A rating and a note on one answer; both may be left out."""

    rating = forms.TypedChoiceField(
        label=_("Rating"),
        choices=[("", _("none")), *((str(n), str(n)) for n in range(1, 6))],
        coerce=int,
        empty_value=None,
        required=False,
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=4000, widget=forms.Textarea)


class DecisionForm(forms.Form):
    """One of the three decisions."""

    kind = forms.TypedChoiceField(choices=DecisionKind.choices, coerce=DecisionKind)
