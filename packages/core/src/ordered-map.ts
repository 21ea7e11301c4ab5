/**
 * A persistent map: `with` and `without` give a new one and leave the old one as it was, in O(log n), so that a pure
 * state machine need not copy its books at every step. Iterates in the order of first insertion, as `Map` does.
 * Two balanced trees (AVL): from key to place, and from place to entry.
 */

interface Node<K, V> {
  readonly key: K;
  readonly value: V;
  readonly left: Tree<K, V>;
  readonly right: Tree<K, V>;
  readonly height: number;
}
type Tree<K, V> = Node<K, V> | undefined;

function height(tree: Tree<unknown, unknown>): number {
  return tree === undefined ? 0 : tree.height;
}

function node<K, V>(key: K, value: V, left: Tree<K, V>, right: Tree<K, V>): Node<K, V> {
  return { key, value, left, right, height: 1 + Math.max(height(left), height(right)) };
}

/** A node whose sides may differ by two in height, turned so that they differ by one at most. */
function balanced<K, V>(key: K, value: V, left: Tree<K, V>, right: Tree<K, V>): Node<K, V> {
  if (left !== undefined && left.height > height(right) + 1) {
    const { left: outer, right: inner } = left;
    if (inner === undefined || height(outer) >= inner.height) {
      return node(left.key, left.value, outer, node(key, value, inner, right));
    }
    return node(
      inner.key,
      inner.value,
      node(left.key, left.value, outer, inner.left),
      node(key, value, inner.right, right),
    );
  }
  if (right !== undefined && right.height > height(left) + 1) {
    const { left: inner, right: outer } = right;
    if (inner === undefined || height(outer) >= inner.height) {
      return node(right.key, right.value, node(key, value, left, inner), outer);
    }
    return node(
      inner.key,
      inner.value,
      node(key, value, left, inner.left),
      node(right.key, right.value, inner.right, outer),
    );
  }
  return node(key, value, left, right);
}

function find<K, V>(tree: Tree<K, V>, key: K): V | undefined {
  let at = tree;
  while (at !== undefined) {
    if (key === at.key) return at.value;
    at = key < at.key ? at.left : at.right;
  }
  return undefined;
}

function insert<K, V>(tree: Tree<K, V>, key: K, value: V): Node<K, V> {
  if (tree === undefined) return node(key, value, undefined, undefined);
  const { key: here, value: kept, left, right } = tree;
  if (key === here) return { ...tree, value };
  return key < here
    ? balanced(here, kept, insert(left, key, value), right)
    : balanced(here, kept, left, insert(right, key, value));
}

/** Without a key that is there. */
function remove<K, V>(tree: Node<K, V>, key: K): Tree<K, V> {
  const { key: here, value, left, right } = tree;
  if (key !== here) {
    return key < here
      ? balanced(here, value, remove(left!, key), right)
      : balanced(here, value, left, remove(right!, key));
  }
  if (left === undefined || right === undefined) return left ?? right;
  let next = right;
  while (next.left !== undefined) next = next.left;
  return balanced(next.key, next.value, left, remove(right, next.key));
}

function* walk<K, V>(tree: Tree<K, V>): Generator<V> {
  if (tree === undefined) return;
  const above: Node<K, V>[] = [];
  for (let at: Tree<K, V> = tree; at !== undefined || above.length > 0; ) {
    for (; at !== undefined; at = at.left) above.push(at);
    const lowest: Node<K, V> = above.pop()!;
    yield lowest.value;
    at = lowest.right;
  }
}

function visit<K, V>(tree: Tree<K, V>, each: (value: V) => void): void {
  if (tree === undefined) return;
  visit(tree.left, each);
  each(tree.value);
  visit(tree.right, each);
}

function findLast<K, V>(tree: Tree<K, V>, test: (value: V) => boolean): V | undefined {
  if (tree === undefined) return undefined;
  return findLast(tree.right, test) ?? (test(tree.value) ? tree.value : findLast(tree.left, test));
}

/** See the head of the file. */
export class OrderedMap<K extends string | number, V> implements ReadonlyMap<K, V> {
  readonly size: number;
  /** Sum of what `weigh` says of every value, kept up with every change. */
  readonly weight: number;
  readonly #weigh: (value: V) => number;
  readonly #places: Tree<K, number>;
  readonly #entries: Tree<number, readonly [K, V]>;
  readonly #next: number;

  private constructor(
    weigh: (value: V) => number,
    places: Tree<K, number>,
    entries: Tree<number, readonly [K, V]>,
    facts: { readonly size: number; readonly weight: number; readonly next: number },
  ) {
    this.#weigh = weigh;
    this.#places = places;
    this.#entries = entries;
    this.size = facts.size;
    this.weight = facts.weight;
    this.#next = facts.next;
  }

  /** A map of these entries, in their order. @param weigh a whole number for each value, for {@link weight} */
  static of<K extends string | number, V>(
    entries: Iterable<readonly [K, V]> = [],
    weigh: (value: V) => number = () => 0,
  ): OrderedMap<K, V> {
    let map = new OrderedMap<K, V>(weigh, undefined, undefined, { size: 0, weight: 0, next: 0 });
    for (const [key, value] of entries) map = map.with(key, value);
    return map;
  }

  get(key: K): V | undefined {
    const place = find(this.#places, key);
    return place === undefined ? undefined : find(this.#entries, place)![1];
  }

  has(key: K): boolean {
    return find(this.#places, key) !== undefined;
  }

  /** With this entry: last when its key is new, in its old place otherwise. */
  with(key: K, value: V): OrderedMap<K, V> {
    const place = find(this.#places, key);
    const weight = this.weight + this.#weigh(value);
    if (place === undefined) {
      const next = this.#next;
      return new OrderedMap(
        this.#weigh,
        insert(this.#places, key, next),
        insert(this.#entries, next, [key, value]),
        {
          size: this.size + 1,
          weight,
          next: next + 1,
        },
      );
    }
    const before = this.#weigh(find(this.#entries, place)![1]);
    return new OrderedMap(this.#weigh, this.#places, insert(this.#entries, place, [key, value]), {
      size: this.size,
      weight: weight - before,
      next: this.#next,
    });
  }

  /** Without this key; the same map when it is not there. */
  without(key: K): OrderedMap<K, V> {
    const place = find(this.#places, key);
    if (place === undefined) return this;
    const weight = this.weight - this.#weigh(find(this.#entries, place)![1]);
    return new OrderedMap(this.#weigh, remove(this.#places!, key), remove(this.#entries!, place), {
      size: this.size - 1,
      weight,
      next: this.#next,
    });
  }

  /** The newest value that fits. */
  findLast(test: (value: V) => boolean): V | undefined {
    return findLast(this.#entries, ([, value]) => test(value))?.[1];
  }

  forEach(each: (value: V, key: K, map: ReadonlyMap<K, V>) => void): void {
    visit(this.#entries, ([key, value]) => each(value, key, this));
  }

  *entries(): MapIterator<[K, V]> {
    for (const [key, value] of walk(this.#entries)) yield [key, value];
  }

  *keys(): MapIterator<K> {
    for (const [key] of walk(this.#entries)) yield key;
  }

  *values(): MapIterator<V> {
    for (const [, value] of walk(this.#entries)) yield value;
  }

  [Symbol.iterator](): MapIterator<[K, V]> {
    return this.entries();
  }
}
