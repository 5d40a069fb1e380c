"""What votes hold about people, for the public table of ``community.fields``."""

from django.utils.translation import gettext_lazy as _

from community.fields import ASKED, DUTY, NOT_PERSONAL, SENSITIVE, Group

GROUPS = [
    Group(
        "topic_people",
        _("议题的提出人，公示期提意见的人"),
        {
            "deliberation.topic": "name phone raised_by title text",
            "deliberation.objection": "name phone text",
            "deliberation.support": "user",
            "deliberation.topicrating": "user stars text",
        },
        _("告诉您结果、答复您的意见；别人看不到是谁提的"),
        ASKED,
        _("议题办结五年后删除，您也可以随时请求删除"),
        SENSITIVE,
        told=False,
    ),
    Group(
        "topic_books",
        _("议题、议事方法、决议和落实"),
        {
            "deliberation.topic": "id key token unit public_title public_text source proposal state owners_matter answer"
            " screened_by merged_into earlier procedure step at",
            "deliberation.support": "id topic at",
            "deliberation.walked": "id topic number name text photo by at",
            "deliberation.procedure": "id unit name note steps current",
            "deliberation.resolution": "id topic vote kind text digest days day_kind published_at until restarted posted"
            " effective_at no_action by at",
            "deliberation.objection": "id resolution answer answered_by answered_at at",
            "deliberation.actionitem": "id resolution text measure who due_on state result photo done_by done_at"
            " accepted_by accepted_at returned",
            "deliberation.topicrating": "id topic at",
        },
        _("大家商量的事有结论、有人办、有验收"),
        DUTY,
        _("随议事的档案保存"),
        NOT_PERSONAL,
        told=False,
    ),
    Group(
        "vote_owners",
        _("业主表决：名册、意见、委托和纸质票"),
        {
            "deliberation.rollhead": "label area frozen",
            "deliberation.rollowner": "name person",
            "deliberation.rollflat": "address area area_source owners developer_held counted note",
            "deliberation.ballot": "choice channel owner assisted at",
            "deliberation.paper": "scan choice channel signed_by_all why_void",
            "deliberation.proxy": "agent agent_phone letter since until",
            "deliberation.doorvisit": "outcome note",
            "deliberation.turnedaway": "channel why",
        },
        _("按《民法典》第二百七十八条计算业主共同决定；记名投票，公开的计票文件里没有姓名和房号"),
        DUTY,
        _("随表决的档案保存，供业主查阅和复核"),
        SENSITIVE,
        told=False,
    ),
    Group(
        "vote_books",
        _("业主表决本身：题目、时间、规则、结果"),
        {
            "deliberation.ownersvote": "id key unit topic title question matter record_on announced_on opens_at closes_at twice"
            " proxy_limit silent_clause state register_digest question_digest salt cast result reason by at",
            "deliberation.rollhead": "id vote key",
            "deliberation.rollowner": "id head key",
            "deliberation.rollflat": "id vote dwelling head",
            "deliberation.ballot": "id head proxy previous receipt by",
            "deliberation.paper": "id head state ballot by at second second_at",
            "deliberation.proxy": "id head agent_index revoked_at by at",
            "deliberation.doorvisit": "id flat companion by at",
            "deliberation.turnedaway": "id head by at",
        },
        _("让每一次表决都能被复核"),
        DUTY,
        _("随表决的档案保存"),
        NOT_PERSONAL,
        told=False,
    ),
]
