"""Work orders of a hotline come in once, whatever happens, and their results go back (issues 6, point 38)."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import AuditEntry, Message
from community.actions import retention
from issues import actions
from issues.actions import order_results, order_rows, orders
from issues.models import Batch, Category, Issue, Order, Severity, Step
from jobs.actions import cancel
from jobs.work import drain
from tests.issues.imports.made import COVER, HEADINGS, LAMP, csv_file, order, xlsx_file
from tests.pages import photo


@pytest.fixture
def take(town):
    """Uploads a file and reads it; the batch as it stands then."""

    def upload(file, *, system="12345", by=None) -> Batch:
        batch = orders.upload(file, unit=town.community, system=system, by=by or town.clerk)
        drain()
        batch.refresh_from_db()
        return batch

    return upload


@pytest.fixture
def bring(take, town):
    def all_of(file, **more) -> Batch:
        batch = take(file, **more)
        orders.confirm(batch, by=town.clerk)
        drain()
        batch.refresh_from_db()
        return batch

    return all_of


def counts(batch: Batch) -> tuple[int, ...]:
    return tuple(batch.counts[name] for name in ("rows", "new", "known", "unusable"))


def test_a_file_is_looked_at_before_anything_comes_in(take):
    batch = take(csv_file(LAMP, COVER, order("")))
    assert (batch.state, counts(batch)) == ("preview", (3, 2, 0, 1))
    assert (batch.counts["placed"], batch.counts["sorted"], batch.counts["due"]) == (2, 2, 1)
    assert batch.counts["faults"] == [[4, "没有工单编号"]]
    assert not Issue.objects.exists()


def test_orders_become_matters_of_the_hotline(bring, town):
    batch = bring(csv_file(LAMP, COVER))
    assert (batch.state, batch.counts["brought"]) == ("done", 2)
    lamp = Order.objects.get(number="20261122000001").issue
    assert (lamp.channel, lamp.unit, lamp.entered_by) == ("12345", town.building, town.clerk)
    assert lamp.text.startswith("1栋门口路灯不亮")
    assert (lamp.reporter_name, lamp.reporter_phone) == ("王小明", "19900000012")
    first = lamp.steps.order_by("pk").first()
    assert (first.verb, first.by, "20261122000001" in first.text) == (Step.Verb.BRING_IN, town.clerk, True)
    assert Order.objects.get(number="20261122000002").issue.unit == town.area


def test_orders_of_a_street_come_by_import_and_have_numbers_of_their_own(bring):
    bring(csv_file(LAMP))
    batch = bring(csv_file(LAMP), system="街道工单")
    assert batch.counts["brought"] == 1
    assert list(Issue.objects.order_by("pk").values_list("channel", flat=True)) == ["12345", "import"]


@pytest.mark.parametrize(("hours", "theirs"), [(1, True), (24 * 300, False)])
def test_the_earlier_limit_counts(bring, hours, theirs):
    due = timezone.localtime() + timedelta(hours=hours)
    bring(csv_file(order("A1", 办结时限=f"{due:%Y-%m-%d %H:%M:%S}")))
    row = Order.objects.select_related("issue").get()
    assert row.due_at == due.replace(microsecond=0)
    assert (row.issue.due_at == row.due_at) is theirs
    assert row.issue.due_at <= row.due_at


def test_an_urgent_order_is_urgent_here(bring):
    bring(csv_file([*order("A1"), "特急"], headings=[*HEADINGS, "紧急程度"]))
    assert Issue.objects.get().severity == Severity.URGENT


def test_a_kind_of_the_same_name_is_taken_and_an_unknown_one_is_left_to_the_text(bring):
    kind = Category.objects.offered().exclude(parent=None).first()
    bring(csv_file(order("A1", 诉求分类=f"某大类>{kind.name}"), order("A2", text="嗯", 诉求分类="没有这一类")))
    first, second = Issue.objects.order_by("pk")
    assert (first.category, second.category) == (kind, None)


def test_bringing_the_same_file_in_again_makes_no_doubles(bring, take, town):
    bring(csv_file(LAMP, COVER))
    batch = take(csv_file(COVER, LAMP, encoding="gb18030"))
    assert counts(batch) == (2, 0, 2, 0)
    with pytest.raises(ValidationError) as refusal:
        orders.confirm(batch, by=town.clerk)
    assert refusal.value.code == "nothing"
    assert Issue.objects.count() == 2


def test_an_order_whose_matter_was_deleted_on_time_does_not_come_in_again(bring, take):
    bring(csv_file(LAMP, COVER))
    long_ago = timezone.now() - timedelta(days=62 * 31)
    Issue.objects.update(state=Issue.State.CLOSED, received_at=long_ago, answered_at=long_ago, closed_at=long_ago)
    assert retention.forget()["issue"] == 2
    assert not Issue.objects.exists() and Order.objects.filter(issue=None, due_at=None).count() == 2
    assert counts(take(csv_file(LAMP, COVER, order("A1")))) == (3, 1, 2, 0)


def test_two_files_with_the_same_order_confirmed_at_once_make_one_matter(take, town):
    first, second = take(csv_file(LAMP)), take(csv_file(LAMP, COVER))
    for batch in (first, second):
        orders.confirm(batch, by=town.clerk)
    drain()
    second.refresh_from_db()
    assert (Issue.objects.count(), second.counts["brought"]) == (2, 1)


def test_a_number_twice_in_one_file_comes_in_once_and_the_second_line_says_so(bring):
    batch = bring(csv_file(order("A1", text="先来的"), order("A2"), order("A1", text="后来的")))
    assert counts(batch) == (3, 2, 0, 1)
    assert batch.counts["faults"] == [[4, "工单编号和第 2 行一样"]]
    assert Order.objects.get(number="A1").issue.text == "先来的"


def test_the_file_is_sealed_while_it_waits_and_gone_when_its_rows_are_in(
    take, town, settings, django_capture_on_commit_callbacks
):
    batch = take(csv_file(LAMP))
    with open(batch.file.path, "rb") as kept:
        assert "王小明".encode() not in kept.read()
    name, storage = batch.file.name, batch.file.storage
    orders.confirm(batch, by=town.clerk)
    with django_capture_on_commit_callbacks(execute=True):
        drain()
    batch.refresh_from_db()
    assert (batch.file.name, storage.exists(name)) == ("", False)


def test_nothing_of_a_person_stands_in_the_preview(take):
    batch = take(csv_file(LAMP, order("A1", 联系电话="坏号码", 来电人="李翠花")))
    assert not {word for word in ("王小明", "李翠花", "1990000", "路灯不亮") if word in f"{batch.layout}{batch.counts}"}


def test_those_who_give_matters_out_hear_once_of_many(bring, town):
    batch = bring(csv_file(*(order(f"A{number}") for number in range(30))))
    told = Message.objects.filter(title__contains="30 件")
    assert set(told.values_list("recipient", flat=True)) == {town.secretary.pk}
    assert Message.objects.filter(recipient=town.secretary).count() == 1
    assert told.get().link == f"/desk/orders/{batch.pk}/"


def test_a_table_without_a_number_column_waits_until_somebody_shows_it(take, town):
    headings = ["单据", "来电人", "联系电话", "诉求内容", "诉求地址", "诉求分类", "派单时间", "办结时限"]
    batch = take(csv_file(LAMP, headings=headings))
    assert (batch.state, batch.counts, batch.layout["keys"][0]) == ("preview", {}, "")
    with pytest.raises(ValidationError):
        orders.confirm(batch, by=town.clerk)
    orders.choose_columns(batch, ["number", *batch.layout["keys"][1:]], by=town.clerk)
    drain()
    batch.refresh_from_db()
    assert counts(batch) == (1, 1, 0, 0)
    assert counts(take(csv_file(COVER, headings=headings))) == (1, 1, 0, 0)


@pytest.mark.parametrize(
    ("keys", "code"),
    [(["number"], "columns"), ([""] * 8, "number"), (["number"] * 8, "double"), (["nothing"] * 8, "columns")],
)
def test_columns_that_make_no_sense_are_refused(take, town, keys, code):
    batch = take(csv_file(LAMP))
    with pytest.raises(ValidationError) as refusal:
        orders.choose_columns(batch, keys, by=town.clerk)
    assert (refusal.value.code, batch.state) == (code, "preview")


def test_headings_without_orders_are_a_preview_of_nothing(take):
    assert counts(take(csv_file())) == (0, 0, 0, 0)


def test_what_only_the_reader_finds_out_is_told_on_the_page(take):
    batch = take(csv_file(["", ""], headings=["", ""]))
    assert (batch.state, "空" in batch.reason) == ("failed", True)


def test_ten_thousand_rows_are_read_and_judged(take):
    batch = take(csv_file(*(order(f"N{number:05d}") for number in range(10_000)), order("N00001")))
    assert counts(batch) == (10_001, 10_000, 0, 1)
    assert batch.counts["placed"] == 10_000


def test_a_row_that_is_refused_on_the_way_stays_out_alone(take, town):
    batch = take(csv_file(order("A1"), order("A2", 诉求地址="3栋")))
    orders.confirm(batch, by=town.clerk)
    type(town.building).objects.filter(pk=town.building.pk).update(valid_until=timezone.localdate())
    drain()
    batch.refresh_from_db()
    assert batch.state == "done"
    assert batch.counts["brought"] + len(batch.counts["refused"]) == 2


def test_a_cancelled_job_goes_on_where_it_stood(take, town, monkeypatch):
    monkeypatch.setattr(order_rows, "AT_ONCE", 2)
    batch = take(csv_file(*(order(f"A{number}") for number in range(6))))
    orders.confirm(batch, by=town.clerk)
    whole = order_rows.bring_one

    def until_the_fourth(batch, row, *rest):
        if row.number == "A3":
            raise RuntimeError("the disk is full")
        whole(batch, row, *rest)

    with monkeypatch.context() as fault:
        fault.setattr(order_rows, "bring_one", until_the_fourth)
        drain()
    assert Issue.objects.count() == 2
    batch.refresh_from_db()
    cancel(batch.job)
    orders.resume(batch, by=town.clerk)
    drain()
    batch.refresh_from_db()
    assert (batch.state, batch.counts["brought"], Issue.objects.count()) == ("done", 6, 6)


def test_a_job_that_runs_cannot_be_started_twice(take, town):
    batch = take(csv_file(LAMP))
    orders.confirm(batch, by=town.clerk)
    with pytest.raises(ValidationError):
        orders.confirm(batch, by=town.clerk)
    with pytest.raises(ValidationError):
        orders.resume(batch, by=town.clerk)


def test_a_file_that_nobody_wants_goes_with_its_batch(take, bring, town, django_capture_on_commit_callbacks):
    batch = take(csv_file(LAMP))
    name, storage = batch.file.name, batch.file.storage
    with django_capture_on_commit_callbacks(execute=True):
        orders.drop(batch, by=town.clerk)
    assert not Batch.objects.exists()
    assert not storage.exists(name)
    done = bring(csv_file(COVER))
    with pytest.raises(ValidationError):
        orders.drop(done, by=town.clerk)


def test_a_file_that_waited_a_week_is_forgotten(take, django_capture_on_commit_callbacks):
    batch = take(csv_file(LAMP))
    name, storage = batch.file.name, batch.file.storage
    assert orders.forget_files() == 0
    Batch.objects.filter(pk=batch.pk).update(at=timezone.now() - timedelta(days=8))
    with django_capture_on_commit_callbacks(execute=True):
        assert orders.forget_files() == 1
    batch.refresh_from_db()
    assert (batch.state, storage.exists(name)) == ("failed", False)


def test_a_grid_leader_takes_in_no_orders(town):
    for user in (town.north_leader, town.north_worker, town.stranger):
        with pytest.raises(ValidationError) as refusal:
            orders.upload(csv_file(LAMP), unit=town.community, system="12345", by=user)
        assert refusal.value.code == "unit"


# --- results -----------------------------------------------------------------------------------


@pytest.fixture
def answered(bring, town):
    """Of two orders the first is answered, with words that a spreadsheet would run."""
    bring(csv_file(LAMP, COVER))
    issue = Order.objects.get(number="20261122000001").issue
    if issue.handler is None:
        actions.take(issue, by=town.north_worker)
    actions.answer(issue, text='=HYPERLINK("http://x")，灯已换好', photos=[photo()], by=issue.handler)
    return issue


def exported(town, **more) -> list[list[str]]:
    asked = {"system": "12345", "which": "changed", "kind": "csv", "by": town.clerk} | more
    text = order_results.export(**asked).decode("utf-8-sig")
    return [line.split(",") for line in text.splitlines()]


def test_results_go_back_marked_and_without_formulas(answered, town):
    mark, headings, lamp, cover = exported(town)
    assert "文社工" in mark[0]
    assert headings == ["工单编号", "状态", "办理结果", "办结时间", "是否满意"]
    assert (lamp[0], lamp[1], cover[0]) == ("20261122000001\t", "已答复", "20261122000002\t")
    assert "'=HYPERLINK" in ",".join(lamp)
    entry = AuditEntry.objects.get(verb="issues.orders_exported")
    assert (entry.actor, entry.detail["count"], entry.detail["which"]) == (town.clerk, 2, "changed")


def test_a_workbook_says_the_same_and_holds_no_formula(answered, town):
    content = order_results.export(system="12345", which="all", kind="xlsx", by=town.clerk)
    rows = list(load_workbook(BytesIO(content)).active.iter_rows())
    assert [cell.value for cell in rows[1]] == ["工单编号", "状态", "办理结果", "办结时间", "是否满意"]
    assert rows[2][0].value == "20261122000001"
    assert {cell.data_type for row in rows for cell in row} <= {"s", "n"}


def test_only_what_changed_is_told_again(answered, town):
    assert len(exported(town)) == 4
    with pytest.raises(ValidationError) as refusal:
        exported(town)
    assert refusal.value.code == "nothing"
    assert len(exported(town, which="all")) == 4
    actions.close(answered, by=town.north_leader)
    rows = exported(town)[2:]
    assert [(row[0].strip(), row[1]) for row in rows] == [("20261122000001", "已办结")]
    assert rows[0][3].startswith(f"{timezone.localdate():%Y-%m-%d}")


@pytest.mark.parametrize(("stars", "word"), [(5, "满意"), (1, "不满意"), (None, "未评价")])
def test_satisfaction_is_the_reporters_and_silence_is_none(answered, town, stars, word):
    Issue.objects.filter(pk=answered.pk).update(state="ended", rating=stars, closed_at=timezone.now())
    assert exported(town)[2][-1] == word


def test_the_exported_file_read_in_again_makes_no_doubles(answered, town, take):
    content = order_results.export(system="12345", which="all", kind="csv", by=town.clerk)
    file = csv_file(name="结果.csv")
    file.file = BytesIO(content)
    file.size = len(content)
    batch = take(file)
    assert counts(batch) == (2, 0, 2, 0)
    content = order_results.export(system="12345", which="all", kind="xlsx", by=town.clerk)
    file = xlsx_file()
    file.file, file.size = BytesIO(content), len(content)
    assert counts(take(file)) == (2, 0, 2, 0)


def test_others_orders_do_not_leave_with_ours(answered, town):
    for user in (town.north_leader, town.north_worker, town.stranger):
        with pytest.raises(ValidationError):
            exported(town, by=user)
