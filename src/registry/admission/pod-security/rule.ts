// Pod security: Pods keep to the level that their namespace enforces; who makes Pods is warned, and so is who
// makes a level stricter than the Pods that are there. Follows `k8s.io/pod-security-admission/admission`.
import { sameJson } from '../../../meta/freeze.ts'
import { type AdmissionContext, resourceOf } from '../../../meta/kind.ts'
import type { KubeObject } from '../../../meta/object.ts'
import { forbiddenStatus, invalidObject } from '../../../meta/status.ts'
import type { CronJob, Job } from '../../../schema/generated/batch-v1.ts'
import type { Pod, PodSpec, PodTemplateSpec } from '../../../schema/generated/core-v1.ts'
import type { ClusterRule } from '../../admission.ts'
import type { Target } from '../../target.ts'
import { levelText, violations, violationsText } from './levels.ts'
import { partsOf } from './pod.ts'
import { isStricter, labelErrors, policyOf } from './policy.ts'

export const podSecurity: ClusterRule = {
  name: 'PodSecurity',
  check(of, object, old, context) {
    if (object === undefined) return
    const resource = resourceOf(of.kind)
    if (resource === 'namespaces') {
      if (context.subresource === '') checkNamespace(of, object, old, context)
    } else if (resource === 'pods') checkPod(of, object as Pod, old as Pod | undefined, context)
    else if (context.subresource === '') warnOwner(resource, of, object, context)
  },
}

function checkPod(of: Target, pod: Pod, old: Pod | undefined, context: AdmissionContext): void {
  const { subresource } = context
  if (subresource !== '' && subresource !== 'ephemeralcontainers') return
  if (old !== undefined && !isSignificant(pod, old)) return
  const policy = policyOf(context.reader.get('namespaces', '', of.namespace))
  const parts = partsOf(pod.spec ?? { containers: [] }, pod.metadata.annotations ?? {})
  const refused = violations(policy.enforce, parts)
  if (refused.length > 0)
    throw forbiddenStatus(
      of.kind,
      pod.metadata.name ?? '',
      `violates PodSecurity "${levelText(policy.enforce)}": ${violationsText(refused)}`,
    )
  const warned = violations(policy.warn, parts)
  if (warned.length > 0)
    context.warn(`would violate PodSecurity "${levelText(policy.warn)}": ${violationsText(warned)}`)
}

const SECCOMP = 'seccomp.security.alpha.kubernetes.io/pod'

/** Whether a change of a Pod is one of what levels look at: images, and containers that are new. */
function isSignificant(pod: Pod, old: Pod): boolean {
  const seen = ({ metadata, spec }: Pod): unknown => {
    const { containers = [], initContainers = [], ephemeralContainers = [] } = spec ?? {}
    const images = (list: readonly { readonly name: string; readonly image?: string }[]) =>
      list.map(({ name, image }) => [
        image,
        metadata.annotations?.[`container.seccomp.security.alpha.kubernetes.io/${name}`],
      ])
    return {
      pod: metadata.annotations?.[SECCOMP],
      containers: images(containers),
      initContainers: images(initContainers),
      ephemeral: ephemeralContainers.map(({ name, image }) => [name, image]),
    }
  }
  return !sameJson(JSON.parse(JSON.stringify(seen(pod))), JSON.parse(JSON.stringify(seen(old))))
}

/** Owners of Pods by where their template stands. */
const TEMPLATES: Readonly<Record<string, (object: KubeObject) => PodTemplateSpec | undefined>> = {
  ...Object.fromEntries(
    [
      'replicationcontrollers',
      'apps/replicasets',
      'apps/deployments',
      'apps/statefulsets',
      'apps/daemonsets',
      'batch/jobs',
    ].map(resource => [resource, (object: KubeObject) => (object as Job).spec?.template]),
  ),
  podtemplates: object => (object as { template?: PodTemplateSpec }).template,
  'batch/cronjobs': object => (object as CronJob).spec?.jobTemplate?.spec?.template,
}

function warnOwner(
  resource: string,
  of: Target,
  object: KubeObject,
  context: AdmissionContext,
): void {
  const template = TEMPLATES[resource]?.(object)
  if (template === undefined) return
  const { warn } = policyOf(context.reader.get('namespaces', '', of.namespace))
  const spec = template.spec as PodSpec | undefined
  if (warn.level === 'privileged' || spec === undefined) return
  const found = violations(warn, partsOf(spec, template.metadata?.annotations ?? {}))
  if (found.length > 0)
    context.warn(`would violate PodSecurity "${levelText(warn)}": ${violationsText(found)}`)
}

function checkNamespace(
  of: Target,
  namespace: KubeObject,
  old: KubeObject | undefined,
  context: AdmissionContext,
): void {
  const causes = labelErrors(namespace)
  const { name = '' } = namespace.metadata
  if (causes.length > 0 && (old === undefined || labelErrors(old).length === 0))
    throw invalidObject(of.kind, name, causes)
  if (old === undefined) return
  const { enforce } = policyOf(namespace)
  if (!isStricter(enforce, policyOf(old).enforce)) return
  const told = existing(context.reader.list('pods', name) as readonly Pod[], enforce)
  if (told.length === 0) return
  context.warn(
    `existing pods in namespace "${name}" violate the new PodSecurity enforce level "${levelText(enforce)}"`,
  )
  for (const text of told) context.warn(text)
}

/** Pods that violate a level, those with the same reasons in one line. */
function existing(pods: readonly Pod[], level: Parameters<typeof violations>[0]): string[] {
  const names = new Map<string, string[]>()
  for (const pod of pods) {
    const parts = partsOf(pod.spec ?? { containers: [] }, pod.metadata.annotations ?? {})
    const reasons = violations(level, parts).map(({ reason }) => reason)
    if (reasons.length === 0) continue
    const key = reasons.join(', ')
    names.set(key, [...(names.get(key) ?? []), pod.metadata.name ?? ''])
  }
  const told = [...names].map(([reasons, [first = '', ...others]]) => {
    const more =
      others.length === 0
        ? ''
        : ` (and ${others.length} other ${others.length === 1 ? 'pod' : 'pods'})`
    return `${first}${more}: ${reasons}`
  })
  return told.sort()
}
