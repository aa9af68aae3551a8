"""Digits, percents and times of day of other scripts as English writes them: "٣" as 3, "百分之80" as 80%, "下午3点半" as 15:30."""

from __future__ import annotations

import re
from functools import cache

from dharma_tui.core.lazy_pattern import lazy_pattern

_TRADITIONAL = (
    "資們這個誰為會變開關啟動機環無務應庫網絡節點儲雲盤帳號訂閱戶專區國東費錢幾過還沒麼嗎裡裏請幫謝說話語誤錯報監視測試發佈運執劃畫圖係連線徑響範圍鄰繫據數統計總覽標籤簽類別組隊負責擁規詳細況狀態壞潰異風險"
    "預穩滿擴縮減調設選項刪銷毀釋離廢棄創啓復舊換遷備檢掃觸獲進階層級優綠黃紅藍獨訊時間鐘週後來現當從處於與並對將讓給該許權證書憑鑰碼驗認錄記憶體頻寬遲錶電腦終結斷續買賣價貴儉約閒閑惡擊駭脅補強壓單雙歷誌審"
    "幹麽樣問題學習寫詩聽車飛廳館貓愛歡樂戲譯氣溫濕塊顆張條隻臺檯颱萬億兩顯閉鎖閘牆佇叢羣實虛擬樞紐鏡載產導匯跡蹤攔擋聯繞繼維護術業競適歸屬寶貝駐騰轉輸輪軟輕邊遠邏輯達遞遺醫釐針銀鋪鏈鍵鐵門閃陣陰陽隨隱雜難"
    "靜頁順須領頭額願顧飯驅鬆麗齊齡龍佔傷僅儘兇冊凍劇劑勁勞勢協卻厭參吳員喚嚴場墊壘夠夾奪奮婦孫寧尋屆嶺幣廠彈彙徹恥惱慮慶憂懷懸戰拋掛採損搶摺撐撥擇擾攜敗敵斃暫朧殺殘氾決淨渦湧準滯漲潛澤災煩煙爛爭牽狹獎畢療"
    "盡眾瞭礙禍穫積竄築簡籌糧糾純紙紛綁綜緊緒編緩縱織罰聞職脫腳膽臨舉艙蓋蕩藝蘭蟲衝裝製複襲觀訓託訪評詞詢誠課諮講識譜讀豐財貨賬質賴趕趨踐躍軌較輩辦農迴邁鄉釘鈕鋼鏟鑑闆陳陸霧韓頂顛飆餘驚鬧魚鳥鹽黨倉側債內冪"
    "劉嘗圓壩搖敘晝極榮檔歲殼滾灣熱牠瑣畝睏禮稱窮筆箇篩簾紀紋絕綫緯縣繪罵羅聲腸臉蘇裊訴詐誇諾謀貧賀贈輛鄭銳鏽鑽閾隸雖鞏頓顏飲騙鯨鴻墮遊傳償偵偽僱倖衛襯禦徵註嚇囉囑嗶嗚釣煉尷塵墜壽夢孃峽巔幟廟彎慣憐懶擔攤斬"
    "暈曆曉樓橋欄歐漢潤濟濫瀏灑烏熒爐獻瓊瘋盧矚碩筍紹綱緣縫罷翹聖聰膚艱蔣薦藥虧蠟褲覺訝診詭諜謊贏賓趙軍輔遙鄧釀鉤鎮閣陝雞靈韌頗飢駕骯鮮鷹麥"
)
_SIMPLIFIED = (
    "资们这个谁为会变开关启动机环无务应库网络节点储云盘账号订阅户专区国东费钱几过还没么吗里里请帮谢说话语误错报监视测试发布运执划画图系连线径响范围邻系据数统计总览标签签类别组队负责拥规详细况状态坏溃异风险"
    "预稳满扩缩减调设选项删销毁释离废弃创启复旧换迁备检扫触获进阶层级优绿黄红蓝独讯时间钟周后来现当从处于与并对将让给该许权证书凭钥码验认录记忆体频宽迟表电脑终结断续买卖价贵俭约闲闲恶击骇胁补强压单双历志审"
    "干么样问题学习写诗听车飞厅馆猫爱欢乐戏译气温湿块颗张条只台台台万亿两显闭锁闸墙伫丛群实虚拟枢纽镜载产导汇迹踪拦挡联绕继维护术业竞适归属宝贝驻腾转输轮软轻边远逻辑达递遗医厘针银铺链键铁门闪阵阴阳随隐杂难"
    "静页顺须领头额愿顾饭驱松丽齐龄龙占伤仅尽凶册冻剧剂劲劳势协却厌参吴员唤严场垫垒够夹夺奋妇孙宁寻届岭币厂弹汇彻耻恼虑庆忧怀悬战抛挂采损抢折撑拨择扰携败敌毙暂胧杀残泛决净涡涌准滞涨潜泽灾烦烟烂争牵狭奖毕疗"
    "尽众了碍祸获积窜筑简筹粮纠纯纸纷绑综紧绪编缓纵织罚闻职脱脚胆临举舱盖荡艺兰虫冲装制复袭观训托访评词询诚课咨讲识谱读丰财货账质赖赶趋践跃轨较辈办农回迈乡钉钮钢铲鉴板陈陆雾韩顶颠飙余惊闹鱼鸟盐党仓侧债内幂"
    "刘尝圆坝摇叙昼极荣档岁壳滚湾热它琐亩困礼称穷笔个筛帘纪纹绝线纬县绘骂罗声肠脸苏袅诉诈夸诺谋贫贺赠辆郑锐锈钻阈隶虽巩顿颜饮骗鲸鸿堕游传偿侦伪雇幸卫衬御征注吓啰嘱哔呜钓炼尴尘坠寿梦娘峡巅帜庙弯惯怜懒担摊斩"
    "晕历晓楼桥栏欧汉润济滥浏洒乌荧炉献琼疯卢瞩硕笋绍纲缘缝罢翘圣聪肤艰蒋荐药亏蜡裤觉讶诊诡谍谎赢宾赵军辅遥邓酿钩镇阁陕鸡灵韧颇饥驾肮鲜鹰麦"
)
_SIMPLER = str.maketrans(_TRADITIONAL, _SIMPLIFIED)
_ZEROS = "\u0660\u06f0\u0966\u09e6\u0ae6\u0be6"
"""Zeros of Arabic, Persian, Devanagari and other scripts; their other digits follow."""
_SIGNS = {"٪": "%", "٫": ".", "٬": ",", "¿": " ", "¡": " ", "؟": "?", "،": ",", "؛": ";"}
_HAN = dict(zip("一二三四五六七八九十", range(1, 11), strict=True)) | {"两": 2, "十一": 11, "十二": 12, "零": 0}
_KOREAN = {
    word: value
    for value, word in enumerate(
        ("한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉", "열", "열한", "열두"), 1
    )
}
_HOURS = _HAN | _KOREAN
_LATE = frozenset({"下午", "晚上", "傍晚", "今晚", "昨晚", "午後", "夕方", "昼", "お昼", "晚间", "오후", "저녁", "낮"})
_NIGHT = frozenset({"夜里", "半夜", "深夜", "夜中", "真夜中", "夜", "밤", "한밤"})
"""Small hours of these are those behind midnight."""
_SMALL_HOURS = 6
_PART = (
    "凌晨|清晨|早晨|清早|早上|上午|中午|下午|晚上|晚间|傍晚|夜里|半夜|深夜|夜中|真夜中|未明|早朝|明け方|午前|午後|朝|夜|夕方|お昼|昼"
    "|오전|오후|아침|저녁|새벽|한밤|밤|낮"
)
_SINO = "일이삼사오육칠팔구"
_CLOCK = lazy_pattern(
    rf"(?:(?P<part>{_PART})[のに]?\s?)?(?<!\d)(?P<hour>\d{{1,2}}|{'|'.join(sorted(_HOURS, key=len, reverse=True))})"
    r"\s?(?:点钟|點鐘|点|點|時(?![間感刊巻簡缶])|时(?!间)|시(?![간스작점각])) ?(?:(?P<half>半|반)|(?P<quarter>[一三])刻"
    r"|(?P<minute>\d{1,2})\s?(?:分(?!钟)|분)?|(?P<word>[一二三四五]?十[一二三四五六七八九]?|[一二三四五六七八九])分(?!钟)"
    rf"|(?P<ten>[二三四五]?十[一二三四五六七八九]?)(?![个台分])|(?P<sino>[{_SINO}]?십[{_SINO}]?|[{_SINO}])\s?분)?(?P<less>\s?前|\s?전)?"
)
_GOES_ON = lazy_pattern(rf"(?:{'|'.join(sorted(_LATE | _NIGHT))})[^,，。]{{0,12}}(?:到|至|から|부터|에서|~|-)\s*$")
"""What stands before the second time of "下午3点到5点", which is late, too."""
_PERCENT = lazy_pattern(r"百分之\s?(?P<number>\d+(?:\.\d+)?)")
_PARTS = lazy_pattern(
    r"(?P<number>\d+(?:\.\d+)?)\s?"
    r"(?:퍼센트|프로(?![가-힣])|パーセント|प्रतिशत|फीसदी|بالمئة|بالمائة|في المئة|في المائة|процент\w*)"
)
_MYRIADS = lazy_pattern(r"(?P<number>\d+)\s?[万萬만](?![一-鿿가-힣])")


def simplified(text: str) -> str:
    """``text`` with the signs of China, Taiwan and Japan alike: as they are written in China."""
    return text.translate(_SIMPLER)


@cache
def _digits() -> dict[int, str]:
    """What each foreign digit and sign is written as."""
    told = {ord(zero) + value: str(value) for zero in _ZEROS for value in range(10)}
    return told | {ord(sign): latin for sign, latin in _SIGNS.items()}


def latin(text: str) -> str:
    """``text`` with its digits, percents and times of day as English writes them."""
    if text.isascii():
        return text
    text = text.translate(_digits())
    text = _PERCENT.sub(r"\g<number>% ", text)
    text = _PARTS.sub(r"\g<number>% ", text)
    text = _MYRIADS.sub(lambda said: str(10000 * int(said["number"])), text)
    return _CLOCK.sub(_clock, text)


def _clock(said: re.Match[str]) -> str:
    """A time of day, of twenty-four hours; what is none stays."""
    told = said["hour"]
    hour = int(told) if told.isdigit() else _HOURS[told]
    part = said["part"] or ""
    is_late = part in _LATE if part else _GOES_ON.search(said.string[: said.start()]) is not None
    if part in _NIGHT:
        is_late = hour >= _SMALL_HOURS
        hour %= 12 if hour == 12 else 24
    if is_late and 0 < hour < 12:
        hour += 12
    minute = _minutes(said)
    if hour > 23 or minute > 59:
        return said.group()
    if not part and not (minute or said["minute"]) and told in {"一", "한"}:
        return said.group()
    if said["less"] and not minute:  # "before three"
        return f" {hour:02}:00 {said['less']}"
    if said["less"] and said["half"]:
        return f" {hour:02}:30 {said['less']}"
    total = 60 * hour + (-minute if said["less"] else minute)
    return f" {total // 60 % 24:02}:{total % 60:02} "


def _minutes(said: re.Match[str]) -> int:
    """What a time of day tells behind its hour."""
    if said["half"] or said["quarter"]:
        return 30 if said["half"] else 15 if said["quarter"] == "一" else 45
    if word := said["word"] or said["ten"]:
        tens, ten, ones = word.rpartition("十")
        return (10 * _HAN.get(tens, 1) if ten else 0) + _HAN.get(ones, 0)
    if word := said["sino"]:
        tens, ten, ones = word.rpartition("십")
        return (10 * (_SINO.find(tens) + 1 if tens else 1) if ten else 0) + _SINO.find(ones) * bool(ones) + bool(ones)
    return int(said["minute"] or 0)
