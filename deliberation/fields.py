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
    Group(
        "mediation_people",
        _("调解：当事人、各方说的话、协议"),
        {
            "deliberation.mediation": "text reason",
            "deliberation.mediationparty": "person name phone stands_for consent consent_how consent_at",
            "deliberation.mediationsession": "text parties",
            "deliberation.mediationagreement": "text",
            "deliberation.mediationterm": "party text note",
            "deliberation.mediationsignature": "party signed",
            "deliberation.mediationvisit": "text",
        },
        _("调解纠纷，记下各方愿不愿意、约定了什么、履行了没有；加密保存，只有承办人和调解小组看得到"),
        ASKED,
        _("调解结束满 5 年后删除内容，只留编号、类别和结果"),
        SENSITIVE,
        told=False,
    ),
    Group(
        "mediation_books",
        _("调解本身：编号、类别、状态、时间和承办的人"),
        {
            "deliberation.mediation": "id key unit kind source issue state lead reopened revision by at ended_at"
            " forgotten_at",
            "deliberation.mediationparty": "id key mediation side",
            "deliberation.panellist": "id mediation role user name",
            "deliberation.mediationsession": "id mediation at place panel by written_at",
            "deliberation.mediationagreement": "id mediation number state by at signed_at",
            "deliberation.mediationterm": "id agreement number due_on state",
            "deliberation.mediationsignature": "id agreement panellist at by",
            "deliberation.mediationvisit": "id mediation due_on by done_at",
        },
        _("说得清谁在什么时候调解过，统计有多少件、结果怎样"),
        DUTY,
        _("随调解的档案保存"),
        NOT_PERSONAL,
        told=False,
    ),
    Group(
        "survey_people",
        _("问卷：发给了谁，谁填过，填了什么"),
        {
            "deliberation.surveyasked": "household person answered",
            "deliberation.surveyanswer": "asked said own",
        },
        _("一户或一人只填一份；匿名的问卷分不出哪一份是谁填的，写的话里的姓名和号码先遮住再保存"),
        ASKED,
        _("截止满 1 年后删除名单，回答和名单断开，只留统计"),
        told=False,
    ),
    Group(
        "survey_books",
        _("问卷本身：题目、时间、发放的编号"),
        {
            "deliberation.survey": "id key unit title text kind about month per anonymous opens_at closes_at state taken"
            " issued_to revision reminded_at by at",
            "deliberation.surveyquestion": "id survey number kind text choices required",
            "deliberation.surveyasked": "id survey code code_index",
            "deliberation.surveyanswer": "id survey on_paper typed_by",
        },
        _("问大家的意见，结果从真实的回答算出来"),
        DUTY,
        _("随问卷的档案保存"),
        NOT_PERSONAL,
        told=False,
    ),
]
