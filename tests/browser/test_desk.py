"""The desk by the keyboard, its looks, and the pages of time, in real Chromium."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from portal.flows import telling
from portal.office import directing, walls
from tests.office_fixtures import NOW, entered, received
from tests.web.served import Served, served
from tests.web.test_looks import sideways, violations

__all__ = ["served"]
pytestmark = pytest.mark.browser


def test_arrows_go_through_the_lines_and_enter_opens_the_page_of_the_act(served: Served) -> None:
    people = served.people
    letters = [entered(people, subject=f"V/v việc thứ {n}") for n in range(3)]
    for n, letter in enumerate(letters):
        directing.direct(
            letter, "Giao", people.officer, by=people.leader, at=NOW - timedelta(days=9), due_on=date(2026, 11, 20 + n)
        )
    telling.tell(at=NOW - timedelta(days=8))()
    page = served.page_of(people.officer)
    page.goto("/")
    expect(page.get_by_role("link", name="Thông báo")).to_contain_text("3 chưa xem")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("link", name="V/v việc thứ 1")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/documents/{letters[1].id}")
    page.goto("/")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(f"**/documents/{letters[0].id}")


def test_the_bell_looks_by_itself_and_leaves_the_focus_where_it_is(served: Served) -> None:
    people = served.people
    page = served.page_of(people.officer)
    page.clock.install()
    page.goto("/")
    bell = page.get_by_role("link", name="Thông báo")
    expect(bell).not_to_contain_text("chưa xem")
    directing.direct(entered(people), "Giao", people.officer, by=people.leader, at=NOW - timedelta(days=1))
    telling.tell(at=NOW)()
    bell.focus()
    page.clock.run_for(66_000)
    expect(bell).to_contain_text("1 chưa xem")
    expect(bell).to_be_focused()


def test_the_pages_of_time_are_sound_and_fit_the_screen(served: Served) -> None:
    people = served.people
    received(people)
    letter = entered(people, subject="V/v rà soát, thống kê hộ nghèo theo chuẩn nghèo đa chiều giai đoạn 2026–2030")
    directing.direct(letter, "Giao", people.economy, by=people.leader, at=NOW, due_on=date(2026, 11, 25))
    address = f"/wall/{walls.hang('Phòng văn thư', by=people.clerk, at=NOW)}"
    page = served.page_of(people.clerk)
    for path in ("/", "/week", "/notices", "/walls", address):
        page.goto(path)
        assert violations(page) == [], path
        assert not sideways(page), path
