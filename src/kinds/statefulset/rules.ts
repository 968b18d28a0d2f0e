// The rules of StatefulSets.
import type { Rules } from '../../meta/kind.ts'
import { labelName } from '../../meta/names.ts'
import { isWhole } from '../../meta/quantity.ts'
import type { StatefulSet } from '../../schema/generated/apps-v1.ts'
import type { PersistentVolumeClaimSpec } from '../../schema/generated/core-v1.ts'
import { templateWarnings } from '../pod-template/warnings.ts'
import { keepingSpec, keepingStatus, newWith } from '../workload/prepare.ts'
import { defaultStatefulSet } from './defaults.ts'
import { validateStatefulSetStatus } from './status.ts'
import { validateStatefulSet, validateStatefulSetUpdate } from './validate.ts'

/** Names become names of pods and hosts, with an ordinal behind. */
export const statefulSetName = labelName

export const statefulSetRules: Rules<StatefulSet> = {
  defaults: defaultStatefulSet,
  prepareForCreate: newWith<StatefulSet>({ replicas: 0, availableReplicas: 0 }),
  prepareForUpdate: keepingStatus,
  validate: validateStatefulSet,
  validateUpdate: validateStatefulSetUpdate,
  warningsOnCreate: warnings,
  warningsOnUpdate: (next, old) =>
    next.metadata.generation === old.metadata.generation ? [] : warnings(next),
}

export const statefulSetStatusRules: Pick<
  Rules<StatefulSet>,
  'prepareForUpdate' | 'validateUpdate'
> = {
  prepareForUpdate: keepingSpec,
  validateUpdate: validateStatefulSetStatus,
}

function warnings({ spec }: StatefulSet): string[] {
  const out = templateWarnings('spec.template', spec?.template)
  if ((spec?.revisionHistoryLimit ?? 0) < 0)
    out.push(
      'spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended',
    )
  for (const [index, { spec: claim }] of (spec?.volumeClaimTemplates ?? []).entries())
    claimWarnings(out, claim, `spec.volumeClaimTemplates[${index}]`)
  return out
}

/** Bytes have no halves. */
function claimWarnings(
  out: string[],
  claim: PersistentVolumeClaimSpec | undefined,
  path: string,
): void {
  for (const side of ['requests', 'limits'] as const) {
    const amount = claim?.resources?.[side]?.storage
    if (amount !== undefined && !isWhole(amount))
      out.push(
        `${path}.resources.${side}[storage]: fractional byte value "${amount}" is invalid, must be an integer`,
      )
  }
}
