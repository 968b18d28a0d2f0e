// What DaemonSets may be. Order and paths of the causes are the real server's.
import { type Cause, invalid, notSupported, required } from '../../meta/field-errors.ts'
import { compileSelector, matches, validateLabelSelector } from '../../meta/labels.ts'
import { validateImmutable, validateNonNegative } from '../../meta/object-meta.ts'
import type {
  DaemonSet,
  DaemonSetSpec,
  DaemonSetUpdateStrategy,
  RollingUpdateDaemonSet,
} from '../../schema/generated/apps-v1.ts'
import { goStruct } from '../go-struct.ts'
import { specOptions } from '../pod/options.ts'
import type { PodValidationOptions } from '../pod-template/options.ts'
import { checkCollisions, checkCounters } from '../workload/counts.ts'
import { checkIntOrPercent, checkNotMoreThanAll, isNothing } from '../workload/int-or-percent.ts'
import { isEmpty, mismatch } from '../workload/selector.ts'
import { checkLastingTemplate } from '../workload/template.ts'

const EMPTY = {} as DaemonSetSpec

export function validateDaemonSet(ds: DaemonSet): Cause[] {
  const out: Cause[] = []
  checkSpec(out, ds.spec ?? EMPTY, {})
  return out
}

export function validateDaemonSetUpdate(next: DaemonSet, old: DaemonSet): Cause[] {
  const out: Cause[] = []
  checkSpec(out, next.spec ?? EMPTY, specOptions(old.spec?.template?.spec ?? { containers: [] }))
  out.push(...validateImmutable(next.spec?.selector, old.spec?.selector, 'spec.selector'))
  return out
}

function checkSpec(out: Cause[], spec: DaemonSetSpec, options: PodValidationOptions): void {
  checkSelector(out, spec)
  checkLastingTemplate(out, spec.template, 'spec.template', 'DaemonSet', options)
  out.push(...validateNonNegative(spec.minReadySeconds ?? 0, 'spec.minReadySeconds'))
  checkStrategy(out, spec.updateStrategy ?? {}, 'spec.updateStrategy')
  out.push(...validateNonNegative(spec.revisionHistoryLimit ?? 0, 'spec.revisionHistoryLimit'))
}

/** A missing selector selects nothing and is told as that, not as missing. */
function checkSelector(out: Cause[], { selector, template }: DaemonSetSpec): void {
  out.push(...validateLabelSelector(selector ?? undefined, 'spec.selector'))
  const compiled = compileSelector(selector ?? undefined)
  const labels = template?.metadata?.labels
  if (compiled !== undefined && !matches(compiled, labels)) out.push(mismatch(template))
  if (selector && isEmpty(selector))
    out.push(invalid('spec.selector', selector, 'empty selector is invalid for daemonset'))
}

function checkStrategy(out: Cause[], strategy: DaemonSetUpdateStrategy, path: string): void {
  if (strategy.type === 'OnDelete') return
  if (strategy.type !== 'RollingUpdate')
    return void out.push(
      notSupported(path, goStruct('apps/v1.DaemonSetUpdateStrategy', strategy), [
        'RollingUpdate',
        'OnDelete',
      ]),
    )
  if (strategy.rollingUpdate === undefined) return void out.push(required(`${path}.rollingUpdate`))
  checkRollingUpdate(out, strategy.rollingUpdate, `${path}.rollingUpdate`)
}

/** Either room is made by taking pods away, or by adding some: one of both, not none. */
function checkRollingUpdate(
  out: Cause[],
  { maxUnavailable = 0, maxSurge = 0 }: RollingUpdateDaemonSet,
  path: string,
): void {
  checkIntOrPercent(out, maxUnavailable, `${path}.maxUnavailable`)
  checkIntOrPercent(out, maxSurge, `${path}.maxSurge`)
  checkNotMoreThanAll(out, maxUnavailable, `${path}.maxUnavailable`)
  checkNotMoreThanAll(out, maxSurge, `${path}.maxSurge`)
  const unavailable = !isNothing(maxUnavailable)
  const surge = !isNothing(maxSurge)
  if (unavailable && surge)
    out.push(
      invalid(`${path}.maxSurge`, maxSurge, 'may not be set when maxUnavailable is non-zero'),
    )
  else if (!unavailable && !surge)
    out.push(required(`${path}.maxUnavailable`, 'cannot be 0 when maxSurge is 0'))
}

const COUNTERS = [
  'currentNumberScheduled',
  'numberMisscheduled',
  'desiredNumberScheduled',
  'numberReady',
  'observedGeneration',
  'updatedNumberScheduled',
  'numberAvailable',
  'numberUnavailable',
  'collisionCount',
]

export function validateDaemonSetStatus(next: DaemonSet, old: DaemonSet): Cause[] {
  const out: Cause[] = []
  checkCounters(out, next.status ?? {}, COUNTERS)
  checkCollisions(out, next.status ?? {}, old.status ?? {})
  return out
}
