// The level `restricted`: what hardens a Pod must be said. Follows `k8s.io/pod-security-admission/policy`.
import {
  type Check,
  containersText,
  namesWhere,
  plural,
  quoted,
  settersText,
  sorted,
} from './pod.ts'

export const allowPrivilegeEscalation: Check = pod => {
  const names = namesWhere(pod, context => context.allowPrivilegeEscalation !== false)
  if (names.length === 0) return undefined
  return {
    reason: 'allowPrivilegeEscalation != false',
    detail: `${containersText(names)} must set securityContext.allowPrivilegeEscalation=false`,
  }
}

export const capabilitiesRestricted: Check = pod => {
  const extra = (added: readonly string[] | undefined): string[] =>
    (added ?? []).filter(name => name !== 'NET_BIND_SERVICE')
  const keeping = namesWhere(
    pod,
    ({ capabilities }) => capabilities?.drop?.includes('ALL') !== true,
  )
  const adding = namesWhere(pod, ({ capabilities }) => extra(capabilities?.add).length > 0)
  const added = sorted(pod.containers.flatMap(one => extra(one.securityContext?.capabilities?.add)))
  const details = [
    ...(keeping.length === 0
      ? []
      : [`${containersText(keeping)} must set securityContext.capabilities.drop=["ALL"]`]),
    ...(adding.length === 0
      ? []
      : [
          `${containersText(adding)} must not include ${quoted(added)} in securityContext.capabilities.add`,
        ]),
  ]
  if (details.length === 0) return undefined
  return { reason: 'unrestricted capabilities', detail: details.join('; ') }
}

const VOLUMES: ReadonlySet<string> = new Set([
  ...['configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'image'],
  ...['persistentVolumeClaim', 'projected', 'secret'],
])

export const restrictedVolumes: Check = ({ spec }) => {
  const bad = (spec.volumes ?? []).flatMap(volume => {
    const type = Object.keys(volume).find(key => key !== 'name')
    return type === undefined || VOLUMES.has(type) ? [] : [{ name: volume.name, type }]
  })
  if (bad.length === 0) return undefined
  const names = bad.map(({ name }) => name)
  const types = sorted(bad.map(({ type }) => type))
  return {
    reason: 'restricted volume types',
    detail: `${plural('volume', 'volumes', names.length)} ${quoted(names)} ${plural('uses', 'use', names.length)} restricted volume ${plural('type', 'types', types.length)} ${quoted(types)}`,
  }
}

export const runAsNonRoot: Check = pod => {
  if (pod.ownUsers) return undefined
  const own = pod.spec.securityContext?.runAsNonRoot
  const explicit = namesWhere(pod, context => context.runAsNonRoot === false)
  const reason = 'runAsNonRoot != true'
  const unsaid = own === true ? [] : namesWhere(pod, context => context.runAsNonRoot === undefined)
  // A Pod that says false matters only where a container leaves it to the Pod.
  const ofPod = own === false && unsaid.length > 0
  if (ofPod || explicit.length > 0)
    return {
      reason,
      detail: `${settersText(ofPod, explicit)} must not set securityContext.runAsNonRoot=false`,
    }
  if (unsaid.length === 0) return undefined
  return {
    reason,
    detail: `pod or ${containersText(unsaid)} must set securityContext.runAsNonRoot=true`,
  }
}

export const runAsUser: Check = pod => {
  if (pod.ownUsers) return undefined
  const ofPod = pod.spec.securityContext?.runAsUser === 0
  const names = namesWhere(pod, context => context.runAsUser === 0)
  if (!ofPod && names.length === 0) return undefined
  return { reason: 'runAsUser=0', detail: `${settersText(ofPod, names)} must not set runAsUser=0` }
}

export const seccompProfileRestricted: Check = pod => {
  const isBad = (type: string | undefined): boolean =>
    type !== undefined && type !== 'RuntimeDefault' && type !== 'Localhost'
  const own = pod.spec.securityContext?.seccompProfile?.type
  const explicit = namesWhere(pod, ({ seccompProfile }) => isBad(seccompProfile?.type))
  const reason = 'seccompProfile'
  if (isBad(own) || explicit.length > 0) {
    const types = [own, ...pod.containers.map(one => one.securityContext?.seccompProfile?.type)]
    const bad = sorted(types.filter((type): type is string => isBad(type)))
    return {
      reason,
      detail: `${settersText(isBad(own), explicit)} must not set securityContext.seccompProfile.type to ${quoted(bad)}`,
    }
  }
  const unsaid =
    own === undefined ? namesWhere(pod, ({ seccompProfile }) => seccompProfile === undefined) : []
  if (unsaid.length === 0) return undefined
  return {
    reason,
    detail: `pod or ${containersText(unsaid)} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"`,
  }
}
