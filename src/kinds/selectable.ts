// How lists are selected by fields: each function reads one field as a text, '' where it is missing.
import { isObject, type KubeObject } from '../meta/object.ts'
import type { Selectable } from './row.ts'

type Read = (object: KubeObject) => string

/** Reads a dotted path; `fallback` stands for what is missing. */
function at(path: string, fallback = ''): Read {
  const steps = path.split('.')
  return object => {
    let value: unknown = object
    for (const step of steps) value = isObject(value) ? value[step] : undefined
    return value === undefined || value === null ? fallback : String(value)
  }
}

const sameNames = (...paths: string[]): Selectable =>
  Object.fromEntries(paths.map(path => [path, at(path)]))

export const podFields: Selectable = {
  ...sameNames(
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'status.phase',
    'status.podIP',
    'status.nominatedNodeName',
  ),
  'spec.hostNetwork': at('spec.hostNetwork', 'false'),
  // Accepted by the real server, which never fills it in.
  'status.podIPs': () => '',
  'spec.host': at('spec.nodeName'),
}

export const nodeFields: Selectable = { 'spec.unschedulable': at('spec.unschedulable', 'false') }
export const namespaceFields: Selectable = sameNames('status.phase')
export const replicationControllerFields: Selectable = {
  'status.replicas': at('status.replicas', '0'),
}
export const secretFields: Selectable = sameNames('type')
export const serviceFields: Selectable = sameNames('spec.clusterIP', 'spec.type')
export const jobFields: Selectable = { 'status.successful': at('status.succeeded', '0') }
export const certificateSigningRequestFields: Selectable = sameNames('spec.signerName')
export const resourceSliceFields: Selectable = sameNames('spec.nodeName', 'spec.driver')

const REFERENCE = [
  'kind',
  'namespace',
  'name',
  'uid',
  'apiVersion',
  'resourceVersion',
  'fieldPath',
] as const

const reference = (path: string): Selectable =>
  sameNames(...REFERENCE.map(name => `${path}.${name}`))

const either =
  (first: Read, second: Read): Read =>
  object =>
    first(object) || second(object)

export const eventFields: Selectable = {
  ...reference('involvedObject'),
  ...sameNames('reason', 'reportingComponent', 'type'),
  source: either(at('source.component'), at('reportingComponent')),
}

export const newEventFields: Selectable = {
  ...reference('regarding'),
  ...sameNames('reason', 'reportingController', 'type'),
}
