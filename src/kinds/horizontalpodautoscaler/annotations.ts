// The annotations in which v1 shows what it has no fields for. In v2 they mean nothing, and are dropped.
import type { KubeObject } from '../../meta/object.ts'

const PREFIX = 'autoscaling.alpha.kubernetes.io/'
export const METRICS = `${PREFIX}metrics`
export const BEHAVIOR = `${PREFIX}behavior`
export const CURRENT = `${PREFIX}current-metrics`
export const CONDITIONS = `${PREFIX}conditions`

const OURS = new Set([METRICS, BEHAVIOR, CURRENT, CONDITIONS])

type Annotations = KubeObject['metadata']['annotations']

export function withoutOurs(annotations: Annotations): Record<string, string> {
  return Object.fromEntries(Object.entries(annotations ?? {}).filter(([name]) => !OURS.has(name)))
}

export function withAnnotations(
  metadata: KubeObject['metadata'],
  annotations: Readonly<Record<string, string>>,
): KubeObject['metadata'] {
  const { annotations: _, ...rest } = metadata
  return Object.keys(annotations).length === 0 ? rest : { ...rest, annotations }
}

/** The object without them; the same when it has none. */
export function withoutShown<T extends KubeObject>(object: T): T {
  const { annotations } = object.metadata
  if (annotations === undefined || !Object.keys(annotations).some(name => OURS.has(name)))
    return object
  return { ...object, metadata: withAnnotations(object.metadata, withoutOurs(annotations)) }
}
