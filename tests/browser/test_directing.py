"""A leader directs by keys alone, undoes a slip, and the button goes when its time is over, in real Chromium."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from portal import clock
from portal.office import directing, dividing
from portal.office.assignments import Assignment
from portal.office.documents import Document
from portal.office.stand_ins import set_stand_in
from tests.office_fixtures import NOW, entered
from tests.web.served import Served, served
from tests.web.test_looks import sideways, violations

__all__ = ["served"]
pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def _standing_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is undone within seconds is not too late on a busy machine either."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


def test_phrases_and_the_directive_by_keys_and_back_again(served: Served) -> None:
    people = served.people
    directing.direct(entered(people), "Nghiên cứu, tham mưu", people.officer, by=people.leader, at=NOW)
    letter = entered(people)
    page = served.page_of(people.leader)
    page.goto(f"/documents/{letter.id}")
    page.keyboard.press("Alt+y")
    page.keyboard.type("Khẩn trương thực hiện")
    page.keyboard.press("Alt+1")
    words = page.get_by_label("Ý kiến chỉ đạo", exact=False).first
    expect(words).to_have_value("Khẩn trương thực hiện. Nghiên cứu, tham mưu")
    page.get_by_label("Chủ trì").select_option(f"unit-{people.economy.id}")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Đã chuyển xử lý.")).to_be_visible()
    page.keyboard.press("Alt+z")
    expect(page.get_by_text("Đã hoàn tác.")).to_be_visible()
    assert Document.get_by_id(letter.id).state == "entered"


def test_the_button_goes_when_the_time_is_over(served: Served) -> None:
    people = served.people
    letter = entered(people)
    page = served.page_of(people.clerk)
    page.clock.install(time=NOW)
    page.goto(f"/documents/{letter.id}")
    page.clock.pause_at(NOW + timedelta(hours=1))  # from here on it goes by our word alone
    page.get_by_role("button", name="Trình").click()
    undo = page.get_by_role("button", name="Hoàn tác")
    expect(undo).to_be_visible()
    page.clock.run_for(9_000)
    expect(undo).to_contain_text("trong 1 giây")
    page.clock.run_for(1_000)
    expect(undo).to_have_count(0)
    expect(page.locator("#flashes")).to_contain_text("Đã trình")


def test_the_pages_of_routing_can_be_read_by_everyone(served: Served) -> None:
    people, day = served.people, NOW.date()
    letter, waiting = entered(people), entered(people)
    directing.direct(
        letter, "Giao đơn vị. Xem để biết.", people.economy, by=people.leader, at=NOW, due_on=day + timedelta(days=9)
    )
    dividing.give_on(Assignment.leads(letter).get(), people.officer, by=people.head, at=NOW, note="Soạn trả lời")
    set_stand_in(people.officer, people.stranger, day, day, by=people.officer, at=NOW)
    given = f"/documents/{letter.id}"
    for person, paths in (
        (people.leader, (given, f"/documents/{waiting.id}", "/directing", "/phrases", "/stand-ins")),
        (people.head, (given,)),
        (people.stranger, (given, "/stand-ins")),
        (people.clerk, ("/presenting",)),
    ):
        page = served.page_of(person)
        for path in paths:
            page.goto(path)
            page.evaluate("for (const fold of document.querySelectorAll('main details')) fold.open = true")
            assert violations(page) == [], path
            assert not sideways(page), path
