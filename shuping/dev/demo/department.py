"""青岚省交通运输厅, an invented department: its units, branches and people (demo.md)."""

from dataclasses import dataclass

DEPARTMENT = "青岚省交通运输厅"


@dataclass(frozen=True, slots=True)
class UnitData:
    """One subordinate unit as the register holds it. `branches` are (name, parent name or "")."""

    code: str
    name: str
    short: str
    level: str
    unit_class: str
    mode: str
    secretary: str
    duty: str
    clerk: str
    members: int
    branches: tuple[tuple[str, str], ...]


def _branches(*names: str) -> tuple[tuple[str, str], ...]:
    return tuple((name, "") for name in names)


def _below(general: str, *names: str) -> tuple[tuple[str, str], ...]:
    return ((general, ""), *((name, general) for name in names))


UNITS: tuple[UnitData, ...] = (
    UnitData(
        "A01",
        "省公路事业发展中心党委",
        "公路中心",
        "committee",
        "institution",
        "on_the_spot",
        "高明远",
        "党委书记、主任",
        "白露",
        286,
        _branches(
            "机关第一党支部",
            "机关第二党支部",
            "养护管理党支部",
            "路网运行党支部",
            "工程管理党支部",
            "收费管理党支部",
            "信息监控党支部",
            "应急保障党支部",
            "离退休党支部",
        ),
    ),
    UnitData(
        "A02",
        "省道路运输事业发展中心党委",
        "道运中心",
        "committee",
        "institution",
        "on_the_spot",
        "宋立群",
        "党委书记",
        "曹佳",
        164,
        _branches(
            "机关党支部",
            "客运管理党支部",
            "货运管理党支部",
            "驾培维修党支部",
            "出行服务党支部",
            "从业资格党支部",
            "离退休党支部",
        ),
    ),
    UnitData(
        "A03",
        "省交通规划勘察院党委",
        "规划勘察院",
        "committee",
        "enterprise",
        "on_the_spot",
        "梁思齐",
        "党委书记、院长",
        "方可",
        231,
        _branches(
            "机关党支部",
            "规划一所党支部",
            "规划二所党支部",
            "路线设计党支部",
            "桥梁隧道党支部",
            "岩土勘察党支部",
            "经营招投标党支部",
            "检测中心党支部",
            "离退休党支部",
        ),
    ),
    UnitData(
        "H01",
        "北岭公路局党委",
        "北岭局",
        "committee",
        "highway",
        "on_the_spot",
        "周怀山",
        "党委书记、局长",
        "石磊",
        312,
        (
            *_branches(
                "机关党支部",
                "北岭养护站党支部",
                "云口养护站党支部",
                "石门养护站党支部",
                "路政服务党支部",
                "机械化中心党支部",
            ),
            *_below("工程项目党总支", "北云线项目党支部", "石门隧道项目党支部", "桥梁加固项目党支部"),
        ),
    ),
    UnitData(
        "H02",
        "东溪公路局党委",
        "东溪局",
        "committee",
        "highway",
        "on_the_spot",
        "叶春和",
        "党委书记、局长",
        "吕宁",
        298,
        _branches(
            "机关党支部",
            "东溪养护站党支部",
            "柳河养护站党支部",
            "白塔养护站党支部",
            "青川养护站党支部",
            "双桥养护站党支部",
            "隧道管理所党支部",
            "超限检测站党支部",
            "机械化中心党支部",
            "试验检测党支部",
            "后勤服务党支部",
            "离退休党支部",
        ),
    ),
    UnitData(
        "H03",
        "南屏公路局党委",
        "南屏局",
        "committee",
        "highway",
        "on_the_spot",
        "郑国梁",
        "党委书记、局长",
        "田雨",
        305,
        (
            *_branches("机关党支部", "路政服务党支部", "试验检测党支部", "超限检测站党支部", "离退休党支部"),
            *_below(
                "养护中心党总支",
                "南屏养护站党支部",
                "龙泉养护站党支部",
                "马坪养护站党支部",
                "花岭养护站党支部",
                "新渡养护站党支部",
                "机械化队党支部",
            ),
        ),
    ),
    UnitData(
        "H04",
        "西原公路局党委",
        "西原局",
        "committee",
        "highway",
        "on_the_spot",
        "韩振东",
        "党委书记、局长",
        "孙悦",
        277,
        _branches(
            "机关党支部",
            "西原养护站党支部",
            "沙河养护站党支部",
            "大营养护站党支部",
            "红柳养护站党支部",
            "路政服务党支部",
            "超限检测站党支部",
            "机械化中心党支部",
            "离退休党支部",
        ),
    ),
    UnitData(
        "W01",
        "交通职业学院党委",
        "职业学院",
        "committee",
        "college",
        "written",
        "秦若兰",
        "党委书记",
        "柯敏",
        402,
        (
            *_branches("机关第一党支部", "机关第二党支部", "公共教学部党支部", "后勤党支部"),
            *_below("道路桥梁学院党总支", "路桥教师党支部", "路桥学生党支部"),
            *_below("汽车工程学院党总支", "汽车教师党支部", "汽车学生党支部"),
            *_below("轨道交通学院党总支", "轨道教师党支部", "轨道学生党支部"),
        ),
    ),
    UnitData(
        "W02",
        "港航事业发展中心党委",
        "港航中心",
        "committee",
        "institution",
        "written",
        "邵建平",
        "党委书记、主任",
        "温静",
        118,
        _branches("机关党支部", "航道养护党支部", "船闸管理党支部", "港口管理党支部", "水上应急党支部", "离退休党支部"),
    ),
    UnitData(
        "W03",
        "交通执法监督局党委",
        "执法局",
        "committee",
        "enforcement",
        "written",
        "袁正刚",
        "党委书记、局长",
        "姜楠",
        193,
        _branches(
            "机关党支部",
            "执法一支队党支部",
            "执法二支队党支部",
            "执法三支队党支部",
            "执法四支队党支部",
            "法制审核党支部",
            "指挥中心党支部",
        ),
    ),
    UnitData(
        "W04",
        "质量安全监督站党总支",
        "质安站",
        "general_branch",
        "institution",
        "written",
        "谢文博",
        "党总支书记、站长",
        "何苗",
        56,
        _branches("综合党支部", "公路监督党支部", "水运监督党支部"),
    ),
    UnitData(
        "W05",
        "信息中心党支部",
        "信息中心",
        "branch",
        "institution",
        "written",
        "范晓东",
        "党支部书记、主任",
        "丁一凡",
        27,
        (),
    ),
    UnitData(
        "W06",
        "机关服务中心党支部",
        "服务中心",
        "branch",
        "institution",
        "written",
        "苗春梅",
        "党支部书记、主任",
        "郝健",
        31,
        (),
    ),
)


@dataclass(frozen=True, slots=True)
class StaffData:
    """Somebody of the department itself, with the role of the account."""

    username: str
    name: str
    duty: str
    role: str


STAFF: tuple[StaffData, ...] = (
    StaffData("presider", "顾承远", "厅党组书记、厅长", "presider"),
    StaffData("member", "陈砚秋", "厅党组成员、副厅长", "member"),
    StaffData("member2", "冯启明", "厅党组成员、副厅长", "member"),
    StaffData("office-head", "何志远", "直属机关党委专职副书记", "office_head"),
    StaffData("office", "李敏", "直属机关党委办公室", "office"),
    StaffData("office2", "赵晴", "直属机关党委办公室", "office"),
    StaffData("supervisor", "沈静", "驻厅纪检监察组副组长", "supervisor"),
    StaffData("discipline", "罗国安", "机关纪委书记", "discipline"),
    StaffData("teller1", "唐晓雯", "计票人", "teller"),
    StaffData("teller2", "马立新", "监票人", "teller"),
    StaffData("archivist", "许文", "直属机关党委办公室（档案）", "archivist"),
    StaffData("guest", "邱岚", "省直机关工委组织部", "guest_superior"),
    StaffData("delegate", "黎和", "服务对象代表", "delegate"),
    StaffData("system", "钱毅", "系统管理员", "system_admin"),
    StaffData("security", "胡安", "安全管理员", "security_admin"),
    StaffData("auditor", "金审言", "审计管理员", "auditor"),
)

# Who answers for which unit (分管), and whose contact point it is (联系点).
SUPERVISED_BY: dict[str, str] = {
    "A01": "陈砚秋",
    "A02": "陈砚秋",
    "A03": "冯启明",
    "H01": "陈砚秋",
    "H02": "陈砚秋",
    "H03": "冯启明",
    "H04": "冯启明",
    "W01": "冯启明",
    "W02": "陈砚秋",
    "W03": "冯启明",
    "W04": "冯启明",
    "W05": "陈砚秋",
    "W06": "陈砚秋",
}
CONTACT_OF: dict[str, str] = {"H03": "陈砚秋", "H01": "顾承远", "A03": "冯启明"}

# The branches of the department's own offices.
ORGANS_BRANCHES: tuple[str, ...] = (
    "厅办公室党支部",
    "政策法规处党支部",
    "综合规划处党支部",
    "财务审计处党支部",
    "人事教育处党支部",
    "公路处党支部",
    "运输处党支部",
    "安全监督处党支部",
    "科技信息处党支部",
    "建设管理处党支部",
    "离退休干部处第一党支部",
    "离退休干部处第二党支部",
    "直属机关党委办公室党支部",
)

_FAMILY = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
_GIVEN = (
    "建国",
    "海燕",
    "文斌",
    "晓峰",
    "丽娟",
    "志强",
    "雅琴",
    "永康",
    "彩霞",
    "立新",
    "俊杰",
    "秋菊",
    "国庆",
    "玉兰",
    "思远",
)


def invented_name(number: int) -> str:
    """A name for the secretary of a branch; the same number gives the same name."""
    return _FAMILY[number * 7 % len(_FAMILY)] + _GIVEN[number * 4 % len(_GIVEN)]
