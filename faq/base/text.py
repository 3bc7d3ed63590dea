"""Words as search and glossary compare them: folded to one form, cut into terms.

- `fold`: one width, one case, simplified characters; `fold_in_place` keeps every place.
- `terms`: what a text is indexed under.
- `words`: what a query asks for, each word with the terms that stand for it.
- `as_one`: a name as one word of a query, its parts side by side.
- `occurrences`: where these words stand in a text that is shown.

Chinese has no spaces. A run of Han characters is indexed as every pair of neighbours and as the
words of a dictionary; so a word in the middle is found, and one that the dictionary knows weighs
more than two characters that only happen to meet. Words in letters are indexed by their stem,
codes (USDT-TRC20, C++, 51008) whole and in parts.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain, islice, pairwise, product
from pathlib import Path
from typing import Protocol

# --- Folding -----------------------------------------------------------------------------------

_TABLE_FILE = Path(__file__).parent / "data" / "traditional.txt"
# Beside OpenCC's table: forms of Taiwan and Hong Kong, what is written either way (帐 and 账, 著
# and 着), the Greek s that depends on its place, and characters without width.
_OVERRIDES = str.maketrans(
    "瞭著覆暱揹藉衞敍枱粧糭衹帳賬帐妳牠ς",
    "了着复昵背借卫叙台妆粽只账账账你它σ",
    "\xad\u034f\u061c\u200b\u200c\u200d\u200e\u200f\u2060\ufe00\ufe01\ufe02\ufe03\ufe0e\ufe0f\ufeff",
)
_TABLE = str.maketrans(*_TABLE_FILE.read_text(encoding="utf-8").splitlines()) | _OVERRIDES


def fold(text: str) -> str:
    """`text` as it is compared: full-width as half-width, lower case, simplified characters.

    ＡＰＩ becomes api, 保證金 becomes 保证金. Folding twice changes nothing.
    """
    folded = unicodedata.normalize("NFKC", text).lower().translate(_TABLE)
    if unicodedata.is_normalized("NFKC", folded):
        return folded
    return unicodedata.normalize("NFKC", folded)


class _InPlace(dict[int, str]):
    """The folded form of each character met so far, where it is one character too."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        folded = fold(character)
        self[code] = folded if len(folded) == 1 else character
        return self[code]


_IN_PLACE = _InPlace()


def fold_in_place(text: str) -> str:
    """`text` folded character by character: as long as before, every place the same."""
    return text.translate(_IN_PLACE)


# --- Cutting -----------------------------------------------------------------------------------

# Scripts that are written without spaces: Han, kana, and Hangul, whose words change at their end.
_UNSPACED = (
    "\u3005\u3007\u3041-\u3096\u30a1-\u30fa\u30fc\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3"
    "\U00020000-\U000323af"
)
_LETTER = rf"[^\W_{_UNSPACED}]"
_JOINER = r"(?:[-._/:@&+'’]|(?<=\d),(?=\d{3}))"
_TOKEN = re.compile(rf"(?P<run>[{_UNSPACED}]+)|{_LETTER}+(?:{_JOINER}{_LETTER}+)*(?:\+\+|#| ?%)?")
_PART = re.compile(rf"{_LETTER}+")
_NUMBER = re.compile(r"[\d.:]+")
_LETTERS_THEN_DIGITS = re.compile(r"([a-z]{2,6})(\d{1,4})")
_LEFT_OUT = str.maketrans("", "", "', ")
_LONGEST_TERM = 100


@dataclass(frozen=True)
class Word:
    """One word of a query.

    Any of `phrases` stands for it; the terms of a phrase stand side by side. `pieces` are words
    inside it, which say less. With `is_start` any term that starts with it stands for it. `others`
    are names that mean the same: they stand for it too, alone or with the words beside it that
    have the same ones.
    """

    text: str
    phrases: tuple[tuple[str, ...], ...]
    pieces: tuple[str, ...] = ()
    is_start: bool = False
    others: tuple["Word", ...] = ()


def terms(text: str) -> list[str]:
    """The terms under which `text` is found, in the order that phrases rely on."""
    found: list[str] = []
    for token in _TOKEN.finditer(fold(text)):
        if run := token["run"]:
            found += _pairs(run)
            found += [word for word in _dictionary().cut_for_search(run) if len(word) > 1]
        else:
            found += _terms_of_code(token[0][:_LONGEST_TERM])
    return found


def dictionary_words(text: str) -> list[str]:
    """The Chinese words of a text by the dictionary, in order, without single characters."""
    runs = (token["run"] for token in _TOKEN.finditer(fold(text)) if token["run"])
    return [word for run in runs for word in cut(run) if len(word) > 1]


def as_written(text: str) -> list[str]:
    """The words in letters of which `terms` gives only the stem: for what is still being typed."""
    tokens = (token for token in _TOKEN.finditer(fold(text)) if not token["run"])
    found = (_in_letters(token[0]) for token in tokens)
    return [word.text for word in found if (word.text,) not in word.phrases]


def words(query: str, *, limit: int = 16) -> list[Word]:
    """The words that a query asks for, each once, at most `limit`.

    Words that say nothing (how, 怎么, 的) are left out where others remain.
    """
    return telling(every_word(query), limit=limit)


def characters(wanted: Iterable[Word]) -> list[Word]:
    """The Han characters of words without other names, each once: they hint at words alike."""
    plain = (word.text for word in wanted if not word.others)
    inside = (text for text in plain if len(text) > 1 and _is_unspaced(text))
    found = dict.fromkeys(character for text in inside for character in text)
    return [_in_han(character) for character in found if character not in _SAY_NOTHING]


def quoted(query: str) -> list[Word]:
    """What stands in quotation marks, each as one word, where it is more than one."""
    names = (found["name"] for found in _QUOTED.finditer(query))
    return [as_one(name) for name in names if len(list(every_word(name))) > 1]


_QUOTED = re.compile('["“”„「『](?P<name>[^"“”「」『』]{2,100})["“”」』]')


def telling(wanted: Iterable[Word], *, limit: int = 16) -> list[Word]:
    """Those of the words that `words` would give."""
    found: dict[str, Word] = {}
    for word in wanted:
        found.setdefault(word.text, word)
    meant = [word for text, word in found.items() if text not in _SAY_NOTHING]
    return (meant or list(found.values()))[:limit]


def every_word(query: str) -> Iterator[Word]:
    """The words of a query, in order, those that say nothing and repeat others too."""
    for token in _TOKEN.finditer(fold(query)):
        if run := token["run"]:
            yield from map(_in_han, cut(run))
        else:
            yield _in_letters(token[0])


@lru_cache(maxsize=10_000)
def as_one(name: str) -> Word:
    """A name as one word: its terms side by side, whatever dictionary words it is made of.

    A name of signs alone has no phrase, and of codes not every way to write them is one.
    """
    folded = fold(name)
    tokens = list(_TOKEN.finditer(folded))
    ways = [
        (tuple(_pairs(token["run"])[:-1]) or (token["run"],),)
        if token["run"]
        else _in_letters(token[0]).phrases
        for token in tokens
    ]
    if not ways:
        return Word(folded, ())
    phrases = tuple(tuple(chain(*way)) for way in islice(product(*ways), _MOST_WAYS))
    return Word(folded, phrases, is_start=len(tokens[-1]["run"] or "") == 1)


_MOST_WAYS = 9


def _pairs(run: str) -> list[str]:
    """Every two neighbours, and the last character: each character starts one of these terms."""
    return [*map("".join, pairwise(run)), run[-1]]


def _in_han(word: str) -> Word:
    if len(word) < 3:
        return Word(word, ((word,),), is_start=len(word) == 1)
    pairs = tuple(map("".join, pairwise(word)))
    inner = [part for part in _dictionary().cut_for_search(word) if 1 < len(part) < len(word)]
    return Word(word, ((word,), pairs), tuple(dict.fromkeys(inner or pairs)))


def _in_letters(token: str) -> Word:
    """A word in letters, by its stem; or a code: whole, in parts, and without its joints.

    ERC-20, ERC20 and ERC 20 are one code; C++ is not C, nor 50% 50, but these are pieces of them.
    """
    return _in_letters_cut(token[:_LONGEST_TERM])


@lru_cache(maxsize=10_000)
def _in_letters_cut(token: str) -> Word:
    code = _without_accents(token).replace("’", "'").removesuffix("'s")
    code = code.translate(_LEFT_OUT)
    if code.isalpha():
        return Word(code, ((stem(code),),))
    bare = code.rstrip("+#%")
    pieces = [] if bare == code else [stem(bare)]
    if _NUMBER.fullmatch(bare):
        return Word(code, ((code,),), tuple(pieces))
    parts = tuple(map(stem, _PART.findall(bare)))
    if len(parts) > 1:
        return Word(code, ((code,), parts, ("".join(parts),)), (*pieces, *dict.fromkeys(parts)))
    halves = _LETTERS_THEN_DIGITS.fullmatch(bare)
    return Word(code, ((code,), halves.groups()) if halves else ((code,),), tuple(pieces))


@lru_cache(maxsize=10_000)
def _terms_of_code(token: str) -> tuple[str, ...]:
    """Each term once; the parts of a code stay side by side."""
    word = _in_letters(token)
    found = dict.fromkeys(term for phrase in word.phrases for term in phrase)
    for piece in word.pieces:
        found.setdefault(piece)
        if halves := _LETTERS_THEN_DIGITS.fullmatch(piece):
            found.update(dict.fromkeys(halves.groups()))
    return tuple(found)


def _without_accents(word: str) -> str:
    if word.isascii():
        return word
    letters = unicodedata.normalize("NFD", word)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


# --- Places ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Place:
    """Where a word of a query stands in a text; `word` is its number in the query."""

    start: int
    end: int
    word: int


def occurrences(text: str, wanted: Sequence[Word]) -> list[Place]:
    """The places in `text`, as it is shown, of what the words ask for; none overlaps another."""
    in_han: dict[str, int] = {}
    in_letters: dict[str, int] = {}
    for number, word in enumerate(wanted):
        known = in_han if _is_unspaced(word.text) else in_letters
        single = [phrase[0] for phrase in word.phrases if len(phrase) == 1]
        for form in [*single, *word.pieces]:
            known.setdefault(form, number)
    folded = fold_in_place(text)
    places = [*_places_in_han(folded, in_han), *_places_in_letters(folded, in_letters)]
    return sorted(places, key=lambda place: place.start)


def _is_unspaced(word: str) -> bool:
    token = _TOKEN.match(word)
    return token is not None and token["run"] is not None


def _places_in_han(folded: str, wanted: dict[str, int]) -> Iterator[Place]:
    if not wanted:
        return
    longest_first = sorted(wanted, key=len, reverse=True)
    for found in re.finditer("|".join(map(re.escape, longest_first)), folded):
        yield Place(found.start(), found.end(), wanted[found[0]])


def _places_in_letters(folded: str, wanted: dict[str, int]) -> Iterator[Place]:
    if not wanted:
        return
    # A stem begins as its word does: most words of a text are none of these at first sight.
    starts = {form[:2] for form in wanted}
    for token in _TOKEN.finditer(folded):
        plain = token[0].isascii() and token[0].isalnum()
        if token["run"] or (plain and token[0][:2] not in starts):
            continue
        if (number := _wanted_number(token[0], wanted)) is not None:
            yield Place(token.start(), token.end(), number)
        elif not token[0].isalnum():
            for part in _PART.finditer(folded, token.start(), token.end()):
                if (number := _wanted_number(part[0], wanted)) is not None:
                    yield Place(part.start(), part.end(), number)


def _wanted_number(token: str, wanted: dict[str, int]) -> int | None:
    for phrase in _in_letters(token).phrases:
        if len(phrase) == 1 and phrase[0] in wanted:
            return wanted[phrase[0]]
    return None


# --- The dictionary ----------------------------------------------------------------------------


class _Dictionary(Protocol):
    def cut(self, text: str, hmm: bool = True) -> list[str]: ...

    def cut_for_search(self, text: str) -> list[str]: ...


# Words of the field that the general dictionary cuts in two. The second ones win over what their
# last character begins (提现已暂停, 强平时): the number is how common they are taken to be.
_WORDS_OF_THE_FIELD = "没到 没收到 到账 入账 提币 充币 密钥 私钥 助记词 爆仓 冷钱包 热钱包 验证器"
_COMMON_WORDS_OF_THE_FIELD = "提现 强平 盘口 吃单 挂单"
_COMMON = 3000


@cache
def _dictionary() -> _Dictionary:
    """The dictionary of Chinese words, loaded on first use because it costs 0.2 s and 33 MB."""
    from rjieba import Jieba

    dictionary = Jieba()
    for word in _WORDS_OF_THE_FIELD.split():
        dictionary.add_word(word, None, None)
    for word in _COMMON_WORDS_OF_THE_FIELD.split():
        dictionary.add_word(word, _COMMON, None)
    return dictionary


def cut(text: str) -> list[str]:
    """Chinese text in dictionary words, in order and without a gap."""
    words: list[str] = _dictionary().cut(text)
    return words


def known_words(text: str) -> list[str]:
    """The words of two and more characters that the dictionary knows in it; none is guessed."""
    return [word for word in _dictionary().cut(fold(text), False) if len(word) > 1]


def load_dictionary() -> None:
    """Load it now: before a server forks, so that its processes share it."""
    _dictionary()


_WORDS_WITHOUT_MEANING = """
    a an the of to in on at for from with by and or as if so is are was am be been do does did done
    how what why when where which who can could will would should shall may i me my mine we us our
    you your it its this that these those there here have has had not no but about get got please
    的 了 吗 呢 吧 啊 呀 么 嘛 是 在 我 你 您 他 她 它 我们 你们 您们 他们 我的 你的 您的 自己 怎么
    怎么办 怎样 怎么样 如何 为什么 为何 什么 哪 哪里 哪个 多少 几 请 请问 想 要 想要 能 会 能否 可以
    可不可以 是否 是不是 有 有没有 没 没有 不 和 与 或 或者 及 跟 就 都 也 还 又 才 再 把 被 给 让
    对 从 到 为 以 这 那 这个 那个 这样 那样 一个 个 里 上 下 中 时 后 前 去 来 地 得 着 过 啥 咋 呗
    怎么回事 咋回事 回事 啥意思 什么意思 是什么 咋办 怎么弄
"""
_SAY_NOTHING = frozenset(_WORDS_WITHOUT_MEANING.split())


# --- Stems -------------------------------------------------------------------------------------


@lru_cache(maxsize=10_000)
def stem(word: str) -> str:
    """An English word without -s, -ed, -ing and what they change; other words as they are.

    deposits, deposited and depositing become deposit; verify and verified verifi.
    """
    if len(word) < 4 or not (word.isascii() and word.isalpha()):
        return word
    root = _without_plural(word)
    ending = next((end for end in ("ing", "ed") if root.endswith(end)), "")
    if ending and not root.endswith("eed") and _VOWEL.search(root, 0, len(root) - len(ending)):
        root = root.removesuffix(ending)
    if len(root) < 3:
        return root + "e"
    if root[-1] == root[-2] and root[-1] not in "aeios" and len(root) > 4:
        root = root[:-1]
    if root[-1] == "y" and root[-2] not in "aeiou":
        root = root[:-1] + "i"
    if root[-1] == "e" and root[-2] != "e" and len(root) > 3:
        root = root[:-1]
    return root


_VOWEL = re.compile("[aeiouy]")


def _without_plural(word: str) -> str:
    if word.endswith("ies"):
        return word[:-2]
    if word.endswith("sses"):
        return word[:-2]
    if word.endswith(("ss", "us", "is")) and word != "apis":
        return word
    return word.removesuffix("s")
