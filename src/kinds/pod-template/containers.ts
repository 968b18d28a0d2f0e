// Containers: what all have in common, and what is particular about each sort.
import {
  type Cause,
  duplicate,
  forbidden,
  invalid,
  notSupported,
  required,
} from '../../meta/field-errors.ts'
import { dnsLabelErrors } from '../../meta/names.ts'
import type {
  Container,
  ContainerResizePolicy,
  PodSpec,
  Volume,
} from '../../schema/generated/core-v1.ts'
import { checkOneOf, checkText } from './check.ts'
import { checkEnv, checkEnvFrom } from './env.ts'
import { checkDevices, checkMounts } from './mounts.ts'
import type { PodValidationOptions } from './options.ts'
import { checkHostPorts, checkPorts } from './ports.ts'
import { checkLifecycle, checkProbe } from './probes.ts'
import { checkRequirements } from './resources.ts'
import { checkRestart } from './restart.ts'
import { checkContainerSecurity } from './security.ts'
import { PULL_POLICIES } from './volume-sources.ts'

/** What the containers of one Pod share. */
export interface Surroundings {
  readonly spec: PodSpec
  readonly volumes: ReadonlyMap<string, Volume>
  readonly claimNames: ReadonlySet<string>
  readonly hostUsers: boolean
  readonly options: PodValidationOptions
}

export function checkContainers(out: Cause[], around: Surroundings, path: string): void {
  const containers = around.spec.containers ?? []
  if (containers.length === 0) return void out.push(required(path))
  const names = new Set<string>()
  for (const [index, container] of containers.entries()) {
    const at = `${path}[${index}]`
    checkContainer(out, container, around, at)
    if (names.has(container.name)) out.push(duplicate(`${at}.name`, container.name))
    else names.add(container.name)
    checkRunning(out, container, around, at)
    checkRestart(out, container, at)
  }
  checkHostPorts(out, containers, path)
}

/** Hooks and probes of containers that go on running. */
function checkRunning(
  out: Cause[],
  container: Container,
  { spec }: Surroundings,
  path: string,
): void {
  const grace = spec.terminationGracePeriodSeconds
  checkLifecycle(out, container.lifecycle, grace, `${path}.lifecycle`, spec.os?.name ?? '')
  checkProbe(out, 'livenessProbe', container.livenessProbe, `${path}.livenessProbe`)
  checkProbe(out, 'readinessProbe', container.readinessProbe, `${path}.readinessProbe`)
  checkProbe(out, 'startupProbe', container.startupProbe, `${path}.startupProbe`)
}

const ONLY_SIDECARS = 'may not be set for init containers without restartPolicy=Always'

export function checkInitContainers(out: Cause[], around: Surroundings, path: string): void {
  const { spec } = around
  if (spec.initContainers === undefined) return
  const names = new Set((spec.containers ?? []).map(({ name }) => name))
  for (const [index, container] of spec.initContainers.entries()) {
    const at = `${path}[${index}]`
    checkContainer(out, container, around, at)
    checkRestart(out, container, at)
    if (names.has(container.name)) out.push(duplicate(`${at}.name`, container.name))
    else if (container.name) names.add(container.name)
    checkHostPorts(out, [container], path)
    if (container.restartPolicy === 'Always') checkRunning(out, container, around, at)
    else
      for (const field of ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'] as const)
        if (container[field] !== undefined) out.push(forbidden(`${at}.${field}`, ONLY_SIDECARS))
  }
}

const MESSAGE_POLICIES = ['File', 'FallbackToLogsOnError']

/** What containers of all sorts have in common. */
export function checkContainer(
  out: Cause[],
  container: Container,
  around: Surroundings,
  path: string,
): void {
  if (!container.name) out.push(required(`${path}.name`))
  else checkText(out, dnsLabelErrors, container.name, `${path}.name`)
  if (!container.image) out.push(required(`${path}.image`))
  checkOneOf(
    out,
    container.terminationMessagePolicy,
    MESSAGE_POLICIES,
    `${path}.terminationMessagePolicy`,
  )
  checkPorts(out, container.ports, `${path}.ports`)
  checkEnv(out, container.env, `${path}.env`)
  checkEnvFrom(out, container.envFrom, `${path}.envFrom`)
  checkMounts(out, container, around.volumes, `${path}.volumeMounts`)
  checkDevices(out, container, around.volumes, `${path}.volumeDevices`)
  checkOneOf(out, container.imagePullPolicy, PULL_POLICIES, `${path}.imagePullPolicy`)
  if (container.resources !== undefined)
    checkRequirements(
      out,
      container.resources,
      `${path}.resources`,
      around.options,
      around.claimNames,
    )
  checkResize(out, container.resizePolicy, `${path}.resizePolicy`, around.spec.restartPolicy ?? '')
  checkContainerSecurity(
    out,
    container.securityContext,
    `${path}.securityContext`,
    around.hostUsers,
  )
}

const RESIZABLE = ['cpu', 'memory']
const RESIZE_POLICIES = ['NotRequired', 'RestartContainer']

function checkResize(
  out: Cause[],
  policies: readonly ContainerResizePolicy[] | undefined,
  path: string,
  restartPolicy: string,
): void {
  const seen = new Set<string>()
  for (const [index, { resourceName, restartPolicy: policy }] of (policies ?? []).entries()) {
    if (seen.has(resourceName)) out.push(duplicate(`${path}[${index}]`, resourceName))
    seen.add(resourceName)
    checkOneOf(out, resourceName, RESIZABLE, path)
    checkOneOf(out, policy, RESIZE_POLICIES, path)
    if (restartPolicy === 'Never' && policy !== 'NotRequired')
      out.push(invalid(path, policy, "must be 'NotRequired' when `restartPolicy` is 'Never'"))
  }
}

/** Images of Pods have no blanks around them; in templates they may. */
export function checkImages(
  out: Cause[],
  containers: readonly Container[] | undefined,
  path: string,
): void {
  for (const [index, { image = '' }] of (containers ?? []).entries())
    checkImage(out, image, `${path}[${index}].image`)
}

export function checkImage(out: Cause[], image: string, path: string): void {
  if (image.trim() !== image)
    out.push(invalid(path, image, 'must not have leading or trailing whitespace'))
}

export function checkRestartPolicy(out: Cause[], policy: string | undefined, path: string): void {
  const words = ['Always', 'OnFailure', 'Never']
  if (!policy) out.push(required(path))
  else if (!words.includes(policy)) out.push(notSupported(path, policy, words))
}
