"""What attendance, service records and certificates hold about people, for the public table of ``community.fields``."""

from django.utils.translation import gettext_lazy as _

from community.fields import ASKED, CONSENT, DUTY, NOT_PERSONAL, Group

RECORD, CERTIFICATE = "volunteers.servicerecord", "volunteers.certificate"

GROUPS = [
    Group(
        "service_record",
        _("志愿服务记录：活动、日期、地点、内容、时间，培训、表彰和评价，开过的证明"),
        {
            RECORD: "activity_name on place content minutes organiser responsible category state late_entry",
            "volunteers.training": "name content minutes organiser on",
            "volunteers.award": "name on given_by",
            "volunteers.evaluation": "words on stars",
            CERTIFICATE: "number since until minutes organiser responsible state purpose",
        },
        _("如实记下您的志愿服务，您要证明时免费开具（民政部令第67号）"),
        CONSENT,
        _("长期保存；更正和作废都留下原来的内容"),
        told=False,
    ),
    Group(
        "attendance",
        _("哪一场到了、几点来几点走；现场临时登记的姓名；扫码时这台手机的随机记号（签到结束就删）"),
        {
            "volunteers.attendance": "session person state minutes",
            "volunteers.signpair": "in_at out_at device",
            "volunteers.placeholder": "person name words",
        },
        _("服务时间按实际到场计算；没有手机的邻居也能登记；一台手机替很多人签到时看得出来"),
        ASKED,
        _("随服务记录保存"),
        told=False,
    ),
    Group(
        "record_objection",
        _("对服务记录的异议和答复"),
        {"volunteers.objection": "text answer"},
        _("核实您提出的问题，把记录改对"),
        ASKED,
        _("随服务记录保存"),
        told=False,
    ),
    Group(
        "record_books",
        _("记录本身：编号、谁签到、谁确认、什么时候"),
        {
            "volunteers.attendance": "id served walk_in by at",
            "volunteers.signpair": "id attended activity person day number in_how in_by out_how out_by",
            "volunteers.signbook": "session item paper opened_at closed_at closed_by warned_at told_at",
            "volunteers.placeholder": "id unit by at known_at known_by",
            RECORD: "id person unit subject attended item entered_by entered_at due_on confirmed_by confirmed_at reason"
            " version",
            "volunteers.recordversion": "id record number facts reason by at",
            "volunteers.objection": "id record at state answered_by answered_at",
            "volunteers.training": "id person unit by",
            "volunteers.award": "id person unit by",
            "volunteers.evaluation": "id record person unit by",
            CERTIFICATE: "id person unit asked_by asked_at token issued_by issued_at ended_by ended_at reason",
            "volunteers.certificateline": "id certificate record version on activity_name content minutes",
        },
        _("每一分钟说得清是谁记的、谁确认的；证明可以查验"),
        DUTY,
        _("随服务记录保存"),
        NOT_PERSONAL,
        told=False,
    ),
]
