// The order of a merged list: that of the configuration for what it names, with the elements that only
// the object has where they stood between those.

/** An element of a list with its name. */
export interface Named {
  readonly name: string
  readonly item: unknown
}

/** The merged elements. Elements of the object that share a name give way to the configuration's as one. */
export function mergeElements(
  live: readonly Named[],
  config: readonly Named[],
  merge: (live: unknown, config: unknown) => unknown,
): unknown[] {
  const ours = new Map<string, unknown>()
  for (const { name, item } of live) ours.set(name, ours.has(name) ? undefined : item)
  const theirs = new Set(config.map(({ name }) => name))
  const shared = config.filter(({ name }) => ours.has(name)).map(({ name }) => name)
  const merged: unknown[] = []
  const taken = new Set<string>()
  let next = 0
  let left = 0
  let right = 0
  const takeRight = (): void => {
    const { name, item } = config[right] as Named
    merged.push(merge(ours.get(name), item))
    taken.add(name)
    right++
    if (shared[next] === name) next++
  }
  while (left < live.length || right < config.length) {
    const before = live[left]
    const after = config[right]
    if (before !== undefined && after !== undefined) {
      if (before.name === after.name) {
        takeRight()
        left++
        continue
      }
      if (theirs.has(before.name) && shared[next] !== undefined && shared[next] !== before.name) {
        left++
        continue
      }
    }
    if (before !== undefined) {
      if (!theirs.has(before.name)) {
        merged.push(before.item)
        left++
        continue
      }
      if (taken.has(before.name)) left++
    }
    if (right < config.length) takeRight()
  }
  return merged
}
