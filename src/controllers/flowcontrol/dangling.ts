import { formatTime } from '../../meta/time.ts'
import type { FlowSchema, FlowSchemaCondition } from '../../schema/generated/flowcontrol-v1.ts'

/** Whether the level that a schema names is there, as a condition; undefined when that is told already. */
export function danglingCondition(
  schema: FlowSchema,
  isThere: boolean,
  nowMs: number,
): FlowSchemaCondition | undefined {
  const level = schema.spec?.priorityLevelConfiguration?.name ?? ''
  const about = `This FlowSchema references the PriorityLevelConfiguration object named "${level}"`
  const told = schema.status?.conditions?.find(({ type }) => type === 'Dangling')
  const next = isThere
    ? { status: 'False', reason: 'Found', message: `${about} and it exists` }
    : { status: 'True', reason: 'NotFound', message: `${about} but there is no such object` }
  if (told?.status === next.status && told.message === next.message) return undefined
  const kept = told?.status === next.status ? told.lastTransitionTime : undefined
  return { type: 'Dangling', lastTransitionTime: kept ?? formatTime(nowMs), ...next }
}
