/** The items of a list that still fails when as many as possible are left out: first halves, then quarters, then single ones. */
export async function shrunk<T>(
  all: readonly T[],
  fails: (some: readonly T[]) => Promise<boolean>,
): Promise<readonly T[]> {
  let best = all
  for (
    let size = Math.ceil(best.length / 2);
    size >= 1;
    size = size === 1 ? 0 : Math.ceil(size / 2)
  )
    for (let from = 0; from < best.length; ) {
      const without = [...best.slice(0, from), ...best.slice(from + size)]
      if (await fails(without)) best = without
      else from += size
    }
  return best
}
