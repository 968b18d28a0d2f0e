// What counts as a change of a DaemonSet, and of its template.
import { sameJson } from '../../meta/freeze.ts'
import { parseInt64 } from '../../meta/labels.ts'
import { badRequest } from '../../meta/status.ts'
import type { DaemonSet, DaemonSetStatus } from '../../schema/generated/apps-v1.ts'
import { withStatus } from '../status.ts'

export const TEMPLATE_GENERATION = 'deprecated.daemonset.template.generation'

const NO_PODS: DaemonSetStatus = {
  currentNumberScheduled: 0,
  numberMisscheduled: 0,
  desiredNumberScheduled: 0,
  numberReady: 0,
}

/** A new DaemonSet counts from one, or from what its annotation says. */
export function prepareForCreate(draft: DaemonSet): DaemonSet {
  return withStatus(
    withTemplateGeneration(draft, Math.max(1, templateGenerationOf(draft))),
    NO_PODS,
  )
}

/** Status and counter stay; a change of the spec counts, one of the template counts twice over. */
export function prepareForUpdate(next: DaemonSet, old: DaemonSet): DaemonSet {
  const kept = withStatus(next, old.status)
  const counter = templateGenerationOf(old)
  const templated = templateChanged(next, old)
  const counted = withTemplateGeneration(kept, templated ? counter + 1 : counter)
  if (!templated && sameJson(next.spec, old.spec)) return counted
  return {
    ...counted,
    metadata: { ...counted.metadata, generation: (old.metadata.generation ?? 0) + 1 },
  }
}

/** Whether what pods are made of differs. Amounts are canonical by now, so that equal ones are the same. */
export function templateChanged(next: DaemonSet, old: DaemonSet): boolean {
  return !sameJson(next.spec?.template, old.spec?.template)
}

/**
 * The counter that the annotation holds; zero when there is none.
 * @throws StatusError 400 when it is no number.
 */
export function templateGenerationOf(ds: DaemonSet): number {
  const text = ds.metadata.annotations?.[TEMPLATE_GENERATION]
  if (text === undefined) return 0
  const value = parseInt64(text)
  if (value !== undefined) return Number(value)
  const why = /^[+-]?[0-9]+$/.test(text) ? 'value out of range' : 'invalid syntax'
  throw badRequest(
    `DaemonSet in version "v1" cannot be handled as a DaemonSet: strconv.ParseInt: parsing ${JSON.stringify(text)}: ${why}`,
  )
}

export function withTemplateGeneration(ds: DaemonSet, value: number): DaemonSet {
  const text = String(value)
  if (ds.metadata.annotations?.[TEMPLATE_GENERATION] === text) return ds
  const annotations = { ...ds.metadata.annotations, [TEMPLATE_GENERATION]: text }
  return { ...ds, metadata: { ...ds.metadata, annotations } }
}
