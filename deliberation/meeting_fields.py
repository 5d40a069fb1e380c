"""What meetings hold about people, for the public table of ``community.fields``."""

from django.utils.translation import gettext_lazy as _

from community.fields import DUTY, NOT_PERSONAL, SENSITIVE, Group

GROUPS = [
    Group(
        "meeting_people",
        _("会议的参会人：签到、委托、发言、表决和签字"),
        {
            "deliberation.seat": "name user party told_at read_at arrived_at how proxy letter",
            "deliberation.speaker": "seat stance text",
            "deliberation.recusal": "seat reason",
            "deliberation.voice": "key choice at",
            "deliberation.motion": "voices mover",
            "deliberation.signature": "party state name words at",
            "deliberation.minutes": "text",
        },
        _("会议记录按规定要写明谁到会、谁发言、怎样表决；公开的页面只写各方和结果，不写姓名"),
        DUTY,
        _("随会议的档案保存"),
        SENSITIVE,
        told=False,
    ),
    Group(
        "meeting_books",
        _("会议本身：种类、通知、议程、动议和纪要"),
        {
            "deliberation.meetingkind": "id unit name note parties required least notice_days open_to_residents one_voice"
            " majority current",
            "deliberation.meeting": "id key unit kind title place remote starts_at ends_at chair recorder previous state"
            " code token rotating year number sequence changed_at notified_at opened_at closed_at reason by at",
            "deliberation.seat": "id key token meeting at",
            "deliberation.agendaitem": "id meeting number title text presenter minutes topic resolution action"
            " owners_matter state",
            "deliberation.speaker": "id item asked_at spoken_at",
            "deliberation.motion": "id key meeting item text kind state digest majority entitled said yes no abstain"
            " opened_at closed_at resolution at",
            "deliberation.recusal": "id motion",
            "deliberation.voice": "id motion by",
            "deliberation.minutes": "id meeting state digest sent_at due_on by at",
            "deliberation.signature": "id minutes by",
        },
        _("让每一次会议都能查到怎样开的、定了什么"),
        DUTY,
        _("随议事的档案保存"),
        NOT_PERSONAL,
        told=False,
    ),
]
