"""Similar letters, and citations both ways, for anybody and any rights: never what the person may not read."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from portal import db
from portal.flows import indexing, searching, similar
from portal.flows.premises import Premises, store_in
from portal.office import citations, rights, worklists
from portal.office.documents import Document
from portal.office.rights import Grant
from portal.rules.roles import Scope
from portal.rules.states import HELD
from tests.office_fixtures import NOW, PEOPLE, Staff, drafted, entered, facts

LETTERS = 9


@pytest.fixture
def premises(people: Staff, tmp_path: Path) -> Premises:
    """Folders of a test's own."""
    searching.engine.cache_clear()
    return Premises(
        data=tmp_path, store=store_in(tmp_path / "blobs"), search_index=tmp_path / "index", scratch=tmp_path / "s",
        upload_limit=1 << 20,
    )


@pytest.fixture
def letters(people: Staff, premises: Premises) -> list[Document]:
    """Letters that say the same, each citing the first; the last is a draft."""
    found = [entered(people, reference=f"{n}/UBND-TH") for n in range(1, LETTERS)]
    found.append(drafted(people, subject=facts().subject))
    for document in found[1:]:
        citations.replace(document, [(found[0].reference, found[0].reference_key, None)])
    indexing.rebuild(premises=premises)
    return found


def ids(documents: list[Document]) -> list[int]:
    return [document.id for document in documents]


@pytest.mark.slow
def test_nobody_is_told_of_what_they_may_not_read(people: Staff, premises: Premises, letters: list[Document]) -> None:
    hands = st.tuples(st.sampled_from(list(Scope)), st.sets(st.sampled_from(list(PEOPLE)), max_size=3), st.booleans())

    @settings(
        max_examples=30, phases=(Phase.explicit, Phase.generate), deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(st.lists(hands, min_size=LETTERS, max_size=LETTERS), st.sampled_from(list(PEOPLE)), st.integers(0, 8))
    def holds(dealt: list[tuple[Scope, set[str], bool]], who: str, asked: int) -> None:
        with db.database.atomic() as office:
            for document, (scope, names, held) in zip(letters, dealt, strict=True):
                state = HELD if held else document.state
                Document.update(scope=scope, state=state).where(Document.id == document.id).execute()
                for name in names:
                    Grant.create(document=document, person=getattr(people, name), reason="read", since=NOW)
            me = getattr(people, who)
            seen = rights.readable_ids(me) - {d.id for d, (_, _, held) in zip(letters, dealt, strict=True) if held}
            like = ids(similar.letters(me, letters[asked], premises=premises))
            assert set(like) <= seen - {letters[asked].id}
            if not any(held for _, _, held in dealt):  # the index forgets what is held a moment later
                assert len(like) == min(similar.MOST, len(seen - {letters[asked].id}))
            assert set(ids(worklists.citing(me, letters[0]))) <= seen
            for document in letters[1:]:
                assert set(ids(worklists.cited(me, document.citations.get()))) <= seen
            office.rollback()

    holds()


def test_a_change_of_rights_is_followed_at_once(people: Staff, premises: Premises, letters: list[Document]) -> None:
    first, second = letters[:2]
    assert similar.letters(people.officer, first, premises=premises) == [letters[-1]]  # the officer's own draft
    rights.grant(second, "read", person=people.officer, at=NOW)
    assert second in similar.letters(people.officer, first, premises=premises)
    rights.end(second, "read", at=NOW, person=people.officer)
    assert second not in similar.letters(people.officer, first, premises=premises)


def test_without_an_index_there_are_none(people: Staff, premises: Premises) -> None:
    assert similar.letters(people.clerk, entered(people), premises=premises) == []
