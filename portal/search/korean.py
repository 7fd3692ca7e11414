"""What Maru knows of Korean words: which endings may come off, and which words say little.

No dictionary and no model. A word keeps its full form always; what is found here only adds a
second, shorter form beside it (와이파이 also becomes 와이파, and must still be found as 와이파이).
"""

_PARTICLES = """
은 는 이 가 을 를 에 의 로 으로 와 과 도 만 나 이나 랑 이랑 하고 에서 에게 한테 께 께서 까지
부터 마다 처럼 보다 조차 밖에 이라 라고 이라고 에는 에도 에서는 에서도 으로는 로는 으로도 로도
까지는 부터는 에게서 한테서 만은 만이 들 들이 들은 들을 들의 이란 란 에만 로만 으로만 이라도
라도 이든 든지 에서의 으로부터 로부터
"""

_ENDINGS = """
합니다 합니까 하나요 한가요 하는 하면 하고 하기 하지 하게 하려 하려고 하려고요 하려면 하는데
하는데요 하는지 하는법 하세요 하셨나요 해요 해야 해서 해도 해주세요 해줘 해줘요 했다 했어 했어요
했는데 했는데요 했습니다 했을때 했더니 했던 할까 할까요 할게요 할때 할래 할수 한 할 함 해 하자
하자마자 하다 하다가 하던 하며 하면서 하네 하네요 됩니다 됩니까 되나요 되나 된다 되는 되면 되고
되지 되게 되어 되었나요 되었습니다 되었어요 됐나요 됐어 됐어요 됐는데 됐습니다 돼요 돼 돼서 될까
될까요 되네요 되네 되던 되었는데 되었으면 된 될 됨 되다 입니다 입니까 인가요 인데 인데요 이에요
예요 이야 이다 인지 이면 이고 이라서 였어 였어요 이었어요 이네 이네요 인가 시켜 시켜요 시키는
시키고 시키면 시킬 시킨 받고 받는 받았어요 받았습니다 받을 받은 받나요 습니다 습니까 어요 아요
었어요 았어요 었습니다 았습니다 는데 는데요 네요 나요 까요 지요 지만 면서 려고 려면 으려고 으면
거나 도록 고요
"""

_SUFFIXES = tuple(sorted({*_PARTICLES.split(), *_ENDINGS.split()}, key=len, reverse=True))
_LONGEST_SUFFIX = len(_SUFFIXES[0])
_SUFFIX_SET = frozenset(_SUFFIXES)
_PARTICLE_SET = frozenset(_PARTICLES.split())

# A stem shorter than this says too little: 나이 must not become 나, nor 휴가 become 휴.
_SHORTEST_STEM = 2

# Words that people put around what they look for. They help to rank, but a document need not
# contain them to be what was asked for.
_POLITE = """
어떻게 어떤 어디 어디서 어디에 어디에서 언제 왜 무엇 무슨 뭐 뭔가 얼마 얼마나 누가 제가 저는
저희 이거 이것 그거 그것 있나요 있을까요 있는지 있어요 있습니까 없나요 없을까요 해주세요 주세요
해 하나요 하는 하는지 하려면 하려고요 합니다 해요 해야 할까요 할 수 있는 되나요 될까요 되는지
돼요 되요 됩니다 안돼요 안되요 안됩니다 않아요 않습니다 싶어요 싶습니다 싶은데 알려주세요 알려
알려줘 가르쳐주세요 궁금합니다 궁금해요 문의 문의드립니다 질문 방법 방법을 방법이 좀 때 것 거 건
게 안 못 잘 더 또 및 등 그 저 제 나 내 요
"""
_POLITE_WORDS = frozenset(_POLITE.split())


def stem(word: str) -> str:
    """Take the longest particle or ending off a Hangul word, if two syllables remain.

    Gives: the stem, or the word itself when nothing may come off.

    >>> stem("비밀번호를"), stem("처리되나요"), stem("나이"), stem("와이파이")
    ('비밀번호', '처리', '나이', '와이파')
    """
    for length in range(min(_LONGEST_SUFFIX, len(word) - _SHORTEST_STEM), 0, -1):
        if word[-length:] in _SUFFIX_SET:
            return word[:-length]
    return word


def is_particle(word: str) -> bool:
    """Tell whether a run of Hangul is nothing but a particle, as in ``PDF로``."""
    return word in _PARTICLE_SET


def is_polite(word: str) -> bool:
    """Tell whether a word only surrounds what is looked for."""
    return word in _POLITE_WORDS
