// The rules of pod specs, for Pods and for the templates of workloads alike. The order of the checks is
// the real server's, since causes are told in it.
import {
  type Cause,
  duplicate,
  forbidden,
  invalid,
  notSupported,
  required,
  tooLong,
} from '../../meta/field-errors.ts'
import { validateLabels } from '../../meta/labels.ts'
import {
  byteLength,
  dnsLabelErrors,
  dnsSubdomainErrors,
  qualifiedNameErrors,
  rangeText,
} from '../../meta/names.ts'
import { validateAnnotations } from '../../meta/object-meta.ts'
import type { PodSpec, PodTemplateSpec } from '../../schema/generated/core-v1.ts'
import { checkAffinity } from './affinity.ts'
import { checkPodAnnotations, checkProfilesAgree } from './annotations.ts'
import { checkText } from './check.ts'
import { checkResourceClaims, claimNamesOf } from './claims.ts'
import {
  checkContainers,
  checkInitContainers,
  checkRestartPolicy,
  type Surroundings,
} from './containers.ts'
import { checkDnsConfig, checkDnsPolicy, checkHostAliases } from './dns.ts'
import { checkFileVolumes } from './env-files.ts'
import { checkEphemeralContainers } from './ephemeral.ts'
import type { PodValidationOptions } from './options.ts'
import { checkOs } from './os.ts'
import { checkPodResources } from './pod-resources.ts'
import { checkHostNetwork } from './ports.ts'
import { checkRequirements } from './resources.ts'
import { checkPodSecurity } from './security.ts'
import { checkSpread } from './spread.ts'
import { checkTolerations } from './tolerations.ts'
import { checkVolumes } from './volumes.ts'
import { checkHostProcess } from './windows.ts'

const SECONDS_MAX = 2_147_483_647

/** What is wrong with a pod spec. `podName` is that of a Pod; templates have none. */
export function validatePodSpec(
  spec: PodSpec,
  path: string,
  options: PodValidationOptions = {},
  podName = '',
): Cause[] {
  const out: Cause[] = []
  if (spec.terminationGracePeriodSeconds === undefined)
    out.push(required(`${path}.terminationGracePeriodSeconds`))
  const around = surroundings(out, spec, path, options, podName)
  checkResourceClaims(out, spec.resourceClaims, `${path}.resourceClaims`)
  checkContainers(out, around, `${path}.containers`)
  checkInitContainers(out, around, `${path}.initContainers`)
  checkEphemeralContainers(out, around, `${path}.ephemeralContainers`)
  checkPodResources(out, spec, `${path}.resources`, options, around.claimNames)
  checkHostNetwork(out, spec, path, options)
  checkRestartPolicy(out, spec.restartPolicy, `${path}.restartPolicy`)
  checkDnsPolicy(out, spec.dnsPolicy, `${path}.dnsPolicy`)
  if (spec.nodeSelector !== undefined)
    out.push(...validateLabels(spec.nodeSelector, `${path}.nodeSelector`))
  checkPodSecurity(out, spec, `${path}.securityContext`, options)
  checkAffinity(out, spec.affinity, `${path}.affinity`, options)
  checkDnsConfig(out, spec.dnsConfig, spec.dnsPolicy, `${path}.dnsConfig`)
  checkGates(out, spec, path)
  checkSpread(out, spec.topologySpreadConstraints, `${path}.topologySpreadConstraints`, options)
  checkHostProcess(out, spec, path)
  checkHostUsers(out, spec, path)
  checkNames(out, spec, path)
  checkTolerations(out, spec.tolerations, `${path}.tolerations`)
  checkHostAliases(out, spec.hostAliases, `${path}.hostAliases`)
  checkClasses(out, spec, path, options)
  checkOs(out, spec, path)
  checkFileVolumes(out, spec, path)
  return out
}

/** Volumes are checked first, since containers refer to them. */
function surroundings(
  out: Cause[],
  spec: PodSpec,
  path: string,
  options: PodValidationOptions,
  podName: string,
): Surroundings {
  const volumes = checkVolumes(out, spec.volumes, podName, `${path}.volumes`, options)
  return {
    spec,
    volumes,
    claimNames: claimNamesOf(spec.resourceClaims),
    hostUsers: spec.hostUsers !== false,
    options,
  }
}

const NO_NAMES: ReadonlySet<string> = new Set()

function checkGates(out: Cause[], spec: PodSpec, path: string): void {
  for (const [index, { conditionType }] of (spec.readinessGates ?? []).entries())
    checkText(
      out,
      qualifiedNameErrors,
      conditionType,
      `${path}.readinessGates[${index}].conditionType`,
    )
  const seen = new Set<string>()
  for (const [index, { name }] of (spec.schedulingGates ?? []).entries()) {
    checkText(out, qualifiedNameErrors, name, `${path}.schedulingGates[${index}]`)
    if (seen.has(name)) out.push(duplicate(`${path}.schedulingGates[${index}]`, name))
    seen.add(name)
  }
}

/** Users of the Pod's own do not go with namespaces of the host. Two paths are capital: so they are in the real server. */
function checkHostUsers(out: Cause[], spec: PodSpec, path: string): void {
  if (spec.hostUsers !== false) return
  const why = 'when `hostUsers` is false'
  if (spec.hostNetwork === true) out.push(forbidden(`${path}.hostNetwork`, why))
  if (spec.hostPID === true) out.push(forbidden(`${path}.HostPID`, why))
  if (spec.hostIPC === true) out.push(forbidden(`${path}.HostIPC`, why))
}

function checkNames(out: Cause[], spec: PodSpec, path: string): void {
  if (spec.serviceAccountName)
    checkText(out, dnsSubdomainErrors, spec.serviceAccountName, `${path}.serviceAccountName`)
  if (spec.nodeName) checkText(out, dnsSubdomainErrors, spec.nodeName, `${path}.nodeName`)
  const deadline = spec.activeDeadlineSeconds
  if (deadline !== undefined && (deadline < 1 || deadline > SECONDS_MAX))
    out.push(invalid(`${path}.activeDeadlineSeconds`, deadline, rangeText(1, SECONDS_MAX)))
  if (spec.hostname) checkText(out, dnsLabelErrors, spec.hostname, `${path}.hostname`)
  if (spec.subdomain) checkText(out, dnsLabelErrors, spec.subdomain, `${path}.subdomain`)
  if (spec.hostnameOverride !== undefined) checkHostname(out, spec, spec.hostnameOverride, path)
}

const HOSTNAME_BYTES_MAX = 64

/** A name in place of all others, which the host's own network and a full name do not go with. */
function checkHostname(out: Cause[], spec: PodSpec, name: string, path: string): void {
  const at = `${path}.hostnameOverride`
  if (byteLength(name) > HOSTNAME_BYTES_MAX) out.push(tooLong(at, HOSTNAME_BYTES_MAX))
  checkText(out, dnsSubdomainErrors, name, at)
  if (spec.hostNetwork === true)
    out.push(forbidden(at, 'may not be specified when `hostNetwork` is true'))
  if (spec.setHostnameAsFQDN === true)
    out.push(forbidden(at, 'may not be specified when `setHostnameAsFQDN` is true'))
}

const PREEMPTION = ['PreemptLowerPriority', 'Never']

function checkClasses(
  out: Cause[],
  spec: PodSpec,
  path: string,
  options: PodValidationOptions,
): void {
  const { priorityClassName, runtimeClassName, preemptionPolicy, overhead } = spec
  if (priorityClassName)
    checkText(out, dnsSubdomainErrors, priorityClassName, `${path}.priorityClassName`)
  if (runtimeClassName !== undefined)
    checkText(out, dnsSubdomainErrors, runtimeClassName, `${path}.runtimeClassName`)
  if (preemptionPolicy === '') out.push(required(`${path}.preemptionPolicy`))
  else if (preemptionPolicy !== undefined && !PREEMPTION.includes(preemptionPolicy))
    out.push(notSupported(`${path}.preemptionPolicy`, preemptionPolicy, PREEMPTION))
  if (overhead !== undefined)
    checkRequirements(out, { limits: overhead }, `${path}.overhead`, options, NO_NAMES)
}

/** What is wrong with the template of a workload. */
export function validatePodTemplate(
  template: PodTemplateSpec,
  path: string,
  options: PodValidationOptions = {},
): Cause[] {
  const spec = template.spec ?? { containers: [] }
  const annotations = template.metadata?.annotations
  const out = validateLabels(template.metadata?.labels, `${path}.labels`)
  out.push(...validateAnnotations(annotations, `${path}.annotations`))
  checkPodAnnotations(out, annotations, spec, `${path}.annotations`, options)
  out.push(...validatePodSpec(spec, `${path}.spec`, options))
  checkProfilesAgree(out, annotations, spec, `${path}.spec`)
  if ((spec.ephemeralContainers ?? []).length > 0)
    out.push(
      forbidden(
        `${path}.spec.ephemeralContainers`,
        'ephemeral containers not allowed in pod template',
      ),
    )
  return out
}
