"""What volunteering holds about people, for the public table of ``community.fields``."""

from django.utils.translation import gettext_lazy as _

from community.fields import ASKED, CONSENT, DUTY, NOT_PERSONAL, SENSITIVE, Group

VOLUNTEER, SIGN_UP = "volunteers.volunteer", "volunteers.signup"

GROUPS = [
    Group(
        "volunteer",
        _("志愿者登记：会什么、什么时候有空、在哪支队伍、保险和监护人"),
        {
            VOLUNTEER: "person unit state since left_on guardian_name guardian_agreed_on availability insured_until"
            " neighbour_head silver lecturer note",
            "volunteers.volunteerskill": "volunteer skill proof expires_on",
            "volunteers.membership": "team volunteer role since until",
        },
        _("有人需要帮忙时找得到合适的人；未成年人须监护人同意。没有另外同意的，公开页面上不出现"),
        CONSENT,
        _("在册期间；退出后不再用于联系，服务记录按规定保存"),
        told=False,
    ),
    Group(
        "volunteer_shown",
        _("志愿者风采：公开的称呼、想说的一句话"),
        {VOLUNTEER: "shown_as shown_words"},
        _("愿意的成年志愿者让邻居认识；不写姓名、住址和时长，不排名次"),
        CONSENT,
        _("撤回同意时立即删除"),
        told=False,
    ),
    Group(
        "activity_sign_up",
        _("报了哪一场活动、报名时的回答；没有登记在册的人另留姓名和电话"),
        {SIGN_UP: "session person name phone answers state at"},
        _("安排名额，变动时通知您"),
        ASKED,
        _("活动结束一年后删除电话和回答"),
        SENSITIVE,
        told=False,
    ),
    Group(
        "activity_course",
        _("报了哪个学期的课、四点半课堂谁来接孩子、过哪一天的生日"),
        {
            "volunteers.enrolment": "term person state at",
            "volunteers.pickup": "activity child name relation phone said_by since until",
            "volunteers.handover": "session child pick_up at",
            "volunteers.birthday": "person lunar month day leap",
        },
        _("安排课程；孩子只交给监护人说过的人；集体生日不漏掉老人"),
        ASKED,
        _("结课或停用一年后删除"),
        SENSITIVE,
        told=False,
    ),
    Group(
        "volunteer_books",
        _("登记本身：编号、顺序、谁登记、谁核对"),
        {
            VOLUNTEER: "id by",
            "volunteers.volunteerskill": "id checked_by checked_at",
            "volunteers.membership": "id",
            SIGN_UP: "id phone_index number by accept_by changed_at reminded_at",
            "volunteers.enrolment": "id number by",
            "volunteers.pickup": "id by",
            "volunteers.handover": "id by",
            "volunteers.birthday": "id",
            "volunteers.calendarfeed": "id user token_index since until",
            "volunteers.team": "id name kind unit about since ended_on on_board",
            "volunteers.activity": "id unit kind title text team place contact places by item min_age max_age needs_insurance"
            " sign_up closes_hours remind_hours accept_hours created_at published_at withdrawn_at key",
        },
        _("活动有人负责，报名先来后到"),
        DUTY,
        _("随活动保存"),
        NOT_PERSONAL,
        told=False,
    ),
]
