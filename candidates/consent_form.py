"""The consent's two answers."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ConsentForm(forms.Form):
    """Neither answer is preset: a consent is given, not left standing."""

    ai_analysis = forms.ChoiceField(
        label=_("How may we look at your answers?"),
        choices=[
            ("yes", _("Record me, and let AI transcribe and measure my answers")),
            ("no", _("Record me, and let only people watch my answers")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one of the two.")},
    )
