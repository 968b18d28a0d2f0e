import { doc } from '../kinds/printers/descriptions.ts'
import { humanDuration } from '../meta/duration.ts'
import type { Kind, Printer } from '../meta/kind.ts'
import { isObject, type KubeObject } from '../meta/object.ts'
import { parseTime } from '../meta/time.ts'
import type { Target } from '../registry/target.ts'
import { definition } from '../schema/openapi.ts'

/** autoscaling/v1 Scale as a row of its own, so that it is answered in all the forms that objects have. */
const row = (): Kind => ({
  group: 'autoscaling',
  kind: 'Scale',
  listKind: 'ScaleList',
  plural: 'scales',
  singular: 'scale',
  namespaced: true,
  verbs: ['get', 'patch', 'update'],
  storageVersion: 'v1',
  hasGeneration: false,
  versions: [{ version: 'v1', type: 'autoscaling/v1.Scale', printer: printer() }],
})

const printer = (): Printer => ({
  columns: [
    { name: 'Name', type: 'string', description: doc.ObjectMeta.name },
    { name: 'Desired', type: 'integer', description: replicasText('ScaleSpec') },
    { name: 'Available', type: 'integer', description: replicasText('ScaleStatus') },
    { name: 'Age', type: 'string', description: doc.ObjectMeta.creationTimestamp },
  ],
  cells: (object, { nowMs }) => [
    object.metadata.name,
    replicasIn(object, 'spec'),
    replicasIn(object, 'status'),
    ageOf(object, nowMs),
  ],
})

const replicasText = (struct: string): string =>
  definition(`autoscaling/v1.${struct}`).descriptions.replicas ?? ''

let scale: Kind | undefined

/** A Scale as a target of the verbs that present objects. */
export function scaleTarget(of: Target): Target {
  scale ??= row()
  return { ...of, kind: scale, version: scale.versions[0] as Target['version'] }
}

function replicasIn(object: KubeObject, part: 'spec' | 'status'): number {
  const of: unknown = { ...object }[part as keyof KubeObject]
  return isObject(of) && typeof of.replicas === 'number' ? of.replicas : 0
}

function ageOf({ metadata }: KubeObject, nowMs: number): string {
  const madeMs = parseTime(metadata.creationTimestamp ?? '')
  return madeMs === undefined ? '<unknown>' : humanDuration(nowMs - madeMs)
}
