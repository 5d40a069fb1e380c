"""What matters hold about people, for the public table of ``community.fields``."""

from django.utils.translation import gettext_lazy as _

from community.fields import ASKED, DUTY, NOT_PERSONAL, SENSITIVE, Group

ISSUE, STEP, PHOTO = "issues.issue", "issues.step", "issues.photo"

GROUPS = [
    Group(
        "issue_reporter",
        _("反映人的称呼和电话"),
        {ISSUE: "reporter_name reporter_phone reporter"},
        _("办理中向您核实，办完告诉您结果；平时隐藏，查看要写理由。可以不留"),
        ASKED,
        _("办结以后随事项保存，您可以请求删除"),
        SENSITIVE,
        told=False,
    ),
    Group(
        "issue_matter",
        _("反映的事、地点、照片和评价"),
        {
            ISSUE: "text place unit category public_title rating rating_text number received_at answered_at closed_at",
            STEP: "text by at",
            PHOTO: "file name",
        },
        _("把事办好，并且查得到是怎么办的；照片里的拍摄位置上传时就去掉。公开时只用工作人员另写的标题"),
        ASKED,
        _("随事项保存"),
        told=False,
    ),
    Group(
        "issue_books",
        _("事项登记本身：编号、状态、期限"),
        {
            ISSUE: "id key token phone_index phone_tail channel entered_by urgent state handler due_on reopened version",
            STEP: "id issue verb state is_public",
            PHOTO: "id issue step width height",
        },
        _("每件事有人接、有期限、有回音"),
        DUTY,
        _("随事项保存"),
        NOT_PERSONAL,
        told=False,
    ),
]
