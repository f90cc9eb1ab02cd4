"""Code lists of what the county does: bodies, meetings, staff, venues, standards."""

from shared.events.code_list import CodeList
from shared.language import Named

COUNTY_BODY_KIND = CodeList(
    "county-body-kind", "县级机构类别", "kinds of county bodies",
    (
        Named("leading-group", "领导小组", "leading group"),
        Named("party-working-committee", "党工委", "Party working committee"),
        Named("service-centre", "服务中心", "service centre"),
        Named("general-party-branch", "党总支", "general Party branch"),
        Named("task-force", "工作专班", "task force"),
    ),
)  # fmt: skip
COUNTY_BODY_ROLE = CodeList(
    "county-body-role", "县级机构中的职务", "what members of county bodies are",
    (
        Named("leader", "组长", "leader"),
        Named("deputy-leader", "副组长", "deputy leader"),
        Named("secretary", "书记", "secretary"),
        Named("deputy-secretary", "副书记", "deputy secretary"),
        Named("director", "主任", "director"),
        Named("member", "成员", "member"),
    ),
)  # fmt: skip
GOVERNANCE_MEETING_KIND = CodeList(
    "governance-meeting-kind", "工作会议类别", "kinds of governance meetings",
    (
        Named("party-standing-committee", "县委常委会", "standing committee of the county Party committee"),
        Named("deployment", "部署会", "deployment meeting"),
        Named("advancement", "推进会", "advancement meeting"),
        Named("training", "培训会", "training meeting"),
        Named("briefing", "汇报会", "briefing meeting"),
        Named("government-special", "县政府专题会议", "special meeting of the county government"),
        Named("leading-group", "领导小组会议", "meeting of the leading group"),
        Named("other", "其他会议", "another meeting"),
    ),
)  # fmt: skip
LEADER_POST = CodeList(
    "leader-post", "带队领导职务", "posts of those who lead on-site sessions",
    (
        Named("county-party-secretary", "县委书记", "county Party secretary"),
        Named("county-head", "县长", "county head"),
        Named("organisation-department-head", "县委组织部长", "head of the organisation department"),
        Named("deputy-county-head", "副县长", "deputy county head"),
        Named("bureau-director", "县退役军人事务局局长", "director of the bureau"),
        Named("other", "其他领导", "another leader"),
    ),
)  # fmt: skip
STAFF_POST = CodeList(
    "staff-post", "工作岗位", "posts of staff",
    (
        Named("director", "主任、站长", "director"),
        Named("deputy-director", "副主任、副站长", "deputy director"),
        Named("clerk", "经办人员", "clerk"),
        Named("party-affairs", "党务工作人员", "officer for Party affairs"),
        Named("other", "其他岗位", "another post"),
    ),
)  # fmt: skip
RESPONSIBLE_POST = CodeList(
    "responsible-post", "责任人职务", "posts of those who answer for a unit",
    (
        Named("first-responsible", "第一责任人", "first responsible person"),
        Named("in-charge", "分管责任人", "responsible person in charge"),
    ),
)  # fmt: skip
FUNCTIONAL_ROOM_KIND = CodeList(
    "functional-room-kind", "功能室类别", "kinds of functional rooms",
    (Named("hall", "厅", "hall"), Named("room", "室", "room")),
)  # fmt: skip
FUNCTIONAL_ROOM_USE = CodeList(
    "functional-room-use", "功能室用途", "what functional rooms are for",
    (
        Named("study", "学习教育", "study and education"),
        Named("activity", "活动开展", "activities"),
        Named("service", "服务保障", "services"),
        Named("recreation", "文体娱乐", "culture, sports and recreation"),
    ),
)  # fmt: skip
CAPITAL_PROJECT_KIND = CodeList(
    "capital-project-kind", "建设项目类别", "kinds of capital projects",
    (
        Named("renovation", "装修改造", "renovation"),
        Named("new-build", "新建", "new building"),
        Named("equipment", "设备购置", "equipment"),
    ),
)  # fmt: skip
AMOUNT_QUALIFIER = CodeList(
    "amount-qualifier", "金额的确切程度", "how exactly an amount is known",
    (
        Named("exact", "确切", "exact"),
        Named("at-least", "不少于", "at least"),
        Named("at-most", "不超过", "at most"),
        Named("approximate", "约", "approximately"),
        Named("unspecified", "未写明", "not specified"),
    ),
)  # fmt: skip
PLAQUE_KIND = CodeList(
    "plaque-kind", "牌子类别", "what plaques are of",
    (Named("station", "服务站（中心、室）", "service unit"), Named("branch", "党支部", "Party branch")),
)  # fmt: skip
UNIFIED_ITEM = CodeList(
    "unified-item", "四统一事项", "the four unified standards",
    (
        Named("plaques", "统一制作牌子", "plaques made alike"),
        Named("rooms-and-facilities", "统一规划功能室和服务设施", "rooms and facilities planned alike"),
        Named("record-books", "统一印发“三会一课”记录本", "record books issued alike"),
        Named("theme-party-days", "统一组织主题党日活动", "theme Party days held alike"),
    ),
)  # fmt: skip
WORK_TRACK = CodeList(
    "work-track", "四同步、四跟进事项", "the four-synchronised and four follow-up tracks",
    (
        Named("sync-organisation", "机构同步建立", "organisation set up in step"),
        Named("sync-work", "工作同步推进", "work advanced in step"),
        Named("sync-information", "信息同步采集", "information collected in step"),
        Named("sync-activity", "活动同步开展", "activities held in step"),
        Named("follow-funds", "经费保障跟进", "funds follow up"),
        Named("follow-training", "教育培训跟进", "training follows up"),
        Named("follow-assessment", "责任考评跟进", "assessment follows up"),
        Named("follow-departments", "部门协同跟进", "departments follow up"),
    ),
)  # fmt: skip
FUND_PURPOSE = CodeList(
    "fund-purpose", "经费用途", "what funds are for",
    (
        Named("running", "日常工作经费", "running costs"),
        Named("venue", "阵地建设", "venues"),
        Named("activity", "活动经费", "activities"),
        Named("training", "教育培训", "training"),
        Named("other", "其他", "another purpose"),
    ),
)  # fmt: skip

LISTS_OF_COUNTY_WORK = (
    COUNTY_BODY_KIND, COUNTY_BODY_ROLE, GOVERNANCE_MEETING_KIND, LEADER_POST, STAFF_POST, RESPONSIBLE_POST,
    FUNCTIONAL_ROOM_KIND, FUNCTIONAL_ROOM_USE, CAPITAL_PROJECT_KIND, AMOUNT_QUALIFIER, PLAQUE_KIND, UNIFIED_ITEM,
    WORK_TRACK, FUND_PURPOSE,
)  # fmt: skip
