"""RFC 6962 Merkle trees over any of the two hashes: roots, inclusion paths, consistency.

Leaf node ``H(0x00 ‖ input)``, inner node ``H(0x01 ‖ left ‖ right)``, empty tree ``H("")``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from .errors import LotError
from .hashing import DIGEST_SIZE, Hash
from .parallel import spread

LEAF = b"\x00"
NODE = b"\x01"
# Perfect subtrees of this many leaves are folded at once while streaming: a few megabytes, whatever the tree.
_BLOCK = 1 << 15


def leaf_node(leaf_input: bytes, hash: Hash) -> bytes:
    """The tree node of one leaf input."""
    return hash.digest(LEAF + leaf_input)


def root(leaf_inputs: Iterable[bytes], hash: Hash) -> bytes:
    """The tree hash over ``leaf_inputs``, read once, in bounded memory (RFC 6962 §2.1)."""
    roots: list[bytes] = []
    block: list[bytes] = []
    for leaf_input in leaf_inputs:
        block.append(leaf_input)
        if len(block) == _BLOCK:
            roots.append(fold(hash.many(LEAF, block), hash))
            block = []
    if block:
        roots.append(fold(hash.many(LEAF, block), hash))
    # A block boundary is where the RFC splits too, so the tree over blocks is the tree over leaves.
    return fold(roots, hash) if roots else hash.digest(b"")


def packed_root(
    packed: bytes,
    width: int,
    hash: Hash,
    *,
    watch: Callable[[int, list[bytes]], None] | None = None,
    processes: int | None = None,
) -> bytes:
    """``root`` over leaf inputs of ``width`` bytes each, laid end to end, on as many cores as pay.

    ``watch(index of the first, inputs)`` sees every run of leaves before it is hashed and may refuse it.
    """

    if len(packed) < width:
        return hash.digest(b"")
    above = block_roots(packed, width, _BLOCK, hash, watch=watch, processes=processes)
    return fold([above[i : i + DIGEST_SIZE] for i in range(0, len(above), DIGEST_SIZE)], hash)


def block_roots(
    packed: bytes,
    width: int,
    block: int,
    hash: Hash,
    *,
    watch: Callable[[int, list[bytes]], None] | None = None,
    processes: int | None = None,
) -> bytes:
    """The roots over every ``block`` (a power of two) of leaf inputs laid end to end, 32 bytes each, in order.

    ``watch`` as for ``packed_root``.
    """

    def roots(start: int, end: int) -> bytes:
        found = []
        for at in range(start, end, block):
            last = min(at + block, end) * width
            run = [packed[i : i + width] for i in range(at * width, last, width)]
            if watch is not None:
                watch(at, run)
            found.append(fold(hash.many(LEAF, run), hash))
        return b"".join(found)

    return b"".join(spread(roots, len(packed) // width, block=block, processes=processes))


def fold(nodes: list[bytes], hash: Hash) -> bytes:
    """The root above ``nodes``: pairs joined level by level, an odd last one carried up as it is."""
    while len(nodes) > 1:
        pairs = map(bytes.__add__, nodes[::2], nodes[1::2])
        above = hash.many(NODE, pairs)
        if len(nodes) % 2:
            above.append(nodes[-1])
        nodes = above
    return nodes[0]


def inclusion_path(leaf_inputs: Sequence[bytes], index: int, hash: Hash) -> list[bytes]:
    """The audit path of leaf ``index``, lowest sibling first (RFC 6962 §2.1.1).

    Raises LotError ``merkle_index`` if there is no such leaf.
    """
    if not 0 <= index < len(leaf_inputs):
        raise LotError("merkle_index", index=index, size=len(leaf_inputs))
    return path_above(hash.many(LEAF, leaf_inputs), index, hash)


def path_above(nodes: list[bytes], index: int, hash: Hash) -> list[bytes]:
    """The siblings on the way from ``nodes[index]`` up to the root above ``nodes``, lowest first."""
    path: list[bytes] = []
    while len(nodes) > 1:
        sibling = index ^ 1
        if sibling < len(nodes):
            path.append(nodes[sibling])
        above = hash.many(NODE, map(bytes.__add__, nodes[::2], nodes[1::2]))
        if len(nodes) % 2:
            above.append(nodes[-1])
        nodes, index = above, index >> 1
    return path


def root_from_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], hash: Hash) -> bytes:
    """The root that ``path`` gives for the leaf node ``leaf`` at ``index`` of ``size`` (RFC 9162 §2.1.3.2).

    Raises LotError ``merkle_path`` if the path has not exactly the length and shape this place needs.
    """
    if not 0 <= index < size or len(leaf) != DIGEST_SIZE or any(len(node) != DIGEST_SIZE for node in path):
        raise LotError("merkle_path", index=index, size=size)
    last = size - 1
    node = leaf
    steps = iter(path)
    while last:
        if index & 1 or index < last:
            sibling = next(steps, None)
            if sibling is None:
                raise LotError("merkle_path", index=index, size=size)
            node = hash.digest(NODE + sibling + node) if index & 1 else hash.digest(NODE + node + sibling)
        index >>= 1
        last >>= 1
    if next(steps, None) is not None:
        raise LotError("merkle_path", index=index, size=size)
    return node


def check_inclusion(
    leaf: bytes, index: int, size: int, path: Sequence[bytes], expected_root: bytes, hash: Hash
) -> bool:
    """Whether ``path`` proves that the leaf node ``leaf`` stands at ``index`` in the tree of that root."""
    try:
        return root_from_inclusion(leaf, index, size, path, hash) == expected_root
    except LotError:
        return False


def check_consistency(
    size1: int, root1: bytes, size2: int, root2: bytes, path: Sequence[bytes], hash: Hash
) -> bool:
    """Whether ``path`` proves the tree of ``size1`` to be a beginning of that of ``size2`` (RFC 9162
    §2.1.4.2).

    An empty first tree proves nothing and is refused.
    """
    if any(len(node) != DIGEST_SIZE for node in path):
        return False
    if size1 == size2:
        return size1 > 0 and root1 == root2 and not path
    if not 0 < size1 < size2 or not path:
        return False
    steps = list(path)
    if size1 & (size1 - 1) == 0:
        steps.insert(0, root1)
    index, last = size1 - 1, size2 - 1
    while index & 1:
        index >>= 1
        last >>= 1
    first = second = steps[0]
    for node in steps[1:]:
        if last == 0:
            return False
        if index & 1 or index == last:
            first = hash.digest(NODE + node + first)
            second = hash.digest(NODE + node + second)
            while index and not index & 1:
                index >>= 1
                last >>= 1
        else:
            second = hash.digest(NODE + second + node)
        index >>= 1
        last >>= 1
    return last == 0 and first == root1 and second == root2
