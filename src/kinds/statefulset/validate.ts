import { type Cause, forbidden, invalid, notSupported, required } from '../../meta/field-errors.ts'
import { sameJson } from '../../meta/freeze.ts'
import { dnsLabelErrors } from '../../meta/names.ts'
import { validateNonNegative } from '../../meta/object-meta.ts'
import type { StatefulSet, StatefulSetSpec } from '../../schema/generated/apps-v1.ts'
import type { PodTemplateSpec } from '../../schema/generated/core-v1.ts'
import { goStruct } from '../go-struct.ts'
import { specOptions } from '../pod/options.ts'
import { checkText } from '../pod-template/check.ts'
import type { PodValidationOptions } from '../pod-template/options.ts'
import { validatePodTemplate } from '../pod-template/validate.ts'
import { checkClaimSpec } from '../pod-template/volume-claim.ts'
import { checkIntOrPercent, checkNotMoreThanAll, isNothing } from '../workload/int-or-percent.ts'
import { checkSelected, checkSelector } from '../workload/selector.ts'
import { checkLasting } from '../workload/template.ts'

const EMPTY = {} as StatefulSetSpec
const PATHS = { selector: 'spec.selector', template: 'spec.template' }

export function validateStatefulSet(set: StatefulSet): Cause[] {
  return checkSpec(set.spec ?? EMPTY, {})
}

/** In the order in which the complaint names them. */
const MUTABLE = [
  'replicas',
  'ordinals',
  'template',
  'updateStrategy',
  'revisionHistoryLimit',
  'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
] as const
const FIXED = `updates to statefulset spec for fields other than ${MUTABLE.slice(0, -1)
  .map(name => `'${name}'`)
  .join(', ')} and 'minReadySeconds' are forbidden`

export function validateStatefulSetUpdate(next: StatefulSet, old: StatefulSet): Cause[] {
  const spec = next.spec ?? EMPTY
  const before = old.spec ?? EMPTY
  const out = checkSpec(spec, specOptions(before.template?.spec ?? { containers: [] }))
  if (!sameJson(fixedOf(spec), fixedOf(before))) out.push(forbidden('spec', FIXED))
  return out
}

function fixedOf(spec: StatefulSetSpec): object {
  const fixed: Record<string, unknown> = { ...spec }
  for (const name of MUTABLE) delete fixed[name]
  return fixed
}

function checkSpec(spec: StatefulSetSpec, options: PodValidationOptions): Cause[] {
  const out: Cause[] = []
  checkPolicies(out, spec)
  out.push(...validateNonNegative(spec.replicas ?? 0, 'spec.replicas'))
  out.push(...validateNonNegative(spec.minReadySeconds ?? 0, 'spec.minReadySeconds'))
  if (spec.ordinals !== undefined)
    out.push(...validateNonNegative(spec.ordinals.start ?? 0, 'spec.ordinals.start'))
  if (spec.serviceName) checkText(out, dnsLabelErrors, spec.serviceName, 'spec.serviceName')
  checkSelector(out, spec.selector, 'spec.selector', 'empty selector is invalid for statefulset')
  checkClaims(out, spec)
  if (checkSelected(out, spec.selector, spec.template, PATHS, ''))
    out.push(...validatePodTemplate(withClaims(spec), 'spec.template', options))
  checkLasting(out, spec.template, 'spec.template', 'StatefulSet')
  return out
}

function checkPolicies(out: Cause[], spec: StatefulSetSpec): void {
  const management = spec.podManagementPolicy ?? ''
  if (management === '') out.push(required('spec.podManagementPolicy'))
  else if (management !== 'OrderedReady' && management !== 'Parallel')
    out.push(
      invalid('spec.podManagementPolicy', management, "must be 'OrderedReady' or 'Parallel'"),
    )
  checkStrategy(out, spec.updateStrategy ?? {})
  const retention = spec.persistentVolumeClaimRetentionPolicy
  for (const name of ['whenDeleted', 'whenScaled'] as const) {
    const policy = retention?.[name]
    if (policy !== undefined && policy !== 'Retain' && policy !== 'Delete')
      out.push(
        notSupported(`spec.persistentVolumeClaimRetentionPolicy.${name}`, policy, [
          'Retain',
          'Delete',
        ]),
      )
  }
}

function checkStrategy(
  out: Cause[],
  strategy: NonNullable<StatefulSetSpec['updateStrategy']>,
): void {
  const path = 'spec.updateStrategy'
  const { type = '', rollingUpdate } = strategy
  if (type === '') return void out.push(required(path))
  if (type === 'OnDelete') {
    if (rollingUpdate !== undefined)
      out.push(
        invalid(
          `${path}.rollingUpdate`,
          goStruct('apps/v1.RollingUpdateStatefulSetStrategy', rollingUpdate),
          "only allowed for updateStrategy 'RollingUpdate'",
        ),
      )
    return
  }
  if (type !== 'RollingUpdate')
    return void out.push(
      invalid(
        path,
        goStruct('apps/v1.StatefulSetUpdateStrategy', strategy),
        "must be 'RollingUpdate' or 'OnDelete'",
      ),
    )
  if (rollingUpdate === undefined) return
  out.push(...validateNonNegative(rollingUpdate.partition ?? 0, `${path}.rollingUpdate.partition`))
  const { maxUnavailable } = rollingUpdate
  if (maxUnavailable === undefined) return
  const at = `${path}.rollingUpdate.maxUnavailable`
  checkIntOrPercent(out, maxUnavailable, at)
  if (isNothing(maxUnavailable)) out.push(invalid(at, maxUnavailable, 'cannot be 0'))
  checkNotMoreThanAll(out, maxUnavailable, at)
}

function checkClaims(out: Cause[], spec: StatefulSetSpec): void {
  for (const [index, claim] of (spec.volumeClaimTemplates ?? []).entries())
    checkClaimSpec(out, claim.spec ?? {}, `spec.volumeClaimTemplates[${index}].spec`)
}

/** Pods see the claims as volumes, instead of volumes that have their names. */
function withClaims(spec: StatefulSetSpec): PodTemplateSpec {
  const template = spec.template ?? {}
  const claims = spec.volumeClaimTemplates
  if (claims === undefined || claims.length === 0) return template
  const names = new Set(claims.map(({ metadata }) => metadata?.name ?? ''))
  const own = (template.spec?.volumes ?? []).filter(({ name }) => !names.has(name))
  const claimed = [...names].map(name => ({
    name,
    persistentVolumeClaim: { claimName: name || 'claim' },
  }))
  return {
    ...template,
    spec: { ...(template.spec ?? { containers: [] }), volumes: [...own, ...claimed] },
  }
}
