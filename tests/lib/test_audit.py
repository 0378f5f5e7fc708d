"""No change without a trail."""

import pytest

from accounts.actors import user_actor
from accounts.models import AuditEntry, User
from candidates.models import Invitation
from candidates.services.invitations import invitation_revoke
from interview_platform.lib import audit
from tests.factories import now

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_acme")]


def test_without_a_writer_recording_refuses(
    monkeypatch: pytest.MonkeyPatch, invitation: Invitation
) -> None:
    monkeypatch.setattr(audit, "_writers", [])
    with pytest.raises(audit.Unregistered):
        audit.record("x", target=invitation, actor=audit.SYSTEM, now=now())


def test_without_a_trail_the_change_does_not_happen(
    monkeypatch: pytest.MonkeyPatch, invitation: Invitation, alice: User
) -> None:
    monkeypatch.setattr(audit, "_writers", [])
    with pytest.raises(audit.Unregistered):
        invitation_revoke(invitation=invitation, actor=user_actor(alice), now=now())
    assert Invitation.objects.get().revoked_at is None


def test_an_entry_says_who_did_what_to_what_and_when(invitation: Invitation, alice: User) -> None:
    moment = now()
    audit.record("tested", target=invitation, actor=user_actor(alice), now=moment, detail=3)
    entry = AuditEntry.objects.get(action="tested")
    assert (entry.target_type, entry.target_id) == ("invitation", str(invitation.public_id))
    assert (entry.actor_kind, entry.actor_user, entry.at) == ("user", alice, moment)
    assert entry.data == {"detail": 3}
    assert entry.company_id == invitation.company_id


def test_an_entry_is_never_rewritten(invitation: Invitation) -> None:
    audit.record("tested", target=invitation, actor=audit.SYSTEM, now=now())
    entry = AuditEntry.objects.get(action="tested")
    entry.action = "never happened"
    with pytest.raises(ValueError, match="never changed"):
        entry.save()


def test_the_last_writer_registered_writes(
    monkeypatch: pytest.MonkeyPatch, invitation: Invitation
) -> None:
    monkeypatch.setattr(audit, "_writers", [])
    kept: list[audit.Entry] = []
    audit.register_writer(lambda entry: pytest.fail("was replaced"))
    audit.register_writer(kept.append)
    audit.record("tested", target=invitation, actor=audit.SYSTEM, now=now())
    assert [entry.action for entry in kept] == ["tested"]
