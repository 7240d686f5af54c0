"""Danh sách nơi nhận, and types of document of which a rule demands paper."""

from flask import Blueprint, flash, g, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import Field, SelectField, StringField, TextAreaField

from portal import clock, wording
from portal.office import groups, paper_rules
from portal.office.groups import RecipientGroup
from portal.office.loading import load
from portal.office.paper_rules import PaperRule
from portal.rules.errors import Invalid
from portal.rules.kinds import DOCUMENT_KINDS
from portal.web.access import needs, person
from portal.web.admin import tabs
from portal.web.answers import go

pages = Blueprint("admin_groups", __name__)


class GroupForm(FlaskForm):
    """A list and its members, one a line; what may stand in it the office knows."""

    name = StringField("Tên danh sách")
    adding = StringField("Tìm để thêm")
    members = TextAreaField("Các nơi nhận, mỗi dòng một nơi")

    def listed(self) -> str:
        """The members, with what still stands in the field for finding one."""
        return f"{self.members.data or ''}\n{self.adding.data or ''}"

    def refuse(self, refusal: Invalid) -> None:
        """Say beside the field what is wrong with it."""
        wrong: Field = self.name if "name" in refusal.details else self.members
        wrong.errors = [wording.sentence(refusal)]


class PaperRuleForm(FlaskForm):
    """One type of document and the rule that demands its paper copy."""

    kind = SelectField("Loại văn bản", choices=[kind.name for kind in DOCUMENT_KINDS])
    basis = StringField("Quy định buộc gửi bản giấy")


@pages.get("/admin/groups")
@needs("keep_agencies")
def index() -> str:
    """All lists, and the types that go on paper."""
    return listing(PaperRuleForm(formdata=None))


def listing(form: PaperRuleForm) -> str:
    """The page."""
    from_the_clerk()
    return render_template(
        "admin/groups.html", tabs=tabs(person(), "groups"), groups=RecipientGroup.listed(), rules=PaperRule.listed(),
        form=form,
    )


def from_the_clerk() -> None:
    """The clerk, who has no room of administration, comes from Văn bản đi."""
    if not person().may("administer"):
        g.room = "outgoing"


@pages.get("/admin/groups/new")
@needs("keep_agencies")
def new() -> str:
    """The empty form, or with the name that a document uses already."""
    return group_page(None, GroupForm(formdata=None, data={"name": request.args.get("name", "")[:groups.LONGEST_NAME]}))


def group_page(group: RecipientGroup | None, form: GroupForm) -> str:
    """The form of one list."""
    from_the_clerk()
    return render_template("admin/group.html", group=group, form=form)


@pages.post("/admin/groups")
@needs("keep_agencies")
def create() -> AnyResponse | tuple[str, int]:
    """Lập danh sách."""
    form = GroupForm()
    try:
        group = groups.make(form.name.data or "", form.listed(), by=person(), at=clock.now())
    except Invalid as refusal:
        form.refuse(refusal)
        return group_page(None, form), 422
    return back(f"Đã lập danh sách “{group.name}”.")


@pages.get("/admin/groups/<int:group_id>")
@needs("keep_agencies")
def show(group_id: int) -> str:
    """One list to be changed."""
    group = load(RecipientGroup, group_id)
    told = {"name": group.name, "members": "\n".join(member.name for member in group.lines)}
    return group_page(group, GroupForm(formdata=None, data=told))


@pages.post("/admin/groups/<int:group_id>")
@needs("keep_agencies")
def change(group_id: int) -> AnyResponse | tuple[str, int]:
    """Sửa danh sách."""
    group, form = load(RecipientGroup, group_id), GroupForm()
    try:
        groups.change(group, form.name.data or "", form.listed(), by=person(), at=clock.now())
    except Invalid as refusal:
        form.refuse(refusal)
        return group_page(load(RecipientGroup, group_id), form), 422
    return back(f"Đã sửa danh sách “{group.name}”. Văn bản đã phát hành giữ nguyên nơi đã gửi.")


@pages.post("/admin/groups/<int:group_id>/ending")
@needs("keep_agencies")
def end(group_id: int) -> AnyResponse:
    """Thôi dùng."""
    groups.set_in_use(load(RecipientGroup, group_id), False, by=person(), at=clock.now())
    return back("Đã thôi dùng danh sách. Văn bản đã ghi danh sách này giữ nguyên.")


@pages.post("/admin/groups/<int:group_id>/return")
@needs("keep_agencies")
def put_back(group_id: int) -> AnyResponse | tuple[str, int]:
    """Dùng lại."""
    group = load(RecipientGroup, group_id)
    try:
        groups.set_in_use(group, True, by=person(), at=clock.now())
    except Invalid as refusal:
        flash(wording.sentence(refusal), "refusal")
        return go(url_for("admin_groups.show", group_id=group.id))
    return back(f"Đã dùng lại danh sách “{group.name}”.")


@pages.post("/admin/paper-rules")
@needs("keep_agencies")
def lay_down() -> AnyResponse | tuple[str, int]:
    """Thêm một loại văn bản phải gửi bản giấy."""
    form = PaperRuleForm()
    try:
        rule = paper_rules.lay_down(form.kind.data or "", form.basis.data or "", by=person(), at=clock.now())
    except Invalid as refusal:
        wrong: Field = form.kind if "kind" in refusal.details else form.basis
        wrong.errors = [wording.sentence(refusal)]
        return listing(form), 422
    return back(f"Từ nay {rule.kind} gửi thêm bản giấy.")


@pages.post("/admin/paper-rules/<int:rule_id>/lifting")
@needs("keep_agencies")
def lift(rule_id: int) -> AnyResponse:
    """Bỏ một loại."""
    rule = load(PaperRule, rule_id)
    paper_rules.lift(rule, by=person(), at=clock.now())
    return back(f"{rule.kind} không còn phải gửi bản giấy.")


def back(words: str) -> AnyResponse:
    """To the lists, saying what was done."""
    flash(words, "good")
    return go(url_for("admin_groups.index"))
