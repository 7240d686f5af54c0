"""Which messages were fetched: known ones are not asked for again, stuck ones come last, seen ones once."""

from portal.office import mailbox
from portal.office.mailbox import MailPlace
from tests.office_fixtures import NOW

BOX = "xa@mail/INBOX"


def test_nothing_is_known_of_a_mailbox_never_seen(office_database: None) -> None:
    assert mailbox.places(BOX) == mailbox.Places(0, [], [])


def test_a_message_that_got_stuck_comes_last_until_it_came(office_database: None) -> None:
    mailbox.note_stuck(BOX, 5, 7, at=NOW)
    mailbox.note_stuck(BOX, 5, 7, at=NOW)
    mailbox.note_kept(BOX, 5, 8, "a" * 64, at=NOW)
    assert mailbox.places(BOX) == mailbox.Places(5, [8], [7])
    assert MailPlace.get(MailPlace.uid == 7).tries == 2
    mailbox.note_kept(BOX, 5, 7, "b" * 64, at=NOW)
    assert mailbox.places(BOX) == mailbox.Places(5, [7, 8], [])


def test_other_numbers_begin_anew(office_database: None) -> None:
    mailbox.note_kept(BOX, 5, 8, "a" * 64, at=NOW)
    mailbox.note_kept(BOX, 6, 1, "a" * 64, at=NOW)
    assert mailbox.places(BOX) == mailbox.Places(6, [1], [])
    assert mailbox.places("xa@mail/Khac") == mailbox.Places(0, [], [])


def test_only_what_is_kept_waits_to_be_marked_as_seen(office_database: None) -> None:
    mailbox.note_kept(BOX, 5, 8, "a" * 64, at=NOW)
    mailbox.note_stuck(BOX, 5, 9, at=NOW)
    assert [place.uid for place in MailPlace.unmarked(BOX, 5)] == [8]
    mailbox.note_marked(BOX, 5, [8])
    assert MailPlace.unmarked(BOX, 5) == []
