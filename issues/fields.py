"""What matters hold about people, for the public table of ``community.fields``."""

from django.utils.translation import gettext_lazy as _

from community.fields import ASKED, DUTY, NOT_PERSONAL, SENSITIVE, Group

ISSUE, STEP, PHOTO, JOINER, VISIT = "issues.issue", "issues.step", "issues.photo", "issues.joiner", "issues.visit"

GROUPS = [
    Group(
        "issue_reporter",
        _("反映人和附议人的称呼和电话"),
        {
            ISSUE: "reporter_name reporter_phone reporter shares_contact",
            JOINER: "name phone user",
        },
        _("办理中向您核实，办完告诉您结果；平时隐藏，查看要写理由。可以不留"),
        ASKED,
        _("办结一年后自动去掉（年限由社区在办理规则里定），您也可以随时请求删除"),
        SENSITIVE,
        told=False,
    ),
    Group(
        "issue_matter",
        _("反映的事、地点、照片和评价"),
        {
            ISSUE: "text answers place unit latitude longitude category severity public_title public_text"
            " hidden_by_reporter rating rating_text number received_at answered_at closed_at outcome",
            STEP: "text by at",
            PHOTO: "file thumb redacted redacted_thumb name",
            JOINER: "text unit at",
            VISIT: "solved stars text answered_at",
        },
        _("把事办好，并且查得到是怎么办的；照片里的拍摄位置上传时就去掉。公开时只用工作人员另写的标题"),
        ASKED,
        _("办结五年后删除，只留编号和类别（年限由社区在办理规则里定）"),
        told=False,
    ),
    Group(
        "issue_following",
        _("订阅了哪些公开事项"),
        {"issues.subscription": "user unit category issue rhythm since"},
        _("有进展时告诉您；随时可以取消"),
        ASKED,
        _("取消订阅时删除"),
        told=False,
    ),
    Group(
        "issue_orders",
        _("外部工单的文件"),
        {"issues.batch": "file"},
        _("把热线或街道转来的工单登记成事项，免得重抄"),
        DUTY,
        _("转入后当即删除；没有转入的，七天后自动删除"),
        SENSITIVE,
        told=False,
    ),
    Group(
        "issue_books",
        _("事项登记本身：编号、状态、期限、派单、审核"),
        {
            ISSUE: "id key token phone_index phone_tail channel entered_by state handler department kept_by raised_to rule why"
            " merged_into split_from filed_at assigned_at signed_at responded_at respond_due_at due_at measure"
            " stopped_at left stopped_until reopened returns reworks more_time joined version steps_count steps_digest"
            " forgotten_at",
            STEP: "id issue verb state is_public text_index previous digest",
            PHOTO: "id issue step width height boxes shown",
            JOINER: "id issue key token phone_index",
            VISIT: "id issue joiner round again token way asked_at expires_at by",
            "issues.subscription": "id",
            "issues.approval": "id issue kind reason until asked_by asked_at due_at state decided_by decided_at answer",
            "issues.nudge": "id issue mark due_at at",
            "issues.stand": "id issue side who count text by at ended_at",
            "issues.proposal": "id kind unit category issue title why state decided_by answer topic at",
            "issues.order": "id issue batch system number due_at sent_state sent_at",
            "issues.batch": "id unit system file_name by at state layout counts reason job",
            "issues.tombstone": "id number unit category_name state received_at closed_at deleted_at",
        },
        _("每件事有人接、有期限、有回音"),
        DUTY,
        _("随事项保存；事项删除以后只留编号、类别和对方的工单号，免得同一件再转来一次"),
        NOT_PERSONAL,
        told=False,
    ),
    Group(
        "issue_departments",
        _("协同部门：单位、人员、吹哨报到和评分"),
        {
            "issues.department": "id name kind unit phone open",
            "issues.member": "id department user since until",
            "issues.whistle": "id issue key kind text place by at arrive_by ended_at record",
            "issues.call": "id whistle department leads seen_at arrived_at arrived_by result result_at score"
            " score_text scored_by",
        },
        _("请部门到场一起处理，谁来了、什么时候来的、办得怎样说得清"),
        DUTY,
        _("随事项保存"),
        NOT_PERSONAL,
        told=False,
    ),
    Group(
        "issue_desk",
        _("办事用的设置：常用筛选、对外接口密钥"),
        {
            "issues.savedview": "id user name query",
            "issues.apikey": "id name index unit by since until used_at",
        },
        _("工作人员自己的筛选；别的系统凭密钥转来事项"),
        DUTY,
        _("停用或删除前一直保留"),
        NOT_PERSONAL,
        told=False,
    ),
]
