"""How one body becomes JSON and XML."""

import json
from xml.etree import ElementTree

from issues.api.formats import JSON, XML, Document, written

ROWS = Document(
    "services", [{"service_code": "001", "metadata": False, "keywords": None, "description": "<灯> & 井盖"}]
)


def test_json_is_a_bare_array_with_null_and_codes_as_text():
    assert json.loads(written(ROWS, JSON)) == ROWS.body


def test_xml_is_a_container_with_empty_elements_and_escaped_words():
    root = ElementTree.fromstring(written(ROWS, XML))
    found = {one.tag: one.text for one in root.find("service")}
    assert found == {"service_code": "001", "metadata": "false", "keywords": None, "description": "<灯> & 井盖"}


def test_signs_that_no_xml_may_hold_do_not_break_it():
    strange = "a\x00\x08\x1f\ufffe\uffff\ud800b\U0001f600"
    root = ElementTree.fromstring(written(Document("errors", [{"code": 400, "description": strange}]), XML))
    assert root.findtext("error/description") == "ab\U0001f600"
    assert json.loads(written(Document("errors", [{"description": strange}]), JSON))
