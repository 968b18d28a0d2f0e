// The hashes that name templates: FNV-1a of 32 bits, written in letters that make no words. Those of
// templates are taken over how Go dumps the struct, those of a StatefulSet's revisions over their JSON.
import { goDump } from '../kinds/go-dump.ts'
import type { PodTemplateSpec } from '../schema/generated/core-v1.ts'

/** FNV-1a over the UTF-8 bytes of a text, going on from a former sum. */
export function fnv1a32(text: string, sum = 0x811c9dc5): number {
  let hash = sum
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193)
  return hash >>> 0
}

const LETTERS = 'bcdfghjklmnpqrstvwxz2456789'

/** The decimal digits of a sum, each as a letter that is safe in names. */
export function safeText(sum: number): string {
  let text = ''
  for (const digit of String(sum)) text += LETTERS[digit.charCodeAt(0) % LETTERS.length]
  return text
}

/** The hash of a template; each collision that was met gives another one. */
export function templateHash(template: PodTemplateSpec, collisionCount?: number): string {
  const sum = templateSum(template)
  if (collisionCount === undefined) return safeText(sum)
  let mixed = sum
  for (let n = 0; n < 8; n++) {
    const byte = n < 4 ? (collisionCount >>> (8 * n)) & 0xff : 0
    mixed = Math.imul(mixed ^ byte, 0x01000193) >>> 0
  }
  return safeText(mixed)
}

function templateSum(template: PodTemplateSpec): number {
  const known = sums.get(template)
  if (known !== undefined) return known
  const sum = fnv1a32(goDump('core/v1.PodTemplateSpec', template))
  sums.set(template, sum)
  return sum
}

/** Remembered for the frozen object. */
const sums = new WeakMap<object, number>()

/** The hash of the data of a revision; the collisions that were met are written behind it. */
export const revisionHash = (data: object, collisionCount: number): string =>
  safeText(fnv1a32(String(collisionCount), fnv1a32(htmlSafe(canonical(data)))))

/** Go's JSON keeps apart what HTML would take for its own. */
const htmlSafe = (json: string): string =>
  json.replace(
    /[<>&\u2028\u2029]/g,
    letter => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

/** The patch that brings a template back, as revisions keep it: members in order, because kubectl compares bytes. */
export function templatePatch(template: object): object {
  const known = patches.get(template)
  if (known !== undefined) return known
  const sorted: object = JSON.parse(
    canonical({ spec: { template: { ...template, $patch: 'replace' } } }),
  )
  patches.set(template, sorted)
  return sorted
}

const patches = new WeakMap<object, object>()

const known = new WeakMap<object, string>()

/** JSON with sorted members, remembered for the frozen object. */
export function canonical(value: object): string {
  const text = known.get(value)
  if (text !== undefined) return text
  const made = JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
  known.set(value, made)
  return made
}
