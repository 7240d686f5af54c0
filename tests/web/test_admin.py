"""Quản trị in the browser: people, units, agencies, trust, certificates, the trail and the clock."""

from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask

from portal import clock
from portal.adapters.authority import Authority, found
from portal.office import accounts, agencies, certificates, devices, passwords, trust
from portal.office.agencies import Agency
from portal.office.devices import Certificate
from portal.office.events import Event
from portal.office.people import Person, Unit
from portal.office.trust import Anchor, RevocationList
from tests.office_fixtures import NOW, Staff, entered
from tests.web.conftest import Browser

HIRED = {"name": "Lý Thị Mới", "login": "lymoi", "role": "officer", "unit": "", "position": "Chuyên viên", "email": ""}


@pytest.fixture(scope="session")
def authority() -> Authority:
    """A test authority; making keys takes a while, so one for all."""
    return found(NOW)


@pytest.fixture
def admin(browser: Browser, people: Staff) -> Browser:
    return browser.as_person(people.admin)


@pytest.fixture
def safety(browser: Browser, people: Staff) -> Browser:
    return browser.as_person(people.safety)


# What waits


def test_the_front_page_says_what_waits(admin: Browser) -> None:
    page = admin.get("/admin").text
    assert "Chưa sao lưu lần nào" in page
    assert "Chưa tin cậy cơ quan cấp chứng thư nào" in page


@pytest.mark.slow
def test_the_safety_officer_looks_at_settings_and_changes_none(safety: Browser) -> None:
    page = safety.get("/admin").text
    assert "/admin/people" not in page
    for path in ("/admin/trust", "/admin/certificates", "/admin/trail"):
        safety.get(path)
    for path in ("/admin/people", "/admin/units", "/admin/agencies", "/admin/people/1"):
        safety.get(path, status=403)


def test_a_clock_that_went_back_is_confirmed(admin: Browser, people: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    entered(people, at=NOW)
    assert "Đồng hồ hiện tại đúng" not in admin.get("/admin").text
    monkeypatch.setattr(clock, "now", lambda: NOW - timedelta(minutes=10))
    assert "Đồng hồ hiện tại đúng" in admin.get("/admin").text
    admin.post("/admin/clock-confirmation")
    assert "Đồng hồ hiện tại đúng" not in admin.get("/admin").text


# People


@pytest.mark.slow
def test_a_new_password_is_shown_once_and_stands_nowhere(admin: Browser) -> None:
    admin.get("/admin/people/new")
    page = admin.post("/admin/people", HIRED, status=200)
    password = page.text.split("<dd><strong><code>")[1].split("<")[0]
    hired = Person.by_login("lymoi")
    assert passwords.matches(hired.password_hash, password)
    assert not page.headers.getlist("Set-Cookie")
    assert "no-store" in page.headers["Cache-Control"]
    assert password not in str([event.data for event in Event.select()])
    assert password not in admin.get(f"/admin/people/{hired.id}").text


@pytest.mark.parametrize("changes", [{"login": "vanthu"}, {"name": ""}, {"role": "king"}, {"unit": "999"}])
def test_an_account_that_cannot_be_is_refused_beside_its_field(admin: Browser, changes: dict[str, str]) -> None:
    assert "field-error" in admin.post("/admin/people", {**HIRED, **changes}, status=422).text
    assert Person.by_login("lymoi") is None


def test_people_are_found_without_marks(admin: Browser) -> None:
    page = admin.get("/admin/people?q=do+thi").text
    assert "Đỗ Thị Chuyên" in page
    assert "Vũ Văn Khác" not in page
    assert "Không có ai khớp" in admin.get("/admin/people?q=xyz").text


@pytest.mark.slow
def test_facts_role_and_unit_are_changed(admin: Browser, people: Staff) -> None:
    home = f"/admin/people/{people.officer.id}"
    admin.post(home, {"name": "Đỗ Thị Chuyên", "position": "Phó phòng", "email": ""})
    admin.post(f"{home}/place", {"role": "unit_head", "unit": str(people.culture.id)})
    officer = Person.by_login("chuyenvien")
    assert (officer.position, officer.role, officer.unit) == ("Phó phòng", "unit_head", people.culture)
    admin.post(home, {"name": ""}, status=422)
    admin.post(f"{home}/place", {"role": "king"}, status=422)


def test_a_blocked_account_is_out_at_once_and_let_in_again(admin: Browser, browser: Browser, people: Staff) -> None:
    theirs = browser.as_person(people.officer)
    admin.post(f"/admin/people/{people.officer.id}/block")
    assert theirs.http.get("/").headers["Location"] == "/sign-in"
    assert "Mở lại tài khoản" in admin.get(f"/admin/people/{people.officer.id}").text
    admin.post(f"/admin/people/{people.officer.id}/opening")
    assert Person.by_login("chuyenvien").is_active


def test_the_last_administrator_cannot_leave(admin: Browser, people: Staff) -> None:
    page = admin.post(f"/admin/people/{people.admin.id}/block", status=409)
    assert "quản trị cuối cùng" in page.text


def test_a_lost_password_and_a_lost_telephone_are_helped(admin: Browser, people: Staff) -> None:
    accounts.turn_on_second_factor(people.officer, "ABCDEFGH", at=NOW)
    home = f"/admin/people/{people.officer.id}"
    assert "Mật khẩu mới của" in admin.post(f"{home}/password", status=200).text
    admin.post(f"{home}/second-factor-removal")
    assert Person.by_login("chuyenvien").totp_secret is None


def test_an_account_that_is_not_there(admin: Browser) -> None:
    admin.get("/admin/people/999", status=404)


# Units


@pytest.mark.slow
def test_units_are_opened_renamed_and_closed(admin: Browser) -> None:
    admin.get("/admin/units")
    admin.follow(admin.post("/admin/units", {"name": "Đội quản lý đô thị"}))
    unit = Unit.get(Unit.name == "Đội quản lý đô thị")
    admin.get(f"/admin/units/{unit.id}")
    admin.post(f"/admin/units/{unit.id}", {"name": "Đội đô thị"})
    admin.post(f"/admin/units/{unit.id}/closing")
    assert "Thôi dùng" in admin.get("/admin/units").text
    admin.post(f"/admin/units/{unit.id}/opening")
    assert Unit.get_by_id(unit.id).is_active


@pytest.mark.slow
def test_a_unit_that_cannot_be_is_refused(admin: Browser, people: Staff) -> None:
    assert "Đã có đơn vị" in admin.post("/admin/units", {"name": "phong kinh te"}, status=422).text
    admin.post("/admin/units", {"name": ""}, status=422)
    admin.post(f"/admin/units/{people.culture.id}", {"name": "Phòng Kinh tế"}, status=422)
    admin.post(f"/admin/units/{people.culture.id}", {"name": ""}, status=422)
    assert "còn người" in admin.post(f"/admin/units/{people.culture.id}/closing", status=409).text
    admin.get("/admin/units/999", status=404)


# Agencies


@pytest.mark.slow
def test_clerk_and_administrator_note_who_can_only_take_paper(admin: Browser, client: Browser) -> None:
    agency = agencies.learn("UBND huyện Sơn Động", short_name="SĐ")
    assert "UBND huyện Sơn Động" in client.get("/admin/agencies?q=son+dong").text
    client.follow(client.post(f"/admin/agencies/{agency.id}/means", {"paper_only": "1"}))
    assert Agency.get_by_id(agency.id).is_paper_only
    row = admin.post(f"/admin/agencies/{agency.id}/means", {"paper_only": "0"}, status=200,
                     headers={"HX-Request": "true"})
    assert "Chưa có mã, chưa có địa chỉ thư" in row.text  # nothing electronic reaches it yet
    Agency.update(email="vt@sondong.gov.vn").execute()
    assert "Nhận điện tử" in client.get("/admin/agencies?q=son+dong").text
    assert not Agency.get_by_id(agency.id).is_paper_only
    assert "Không có cơ quan nào khớp" in admin.get("/admin/agencies?paper=1").text
    admin.post("/admin/agencies/999/means", status=404)


# Trust


def bring(admin: Browser, data: bytes, kind: str = "anchor", status: int = 200) -> str:
    form = {"kind": kind, "file": (BytesIO(data), "tep.cer")}
    return admin.post("/admin/trust", form, status=status, content_type="multipart/form-data").text


def shown_sha256(page: str) -> str:
    return page.split('name="sha256" type="hidden" value="')[1].split('"')[0]


@pytest.mark.slow
def test_an_authority_is_trusted_after_its_fingerprint_was_compared(admin: Browser, authority: Authority) -> None:
    admin.get("/admin/trust")
    data = authority.anchors[0]
    page = bring(admin, data)
    fingerprint = certificates.read(data).sha256
    assert ":".join(fingerprint[n : n + 2].upper() for n in range(0, 64, 2)) in page
    assert not Anchor.select().exists()
    form = {"sha256": shown_sha256(page), "kind": "anchor"}
    assert "Hãy đối chiếu" in admin.post("/admin/trust/confirmation", form, status=422).text
    assert not Anchor.select().exists()
    admin.post("/admin/trust/confirmation", {**form, "compared": "y", "is_test": "y"})
    assert "Thử nghiệm" in admin.get("/admin/trust").text
    assert "đã được nạp trước đây" in bring(admin, data)
    admin.post("/admin/trust/confirmation", {**form, "compared": "y"})
    assert "Thử nghiệm" not in admin.get("/admin/trust").text
    assert Anchor.select().count() == 1


def test_an_authority_is_removed(admin: Browser, people: Staff, authority: Authority) -> None:
    anchor = trust.trust(authority.anchors[0], by=people.admin, at=NOW)
    admin.follow(admin.post(f"/admin/trust/{anchor.id}/removal"))
    assert not Anchor.trusted().exists()
    admin.post("/admin/trust/999/removal", status=404)


def test_a_revocation_list_is_imported(admin: Browser, authority: Authority) -> None:
    page = bring(admin, authority.revocations(at=NOW), "revocations")
    assert "Nạp danh sách" in page
    form = {"sha256": shown_sha256(page), "kind": "revocations", "compared": "y"}
    admin.post("/admin/trust/confirmation", form)
    assert RevocationList.select().count() == 1


@pytest.mark.parametrize("kind", ["anchor", "revocations"])
def test_other_files_are_refused_with_words(admin: Browser, kind: str) -> None:
    assert "field-error" in bring(admin, b"%PDF-1.7 hello", kind, status=422)


@pytest.mark.slow
def test_the_certificate_of_a_person_is_no_authority(admin: Browser, authority: Authority) -> None:
    own = authority.issue("Trần Văn Chủ", "UBND xã Tân Hòa", at=NOW, title="Chủ tịch")
    assert "không phải của cơ quan cấp" in bring(admin, own.der, status=422)


@pytest.mark.parametrize("sha256", ["", "../../etc/passwd", "a" * 64])
def test_a_confirmation_of_nothing_is_not_found(admin: Browser, sha256: str) -> None:
    form = {"sha256": sha256, "kind": "anchor", "compared": "y"}
    admin.post("/admin/trust/confirmation", form, status=404)


# Certificates


@pytest.mark.slow
def test_a_presented_certificate_is_approved_and_ended(admin: Browser, people: Staff, authority: Authority) -> None:
    own = authority.issue("Trần Văn Chủ", "UBND xã Tân Hòa", at=NOW, title="Chủ tịch")
    certificate = devices.present(people.leader, own.der, at=NOW)
    page = admin.get("/admin/certificates").text
    assert certificate.sha256 in page
    assert "Đóng dấu cơ quan" not in page  # the leader keeps no seal
    assert "1 chứng thư số" in admin.get("/admin").text
    admin.post(f"/admin/certificates/{certificate.id}/approval", {"role": "seal"}, status=403)
    admin.post(f"/admin/certificates/{certificate.id}/approval", {"role": "x"}, status=422)
    admin.follow(admin.post(f"/admin/certificates/{certificate.id}/approval", {"role": "personal"}))
    assert Certificate.in_force(people.leader, "personal").exists()
    admin.follow(admin.post(f"/admin/certificates/{certificate.id}/ending"))
    assert not Certificate.in_force(people.leader, "personal").exists()
    admin.post("/admin/certificates/999/ending", status=404)


# The trail


def test_the_trail_tells_acts_and_no_content(safety: Browser, people: Staff) -> None:
    letter = entered(people, subject="Đơn tố cáo của công dân")
    page = safety.get("/admin/trail").text
    assert "Vào sổ" in page
    assert f"Văn bản số {letter.id}" in page
    assert "tố cáo" not in page
    assert "field-error" not in page


@pytest.mark.slow
def test_the_trail_is_narrowed_to_person_act_and_day(safety: Browser, people: Staff) -> None:
    entered(people)
    rows = "<tbody>"
    of_clerk = safety.get(f"/admin/trail?person={people.clerk.id}&verb=entered&day=23/11/2026").text
    assert "<td>Vào sổ</td>" in of_clerk.split(rows)[1]
    assert "Không có việc nào khớp" in safety.get("/admin/trail?day=22/11/2026").text
    assert "Không có việc nào khớp" in safety.get(f"/admin/trail?person={people.leader.id}&verb=entered").text
    assert "field-error" in safety.get("/admin/trail?person=x&verb=y&day=z").text


def test_others_do_not_see_the_trail(client: Browser, app: Flask) -> None:
    client.get("/admin/trail", status=403)
    client.get("/admin", status=403)


def test_the_clerk_finds_the_agencies_under_what_goes_out(client: Browser) -> None:
    assert "/admin/agencies" in client.get("/outgoing").text
    page = client.get("/admin/agencies").text
    assert 'href="/outgoing" aria-current="true"' in page
    assert "Quản trị" not in page
