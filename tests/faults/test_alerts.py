"""Alerts that are fired on purpose: of rules that there are, and whom they are told to hears of each."""

import asyncio
import smtplib
from email.message import EmailMessage

from faults.alerts import SOONER, read, rules
from faults.drills import DRILLS
from faults.told import FIRING, HERE, RESOLVED, Told, Word, mailbox

MAIL = """
<div><strong>[1] Firing</strong><strong>Labels</strong><br />alertname = ProcessDown<br />severity = page<br />
<strong>Annotations</strong><br />en = The worker has not answered.<br />
zh = worker 没有应答。<br />
<strong>[1] Resolved</strong><br />alertname = BackupOld<br />
zh = 没有备份。<br /></div>
"""


class TestTheRules:
    def test_are_the_countys_and_what_is_drilled_does_not_wait(self) -> None:
        theirs = {rule["alert"]: rule for group in read("deploy/prometheus/rules/alerts.yml")["groups"]
                  for rule in group["rules"]}  # fmt: skip
        sooner = {rule["alert"]: rule for group in rules()["groups"] for rule in group["rules"]}
        assert sooner.keys() == theirs.keys()
        drilled = {alert for drill in DRILLS for alert in drill.alerts}
        assert {name for name, rule in sooner.items() if rule["for"] == "1s"} == drilled
        assert {name for name, rule in sooner.items() if rule["expr"] != theirs[name]["expr"]} == set(SOONER)


class TestAMailbox:
    async def test_says_which_alerts_a_mail_tells_of_and_which_have_ended(self) -> None:
        told = Told()
        message = EmailMessage()
        message["Subject"], message["From"], message["To"] = (
            "[FIRING:1]",
            "veterans@xinye.example",
            "office@xinye.example",
        )
        message.set_content(MAIL, subtype="html")

        def send(port: int) -> None:
            with smtplib.SMTP(HERE, port) as server:
                server.send_message(message)

        async with mailbox(told) as port:
            await asyncio.to_thread(send, port)
        assert [(each.by, each.to, each.status, each.alert, each.sentence) for each in told.words] == [
            ("mail", "office@xinye.example", FIRING, "ProcessDown", "worker 没有应答。"),
            ("mail", "office@xinye.example", RESOLVED, "BackupOld", "没有备份。"),
        ]


class TestWhatWasTold:
    def test_counts_when_one_sentence_came_both_ways(self) -> None:
        """Two services, each of which is the first on one of the ways."""
        told = Told()
        came = [("mail", "benefits"), ("mail", "registry"), ("gateway", "registry"), ("mail", "benefits")]
        for at, (by, sentence) in enumerate(came, 1):
            told.add([Word(by, "office", FIRING, "DiskFillsUp", sentence, float(at))])
        assert told.both_ways(0.5, "DiskFillsUp", FIRING) == (3.0, "registry")
        assert told.both_ways(2.5, "DiskFillsUp", FIRING) is None
        assert told.both_ways(0.5, "DiskFillsUp", RESOLVED) is None
