import { humanDuration } from '../meta/duration.ts'
import type { Column, Kind } from '../meta/kind.ts'
import { isObject, type KubeObject } from '../meta/object.ts'
import { parseTime } from '../meta/time.ts'
import type { Target } from '../registry/target.ts'

const column = (
  name: string,
  type: Column['type'],
  format: string,
  description: string,
): Column => ({
  name,
  type,
  format,
  description,
})

/** autoscaling/v1 Scale as a row of its own, so that it is answered in all the forms that objects have. */
const scale: Kind = {
  group: 'autoscaling',
  kind: 'Scale',
  listKind: 'ScaleList',
  plural: 'scales',
  singular: 'scale',
  namespaced: true,
  verbs: ['get', 'patch', 'update'],
  storageVersion: 'v1',
  hasGeneration: false,
  versions: [
    {
      version: 'v1',
      type: 'autoscaling/v1.Scale',
      printer: {
        columns: [
          column('Name', 'string', 'name', 'Name of the object that is scaled.'),
          column('Desired', 'integer', '', 'Number of desired replicas.'),
          column('Available', 'integer', '', 'Number of replicas that were seen last.'),
          column('Age', 'string', '', 'How long ago the object was made.'),
        ],
        cells: (object, { nowMs }) => [
          object.metadata.name,
          replicasIn(object, 'spec'),
          replicasIn(object, 'status'),
          ageOf(object, nowMs),
        ],
      },
    },
  ],
}

/** A Scale as a target of the verbs that present objects. */
export function scaleTarget(of: Target): Target {
  const [version] = scale.versions
  return { ...of, kind: scale, version: version as Target['version'] }
}

function replicasIn(object: KubeObject, part: 'spec' | 'status'): number {
  const of: unknown = { ...object }[part as keyof KubeObject]
  return isObject(of) && typeof of.replicas === 'number' ? of.replicas : 0
}

function ageOf({ metadata }: KubeObject, nowMs: number): string {
  const madeMs = parseTime(metadata.creationTimestamp ?? '')
  return madeMs === undefined ? '<unknown>' : humanDuration(nowMs - madeMs)
}
