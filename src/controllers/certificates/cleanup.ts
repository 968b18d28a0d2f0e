import { parseTime } from '../../meta/time.ts'
import type { CertificateSigningRequest } from '../../schema/generated/certificates-v1.ts'

const HOUR_MS = 3_600_000
const DECIDED_MS = HOUR_MS
const PENDING_MS = 24 * HOUR_MS

/** When a request is cleared away: pending ones after a day, decided ones after an hour; undefined: not yet known. */
export function clearedAtMs({ metadata, status }: CertificateSigningRequest): number | undefined {
  const conditions = status?.conditions ?? []
  if (conditions.length === 0) return later(metadata.creationTimestamp, PENDING_MS)
  const dues = conditions.flatMap(({ type, lastUpdateTime }) => {
    const counts =
      type === 'Denied' || type === 'Failed' || (type === 'Approved' && status?.certificate)
    return counts ? (later(lastUpdateTime, DECIDED_MS) ?? []) : []
  })
  return dues.length === 0 ? undefined : Math.min(...dues)
}

function later(time: string | undefined, afterMs: number): number | undefined {
  const sinceMs = parseTime(time ?? '')
  return sinceMs === undefined ? undefined : sinceMs + afterMs
}
