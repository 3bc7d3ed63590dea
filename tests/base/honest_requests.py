"""Requests as honest people write them, full of numbers that look like something else."""

import random
import string
from collections.abc import Callable, Iterator

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_BECH32 = "023456789acdefghjklmnpqrstuvwxyz"
_LETTERS = string.ascii_letters + string.digits

# Chinese in both scripts and English; the names in braces are those of _VALUES.
REQUESTS = """
我提了 {amount} {coin} 到 {address}，{network}，TXID {txid}，{time} 到现在没到账
充值没到账 {txid}
{txid}
{address}
{order}
订单号 {order} 一直是处理中，UID {uid}
订单 {order} 成交价 {price}，手续费 {fee}，是不是多收了
{time} 下的单 {order} 没成交，现价 {price}
UID：{uid}，手机 {phone}，收不到验证码
收不到短信验证码，号码是 {phone}，{device}
忘记密码了，邮箱 {email}，{device}，重置邮件收不到
登录密码输错 5 次，账号 {email} 被锁，UID {uid}
改了资金密码后 24 小时不能提币，{time} 改的，现在提 {amount} {coin} 提示 {error}
谷歌验证器换手机了，UID {uid}，旧手机是 {device}
网络选错了，应该用 TRC20 却用了 {network}，地址 {address}，交易哈希：{txid}
提币忘填 memo，memo 应为 {memo}，金额 {amount} {coin}，哈希 {txid}
{coin} 充到了 {address}，区块高度 {block}，确认数 30，还没到账
P2P 订单 {order}，我 {time} 已付款 {amount} 元，卖家不放币，对方电话 {phone}
转账流水号 {order}，付款 {amount} CNY，银行卡尾号 {four}
身份认证被拒，UID {uid}，{device} 拍的照片不清楚
API 返回 {error}，请求时间 {stamp}，key 权限只读
报错 {error}：余额不足，但我有 {amount} {coin}
合约 {coin}USDT 在 {price} 爆仓，订单 {order}，{time}
网格区间 {price} 到 {price}，每格 {fee}，参数不对
划转 {amount} {coin} 到合约账户，{time}，单号 {order}，余额没变
工单 {memo} 没人回，UID {uid}
有人自称客服，电话 {phone}，问我要验证码，是真的吗
{phone} 是官方电话吗
{email} 是不是官方邮箱
提領 {amount} {coin} 到 {address} 還沒到帳，交易雜湊 {txid}
儲值 {txid} 沒到帳，{time}，{network}
訂單 {order} 被取消，UID {uid}，請問原因
忘記密碼，信箱 {email}，收不到重設信
收不到驗證碼，手機 {phone}，{device}
轉帳單號 {order}，金額 {amount}，{time}
I withdrew {amount} {coin} to {address} on {network} at {time}, txid {txid}, not arrived
deposit not credited {txid}
Order {order} is stuck, UID {uid}
order id: {order}
My order {order} was filled at {price} instead of {price}, fee {fee}
I cannot log in, my email is {email}, {device}, the password reset mail never comes
password is wrong although I changed it at {time}, uid {uid}
verification code never arrives on {phone}, {device}
Google Authenticator codes are refused since {time}, UID {uid}
Sent {coin} with the wrong memo {memo}, hash {txid}, amount {amount}
Error {error} when I withdraw {amount} {coin} via {network}
API error code {error} at {stamp}, order {order}
P2P seller does not release, order {order}, paid {amount} USD at {time}, card ending {four}
is {phone} your number? They asked for my recovery phrase
Is {email} official?
Block {block}, tx {txid}, 12 confirmations, still pending, from {address} to {address}
My position {coin}-USDT-SWAP was liquidated at {price}, {time}, order {order}
KYC rejected, UID {uid}, document uploaded {time} with {device}
The transfer {order} of {amount} {coin} does not show, account {uid}
""".strip().splitlines()


def requests(number: int, *, seed: int) -> Iterator[str]:
    """So many requests, the same for the same seed."""
    dice = random.Random(seed)
    for place in range(number):
        filled = REQUESTS[place % len(REQUESTS)]
        while "{" in filled:
            name = filled[filled.index("{") + 1 : filled.index("}")]
            filled = filled.replace("{" + name + "}", _VALUES[name](dice), 1)
        yield filled


def _some(dice: random.Random, letters: str, number: int) -> str:
    return "".join(dice.choices(letters, k=number))


def _digits(dice: random.Random, number: int) -> str:
    return dice.choice("123456789") + _some(dice, string.digits, number - 1)


def _txid(dice: random.Random) -> str:
    return dice.choice(
        [
            _some(dice, "0123456789abcdef", 64),
            "0x" + _some(dice, "0123456789abcdef", 64),
            _some(dice, "0123456789ABCDEF", 64),
            _some(dice, _BASE58, 88),
            _some(dice, _LETTERS, 43) + "=",
        ]
    )


def _address(dice: random.Random) -> str:
    return dice.choice(
        [
            "0x" + _some(dice, "0123456789abcdefABCDEF", 40),
            "T" + _some(dice, _BASE58, 33),
            "1" + _some(dice, _BASE58, 33),
            "3" + _some(dice, _BASE58, 33),
            "bc1q" + _some(dice, _BECH32, 38),
            "bc1p" + _some(dice, _BECH32, 58),
            "r" + _some(dice, _BASE58, 33),
            _some(dice, _BASE58, 44),
            "addr1" + _some(dice, _BECH32, 98),
            "4" + _some(dice, _BASE58, 94),
            "UQ" + _some(dice, _LETTERS + "_-", 46),
            "D" + _some(dice, _BASE58, 33),
            "cosmos1" + _some(dice, _BECH32, 38),
        ]
    )


def _time(dice: random.Random) -> str:
    year, month, day = dice.randint(2023, 2026), dice.randint(1, 12), dice.randint(1, 28)
    hour, minute = dice.randint(0, 23), dice.randint(0, 59)
    return dice.choice(
        [
            f"{year}-{month:02}-{day:02} {hour:02}:{minute:02}:15",
            f"{year}/{month}/{day} {hour}:{minute:02} UTC+8",
            f"{year}年{month}月{day}日{hour}点{minute}分",
            f"{year}{month:02}{day:02} {hour:02}{minute:02}",
        ]
    )


def _phone(dice: random.Random) -> str:
    return dice.choice(
        [
            "1" + dice.choice("3578") + _some(dice, string.digits, 9),
            "+86 138 " + _digits(dice, 4) + " " + _digits(dice, 4),
            "+852 " + _digits(dice, 4) + " " + _digits(dice, 4),
            "400-" + _digits(dice, 3) + "-" + _digits(dice, 4),
            "+1 (415) 555-" + _digits(dice, 4),
            "09" + _some(dice, string.digits, 8),
        ]
    )


_VALUES: dict[str, Callable[[random.Random], str]] = {
    "txid": _txid,
    "address": _address,
    "time": _time,
    "phone": _phone,
    "order": lambda dice: _digits(dice, dice.choice([12, 16, 17, 18, 19, 19, 20])),
    "uid": lambda dice: _digits(dice, dice.choice([8, 9])),
    "memo": lambda dice: _digits(dice, dice.choice([6, 9, 10])),
    "block": lambda dice: _digits(dice, dice.choice([6, 8])),
    "four": lambda dice: _digits(dice, 4),
    "stamp": lambda dice: "17" + _digits(dice, 11),
    "error": lambda dice: _digits(dice, dice.choice([5, 6])),
    "amount": lambda dice: f"{dice.uniform(1, 90000):,.{dice.choice([0, 2, 8])}f}",
    "price": lambda dice: f"{dice.uniform(0.001, 99999):.{dice.choice([1, 4])}f}",
    "fee": lambda dice: f"{dice.uniform(0.0001, 20):.6f}",
    "coin": lambda dice: dice.choice(["USDT", "BTC", "ETH", "TRX", "SOL", "XRP"]),
    "network": lambda dice: dice.choice(["TRC20", "ERC20", "BEP20(BSC)", "Arbitrum One"]),
    "device": lambda dice: dice.choice(["iPhone 15 iOS 17.4", "Android14 小米13", "Windows11"]),
    "email": lambda dice: (
        f"{_some(dice, string.ascii_lowercase, 6)}{_digits(dice, 4)}@mail.example"
    ),
}
