// Defaults of pod specs, for Pods and templates alike; what only Pods get stands in `../pod/defaults.ts`.
// What is there already is shared, not copied.
import type {
  Container,
  EphemeralContainer,
  PodSpec,
  PodTemplateSpec,
} from '../../schema/generated/core-v1.ts'
import { changed, filled, mapped, without } from '../same.ts'
import { defaultEnv } from './default-env.ts'
import { defaultHandlers } from './default-probes.ts'
import { defaultVolume } from './default-volumes.ts'
import { pullPolicyOf } from './image.ts'

const SPEC: Partial<PodSpec> = {
  restartPolicy: 'Always',
  terminationGracePeriodSeconds: 30,
  dnsPolicy: 'ClusterFirst',
  securityContext: {},
  schedulerName: 'default-scheduler',
}

const CONTAINER: Partial<Container> = {
  resources: {},
  terminationMessagePath: '/dev/termination-log',
  terminationMessagePolicy: 'File',
}

/** Fills in what any pod spec has, wherever it stands. Groups of scheduling are dropped: their gate is off. */
export function defaultPodSpec(given: PodSpec): PodSpec {
  const spec = without(given, 'schedulingGroup')
  let result = withServiceAccount(filled(spec, SPEC))
  if (spec.volumes !== undefined)
    result = changed(result, 'volumes', mapped(spec.volumes, defaultVolume))
  if (spec.initContainers !== undefined)
    result = changed(result, 'initContainers', mapped(spec.initContainers, defaultContainer))
  if (spec.containers)
    result = changed(result, 'containers', mapped(spec.containers, defaultContainer))
  if (spec.ephemeralContainers !== undefined)
    result = changed(
      result,
      'ephemeralContainers',
      mapped(spec.ephemeralContainers, defaultContainer<EphemeralContainer>),
    )
  return result
}

/** A template as workloads hold it. */
export function defaultPodTemplate(template: PodTemplateSpec): PodTemplateSpec {
  return changed(template, 'spec', defaultPodSpec(template.spec ?? { containers: [] }))
}

/** The old name of the service account always says what the new one says. */
function withServiceAccount(spec: PodSpec): PodSpec {
  const name = spec.serviceAccountName || spec.serviceAccount
  if (!name || (spec.serviceAccountName === name && spec.serviceAccount === name)) return spec
  return { ...spec, serviceAccountName: name, serviceAccount: name }
}

function defaultContainer<T extends Container | EphemeralContainer>(container: T): T {
  let result = filled(container, CONTAINER as Partial<T>)
  if (!container.imagePullPolicy)
    result = changed(
      result,
      'imagePullPolicy',
      pullPolicyOf(container.image ?? '') as T['imagePullPolicy'],
    )
  if (container.ports !== undefined)
    result = changed(result, 'ports', mapped(container.ports, defaultPort) as T['ports'])
  if (container.env !== undefined)
    result = changed(result, 'env', mapped(container.env, defaultEnv) as T['env'])
  return defaultHandlers(result)
}

const PORT = { protocol: 'TCP' }
const defaultPort = <T extends { protocol?: string }>(port: T): T =>
  filled(port, PORT as Partial<T>)
