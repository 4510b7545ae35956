"""Emergencies 急情: words after which a number to call comes before everything else.

In doubt it is one: a number too many costs a glance, one too few may cost a life.
"""

import re
from enum import StrEnum

from domain.plain_text import plain


class Emergency(StrEnum):
    """What may have happened, the worst first; the number to call stands in its sentence."""

    FIRE = "fire"
    GAS = "gas"
    POWER = "power"  # a line that is down, somebody touched by it
    LIFT = "lift"  # people in it
    DROWNING = "drowning"
    BURIED = "buried"  # fallen into a shaft, under rubble
    DESPAIR = "despair"  # somebody means to end their life
    CRIME = "crime"
    ACCIDENT = "accident"
    COLLAPSED = "collapsed"
    MISSING = "missing"  # a child or an old person

    @property
    def key(self) -> str:
        return f"emergency.{self}"


_ANYBODY = (
    "(?:人(?![行民工防字造为机])|孩|老太|老头|老爷|爷|奶|婆|老公|外公|大妈|大姐|阿姨|叔|伯|师傅|妈"
    "|爸|丈夫|婴|宝|同学|学生|骑手|小哥|员|邻居|男的|女的)"
)
_ON = r"[^。！？\n]"  # no gap reaches over a full stop, and every gap is bounded
_OWN = r"[^。！？，\n的把]"  # nor, where a person is meant, over what is theirs: 老人的手机

_ALARMS = {
    Emergency.FIRE: r"""
        (?<!引)起火(?![锅炬热红]|点) | 着火(?![锅点车柴炉把化红热辣]) | 失火 | 火灾 | 火警响 | 纵火
        | (?<!禁止)放火(?![锅腿]) | [烧燃]起来 | 烧着了 | 着了大?火 | 火势 | 明火 | 火光 | 自燃
        | 冒[着出起很大了]{0,4}[黑浓白]?[烟火] | 浓烟 | (?<!信息|流量|人口)爆炸(?![头性式])
        | (?:火灾|烟雾|烟感|消防)报警器?(?:在|又|一直|突然)?响
        | on\ fire | caught\ fire | there\ is\ (?:a\ )?fire | \bfire\ in\b | \bblaze\b
        | smoke\ (?:is\ )?coming | \bexplo(?:ded|sion)\b
    """,
    Emergency.GAS: rf"""
        (?:燃气|煤气|天然气|液化气|瓦斯|沼气|一氧化碳){_ON}{{0,8}}
            (?:泄[漏露]|漏(?![电水])|中毒|爆|超标|报警器?(?:在|又|一直)?响)
        | [漏泄][了着]?(?:燃气|煤气|天然气|液化气|瓦斯) | 漏气
        | (?:煤气|燃气|天然气|液化气|瓦斯)的?[臭怪异]?味
        | 闻到{_ON}{{0,4}}(?:煤气|燃气|天然气|瓦斯)
        | gas\ leak | leaking\ gas | smell(?:s|ing)?\ (?:of\ )?gas
    """,
    Emergency.POWER: rf"""
        (?<!充)(?:电线|高压线|电缆|裸线|输电线){_ON}{{0,6}}
            (?:掉(?![漆皮])|断(?!电)|垂[到在下]|落[地在下]|冒火|打火|火花|带电)
        | (?:电线杆|电杆|变压器){_ON}{{0,4}}(?:倒|断|冒|炸|爆) | 触电 | 漏电(?!保护|开关)
        | [被遭]电(?:到|击|倒|了一下) | 电火花
        | electrocuted | live\ wire | power\ line[^.]{{0,12}}down
    """,
    Emergency.LIFT: rf"""
        电梯{_ON}{{0,10}}(?:困(?![扰难])|被关|关[了着住]?.?人|出不来|夹[住到伤人了]
            |卡[住着了]?.{{0,3}}{_ANYBODY}|坠|冲顶|失控|急速下|往下掉)
        | {_ANYBODY}{_ON}{{0,4}}[卡关困夹][在进]{_ON}{{0,6}}电梯
        | [困关卡]在{_ON}{{0,8}}电梯 | 困电?梯 | (?:被困|困住){_ON}{{0,4}}电梯
        | (?:电梯|轿厢)里?{_ON}{{0,6}}停在?半空
        | (?:stuck|trapped)\ in\ (?:the\ |a\ |our\ )?(?:lift|elevator)
        | (?:lift|elevator)[^.!?\n]{{0,20}}\btrapped
    """,
    Emergency.DROWNING: rf"""
        溺水 | (?<!雨)落水(?![管口槽洞斗]) | 淹死 | 快淹 | 跳[河江湖桥海]
        | {_ANYBODY}{_OWN}{{0,6}}[掉跌滑摔落]{_ON}{{0,3}}
            (?:[河湖塘江海]|(?<!电)池|水(?![道管沟泥坑桶箱]))
        | drown(?:ing|ed) | (?:fell|fallen)\ (?:in|into)\ the\ (?:river|lake|pond|water)
    """,
    Emergency.BURIED: rf"""
        {_ANYBODY}{_OWN}{{0,6}}被{_ON}{{0,4}}(?:埋|压[住在到]|砸) | 压[住到着]了?.{{0,3}}{_ANYBODY}
        | 砸[伤中到倒]了?{_ON}{{0,4}}{_ANYBODY} | 砸死
        | {_ANYBODY}{_OWN}{{0,6}}[掉跌摔陷]{_ON}{{0,3}}(?:井(?!盖)|坑|洞)
        | {_ANYBODY}{_ON}{{0,3}}被困
        | (?:房子|楼|屋顶|楼板|脚手架){_ON}{{0,4}}(?:塌了|倒塌|坍塌|垮了)
        | trapped\ under | buried\ under
    """,
    Emergency.DESPAIR: r"""
        跳楼(?![价甩大机]) | 自杀 | 轻生 | 割腕 | 上吊 | 寻短见 | 不想活 | 喝农药 | 服毒 | 要跳下来
        | suicide | (?:going\ to|about\ to)\ jump
    """,
    Emergency.CRIME: r"""
        (?<![狗猫])打架 | 斗殴 | 群殴 | 打人(?![工事家电]) | 被打(?![开扫理断包印电破翻掉]) | 动手打
        | 打起来(?!电) | 打伤 | 打死(?![蟑老蚊虫苍]) | 持刀 | 拿着?(?:菜|水果)?刀(?![架具]) | 动刀
        | 砍[人伤] | 捅(?:人|伤|了?一?刀) | 抢劫 | 抢包 | 抢手机 | 抢孩子 | 绑架 | 劫持 | 强奸
        | 猥亵 | 性侵 | 家暴 | 打老婆 | 打孩子 | 杀人 | 行凶 | 入室[盗抢偷行] | 撬[门锁窗]
        | [有抓]小偷
        | 正在偷 | 尾随 | 拐[卖走骗]孩 | 持枪 | 开枪 | 炸弹
        | \bfighting\b | \b(?:with|has)\ a\ (?:knife|gun)\b | \brobber[sy]?\b | \bmugged\b
        | breaking\ in(?:to)?\b | \bstabbed\b
    """,
    Emergency.ACCIDENT: rf"""
        车祸 | 交通事故(?![多频]发) | 撞[人伤死](?!电话) | 肇事
        | {_ANYBODY}{_OWN}{{0,6}}车{_ON}{{0,3}}撞
        | {_ANYBODY}{_OWN}{{0,8}}撞[倒飞] | 撞[到了倒飞]了?{_ON}{{0,4}}{_ANYBODY}
        | traffic\ accident | hit\ by\ a\ (?:car|truck|bike)
    """,
    Emergency.COLLAPSED: rf"""
        晕倒 | 昏倒 | 昏迷 | 晕厥 | [晕昏]了?过去 | 倒地不起 | 不省人事 | 叫不醒 | 没[有了]?呼吸
        | 呼吸困难 | 喘不[上过]来?气 | 没[有了]?心跳 | 心脏病[发犯又突] | 心梗 | 心肌梗 | 心脏骤停
        | 中风 | 脑溢血 | 脑出血 | 脑梗 | 抽搐 | 癫痫 | 休克 | 口吐白沫 | 大出血 | 流血不止
        | 血流不止 | 满[头脸身]是?血 | 吐血 | 窒息(?!感) | 噎[住到着] | 中毒 | 中暑 | 坠楼
        | 烫伤 | 烧伤
        | 快要?生了 | 羊水破
        | {_ANYBODY}{_OWN}{{0,6}}[摔跌倒躺]{_ON}{{0,8}}
            (?:起不来|不能动|动不了|不动了|没反应|没知觉|流血|出血|骨折|摔断)
        | {_ANYBODY}(?:突然|忽然|都|就){{0,2}}(?:[晕昏摔]?倒在|[晕昏]了|倒下了|快?不行了)
        | collapsed | unconscious | not\ breathing | heart\ attack | \bstroke\b | fainted | seizure
        | bleeding\ (?:badly|heavily)
    """,
    Emergency.MISSING: r"""
        (?:孩子?|宝宝|儿子|女儿|老人|爷爷|奶奶|老太太|老爷子|老头|爸|妈|外公|外婆|同学)
            [^。！？，\n的家猫狗车包]{0,6}(?:走丢|走失|不见了|失踪|找不到了|找不着|失联)
        | (?:走丢|走失|失踪)了?[^。！？\n]{0,6}(?:孩|老人|爷爷|奶奶|老太)
        | missing\ (?:child|boy|girl|old\ (?:man|woman)) | lost\ child
    """,
}
_ALARM = {one: re.compile(pattern, re.VERBOSE) for one, pattern in _ALARMS.items()}

# Names of things and figures of speech in which a word of alarm hides.
_HARMLESS = re.compile(
    r"防火|防触电|防中暑|防溺水|防[^，。]{0,2}中毒|灭火|打火机|(?:禁止|严禁)[^，。]{0,3}[明烟]火|禁止放火"
    r"|火灾(?:自动)?报警(?:系统|主机|装置)|[火灾烟雾]+报警器(?=[^响]{0,4}[坏没不])"
    r"|烟囱冒[黑浓白]?烟|(?:头顶|嗓子|喉咙|气得|急得)[^，。]{0,3}冒[烟火]|发起火"
    r"|[令让叫]人窒息|气得[^，。]{0,3}(?:吐血|晕倒)|跳楼[价机]"
)

# Said just before: it is not so, or only feared or supposed. A question is no denial.
_NOT_SO = re.compile(
    r"(?:(?<!有)没有?(?:发现|看到|出现|发生|再)?|(?<![是要])不是(?:真的)?|并非|未见?|(?<!会)不会再?"
    r"|\b(?:no|not)(?:\ an?)?)\s*$"
)
_SUPPOSED = (
    r"容易|(?<![恐哪])怕(?!是)|担心|以免|避免|防止|预防|防范|谨防|严防|万一|如果|假如|要是|一旦|倘若|模拟"
    r"|(?:会|可能|能|易)(?:引[发起]|导致|造成)|\b(?:if|might|could|prevent(?:ing)?|avoid)\b"
)
_ONLY_SUPPOSED = re.compile(rf"(?:{_SUPPOSED})[^。！？；，\n]{{0,10}}$|(?<!不)会$")
_SUPPOSED_WITHIN = re.compile(_SUPPOSED)
_ONLY_RISK = re.compile(r"的?(?:安全)?(?:隐患|风险)|的?(?:可能|案例|概率|危险性|保险|应对)|的危险")
_ONLY_TALK = re.compile(
    r"演练|演习|讲座|科普|知识|预案|小说|电影(?!院)|培训(?![班机中学])|宣传(?![栏板牌])|fire drill"
)
_BREATH = re.compile(r"[。！？；，,!?;\n]|\.\s")


def find_emergency(words: str) -> Emergency | None:
    """What people must be told to call for before anything is written down, or ``None``."""
    text = _HARMLESS.sub("〇", plain(words))
    for emergency, alarm in _ALARM.items():
        if any(_is_alarming(text, match) for match in alarm.finditer(text)):
            return emergency
    return None


def _is_alarming(text: str, match: re.Match[str]) -> bool:
    before = text[max(match.start() - 24, 0) : match.start()]
    begins = max((one.end() for one in _BREATH.finditer(text, 0, match.start())), default=0)
    ends = _BREATH.search(text, match.end())
    breath = text[begins : ends.start() if ends else len(text)]
    return not (
        _NOT_SO.search(before)
        or _ONLY_SUPPOSED.search(before)
        or _SUPPOSED_WITHIN.search(match[0])
        or _ONLY_RISK.match(text, match.end())
        or _ONLY_TALK.search(breath)
    )
