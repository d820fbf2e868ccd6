"""Ids of two words, as the API has them: a seeded sequence without repetition that stores only its position."""

from __future__ import annotations

from typing import Final
from zlib import crc32

_FIRST: Final = (  # noqa: SIM905  # a list literal would be four times as long
    "able amber ample arctic ashen autumn azure bare bitter blithe bold bonny brave breezy brief bright brisk "
    "broad bronze calm candid careful casual cheery chilly civic clear clever coastal cobalt copper coral cosmic "
    "cozy crimson crisp curious daily dainty damp daring dashing deep deft dense distant dreamy dusky dusty eager "
    "early earnest easy ebony elder elegant ember epic even exact fabled faint fair famous fancy fast feral fern "
    "festive fierce fiery final fine firm fleet floral fluent fond formal frank free fresh frosty gentle gilded "
    "glad glassy global golden grand grassy gray great green hardy hasty hazel hazy hearty hidden high hollow "
    "honest humble icy ideal idle indigo inland inner ivory jade jolly jovial keen kind large late lavish leafy "
    "lean level light lilac linear little lively local lofty lone loud loyal lucid lucky lunar lush magic major "
    "maple marble marine mellow merry mighty mild minor misty modern modest mossy muted narrow native neat new "
    "nimble noble north novel oaken ocean odd olive open opal outer oval pale paper patient pearl perky placid "
    "plain plum plush polar polite prime proud pure quaint quick quiet rapid rare ready regal rich rigid ripe "
    "robust rocky rosy rough round royal ruby rural rustic sandy satin scenic secret serene shady sharp shiny "
    "silent silky silver simple sleek slim slow small smooth snowy social soft solar solid sonic south spare "
    "spicy stark steady steep still stone stormy strong sturdy subtle sunny super sweet swift tall tame tan teal "
    "tender tidy timely tiny topaz total tough tranquil trim true upper vivid warm"
).split()

_SECOND: Final = (  # noqa: SIM905  # likewise
    "acorn alder anchor antler apple apron arbor arch arrow aspen atlas attic badge baker balcony banner barn "
    "basin basket bay beach beacon beam bell bench birch bird blanket blossom boat bonnet book bottle bough bowl "
    "branch bread breeze brick bridge brook broom bucket bud bundle cabin cable camel candle canoe canyon cape "
    "carpet cart castle cedar cellar chalk chapel cherry chest chime cider cinder circle clay cliff cloak clock "
    "cloud clover coast cobble comet compass cottage cove crane crate creek crest cricket crown cup curtain "
    "daisy dale dawn deck deer delta den desk dew dial dome door dove drum duck dune eagle easel echo elm engine "
    "falcon feather fence ferry fiddle field finch fir flag flask flint flute fog forest fork fountain fox frame "
    "garden gate geyser glade glen globe glove grain grove gull hammer harbor hare harp hatch haven hawk hearth "
    "hedge heron hill hinge hive hook horn house inlet island ivy jacket jar jetty jug juniper kettle key kite "
    "knoll ladder lagoon lake lamp lane lantern lark latch laurel leaf ledge lemon lens lever lily linen lodge "
    "loom magnet mantle map market marsh meadow melon mill mint mirror mitten moon moor moss mountain mug nest "
    "nettle notch nutmeg oak oar oasis onion orbit orchard otter owl oxbow paddle palm parade pasture path peak "
    "pebble pencil pepper petal pier pillar pine plank plaza plow pocket pond poplar porch prairie prism quail "
    "quarry quartz quill raft rain ranch raven reed reef ribbon ridge river robin rock roof root rope "
    "saddle sail shell "
    "spruce stream thicket willow"
).split()

WORDS: Final = 256
"""How many words each list has."""

_SPAN: Final = WORDS * WORDS
_MASK: Final = _SPAN - 1


class Names:
    """An endless sequence of two-word ids; the same seed and key produce the same ids."""

    __slots__ = ("_by", "count")

    def __init__(self, *, seed: int, key: str) -> None:
        self._by = crc32(key.encode(errors="surrogatepass"), seed & 0xFFFFFFFF)
        self.count: int = 0
        """How many ids were returned: the whole state of the sequence."""

    def next(self) -> str:
        """Return an id that this sequence has not returned before."""
        round_, number = divmod(self.count, _SPAN)
        self.count += 1
        mixed = (number + self._by) & _MASK  # each number becomes another one, in an order that looks random
        mixed = (mixed * ((self._by >> 15) | 1)) & _MASK
        mixed ^= mixed >> 7
        first, second = divmod((mixed * 0x9E35) & _MASK, WORDS)
        return f"{_FIRST[first]}_{_SECOND[second]}{_compound(round_) if round_ else ''}"


def _compound(round_: int) -> str:
    """Return the words that tell the ids of later rounds from those of the first."""
    words = ""
    while round_:
        round_, word = divmod(round_, WORDS)
        words += _SECOND[word]
    return words
