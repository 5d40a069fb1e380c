"""What wishes, helps, meals, visits, rosters and reporting in hold about people, for the public table of fields."""

from django.utils.translation import gettext_lazy as _

from community.fields import ASKED, CONSENT, DUTY, NOT_PERSONAL, SENSITIVE, Group

WISH, HELP, OFFER = "volunteers.wish", "volunteers.help", "volunteers.helpoffer"
STOP, RUN, MEAL = "volunteers.mealstop", "volunteers.mealrun", "volunteers.meal"
VISIT, TURN = "volunteers.carevisit", "volunteers.turn"
REPORTING, SERVICE = "volunteers.reporting", "volunteers.service"

GROUPS = [
    Group(
        "wish",
        _("微心愿：谁的、什么心愿、怎么碰头、谁圆的"),
        {
            WISH: "person shown_as text meeting state made_at thanks fulfilled_on",
            "volunteers.wishclaim": "by team evidence photo at until",
        },
        _("把心愿交给愿意帮忙的人。墙上只有称呼和心愿，其余只有认领的人和工作人员看得到"),
        ASKED,
        _("圆梦后保存两年，用来回访和公布件数"),
        SENSITIVE,
        told=False,
    ),
    Group(
        "help",
        _("邻里求助：谁需要帮忙、帮什么、谁去的、办得怎样"),
        {
            HELP: "person text details slot urgency helper result minutes done_at stars thanks made_at",
            OFFER: "volunteer reasons asked_at answer answered_at",
        },
        _("找得到合适的邻居。门牌和电话只给答应去的那一位"),
        ASKED,
        _("确认后保存两年"),
        SENSITIVE,
        told=False,
    ),
    Group(
        "meal",
        _("长者送餐：哪条路线、送餐提示、每天送到没有"),
        {
            STOP: "route person position note ended_on",
            MEAL: "person state at found looked_at looked_by",
            "volunteers.mealroute": "rider",
            RUN: "rider",
        },
        _("饭送到手上；没送到时当天就有人去看看人好不好"),
        CONSENT,
        _("停送后保存一年"),
        SENSITIVE,
        told=False,
    ),
    Group(
        "care_visit",
        _("走访慰问：谁去的、哪天、带了什么、说了什么"),
        {VISIT: "person state on went brought note"},
        _("该走访的不漏，慰问品有去处"),
        DUTY,
        _("走访后保存两年"),
        SENSITIVE,
        told=False,
    ),
    Group(
        "duty_turn",
        _("值班：谁在哪个时间、找谁替班"),
        {TURN: "duty person since ended_at seeks_since", "volunteers.swap": "mine theirs state at answered_at"},
        _("岗上不断人，换班说得清"),
        CONSENT,
        _("值班后保存一年"),
        told=False,
    ),
    Group(
        "reporting",
        _("双报到：哪个单位的党员、在哪个网格、认领了什么、服务和评价"),
        {
            REPORTING: "partner person offers unit at placed_at ended_on",
            SERVICE: "post wish activity state taken_at served_on minutes did stars words",
            "volunteers.partnercontact": "partner user since until",
        },
        _("社区安排服务；所在单位的联络人只看得到本单位党员的记录"),
        CONSENT,
        _("报到结束后保存两年"),
        told=False,
    ),
    Group(
        "neighbour_books",
        _("邻里互助的登记本身：编号、状态、谁登记、谁核实"),
        {
            WISH: "id unit key by verified_how verified_at verified_by reason days item token confirmed_at confirmed_how",
            "volunteers.wishclaim": "id wish state ended_at reminded_at",
            HELP: "id unit key subject skill item answer_hours state by confirmed_at reason stuck_at",
            OFFER: "id help token expires_at",
            STOP: "id",
            RUN: "id route on deliver_by token",
            MEAL: "id run stop position by alarmed_at",
            "volunteers.mealroute": "id unit name weekdays leaves_at deliver_by ended_on",
            "volunteers.careround": "id unit key title whom purpose until gift by made_at",
            VISIT: "id round by at",
            TURN: "id",
            "volunteers.swap": "id token",
            REPORTING: "id key placed_by",
            SERVICE: "id reporting rated_by rated_at",
            "volunteers.partnercontact": "id",
            "volunteers.pairprogress": "id line on text by",
        },
        _("每件事有人负责，查得到是怎么办的"),
        DUTY,
        _("随事情保存"),
        NOT_PERSONAL,
        told=False,
    ),
]
