import type { KubeObject } from '../meta/object.ts'
import { StatusError } from '../meta/status.ts'
import type { HandlerAnswer, HandlerCall } from '../rest/handlers.ts'
import type { ComponentStatus } from '../schema/generated/core-v1.ts'

const NAMES = ['scheduler', 'controller-manager', 'etcd-0']

const healthy = (name: string): ComponentStatus => ({
  kind: 'ComponentStatus',
  apiVersion: 'v1',
  metadata: { name },
  conditions: [{ type: 'Healthy', status: 'True', message: 'ok' }],
})

const statuses: ReadonlyMap<string, KubeObject> = new Map(
  NAMES.map(name => [name, Object.freeze(healthy(name)) as KubeObject]),
)

/** The parts of the control plane are one process here: while it answers, all are well. */
export function componentStatus({ of, verb }: HandlerCall): HandlerAnswer {
  if (verb === 'list') return { items: [...statuses.values()] }
  const found = statuses.get(of.name)
  if (found !== undefined) return { shown: found }
  // The real server tells of one component where it names resources elsewhere.
  const details = { name: of.name, kind: 'componentstatus' }
  throw new StatusError(404, 'NotFound', `componentstatus "${of.name}" not found`, details)
}
