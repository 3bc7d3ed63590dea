"""What a message to the robot wants, told by its words before anything is looked up.

Small talk, secrets, and questions about the reader's own account are answered by no article. The
rules are written in the words of people: `<name>` stands for any of the phrases of that name, `…`
for a few characters or nothing. They are matched against folded text: simplified characters,
lower case, half width.
"""

import re
from enum import Enum

from faq.base.text import fold


class Intent(Enum):
    """What a message wants."""

    GREETING = "greeting"
    THANKS = "thanks"
    TELLS_SECRET = "tells a secret"
    HANDS_OVER_SECRET = "asks for a secret, or whether to hand one over"
    OWN_ACCOUNT = "own account"
    QUESTION = "question"


def intent_of(message: str) -> Intent:
    """What the message wants; a question where no rule says otherwise."""
    folded = " ".join(fold(message).split())
    if any(map(folded.__contains__, ("http://", "https://"))):
        folded = _ADDRESS.sub(" ", folded)
    if any(rule.search(folded) for rule in _TELLS_SECRET):
        return Intent.TELLS_SECRET
    if any(rule.search(folded) for rule in _HANDS_OVER_SECRET):
        return Intent.HANDS_OVER_SECRET
    if any(rule.search(folded) for rule in _OWN_ACCOUNT):
        return Intent.OWN_ACCOUNT
    if not _IS_GENERAL.search(folded) and any(rule.search(folded) for rule in _ASKS_WHAT_IS):
        return Intent.OWN_ACCOUNT
    if not _ASKS_HOW.search(folded) and any(rule.search(folded) for rule in _WANTS_DONE):
        return Intent.OWN_ACCOUNT
    if _GREETING.fullmatch(folded):
        return Intent.GREETING
    return Intent.THANKS if _SMALL_TALK.fullmatch(folded) else Intent.QUESTION


_ADDRESS = re.compile(r"https?://\S+")
_GAP = ".{0,14}?"

_PHRASES = {
    # Secrets
    "secret": "密码|验证码|校验码|动态码|助记词|恢复词|恢复短语|私钥|口令|谷歌码|短信码",
    "secret-en": (
        "pass ?words?|pass ?codes?|pass ?phrases?|(?:\\w+ )?codes?|otps?|pins?|2fa|mnemonics?|"
        "seeds?|(?:seed|recovery) (?:phrase|words?)|(?:private|secret) keys?"
    ),
    "hand over": (
        "告诉|报给|报一下|念给|念一下|发给|发你|发他|发过去|说给|透露|分享|交给|提供|泄露|"
        "给(?:客服|他|她|它|你|您|对方|别人|人家|人|谁|我|吗)|要给|能给|该给|可以给"
    ),
    "ask for": "(?:问|找|向|跟|管)我要|要我|让我|叫我|索要|索取|骗我",
    "somebody's": "(?:你|您|你们|管理员|客服|别人|他|她|后台|系统|服务器|我)的",
    "hand over-en": (
        "give|gave|giving|tell|told|telling|share|sharing|hand|reveal|disclose|read|provide|"
        "send|sending|show|dm|text|e-?mail"
    ),
    "person-en": (
        "you|u|me|us|him|her|them|it|support|someone|somebody|anyone|an? (?:agent|caller|stranger)|"
        "(?:the )?(?:agent|caller|staff|admin\\w*|employee)"
    ),
    "asks-en": "asks?|asked|asking|wants?|wanted|demands?|demanded|needs?|requests?|requested",
    # The reader's own account
    "mine": (
        "我的|我这|我那|我账|我帐|我名下|我昨|我今|我上|我刚|我前|我充|我提|我转|我买|我卖|这笔|那笔|"
        "这一?单|那一?单|我有"
    ),
    "look": "查|看看|看一下|看下|告诉我|确认|核实|核对|显示|调出",
    "thing": (
        "提现|提币|提领|充值|储值|充币|入金|出金|转账|划转|订单|挂单|工单|申诉|退款|认证|审核|申请|资金|资产|钱|币|"
        "交易|买单|卖单|款|账户|账号|余额|仓位|持仓|号"
    ),
    "state": (
        "到哪|哪一?步|哪里了|哪儿了|去哪|进度|状态|怎么样了|结果|什么情况|"
        "(?:到|好|过|完|处理|完成|成功|成交|通过|批准|审)(?:了|完|过|好)*(?:吗|没)|有没有"
    ),
    "fact": "余额|uid|邀请码|等级|交易量|盈亏|收益|持仓|爆仓价|强平价|登录记录|绑定|注册",
    "which": "多少|几|什么|哪|啥|吗",
    "day": (
        "昨天|昨晚|昨日|上礼拜|上星期|今天|今早|今晚|前天|刚才|刚刚|上周|上个?月|这周|本周|周[一二三四五六日]"
    ),
    "why": "为什么|为何|为啥|怎么|咋|凭什么",
    "for me": "帮我|替我|给我|帮忙|麻烦|请你|请把|你把|赶紧|赶快|马上|尽快|快点",
    "act": (
        "取消|撤|解冻|解封|解除|退|改|换|重置|开通|关闭|关掉|注销|删|提现|提币|充值|买|卖|转|加急|催|"
        "通过|冻结|提高|调高|平仓|解绑|登录|处理|到账|放行"
    ),
    "case": "工单|订单|单号|流水号|uid|用户",
    "thing-en": (
        "withdrawals?|deposits?|transfers?|transactions?|orders?|trades?|tickets?|cases?|requests?|"
        "applications?|refunds?|appeals?|verification|kyc|(?:id|identity) check|funds|money|coins?|"
        "usdt|btc|eth|bitcoin|payments?|positions?|balances?|accounts?|documents?|wallet|portfolio"
    ),
    "look-en": (
        "check|look (?:up|into|at)|find out|tell me|show me|see|track|trace|confirm|pull up|locate|"
        "review|get me|view"
    ),
    "fact-en": (
        "balance|uid|user id|referral code|vip level|level|tier|pnl|profit|loss|trading volume|"
        "account (?:number|status)|liquidation price|registered (?:email|phone)|phone number"
    ),
    "happened-en": (
        "been|arrived?|gone|go|come|processed|approved?|pass(?:ed)?|verified|done|ready|completed?|"
        "received?|reviewed|cancell?ed|filled|executed|through|frozen|locked|banned|suspended|"
        "credited|confirmed|sent|rejected|refused|declined|finished|liquidated|hacked|ok"
    ),
    "day-en": (
        "yesterday|today|tonight|last (?:night|week|month|\\w+day)|this (?:morning|week|evening)|"
        "\\d+ (?:hours?|days?|minutes?) ago|an hour ago|"
        "on (?:mon|tues|wednes|thurs|fri|satur|sun)day"
    ),
    "please-en": (
        "hi|hello|hey|please|can you|could you|would you|will you|just|now|kindly|you must|"
        "i (?:want|need) you to"
    ),
    "act-en": (
        "cancel|unfreeze|unlock|unban|refund|reset|change|close|delete|approve|speed up|expedite|"
        "release|reverse|increase|raise|withdraw|sell|buy|transfer|restore|verify|remove|update|freeze"
    ),
    "case-en": "ticket|order|case|uid|withdrawal|transaction|deposit",
}


def _rules(*written: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(_PHRASE.sub(_any_of, rule).replace("…", _GAP)) for rule in written)


_PHRASE = re.compile("<([a-z' -]+)>")


def _any_of(name: re.Match[str]) -> str:
    """The phrases of a name; those in letters are whole words."""
    bound = r"\b" if name[1].endswith("-en") else ""
    return f"{bound}(?:{_PHRASES[name[1]]}){bound}"


# --- Secrets -----------------------------------------------------------------------------------

_HOLDS_SENTENCES = (
    "the|and|for|not|what|how|was|are|but|from|with|why|when|which|who|does|did|has|have|can|then|"
    "they|into|my|your|out|get|still"
)
_SAID_OF_SECRETS = (
    "safe|wrong|not|incorrect|invalid|expired|lost|forgotten|too|required|stolen|different|right|correct|"
    "needed|never|always|being|still|missing|leaked|known|weak|strong|blank|refused|rejected|only|"
    "sent|late|coming|changed|gone|broken|compromised|secure|valid|mandatory|optional|enabled|"
    "disabled|active|locked|saved|stored|used|accepted"
)
_LENGTH = (
    r"(?!\d[\d~–-]* ?"
    "(?:位|个|分|小时|天|次|字|秒|数|-?digit|char|minute|hour|day|second|word|letter))"
)

_TELLS_SECRET = _rules(
    # A recovery phrase: a dozen words, none of which holds a sentence together.
    rf"(?:(?<![\w'])(?!(?:{_HOLDS_SENTENCES})\b)(?:\d\d?[.):]? ?)?[a-z]{{3,8}}\b[\s,，、;]*){{12}}",
    # A private key, in figures or as wallets write it.
    r"(?<!\w)(?:0x)?[0-9a-f]{64}(?!\w)",
    r"(?<!\w)[5kl][1-9a-z]{50,51}(?!\w)",
    rf"<secret>(?:就?是|为|[:=])? ?[\"'“「]?{_LENGTH}(?=[!-~]*[\d@#$^&*])[!-~]{{4,}}",
    r"<secret>(?:就?是|为|[:=]) ?[\"'“「]?[a-z]{4,}",
    rf"<secret-en> ?(?:is|are|[:=])? ?[\"'“]?{_LENGTH}(?=[!-~]*\d)(?!\d{{1,3}}\b)[!-~]{{4,}}",
    rf"\bmy <secret-en> (?:is|are|:|=) [\"'“]?(?!(?:{_SAID_OF_SECRETS})\b)[a-z]{{4,}}"
    r"(?: [a-z]{3,8})*[\"'”]?(?:$|[,.;!]| and\b| please\b)",
)
_HANDS_OVER_SECRET = _rules(
    "<hand over>…<secret>",
    "<secret>…<hand over>",
    "<ask for>…<secret>",
    "<somebody's>(?:\\w{0,4})<secret>(?:是什么|是多少|是啥|多少|$)",
    "(?:你|您|你们|管理员|别人|他人|后台|系统|服务器)的?(?:\\w{0,4})<secret>",
    "<hand over-en>(?: over| out| away)? <person-en>…<secret-en>",
    "<hand over-en>(?: out)? (?:my|your|the admin\\W?s?|his|her|their|users?'?) <secret-en>",
    "<secret-en>…(?:to|with) <person-en>",
    "<asks-en>(?: me)? (?:for|to) …(?:my|your) <secret-en>",
    "<person-en>…<asks-en>…<secret-en>",
    "\\bwhat(?:'s| is| are) (?:my|your|the admin\\W?s?|his|her|their) (?:current )?<secret-en>",
)

# --- The reader's own account ------------------------------------------------------------------

_OWN_ACCOUNT = _rules(
    "<mine>…<thing>…<state>",
    "<day>…<thing>…<state>",
    "<mine>…(?:了吗|了没(?!法|办)|好没|完没)",
    "<mine>…<thing>…几点",
    "<mine>…<fact>…<which>",
    "我…第几",
    "我…(?:还|现在|总共|一共|到底|目前|账户|账号|钱包)…(?:有|剩|赚|亏|欠)…<which>",
    "<why>…<day>…<mine>",
    "<mine>…<day>…<why>",
    "<day>…<why>…<mine>",
    "<case>(?:号|是|[: #])*\\w{0,3}\\d{4,}",
    "\\bwhere(?:'s| is| are| did| has)(?: all)? my(?: \\w+)? <thing-en>(?! (?:address|history))",
    "\\bsta\\w*us (?:of|on|for) (?:my|this|that)\\b",
    "\\bmy (?:last|latest|recent) (?:\\w+ )?<thing-en>",
    "\\bhow (?:much|many)\\b…\\b(?:has|have|did) my\\b",
    "\\b(?:update|news|progress|word)s? (?:on|about) (?:my|this|that)\\b",
    "\\b(?:has|have|did|is|are|was|were) my(?: \\w+){0,2} <thing-en>…<happened-en>",
    "\\b(?:am|did|have) i …\\b(?:verified|approved|banned|restricted|pass(?:ed)?|liquidated)\\b",
    "\\b(?:what(?:'s| is| was| are)|how much is) …my …<fact-en>",
    "\\bhow (?:much|many)\\b…\\bi (?:still |currently |now )?"
    "(?:have|hold|own|owe|got|lost|made|earned?|spent|lose|make)\\b",
    "\\bhow (?:much|many)\\b…\\b(?:is|are) (?:left |still )?(?:in|on) my\\b",
    "\\bwhy\\b…\\bmy\\b…<thing-en>….{0,20}<day-en>",
    "<day-en>….{0,20}\\bwhy\\b…\\bmy\\b",
    "<case-en> ?(?:id|no\\.?|number)? ?#? ?\\w{0,3}\\d{4,}",
    "\\b(?:what|which) (?:place|rank|position)\\b…\\b(?:did|do|am) i\\b",
    "\\bcan you (?:see|access|view|open) my\\b",
    "(?:看|查)得?(?:到|见)…我的",
)
_WANTS_DONE = _rules(
    "<look>…<mine>",
    "<for me>…<act>",
    "[给給]我的?(?:[账帐]|帳|钱包|錢包|卡|余额|餘額)…(?:加|充|打|转|退|送|改|解)",
    "我…<act>…(?:尽快|快点|加急|催|赶紧)",
    "<look-en>(?: (?:me|the|whether|if|what|where|for|on|up|status|amount|state|history|of))*"
    " my(?: \\w+){0,2} (?:<thing-en>|<fact-en>|status)",
    "^(?:<please-en>|[, ])*<act-en>…\\bmy\\b",
    "<please-en>…<act-en>…\\bmy\\b",
    "\\b(?:log|sign) me in",
    "^(?:<please-en>|[, ])*(?:send|withdraw|transfer|move|buy|sell) \\d",
    "\\b(?:read|list|show|give|send) me my\\b",
)
# How something of mine stands: unless it is asked what to do, why, or what the rule is.
_ASKS_WHAT_IS = _rules(
    "(?:<mine>|我还|我现在|我当前|我目前|我上|我前).*(?:<which>|没|谁|还是|怎样了|呢)",
    "^(?:<please-en>|so|and|[,. ])*(?:is|are|was|were|did|does|has|have|had|which|when|where|who|"
    "what(?:'?s| is| are| was)|how (?:much|many|far))\\b.{0,40}\\bmy\\b",
)
_IS_GENERAL = re.compile(
    r"怎么(?!样)|如何|怎样(?!了)|为什么|为啥|为何|能不能|能否|可以|可不可以|会|要|需|该|如果|是不是|安全"
    r"|\b(?:safe|happens?|should|can i|could i|do i|if|need|must|allowed|may|will|would)\b"
)
_ASKS_HOW = re.compile(
    r"怎么(?!了)|怎样|如何|在哪|哪里|哪儿|步骤|流程|教程|\bhow (?:do|can|could|should|to)\b"
    r"|\bwhere (?:do|can|could|to)\b|\bsteps\b"
)

# --- Small talk --------------------------------------------------------------------------------

_GREETINGS = (
    "你好|您好|你们好|大家好|哈喽|哈啰|嗨|喂|在吗|在不在|有人吗|有人在吗|早安|早上好|上午好|中午好|下午好|"
    "晚上好|晚安|你是谁|你是机器人吗|你是真人吗|你叫什么(?:名字)?|"
    "hi|hey|hello|hiya|good (?:morning|afternoon|evening|day)|(?:is )?anyone (?:there|here)|"
    "are you (?:there|a (?:bot|robot|human|person)|real)|who are you|nice to meet you|"
    "how are you(?: today| doing)?"
)
_THANKS = (
    "谢谢(?:你|您|啦|了)?|多谢(?:了)?|感谢|谢啦|谢了|非常感谢|太感谢了|好的|好|嗯|收到|知道了|明白了?|懂了|"
    "解决了|搞定了?|再见|拜拜|辛苦了|不用了|没事了|"
    "thanks?(?: you)?(?: (?:so|very) much| a lot)?|thx|ty|cheers|(?:much )?appreciated?(?: it)?|"
    "ok(?:ay)?|got it|great|perfect|that help(?:s|ed)|solved|it works|bye|goodbye|see you|"
    "never ?mind|no thanks|have a (?:nice|good|great) (?:day|one)"
)
_BESIDE = (
    r"[\s,，.。!！?？~～、:;)(]|呀|啊|哦|噢|吗|呢|客服|机器人|小助手|亲|there|robot|bot|support|team|all|again|"
    "friend|for (?:your |the )?help"
)


def _made_of(*phrases: str) -> re.Pattern[str]:
    """Nothing but these phrases, and what stands beside them; no way back is tried."""
    return re.compile(f"(?:{'|'.join(phrases)}|{_BESIDE})++")


_GREETING = _made_of(_GREETINGS)
_SMALL_TALK = _made_of(_GREETINGS, _THANKS)
