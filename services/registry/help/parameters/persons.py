"""What was done to the wrong person."""

from services.registry.help.parameters.mistake import PERSON, Mistake
from shared.language import Text

PERSONS = "/registry/persons"
MISTAKES: tuple[Mistake, ...] = (
    Mistake(
        PERSON,
        "veterans.register",
        "veterans.deregister",
        PERSONS,
        Text("登记了不该登记的人", "somebody was registered who should not have been"),
        Text("档案 → “注销登记”，视为自始没有登记。", "File → Deregister: as if he had never been registered."),
    ),
    Mistake(
        PERSON,
        "recipients.keep",
        "recipients.keep",
        "/registry/recipients",
        Text("登记了不该登记的优抚对象", "somebody was recorded as a recipient who should not have been"),
        Text(
            "打开该对象，“终止登记”，原因选“登记有误”；没有其他登记的，其身份证号可另行登记。",
            "Open it and end the record, as recorded in error; the number of who is known for nothing else is free.",
        ),
    ),
    Mistake(
        PERSON,
        "veterans.register",
        "duplicates.propose-merge",
        "/registry/duplicates",
        Text("同一个人登记了两份档案", "one person has two files"),
        Text(
            "在“疑似重复”中核对，提出合并，由另一人确认。",
            "Compare them under Duplicates and propose a merge, which a second person confirms.",
        ),
    ),
    Mistake(
        PERSON,
        "duplicates.propose-merge",
        "duplicates.propose-merge",
        "/registry/duplicates",
        Text("把两个人合并成了一份档案", "two persons were merged into one file"),
        Text("提出撤销合并，由另一人确认，两份档案恢复。", "Propose to undo it; once confirmed, both files are back."),
    ),
    Mistake(
        PERSON,
        "veterans.record-death",
        "veterans.revoke-death",
        PERSONS,
        Text("给健在的人登记了死亡", "a death was recorded of somebody who lives"),
        Text(
            "档案 → “撤销死亡登记”，注明依据；尽快，其间会停发待遇、停止通知。",
            "File → Revoke the death, on evidence, and soon: meanwhile services and messages stop.",
        ),
    ),
    Mistake(
        PERSON,
        "veterans.transfer",
        "veterans.revoke-transfer",
        PERSONS,
        Text("没有迁走的人办了迁出，或者迁入办错了人", "somebody was moved out or in who did not move"),
        Text("档案 → 迁出迁入 → 撤销最近一次。", "File → transfers: revoke the last one."),
    ),
    Mistake(
        PERSON,
        "attachments.keep",
        "attachments.keep",
        PERSONS,
        Text("照片、材料放进了别人的档案", "a photograph or paper was put into somebody else's file"),
        Text("打开该材料，“撤回”，内容即删除。", "Withdraw it: its content is destroyed at once."),
    ),
    Mistake(
        PERSON,
        "contact-points.keep",
        "contact-points.keep",
        PERSONS,
        Text("手机号不是本人的", "a mobile number is somebody else's"),
        Text(
            "档案 → 手机号 → 撤销核实，通知即不再发往该号。",
            "File → mobile: withdraw the verification; nothing more is sent there.",
        ),
    ),
    Mistake(
        PERSON,
        "cases.open",
        "cases.open",
        "/benefits/cases",
        Text("纠纷登记到了别人名下", "a dispute was opened for the wrong person"),
        Text("打开该纠纷，“撤回”，重新登记。", "Open it, withdraw it, and open it anew."),
    ),
    Mistake(
        PERSON,
        "accounts.open",
        "accounts.open",
        "/registry/accounts",
        Text("激活单交错了人，或者丢失", "a slip was lost, or handed to the wrong person"),
        Text(
            "打开该账号，重新打印激活单，原来的即作废；已经激活的，先强制退出登录。",
            "Open the account and print another: the one before is void. If it was used, end its sessions first.",
        ),
    ),
    Mistake(
        PERSON,
        "grants.propose",
        "grants.revoke",
        "/registry/grants",
        Text("授权给错了人，或者机构不对", "a grant is for the wrong person or unit"),
        Text(
            "确认以前，提出人在“我的账号”撤回；确认以后，收回授权。",
            "Before it is confirmed, who proposed it withdraws it under his account; after that, revoke it.",
        ),
    ),
    Mistake(
        PERSON,
        "grants.confirm",
        "grants.revoke",
        "/registry/grants",
        Text("确认了不该确认的授权", "a grant was confirmed that should not have been"),
        Text(
            "请安全管理员当天收回授权；其间办的事看审计。",
            "Have it revoked at once; the audit says what was done by it.",
        ),
    ),
)
