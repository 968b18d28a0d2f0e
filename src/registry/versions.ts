import { resourceVersionTooLarge } from '../meta/status.ts'
import type { Store } from '../store/store.ts'
import type { RequestContext } from './context.ts'

/** How long a read waits for a revision that is not there yet; wire time. */
const WAIT_MS = 3_000

/** The number that a resourceVersion stands for; 0 when none is named. `fail` makes the error of one that is no number. */
export function revisionOf(text: string | undefined, fail: (text: string) => Error): number {
  if (text === undefined || text === '') return 0
  if (/^\d{1,16}$/.test(text)) return Number(text)
  const range = /^\d+$/.test(text) ? 'value out of range' : 'invalid syntax'
  throw fail(
    `resourceVersion: Invalid value: ${JSON.stringify(text)}: strconv.ParseUint: parsing ${JSON.stringify(text)}: ${range}`,
  )
}

/** Waits until a revision is visible, three seconds at most. */
export async function waitFor(
  store: Store,
  revision: number,
  context: RequestContext,
): Promise<void> {
  if (revision <= store.revision) return
  const timeout = AbortSignal.timeout(WAIT_MS)
  const signal = context.signal === undefined ? timeout : AbortSignal.any([timeout, context.signal])
  try {
    await store.reached(revision, signal)
  } catch {
    throw resourceVersionTooLarge(revision, store.revision)
  }
}
