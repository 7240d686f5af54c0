"""Where an agency's documents go and by which names it is meant, in the browser."""

import pytest

from portal.office.agencies import Agency, learn
from portal.office.contacts import PostalAddress
from tests.office_fixtures import Staff
from tests.web.conftest import Browser


@pytest.mark.slow
def test_the_clerk_writes_addresses_and_names_down(client: Browser, people: Staff) -> None:
    agency = learn("Sở Nội vụ")
    learn("Sở Y tế")
    assert f"/admin/agencies/{agency.id}/contact" in client.get("/admin/agencies").text
    page = f"/admin/agencies/{agency.id}/contact"
    client.post(page, {"email": "snv@BacGiang.gov.vn", "address": "Số 1 đường Hùng Vương"})
    assert (Agency.get_by_id(agency.id).email, PostalAddress.of(agency)) == (
        "snv@bacgiang.gov.vn", "Số 1 đường Hùng Vương",
    )
    assert "Ghi đúng một địa chỉ" in client.post(page, {"email": "a b", "address": ""}, 422).text
    names = f"/admin/agencies/{agency.id}/aliases"
    assert "là Sở Nội vụ." in client.follow(client.post(names, {"name": "Sở NV"})).text
    assert Agency.known_as("SỞ NV") == agency
    assert "tên chính của một cơ quan" in client.post(names, {"name": "Sở Y tế"}, 422).text
    client.post(names, {"name": ""}, 422)
    client.post(f"/admin/aliases/{agency.aliases.get().id}/ending")
    assert Agency.known_as("SỞ NV") is None
    client.post("/admin/aliases/1/ending", status=404)


def test_a_drafter_does_not_write_them(browser: Browser, people: Staff) -> None:
    agency, officer = learn("Sở Nội vụ"), browser.as_person(people.officer)
    officer.get(f"/admin/agencies/{agency.id}/contact", 403)
    officer.post(f"/admin/agencies/{agency.id}/aliases", {"name": "x"}, 403)
