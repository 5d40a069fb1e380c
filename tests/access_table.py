"""Page × kind of person → what they get, for things of the north grid; read by tests/test_access.py.

``in``: sent to sign in first. GET pages are opened, POST pages are sent an empty form. ``both`` pages are opened;
whoever may not open one may not post to it either.
"""

from tests.deliberation import pages as of_deliberation
from tests.points import pages as of_points
from tests.volunteers import pages as of_volunteers
from tests.volunteers import record_pages as of_records

KINDS = "anonymous stranger worker leader south clerk secretary admin".split()
TABLE = """
#                                     how  anonymous  stranger    worker    leader     south     clerk secretary     admin
home                                  GET        200       200       200       200       200       200       200       200
desk                                  GET         in       302       200       200       200       200       200       200
mode                                  POST       400       400       400       400       400       400       400       400
language                              POST       400       400       400       400       400       400       400       400
manifest                              GET        200       200       200       200       200       200       200       200
robots                                GET        200       200       200       200       200       200       200       200
healthz                               GET        200       200       200       200       200       200       200       200
readyz                                GET        200       200       200       200       200       200       200       200

issues:report                         both       200       200       200       200       200       200       200       200
issues:receipt                        GET        200       200       200       200       200       200       200       200
issues:rate                           POST       200       200       200       200       200       200       200       200
issues:reopen                         POST       200       200       200       200       200       200       200       200
issues:reply                          POST       200       200       200       200       200       200       200       200
issues:suggest                        POST       200       200       200       200       200       200       200       200
issues:token                          GET        200       200       200       200       200       200       200       200
issues:snap                           both       200       200       200       200       200       200       200       200
issues:worker                         GET        200       200       200       200       200       200       200       200
issues:offline                        GET        200       200       200       200       200       200       200       200
issues:hide                           POST       302       302       302       302       302       302       302       302
issues:join                           both       200       200       200       200       200       200       200       200
issues:joined                         GET        200       200       200       200       200       200       200       200
issues:joined_rate                    POST       200       200       200       200       200       200       200       200
issues:merge                          both        in       403       403       200       404       200       200       200
issues:unmerge                        POST        in       403       403       302       404       302       302       302
issues:split                          both        in       403       403       200       404       200       200       200
issues:stands                         both        in       403       200       200       404       200       200       200
issues:stand_end                      POST        in       403       302       302       404       302       302       302
issues:neighbours                     both        in       403       200       200       404       200       200       200
issues:propose                        POST        in       403       403       302       404       302       302       302
issues:proposals                      GET         in       403       200       200       200       200       200       200
issues:proposal_take                  POST        in       403       403       302       404       302       302       302
issues:proposal_drop                  POST        in       403       403       200       404       200       200       200
issues:track                          both       200       200       200       200       200       200       200       200
issues:open311_discovery              GET        200       200       200       200       200       200       200       200
issues:open311_services               GET        200       200       200       200       200       200       200       200
issues:open311_service                GET        200       200       200       200       200       200       200       200
issues:open311_requests               both       200       200       200       200       200       200       200       200
issues:open311_request                GET        200       200       200       200       200       200       200       200
issues:open311_token                  GET        200       200       200       200       200       200       200       200
issues:open311_root                   both       404       404       404       404       404       404       404       404
issues:open311_unknown                both       404       404       404       404       404       404       404       404
issues:matters                        GET        200       200       200       200       200       200       200       200
issues:matter                         GET        200       200       200       200       200       200       200       200
issues:map                            GET        200       200       200       200       200       200       200       200
issues:map_data                       GET        200       200       200       200       200       200       200       200
issues:feed                           GET        200       200       200       200       200       200       200       200
issues:open_figures                   GET        200       200       200       200       200       200       200       200
issues:public_photo                   GET        200       200       200       200       200       200       200       200
issues:following                      both        in       200       200       200       200       200       200       200
issues:unfollow                       POST        in       302       302       302       302       302       302       302
issues:blacken                        both        in       403       403       200       404       200       200       200
issues:photo_hide                     POST        in       403       403       302       404       302       302       302
issues:mine                           GET         in       200       200       200       200       200       200       200
issues:building                       GET         in       404       404       404       404       404       404       404
issues:photo                          GET        404       404       200       200       404       200       200       200
issues:queue                          GET         in       403       200       200       200       200       200       200
issues:orders                         both        in       403       403       403       403       200       200       200
issues:order_batch                    GET         in       403       403       403       403       200       200       200
issues:order_columns                  POST        in       403       403       403       403       422       422       422
issues:order_bring                    POST        in       403       403       403       403       302       302       302
issues:order_resume                   POST        in       403       403       403       403       302       302       302
issues:order_drop                     POST        in       403       403       403       403       302       302       302
issues:order_export                   POST        in       403       403       403       403       302       302       302
issues:keys                           both        in       403       403       403       403       403       403       200
issues:key_end                        POST        in       403       404       404       404       404       404       302
issues:board                          GET         in       403       200       200       200       200       200       200
issues:workload                       GET         in       403       200       200       200       200       200       200
issues:assign_many                    POST        in       403       302       302       302       302       302       302
issues:view_save                      POST        in       403       302       302       302       302       302       302
issues:view_drop                      POST        in       403       302       404       404       404       404       404
issues:visit                          both       200       200       200       200       200       200       200       200
issues:rates                          GET         in       403       200       200       200       200       200       200
issues:rates_cases                    GET         in       403       200       200       200       200       200       200
issues:figures                        GET         in       403       200       200       200       200       200       200
issues:figures_file                   GET         in       403       200       200       200       200       200       200
issues:exclude                        both        in       403       403       200       404       200       200       200
issues:exclude_decide                 POST        in       403       403       302       404       302       302       302
issues:rules                          GET         in       403       200       200       200       200       200       200
issues:rule_new                       both        in       403       403       403       403       403       200       200
issues:rule                           both        in       403       403       403       403       403       200       200
issues:new                            both        in       403       200       200       200       200       200       200
issues:issue                          GET         in       403       200       200       404       200       200       200
issues:reveal                         POST        in       403       200       200       404       200       200       200
issues:act                            POST        in       403       403       200       404       200       200       200
issues:whistle_new                    both        in       403       403       200       404       200       200       200
issues:relay                          POST        in       403       422       422       404       422       422       422
issues:contact_log                    GET         in       403       403       200       404       200       200       200
issues:whistles                       GET         in       403       200       200       200       200       200       200
issues:whistle                        GET         in       403       200       200       404       200       200       200
issues:whistle_record                 POST        in       403       403       422       404       422       422       422
issues:whistle_end                    POST        in       403       403       302       404       302       302       302
issues:whistle_sheet                  GET         in       403       200       200       404       200       200       200
issues:call_arrive                    POST        in       403       302       302       404       302       302       302
issues:call_score                     POST        in       403       403       422       404       422       422       422
issues:departments                    GET         in       403       403       403       403       200       200       200
issues:department_new                 both        in       403       403       403       403       200       200       200
issues:department                     GET         in       403       403       403       403       200       200       200
issues:department_edit                both        in       403       403       403       403       200       200       200
issues:department_end                 both        in       403       403       403       403       200       200       200
issues:member_new                     both        in       403       403       403       403       200       200       200
issues:member_end                     both        in       403       403       403       403       200       200       200
issues:member_password                both        in       403       403       403       403       403       403       200
issues:dept                           GET         in       403       403       403       403       403       403       403
issues:dept_case                      GET         in       403       403       403       403       403       403       403
issues:dept_photo                     GET         in       403       403       403       403       403       403       403
issues:dept_relay                     POST        in       403       403       403       403       403       403       403
issues:dept_reveal                    POST        in       403       403       403       403       403       403       403
issues:dept_act                       POST        in       403       403       403       403       403       403       403
issues:dept_arrive                    POST        in       403       403       403       403       403       403       403
issues:dept_result                    POST        in       403       403       403       403       403       403       403

community:notices                     GET        200       200       200       200       200       200       200       200
community:notice                      GET        200       200       200       200       200       200       200       200
community:notices_desk                GET         in       403       200       200       200       200       200       200
community:notice_new                  both        in       403       404       200       404       200       200       200
community:notice_desk                 GET         in       403       200       200       404       200       200       200
community:notice_edit                 both        in       403       403       200       404       200       200       200
community:notice_publish              POST        in       403       403       302       404       302       302       302
community:notice_withdraw             POST        in       403       403       422       404       422       422       422
community:people                      both        in       403       200       200       200       200       200       200
community:person_new                  both        in       403       200       200       200       200       200       200
community:person                      GET         in       403       200       200       404       200       200       200
community:person_edit                 both        in       403       200       200       404       200       200       200
community:person_reveal               POST        in       403       422       422       404       422       422       422
community:person_verify               POST        in       403       302       302       404       302       302       302
community:move_in                     both        in       403       200       200       404       200       200       200
community:move_out                    both        in       403       200       200       404       200       200       200
community:death                       both        in       403       200       200       404       200       200       200
community:needs                       GET         in       403       200       200       200       200       200       200
community:need_new                    both        in       403       200       200       404       200       200       200
community:need_end                    POST        in       403       302       302       404       302       302       302
community:need_review                 POST        in       403       302       302       404       302       302       302
community:household_verify            POST        in       403       302       302       404       302       302       302
community:household_check             both        in       403       200       200       404       200       200       200
community:household_link              POST        in       403       302       302       404       302       302       302
community:updates                     GET         in       403       200       200       200       200       200       200
community:update_stale                GET         in       403       200       200       200       200       200       200
community:update_slips                POST        in       403       302       302       302       302       302       302
community:update_review               GET         in       403       200       200       404       200       200       200
community:update_take                 POST        in       403       302       302       404       302       302       302
community:update_drop                 POST        in       403       302       302       404       302       302       302
community:update                      both       200       200       200       200       200       200       200       200
community:reminders                   GET         in       403       200       200       200       200       200       200
community:reminder_list               GET         in       403       200       200       200       200       200       200
community:coverage                    GET         in       403       200       200       200       200       200       200
community:coverage_list               GET         in       403       200       200       200       200       200       200
community:household                   both        in       403       200       200       404       200       200       200
community:building                    GET         in       403       200       200       404       200       200       200
community:dwelling_new                both        in       403       200       200       404       200       200       200
community:person_hukou                both        in       403       200       200       404       200       200       200
community:person_guardian             both        in       403       200       200       404       200       200       200
community:person_merge                both        in       403       403       200       404       200       200       200
community:person_merge_with           both        in       403       403       200       404       200       200       200
community:household_move              both        in       403       200       200       404       200       200       200
community:dwelling                    GET         in       403       200       200       404       200       200       200
community:dwelling_edit               both        in       403       200       200       404       200       200       200
community:owner_new                   both        in       403       200       200       404       200       200       200
community:owner_find                  both        in       403       200       200       404       200       200       200
community:owner_edit                  both        in       403       200       200       404       200       200       200
community:owner_end                   both        in       403       200       200       404       200       200       200
community:owner_reveal                POST        in       403       422       422       404       422       422       422
community:vehicle_new                 both        in       403       200       200       404       200       200       200
community:vehicle_edit                both        in       403       200       200       404       200       200       200
community:vehicle_end                 both        in       403       200       200       404       200       200       200
community:vehicle_reveal              POST        in       403       422       422       404       422       422       422
community:pet_new                     both        in       403       200       200       404       200       200       200
community:pet_edit                    both        in       403       200       200       404       200       200       200
community:pet_end                     both        in       403       200       200       404       200       200       200
community:organisations               both        in       403       200       200       200       200       200       200
community:organisation_new            both        in       403       200       200       200       200       200       200
community:organisation                GET         in       403       200       200       404       200       200       200
community:organisation_edit           both        in       403       200       200       404       200       200       200
community:organisation_end            both        in       403       200       200       404       200       200       200
community:organisation_reveal         POST        in       403       422       422       404       422       422       422
community:data_rules                  GET        200       200       200       200       200       200       200       200
community:my_data                     GET         in       200       200       200       200       200       200       200
community:my_data_show                POST        in       404       200       404       404       404       404       404
community:my_data_copy                POST        in       404       200       404       404       404       404       404
community:my_data_ask                 POST        in       404       422       404       404       404       404       404
community:my_consent_withdraw         POST        in       404       302       404       404       404       404       404
community:requests                    GET         in       403       200       200       200       200       200       200
community:request                     both        in       403       200       200       404       200       200       200
community:request_copy                POST        in       403       403       403       404       200       200       200
community:person_data                 GET         in       403       200       200       404       200       200       200
community:person_seen                 GET         in       403       200       200       404       200       200       200
community:person_ask                  POST        in       403       422       422       404       422       422       422
community:consent_give                POST        in       403       422       422       404       422       422       422
community:consent_withdraw            POST        in       403       302       302       404       302       302       302
community:account_link                POST        in       403       302       302       404       302       302       302
community:account_unlink              POST        in       403       302       302       404       302       302       302
community:need_reveal                 POST        in       403       422       422       404       422       422       422
community:data_kept                   GET         in       403       403       403       403       200       200       200
community:data_year                   GET         in       403       403       403       403       200       200       200
community:exports                     GET         in       403       200       200       200       200       200       200
community:export_new                  both        in       403       403       200       403       200       200       200
community:export                      GET         in       403       404       404       404       200       404       404
community:export_confirm              both        in       403       404       404       404       200       404       404
community:export_file                 POST        in       403       404       404       404       302       404       404
community:reports                     GET         in       403       200       200       200       200       200       200
community:report_new                  both        in       403       403       200       403       200       200       200
community:report                      GET         in       403       200       200       404       200       200       200
community:report_edit                 both        in       403       403       200       404       200       200       200
community:report_columns              both        in       403       403       200       404       200       200       200
community:report_stop                 POST        in       403       403       302       404       302       302       302
community:report_fill                 POST        in       403       302       302       404       302       302       302
community:report_run                  both        in       403       200       200       404       200       200       200
community:report_run_again            POST        in       403       302       302       404       302       302       302
community:report_run_done             POST        in       403       302       302       404       302       302       302
community:report_run_reopen           POST        in       403       302       302       404       302       302       302
community:report_run_file             POST        in       403       302       302       404       302       302       302
community:imports                     GET         in       403       403       200       403       200       200       200
community:import_new                  both        in       403       403       200       403       200       200       200
community:import_template             GET         in       403       403       200       403       200       200       200
community:import_words                both        in       403       403       403       403       200       200       200
community:import_word_forget          POST        in       403       403       403       403       404       404       404
community:import                      GET         in       403       404       200       404       200       200       200
community:import_columns              both        in       403       404       200       404       200       200       200
community:import_sheet                POST        in       403       404       302       404       302       302       302
community:import_problems             GET         in       403       404       200       404       200       200       200
community:import_missing              GET         in       403       404       302       404       302       302       302
community:import_search               POST        in       403       404       302       404       302       302       302
community:import_decide               POST        in       403       404       302       404       302       302       302
community:import_decide_all           POST        in       403       404       302       404       302       302       302
community:import_questions            POST        in       403       404       422       404       422       422       422
community:import_options              POST        in       403       404       302       404       302       302       302
community:import_confirm              POST        in       403       404       302       404       302       302       302
community:import_drop                 POST        in       403       404       302       404       302       302       302
community:import_reopen               POST        in       403       404       302       404       302       302       302
community:import_resume               POST        in       403       404       302       404       302       302       302
community:import_undo                 POST        in       403       404       422       404       422       422       422

grids:tree                            GET         in       403       200       200       200       200       200       200
grids:first                           both        in       403       403       403       403       403       403       403
grids:unit                            GET         in       403       200       200       404       200       200       200
grids:unit_add                        both        in       403       403       403       404       403       200       200
grids:unit_edit                       both        in       403       403       403       404       403       200       200
grids:unit_move                       both        in       403       403       403       404       403       200       200
grids:unit_end                        both        in       403       403       403       404       403       200       200
grids:unit_boundary                   both        in       403       403       403       404       403       200       200
grids:code_add                        both        in       403       403       403       404       403       200       200
grids:code_remove                     POST        in       403       403       403       404       403       302       302
grids:posting_add                     both        in       403       403       403       404       403       200       200
grids:stickers                        GET         in       403       200       200       404       200       200       200
grids:posting_end                     both        in       403       403       403       404       403       200       200
grids:posting_deputy                  both        in       403       403       403       404       403       200       200
grids:posting_password                both        in       403       403       403       404       403       403       200
grids:board                           GET        200       200       200       200       200       200       200       200
grids:board_print                     GET        200       200       200       200       200       200       200       200
grids:door_code                       GET        200       200       200       200       200       200       200       200
grids:door                            GET        302       302       302       302       302       302       302       302

accounts:inbox                        GET         in       200       200       200       200       200       200       200
accounts:message_open                 POST        in       404       302       404       404       404       404       404
accounts:inbox_read                   POST        in       302       302       302       302       302       302       302
accounts:sessions                     GET         in       200       200       200       200       200       200       200
accounts:session_end                  POST        in       404       302       404       404       404       404       404
accounts:mail_choice                  POST        in       302       302       302       302       302       302       302
accounts:my_inbox                     GET         in       200       200       200       200       200       200       200
accounts:my_account                   GET         in       200       200       200       200       200       200       200
accounts:wechat_link                  POST        in       404       404       404       404       404       404       404
accounts:wechat_end                   POST        in       404       404       404       404       404       404       404
accounts:wechat_bind                  GET        404       404       404       404       404       404       404       404
accounts:wechat_back                  GET        404       404       404       404       404       404       404       404

jobs:job                              GET         in       404       404       404       404       404       200       404
jobs:progress                         GET         in       404       404       404       404       404       200       404
jobs:cancel                           POST        in       404       404       404       404       404       302       404
jobs:retry                            POST        in       404       404       404       404       404       302       404

account_login                         both       200       302       302       302       302       302       302       302
account_request_login_code            both       200       302       302       302       302       302       302       302
account_confirm_login_code            both        in       302       302       302       302       302       302       302
account_logout                        both       302       200       200       200       200       200       200       200
account_inactive                      GET        200       200       200       200       200       200       200       200
account_reauthenticate                both        in       200       200       200       200       200       200       200
account_change_password               both        in       200       200       200       200       200       200       200
account_set_password                  both        in       302       302       302       302       302       302       302
account_reset_password                both       200       200       200       200       200       200       200       200
account_confirm_password_reset_code   both        in        in        in        in        in        in        in        in
account_complete_password_reset       both       302       302       302       302       302       302       302       302
account_password_reset_completed      GET        200       200       200       200       200       200       200       200

mfa_index                             GET         in       200       200       200       200       200       200       200
mfa_authenticate                      both        in       302       302       302       302       302       302       302
mfa_reauthenticate                    both        in       302       200       200       200       200       200       200
mfa_activate_totp                     both        in       200       302       302       302       302       302       302
mfa_deactivate_totp                   both        in       404       200       200       200       200       200       200
mfa_view_recovery_codes               GET         in       404       200       200       200       200       200       200
mfa_generate_recovery_codes           both        in       200       200       200       200       200       200       200
mfa_download_recovery_codes           GET         in       404       200       200       200       200       200       200
mfa_list_webauthn                     GET         in       200       200       200       200       200       200       200
mfa_add_webauthn                      both        in       200       200       200       200       200       200       200
mfa_login_webauthn                    both        in       302       302       302       302       302       302       302
mfa_reauthenticate_webauthn           both        in       302       302       302       302       302       302       302
mfa_remove_webauthn                   both        in       404       404       404       404       404       404       404
mfa_edit_webauthn                     both        in       404       404       404       404       404       404       404

admin:*                               both        in       403       403       403       403       403       403       200
"""


def rows() -> dict[str, tuple[str, dict[str, str]]]:
    """page → (how it is asked, kind → outcome)"""
    found = {}
    tables = (TABLE, of_deliberation.TABLE, of_volunteers.TABLE, of_records.TABLE, of_points.TABLE)
    for line in "\n".join(tables).splitlines():
        if line and not line.startswith("#"):
            page, how, *outcomes = line.split()
            assert page not in found, page
            found[page] = how, dict(zip(KINDS, outcomes, strict=True))
    return found
