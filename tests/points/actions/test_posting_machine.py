"""A machine that does what comes to its mind, beside a model of twenty lines; after each step both say the same."""

import random

import pytest
from django.core.exceptions import ValidationError

from points import actions
from points.models import Account, Transfer
from points.reports.ledger import problems

STEPS = 120


class Model:
    """What a book of points is: balances, debts, and what each key did."""

    def __init__(self, names):
        self.balance = dict.fromkeys(names, 0)
        self.debt = dict.fromkeys(names, 0)
        self.done = {}
        self.undone = set()

    def earn(self, key, who, amount):
        self.done[key] = who, amount
        back = min(self.debt[who], amount)
        self.debt[who] -= back
        self.balance[who] += amount - back

    def move(self, src, dst, amount):
        if self.balance[src] < amount:
            return False
        self.balance[src] -= amount
        if dst:
            self.balance[dst] += amount
        return True

    def undo(self, key):
        if key in self.undone:
            return
        self.undone.add(key)
        who, amount = self.done[key]
        short = max(0, amount - self.balance[who])
        self.balance[who] += short - amount
        self.debt[who] += short


class Machine:
    def __init__(self, town, seed):
        self.chance, self.town = random.Random(seed), town
        self.people = {"wang": town.wang, "li": town.li, "zeng": town.zeng}
        self.books = {name: actions.account_of(person, town.community).pk for name, person in self.people.items()}
        self.gone = actions.system_account(Account.Kind.EXPIRED, town.community)
        self.model, self.number = Model(self.people), 0

    def step(self):
        self.number += 1
        who, amount = self.chance.choice(list(self.people)), self.chance.randint(1, 30)
        self.chance.choice((self.earn, self.earn, self.spend, self.gift, self.undo, self.replay))(who, amount)
        facts = {pk: (balance, debt) for pk, balance, debt in Account.objects.values_list("pk", "balance", "debt")}
        said = {name: facts[pk] for name, pk in self.books.items()}
        assert said == {name: (self.model.balance[name], self.model.debt[name]) for name in self.people}

    def award(self, key, who, amount):
        return actions.award(self.people[who], amount, key=key, by=self.town.clerk, unit=self.town.north)

    def earn(self, who, amount):
        self.award(f"k:{self.number}", who, amount)
        self.model.earn(f"k:{self.number}", who, amount)

    def put(self, kind, who, dst, amount):
        src = Account.objects.get(pk=self.books[who])
        try:
            actions.post(actions.Entry(f"k:{self.number}", kind, src, dst, amount, src.unit), by=self.town.clerk)
        except ValidationError as refusal:
            return refusal.code != "too_little"
        return True

    def spend(self, who, amount):
        assert self.put("expire", who, self.gone, amount) == self.model.move(who, None, amount)

    def gift(self, who, amount):
        to = self.chance.choice([name for name in self.people if name != who])
        receiver = Account.objects.get(pk=self.books[to])
        assert self.put("gift", who, receiver, amount) == self.model.move(who, to, amount)

    def undo(self, who, amount):
        if self.model.done:
            key = self.chance.choice(list(self.model.done))
            actions.take_back(key, by=self.town.secretary, reason="更正")
            self.model.undo(key)

    def replay(self, who, amount):
        """The same again changes nothing; another amount is refused."""
        if self.model.done:
            key = self.chance.choice(list(self.model.done))
            owner, before = self.model.done[key]
            self.award(key, owner, before)
            with pytest.raises(ValidationError):
                self.award(key, owner, before + 1)


@pytest.mark.parametrize("seed", [2, 3, 5])
def test_whatever_is_done_the_book_says_what_the_model_says(town, seed):
    machine = Machine(town, seed)
    for _step in range(STEPS):
        machine.step()
    assert problems() == []
    derived = Account.objects.with_derived().values_list("derived", flat=True)
    assert sum(derived) == 0
    assert {row.kind for row in Transfer.objects.all()} == {"earn", "expire", "gift", "reversal", "clawback", "repay"}
