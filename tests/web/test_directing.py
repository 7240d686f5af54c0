"""Presenting, directing and reporting in the browser, and what each desk shows of it."""

import re
from datetime import date

import pytest

from portal.flows import similar
from portal.office import directing
from portal.office.assignments import Assignment, Instruction
from portal.office.documents import Document
from portal.office.entering import void
from portal.office.phrases import Phrase
from portal.office.stand_ins import set_stand_in
from tests.office_fixtures import NOW, Staff, entered, issued, received
from tests.web.conftest import Browser


def test_a_letter_goes_from_the_clerk_over_the_leader_to_the_officer_and_back(browser: Browser, people: Staff) -> None:
    letter = entered(people)
    clerk, leader = browser.as_person(people.clerk), browser.as_person(people.leader)
    officer = browser.as_person(people.officer)
    assert "chưa trình lãnh đạo" in clerk.get("/incoming/entered").text
    clerk.get(f"/documents/{letter.id}")
    clerk.post(f"/documents/{letter.id}/presentation", {"leader": str(people.leader.id)})
    assert "đã trình lãnh đạo" in clerk.get("/incoming/entered").text
    assert letter.subject in leader.get("/").text
    leader.get(f"/documents/{letter.id}")
    leader.post(f"/documents/{letter.id}/instructions", {
        "text": "Giao xử lý, báo cáo kết quả", "lead": f"person-{people.officer.id}",
        "support": [f"unit-{people.culture.id}"], "working_days": "3", "due_on": "",
    })
    assert letter.subject in officer.get("/").text
    page = officer.get(f"/documents/{letter.id}").text
    assert "Giao xử lý, báo cáo kết quả" in page
    assert "27/11/2026" in page  # three working days after Monday, the 24th being a public holiday
    mine = Assignment.get(Assignment.person == people.officer)
    officer.post(f"/assignments/{mine.id}/report", {"outcome": "Đã hướng dẫn các thôn"})
    assert Document.get_by_id(letter.id).state == "done"
    assert "Đã hướng dẫn các thôn" in leader.get(f"/documents/{letter.id}").text


@pytest.mark.slow
def test_two_leaders_or_two_clicks_do_not_give_a_letter_out_twice(browser: Browser, people: Staff) -> None:
    letter = entered(people)
    first, second = browser.as_person(people.leader), browser.as_person(people.deputy)
    pages = [one.get(f"/documents/{letter.id}").text for one in (first, second)]
    assert all('value="0"' in known_of(page) for page in pages)
    words = {"text": "Giao xử lý", "lead": f"person-{people.officer.id}", "working_days": "", "known": "0"}
    first.post(f"/documents/{letter.id}/instructions", words)
    for late in (second, first):
        page = late.post(f"/documents/{letter.id}/instructions", words, status=422).text
        assert "đã có ý kiến chỉ đạo khác" in page
        assert f'value="{Instruction.last_on(letter)}"' in known_of(page)  # it has been read now
    assert Assignment.leads(letter).count() == 1
    last = {**words, "known": str(Instruction.last_on(letter))}
    page = second.post(f"/documents/{letter.id}/instructions", last, status=422).text
    assert "Hãy chọn: chuyển chủ trì" in page
    second.post(f"/documents/{letter.id}/instructions", {**last, "standing_lead": "keep"})
    assert Assignment.leads(letter).count() == 1


def test_a_day_beside_a_lead_that_stays_is_refused_unless_somebody_supports(browser: Browser, people: Staff) -> None:
    letter, leader = entered(people, urgency="urgent"), browser.as_person(people.leader)
    address, proposed = f"/documents/{letter.id}/instructions", '<option selected value="2">'
    assert proposed in leader.get(f"/documents/{letter.id}").text
    directing.direct(letter, "Giao", people.officer, by=people.leader, at=NOW, due_on=date(2026, 12, 1))
    assert proposed not in leader.get(f"/documents/{letter.id}").text
    words = {"text": "Cần nhanh hơn", "standing_lead": "keep", "lead": "", "working_days": "", "due_on": "27/11/2026"}
    page = leader.post(address, words, status=422).text
    assert "dùng Gia hạn" in page
    assert "Cần nhanh hơn" in page
    leader.post(address, {**words, "support": [f"unit-{people.culture.id}"]})
    assert [one.due_on for one in letter.assignments] == [date(2026, 12, 1), date(2026, 11, 27)]


def known_of(page: str) -> str:
    """The field that says which directive was the last on the page."""
    return re.search(r'<input[^>]* name="known"[^>]*>', page)[0]


@pytest.mark.slow
def test_a_directive_without_a_lead_is_refused_in_words(browser: Browser, people: Staff) -> None:
    letter = entered(people)
    leader = browser.as_person(people.leader)
    leader.get(f"/documents/{letter.id}")
    answer = leader.post(f"/documents/{letter.id}/instructions", {"text": "Xem", "lead": ""}, status=422)
    assert "Hãy chọn đơn vị hoặc người chủ trì" in answer.text
    assert Document.get_by_id(letter.id).state == "entered"


def test_who_was_given_nothing_sees_nothing(browser: Browser, people: Staff) -> None:
    letter = entered(people)
    directing.direct(letter, "Giao", people.officer, by=people.leader, at=NOW)
    browser.as_person(people.stranger).get(f"/documents/{letter.id}", status=404)
    browser.as_person(people.admin).get(f"/documents/{letter.id}", status=403)
    browser.as_person(people.officer).get(f"/documents/{letter.id}")


def test_nobody_reports_for_another(browser: Browser, people: Staff) -> None:
    letter = entered(people)
    directing.direct(letter, "Giao", people.officer, by=people.leader, at=NOW, support=[people.culture])
    mine = Assignment.get(Assignment.person == people.officer)
    stranger = browser.as_person(people.stranger)
    stranger.get("/")
    stranger.post(f"/assignments/{mine.id}/report", {"outcome": "Xong"}, status=404)


@pytest.mark.slow
def test_a_restricted_letter_is_read_by_who_was_named_and_masked_for_others(browser: Browser, people: Staff) -> None:
    letter = entered(people, subject="V/v đơn tố cáo")
    leader, clerk = browser.as_person(people.leader), browser.as_person(people.clerk)
    leader.get(f"/documents/{letter.id}")
    leader.post(f"/documents/{letter.id}/scope", {"scope": "restricted"})
    assert letter.subject in leader.get(f"/documents/{letter.id}").text
    clerk.get(f"/documents/{letter.id}", status=404)
    register = clerk.get("/registers/incoming/2026").text
    assert letter.subject not in register
    assert "Nội dung hạn chế" in register
    browser.as_person(people.deputy).get(f"/documents/{letter.id}", status=404)


def to_unit(people: Staff) -> Document:
    """A letter given to the head's unit by the 1st of December."""
    letter = entered(people)
    directing.direct(letter, "Giao", people.economy, by=people.leader, at=NOW, due_on=date(2026, 12, 1))
    return letter


def undo_acts(page: str) -> list[str]:
    """The acts that the page offers to undo."""
    return re.findall(r'name="act" value="(\d+)"', page)


def test_a_slip_is_undone_from_the_next_page(browser: Browser, people: Staff) -> None:
    letter = entered(people)
    leader = browser.as_person(people.leader)
    leader.get(f"/documents/{letter.id}")
    answer = leader.post(f"/documents/{letter.id}/instructions", {
        "text": "Giao nhầm", "lead": f"person-{people.officer.id}", "working_days": "",
    })
    page = leader.follow(answer).text
    assert "Hoàn tác" in page
    answer = leader.post("/undoing", {"act": undo_acts(page)})
    assert "Đã hoàn tác." in leader.follow(answer).text
    assert Document.get_by_id(letter.id).state == "entered"
    leader.get("/")
    assert "đã hoàn tác rồi" in leader.follow(leader.post("/undoing", {"act": undo_acts(page)})).text


@pytest.mark.slow
def test_the_head_gives_on_the_officer_passes_back_and_the_head_gives_anew(browser: Browser, people: Staff) -> None:
    letter = to_unit(people)
    whole = Assignment.leads(letter).get()
    head, officer = browser.as_person(people.head), browser.as_person(people.officer)
    assert "Giao trong đơn vị" in head.get(f"/documents/{letter.id}").text
    form = {"lead": str(people.officer.id), "note": "Soạn trả lời"}
    late = head.post(f"/assignments/{whole.id}/parts", {**form, "due_on": "2/12/2026"}, status=422)
    assert "không được sau hạn lãnh đạo giao (01/12/2026)" in late.text
    head.post(f"/assignments/{whole.id}/parts", {**form, "due_on": "30/11/2026"})
    page = officer.get(f"/documents/{letter.id}").text
    assert "Soạn trả lời" in page
    assert "30/11/2026" in page
    assert "Giao trong đơn vị" not in page
    part = whole.parts[0]
    officer.post(f"/assignments/{part.id}/return", {"reason": "Đang đi tập huấn"})
    page = head.get(f"/documents/{letter.id}").text
    assert "Đang đi tập huấn" in page
    assert "Đã rõ, không giao lại" in page
    head.post(f"/assignments/{part.id}/note")
    assert "Đã rõ, không giao lại" not in head.get(f"/documents/{letter.id}").text


@pytest.mark.slow
def test_the_leader_extends_and_takes_back_on_the_letter_page(browser: Browser, people: Staff) -> None:
    letter = to_unit(people)
    whole = Assignment.leads(letter).get()
    leader, deputy = browser.as_person(people.leader), browser.as_person(people.deputy)
    assert "Gia hạn, thu hồi" in leader.get(f"/documents/{letter.id}").text
    assert "Gia hạn, thu hồi" not in deputy.get(f"/documents/{letter.id}").text
    deputy.post(f"/assignments/{whole.id}/extension", {"due_on": "10/12/2026", "reason": "chờ"}, status=404)
    leader.post(f"/assignments/{whole.id}/extension", {"due_on": "10/12/2026", "reason": "chờ số liệu của tỉnh"})
    page = leader.get(f"/documents/{letter.id}").text
    assert "01/12/2026 → 10/12/2026" in page
    assert "chờ số liệu của tỉnh" in page
    answer = leader.post(f"/assignments/{whole.id}/recall", {"reason": "giao nhầm đơn vị"})
    assert "Đã thu hồi việc giao Phòng Kinh tế" in leader.follow(answer).text
    assert "giao nhầm đơn vị" in leader.get(f"/documents/{letter.id}").text
    browser.as_person(people.head).get(f"/documents/{letter.id}", status=404)


@pytest.mark.slow
def test_many_letters_get_one_directive_and_what_did_not_go_is_said(browser: Browser, people: Staff) -> None:
    letters = [entered(people, reference=f"{n}/UBND-TH") for n in (1, 2, 3)]
    void(letters[2], "đăng ký trùng", by=people.clerk, at=NOW)
    leader = browser.as_person(people.leader)
    assert all(f"{n}/UBND-TH" in leader.get("/directing").text for n in (1, 2))
    form = {"text": "Xem để biết. Lưu hồ sơ.", "lead": f"unit-{people.culture.id}", "working_days": ""}
    assert "Chưa chọn văn bản nào" in leader.post("/directing", form, status=422).text
    answer = leader.post("/directing", {**form, "letters": [str(letter.id) for letter in letters]})
    page = leader.follow(answer).text
    assert "Đã chuyển xử lý 2 văn bản." in page
    assert f"Số đến {letters[2].number}: Chưa làm được" in page
    assert len(undo_acts(page)) == 2
    again = leader.post("/directing", {**form, "letters": [str(letters[0].id)]}, status=422).text
    assert "văn bản đang ở bước “Đang xử lý”" in again  # from an old page
    assert [Document.get_by_id(d.id).state for d in letters] == ["in_progress", "in_progress", "voided"]


@pytest.mark.slow
def test_the_clerk_presents_many_at_once(browser: Browser, people: Staff) -> None:
    letters = [entered(people, reference=f"{n}/UBND-TH") for n in (1, 2)]
    clerk = browser.as_person(people.clerk)
    clerk.get("/presenting")
    answer = clerk.post("/presenting", {"leader": str(people.leader.id), "letters": [str(d.id) for d in letters]})
    assert f"Đã trình {people.leader.name} 2 văn bản." in clerk.follow(answer).text
    assert {Document.get_by_id(d.id).presented_to for d in letters} == {people.leader}


@pytest.mark.slow
def test_phrases_are_offered_with_keys_changed_and_taken_out(browser: Browser, people: Staff) -> None:
    directing.direct(entered(people), "Nghiên cứu, tham mưu", people.officer, by=people.leader, at=NOW)
    letter = entered(people)
    leader = browser.as_person(people.leader)
    assert 'data-value="Nghiên cứu, tham mưu" aria-keyshortcuts="Alt+1"' in leader.get(f"/documents/{letter.id}").text
    phrase = Phrase.get()
    leader.get("/phrases")
    leader.post(f"/phrases/{phrase.id}", {"text": "Nghiên cứu, tham mưu văn bản trả lời"})
    assert "tham mưu văn bản trả lời" in leader.get("/phrases").text
    leader.post(f"/phrases/{phrase.id}/removal")
    assert "Chưa có câu nào" in leader.get("/phrases").text
    deputy = browser.as_person(people.deputy)
    deputy.get("/phrases")
    deputy.post(f"/phrases/{phrase.id}", {"text": "x"}, status=404)


@pytest.mark.slow
def test_a_stand_in_sees_and_reports_the_absents_work_by_both_names(browser: Browser, people: Staff) -> None:
    letter = entered(people)
    directing.direct(letter, "Giao", people.officer, by=people.leader, at=NOW)
    officer, stranger = browser.as_person(people.officer), browser.as_person(people.stranger)
    stranger.get(f"/documents/{letter.id}", status=404)
    officer.get("/stand-ins")
    form = {"absent": str(people.officer.id), "deputy": str(people.stranger.id), "first_on": "23/11/2026"}
    officer.post("/stand-ins", {**form, "last_on": "20/11/2026"}, status=422)
    officer.post("/stand-ins", {**form, "last_on": "27/11/2026"})
    assert people.officer.name in stranger.get("/stand-ins").text
    assert f"thay {people.officer.name}" in stranger.get("/").text
    assert f"xử lý thay {people.officer.name}" in stranger.get(f"/documents/{letter.id}").text
    stranger.post(f"/assignments/{letter.assignments.get().id}/report", {"outcome": "Đã trả lời"})
    page = browser.as_person(people.leader).get(f"/documents/{letter.id}").text
    assert f"{people.stranger.name} (thay {people.officer.name})" in page
    leader = browser.as_person(people.leader)
    leader.get(f"/documents/{entered(people).id}")
    leader.get("/stand-ins")
    leader.post("/stand-ins/1/end")
    assert "Không có ai vắng mặt" in officer.get("/stand-ins").text


@pytest.mark.slow
def test_nobody_ends_the_absence_of_another(browser: Browser, people: Staff) -> None:
    day = NOW.date()
    set_stand_in(people.officer, people.stranger, day, day, by=people.officer, at=NOW)
    stranger = browser.as_person(people.stranger)
    stranger.get("/stand-ins")
    stranger.post("/stand-ins/1/end", status=403)


@pytest.mark.slow
def test_an_issued_reply_reports_the_work_in_one_click(browser: Browser, people: Staff) -> None:
    letter = entered(people)
    directing.direct(letter, "Giao", people.officer, by=people.leader, at=NOW)
    reply = issued(people, reply_to=letter)
    officer = browser.as_person(people.officer)
    page = officer.get(f"/documents/{letter.id}").text
    assert "Báo cáo xong bằng văn bản này" in page
    outcome = re.search(r'name="outcome" value="([^"]+)"', page)[1]
    assert outcome == f"Đã trả lời bằng công văn số {reply.reference} ngày 23/11/2026."
    officer.post(f"/assignments/{letter.assignments.get().id}/report", {"outcome": outcome})
    assert Document.get_by_id(letter.id).state == "done"
    assert reply.reference in officer.get(f"/documents/{letter.id}").text


@pytest.mark.slow
def test_who_led_letters_like_this_one_is_offered_and_not_chosen(
    browser: Browser, people: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = [entered(people, reference=f"{n}/UBND-TH") for n in (1, 2, 3)]
    for letter, lead in zip(older, (people.economy, people.economy, people.stranger), strict=True):
        directing.direct(letter, "Giao", lead, by=people.leader, at=NOW)
    letter = entered(people)
    monkeypatch.setattr(similar, "letters", lambda *_, **__: older)
    page = browser.as_person(people.leader).get(f"/documents/{letter.id}/precedents").text
    assert "chủ trì 2 trong 3 văn bản tương tự đã giao" in page
    assert f'data-value="unit-{people.economy.id}"' in page
    browser.as_person(people.officer).get(f"/documents/{letter.id}/precedents", status=403)


@pytest.mark.slow
def test_who_leads_is_shown_where_a_second_directive_is_written(browser: Browser, people: Staff) -> None:
    letter = entered(people)
    directing.direct(letter, "Giao", people.officer, by=people.leader, at=NOW)
    leader, deputy = browser.as_person(people.leader), browser.as_person(people.deputy)
    page = leader.get(f"/documents/{letter.id}").text
    assert f"việc đã giao {people.officer.name} được thu hồi" in page
    assert f"{people.officer.name} vẫn chủ trì" in page
    assert "được thu hồi" not in deputy.get(f"/documents/{letter.id}").text  # it is not the deputy's to take back
    words = {"text": "Chuyển", "lead": f"person-{people.stranger.id}", "standing_lead": "replace", "working_days": ""}
    deputy.post(f"/documents/{letter.id}/instructions", words, status=422)
    leader.post(f"/documents/{letter.id}/instructions", words)
    assert [one.handler for one in Assignment.leading(letter)] == [people.stranger]
    told = f"Chủ trì: {people.stranger.name}, thay {people.officer.name}."
    assert leader.get(f"/documents/{letter.id}").text.count(told) == 1  # in the history, of the second directive


@pytest.mark.slow
def test_a_waiting_letter_ticked_by_a_forged_form_is_named_by_what_is_known_of_it(
    browser: Browser, people: Staff
) -> None:
    waiting, leader = received(people), browser.as_person(people.leader)
    words = {"text": "Giao", "lead": f"person-{people.officer.id}", "letters": [str(waiting.id)], "working_days": ""}
    page = leader.post("/directing", words, status=422).text
    assert "Văn bản chưa có số: Chưa làm được" in page
    assert "None" not in page


# Nothing typed is lost by a refusal.


def stands(page: str, name: str, value: str) -> bool:
    """Whether a field of the page has the value: typed, chosen or ticked."""
    options = re.findall(rf'<option[^>]* value="{re.escape(value)}"[^>]*>|<option selected[^>]*>', page)
    boxes = re.findall(rf'<input[^>]* name="{name}"[^>]*>', page)
    return (
        any("selected" in one and f'value="{value}"' in one for one in options)
        or any("checked" in one and f'value="{value}"' in one for one in boxes)
        or any(f'value="{value}"' in one for one in boxes if "checkbox" not in one and "radio" not in one)
        or bool(re.search(rf'<textarea[^>]* name="{name}"[^>]*>\s*{re.escape(value)}', page))
    )


DIRECTIVES = {
    "no words": {"text": ""}, "nobody leads": {"lead": ""}, "no such day": {"due_on": "45/13"},
    "a day of the past": {"due_on": "20/11/2026"}, "a past day of support": {"support_due_on": "20/11/2026"},
    "directed since": {"known": "999"},
}


@pytest.mark.slow
@pytest.mark.parametrize("wrong", DIRECTIVES.values(), ids=DIRECTIVES.keys())
@pytest.mark.parametrize("many", [False, True], ids=["one letter", "many letters"])
def test_a_refused_directive_keeps_everything_typed(
    browser: Browser, people: Staff, many: bool, wrong: dict[str, str]
) -> None:
    letter = entered(people)
    leader = browser.as_person(people.leader)
    typed = {
        "text": "Giao tham mưu", "lead": f"person-{people.officer.id}", "working_days": "5", "due_on": "27/11/2026",
        "support_due_on": "25/11/2026", "support": f"unit-{people.culture.id}",
        "inform": f"person-{people.head.id}", **wrong,
    }
    if many:
        path, typed = "/directing", {**typed, "letters": str(letter.id)}
    else:
        path = f"/documents/{letter.id}/instructions"
    page = leader.post(path, typed, status=422).text
    kept = {name: value for name, value in typed.items() if value and name != "known"}
    assert [name for name, value in kept.items() if not stands(page, name, value)] == []
    assert Assignment.select().count() == 0


WORK = {
    "report": {"outcome": ""},
    "parts": {"lead": "", "note": "Làm ngay", "due_on": "25/11/2026"},
    "return": {"reason": ""},
    "recall": {"reason": "x" * 501},
    "extension": {"due_on": "25/11/2026", "reason": "Chờ số liệu"},
}
PARTS_LATE = {"lead": "officer", "support": "officer", "note": "Làm ngay", "due_on": "30/12/2026"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("act", "typed"), [*WORK.items(), ("parts", PARTS_LATE), ("extension", {"due_on": "30/11/2026", "reason": ""})]
)
def test_a_refused_act_on_work_keeps_everything_typed(
    browser: Browser, people: Staff, act: str, typed: dict[str, str]
) -> None:
    letter = entered(people)
    directing.direct(letter, "Giao", people.economy, by=people.leader, at=NOW, due_on=date(2026, 11, 27))
    work = Assignment.leading(letter)[0]
    who = browser.as_person(people.leader if act in ("recall", "extension") else people.head)
    typed = {name: str(people.officer.id) if value == "officer" else value for name, value in typed.items()}
    page = who.post(f"/assignments/{work.id}/{act}", typed, status=422).text
    assert 'id="errors"' in page
    assert [name for name, value in typed.items() if value and not stands(page, name, value)] == []
    fold = re.search(rf'<details[^>]*>(?:(?!</details>).)*/assignments/{work.id}/{act}"', page, re.DOTALL)
    assert fold is None or " open" in fold[0].split(">")[0]


@pytest.mark.slow
def test_what_was_typed_about_work_already_reported_is_answered_on_the_letter(browser: Browser, people: Staff) -> None:
    letter = entered(people)
    directing.direct(letter, "Giao", people.economy, by=people.leader, at=NOW)
    work = Assignment.leading(letter)[0]
    directing.report(work, "Đã xong", by=people.officer, at=NOW)
    page = browser.as_person(people.head).post(f"/assignments/{work.id}/report", {"outcome": "Tôi cũng"}, status=422)
    assert 'id="errors"' in page.text


@pytest.mark.slow
def test_presenting_to_nobody_is_said_on_the_letters_page(client: Browser, people: Staff) -> None:
    letter = entered(people)
    page = client.post(f"/documents/{letter.id}/presentation", {"leader": ""}, status=422).text
    assert 'id="errors"' in page
    page = client.post("/presenting", {"leader": "0", "letters": str(letter.id)}, status=422).text
    assert stands(page, "letters", str(letter.id))
