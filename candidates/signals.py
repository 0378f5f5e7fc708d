"""What this app announces to those above it. Both are sent inside the causing transaction.

recording_ready(recording)       a kept take can be played and analysed
session_submitted(session)       the candidate has handed everything in
"""

from django.dispatch import Signal

recording_ready = Signal()
session_submitted = Signal()
