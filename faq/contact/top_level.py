"""Endings of host names, to tell a host from other words with a dot in them.

All of two letters but those that are read as kinds of files (md, pl, py, rs, sh, so); of the
others those in wide use, and those that imitations like. A host with another ending is still
found where it is written as a link or resembles one of ours.
"""

from typing import Final

TOP_LEVEL: Final = frozenset(
    """
    ac ad ae af ag ai al am ao ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs
    bt bw by bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec
    ee eg er es et eu fi fj fk fm fo fr ga gb gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw
    gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh ki km kn kp kr kw
    ky kz la lb lc li lk lr ls lt lu lv ly ma mc me mg mh mk ml mm mn mo mp mq mr ms mt mu mv
    mw mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pm pn pr ps pt pw qa
    re ro ru rw sa sb sc sd se sg si sk sl sm sn sr ss st su sv sx sy sz tc td tf tg th tj tk
    tl tm tn to tr tt tv tw tz ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw
    com net org edu gov int mil info biz name mobi asia tel pro app dev page web site website
    online store shop xyz top vip club live life world today news email help support services
    service center chat cloud digital exchange finance financial fund money market trade
    trading capital cash bank pay loan credit invest crypto wallet wiki work tech link click
    space fun icu win bid buzz one ltd group company team agency press global network systems
    solutions software media social plus run cool games game security example invalid
    中国 中國 公司 网络 網絡 在线 手机 商城 网址 香港 台湾 台灣
    """.split()  # noqa: SIM905
)
