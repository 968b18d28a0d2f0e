import { formatTime } from '../../meta/time.ts'
import type {
  CustomResourceDefinition,
  CustomResourceDefinitionCondition,
} from '../../schema/generated/apiextensions-v1.ts'

export type Condition = Omit<CustomResourceDefinitionCondition, 'lastTransitionTime'>

export const conditionOf = (
  crd: CustomResourceDefinition,
  type: string,
): CustomResourceDefinitionCondition | undefined =>
  crd.status?.conditions?.find(condition => condition.type === type)

export const isTrue = (crd: CustomResourceDefinition, type: string): boolean =>
  conditionOf(crd, type)?.status === 'True'

/** The definition with a condition; its time moves only with its status. */
export function withCondition(
  crd: CustomResourceDefinition,
  condition: Condition,
  nowMs: number,
): CustomResourceDefinition {
  const known = crd.status?.conditions ?? []
  const old = known.find(one => one.type === condition.type)
  const isSame = old?.status === condition.status && old.lastTransitionTime !== undefined
  const { type, status, ...rest } = condition
  const next = {
    type,
    status,
    lastTransitionTime: isSame ? old.lastTransitionTime : formatTime(nowMs),
    ...rest,
  } as CustomResourceDefinitionCondition
  const conditions =
    old === undefined ? [...known, next] : known.map(one => (one === old ? next : one))
  return { ...crd, status: { ...crd.status, conditions } }
}
