import pytest

from accounts.models import User

PASSWORD = "shiliu-huakai-7"


class Outbox:
    """A sender that keeps what it is given: (to, title, body)."""

    sent: list[tuple[str, str, str]] = []

    def send(self, to: str, title: str, body: str) -> None:
        self.sent.append((to, title, body))


@pytest.fixture(autouse=True)
def quick_hashes(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def outbox(settings):
    settings.SENDERS = dict.fromkeys(["mail", "sms"], "tests.accounts.conftest.Outbox")
    Outbox.sent = []
    return Outbox


@pytest.fixture
def lin(db):
    """林小满, with a password."""
    return User.objects.create_user("lin", PASSWORD, name="林小满", email="lin@example.cn")


@pytest.fixture
def sign_in(client):
    def post(username="lin", password=PASSWORD, address="203.0.113.1", **data):
        data |= {"login": username, "password": password}
        return client.post("/accounts/login/", data, REMOTE_ADDR=address)

    return post
