import { flowSchema, priorityLevelConfiguration } from '../../kinds/index.ts'
import { formatTime } from '../../meta/time.ts'
import type {
  FlowSchemaSpec,
  PriorityLevelConfigurationSpec,
} from '../../schema/generated/flowcontrol-v1.ts'
import { type Draft, draft } from './draft.ts'
import data from './flow-control.json' with { type: 'json' }

const levels: Readonly<Record<string, PriorityLevelConfigurationSpec>> = data.levels
const schemas: Readonly<Record<string, FlowSchemaSpec>> = data.schemas
const apiVersion = 'flowcontrol.apiserver.k8s.io/v1'
const annotations = { 'apf.kubernetes.io/autoupdate-spec': 'true' }

/** The priority levels and flow schemas of a fresh server. They are stored and told; nothing is held back by them. */
export function flowControlDrafts(nowMs: number): Draft[] {
  const lastTransitionTime = formatTime(nowMs)
  return [
    ...Object.entries(levels).map(([name, spec]) => {
      const metadata = { name, annotations }
      const kind = 'PriorityLevelConfiguration'
      return draft(priorityLevelConfiguration, { apiVersion, kind, metadata, spec, status: {} })
    }),
    ...Object.entries(schemas).map(([name, spec]) => {
      const level = spec.priorityLevelConfiguration?.name ?? ''
      const found = {
        type: 'Dangling',
        status: 'False',
        lastTransitionTime,
        reason: 'Found',
        message: `This FlowSchema references the PriorityLevelConfiguration object named "${level}" and it exists`,
      }
      const status = { conditions: [found] }
      return draft(flowSchema, {
        apiVersion,
        kind: 'FlowSchema',
        metadata: { name, annotations },
        spec,
        status,
      })
    }),
  ]
}
