import { parseTime } from '../../meta/time.ts'
import type { Fault } from '../../schema/generated/mimikube-v1alpha1.ts'

/** Whether a Fault is active now, and when that changes next. */
export function phaseOf({ spec }: Fault, nowMs: number): { active: boolean; nextMs?: number } {
  const fromMs = timeOf(spec?.from)
  const untilMs = timeOf(spec?.until)
  if (fromMs !== undefined && nowMs < fromMs) return { active: false, nextMs: fromMs }
  if (untilMs === undefined) return { active: true }
  return nowMs < untilMs ? { active: true, nextMs: untilMs } : { active: false }
}

const timeOf = (time: string | undefined): number | undefined =>
  time === undefined ? undefined : parseTime(time)
