// Nodes and Pods: a node tells the state of the Pods that are bound to it, deletes and evicts them, makes
// mirrors of what it runs by itself, and is given tokens for them.
import { isDeepStrictEqual } from 'node:util'
import { goQuote } from '../../meta/field-errors.ts'
import type { AdmissionContext, UserInfo } from '../../meta/kind.ts'
import type { KubeObject, OwnerReference } from '../../meta/object.ts'
import { notFound } from '../../meta/status.ts'
import type { TokenRequestSpec } from '../../schema/generated/authentication-v1.ts'
import type { Pod } from '../../schema/generated/core-v1.ts'
import { nodeOf } from './identity.ts'
import { configMapsOf, isMirror, MIRROR, secretsOf } from './references.ts'

interface PodWrite {
  readonly node: string
  readonly context: AdmissionContext
  readonly next: KubeObject | undefined
  readonly old: KubeObject | undefined
}

export function podFault({ node, context, next, old }: PodWrite): string | undefined {
  const { operation, subresource, reader } = context
  if (subresource !== '')
    return `unexpected pod subresource ${goQuote(subresource)}, only 'status' and 'eviction' are allowed`
  if (operation === 'CREATE')
    return mirrorFault(node, next as Pod, () => {
      const found = reader.get('nodes', '', node)
      if (found === undefined) throw notFound({ group: '', plural: 'nodes' }, node)
      return found
    })
  if (operation === 'DELETE')
    return (old as Pod | undefined)?.spec?.nodeName === node
      ? undefined
      : `node ${goQuote(node)} can only delete pods with spec.nodeName set to itself`
  return `unexpected operation ${goQuote(operation)}, node ${goQuote(node)} can only create and delete mirror pods`
}

function mirrorFault(node: string, pod: Pod, ownNode: () => KubeObject): string | undefined {
  const who = `node ${goQuote(node)}`
  const { spec, metadata } = pod
  if (!isMirror(pod))
    return `pod does not have ${goQuote(MIRROR)} annotation, ${who} can only create mirror pods`
  if (spec?.nodeName !== node) return `${who} can only create pods with spec.nodeName set to itself`
  const [owner, ...more] = metadata.ownerReferences ?? []
  if (more.length > 0)
    return `${who} can only create pods with a single owner reference set to itself`
  const fault = ownerFault(who, node, owner)
  if (fault !== undefined) return fault
  const { uid } = ownNode().metadata
  if (owner?.uid !== uid) return `node ${node} UID mismatch: expected ${owner?.uid} got ${uid}`
  const leaning = whatItLeansOn(pod)
  return leaning === undefined ? undefined : `${who} can not create pods that reference ${leaning}`
}

function ownerFault(
  who: string,
  node: string,
  owner: OwnerReference | undefined,
): string | undefined {
  if (owner?.apiVersion !== 'v1' || owner.kind !== 'Node' || owner.name !== node)
    return `${who} can only create pods with an owner reference set to itself`
  if (owner.controller !== true)
    return `${who} can only create pods with a controller owner reference set to itself`
  return owner.blockOwnerDeletion === true
    ? `${who} must not set blockOwnerDeletion on an owner reference`
    : undefined
}

function whatItLeansOn(pod: Pod): string | undefined {
  const volumes = pod.spec?.volumes ?? []
  if ((pod.spec?.serviceAccountName ?? '') !== '') return 'a service account'
  if (secretsOf(pod).size > 0) return 'secrets'
  if (configMapsOf(pod).size > 0) return 'configmaps'
  const sources = volumes.flatMap(({ projected }) => projected?.sources ?? [])
  if (sources.some(({ clusterTrustBundle }) => clusterTrustBundle !== undefined))
    return 'clustertrustbundles'
  return volumes.some(one => one.persistentVolumeClaim !== undefined)
    ? 'persistentvolumeclaims'
    : undefined
}

export function podStatusFault({ node, context, next, old }: PodWrite): string | undefined {
  if (context.operation !== 'UPDATE') return `unexpected operation ${goQuote(context.operation)}`
  const who = `node ${goQuote(node)}`
  const before = old as Pod
  const after = next as Pod
  if (before.spec?.nodeName !== node)
    return `${who} can only update pod status for pods with spec.nodeName set to itself`
  if (!isDeepStrictEqual(before.metadata.labels ?? {}, after.metadata.labels ?? {}))
    return `${who} cannot update labels through pod status`
  const claims = ({ status }: Pod) => status?.resourceClaimStatuses ?? []
  if (!isDeepStrictEqual(claims(before), claims(after)))
    return `${who} cannot update resource claim statues`
  return undefined
}

/** Why a node may not evict a Pod. */
export function evictionFault(user: UserInfo, pod: Pod): string | undefined {
  const node = nodeOf(user)
  return node === undefined || pod.spec?.nodeName === node
    ? undefined
    : `node ${node} can only evict pods with spec.nodeName set to itself`
}

/** Why a node may not have a token; `podOf` finds the Pod that it is for. */
export function tokenFault(
  user: UserInfo,
  { boundObjectRef: ref, audiences = [] }: Partial<TokenRequestSpec>,
  podOf: (name: string) => Pod,
  mayAsk: (audience: string) => boolean,
): string | undefined {
  const node = nodeOf(user)
  if (node === undefined) return undefined
  if (ref?.apiVersion !== 'v1' || ref.kind !== 'Pod' || !ref.name)
    return 'node requested token not bound to a pod'
  if (!ref.uid) return 'node requested token with a pod binding without a uid'
  const pod = podOf(ref.name)
  if (pod.metadata.uid !== ref.uid)
    return `the UID in the bound object reference (${ref.uid}) does not match the UID in record. The object might have been deleted and then recreated`
  if (pod.spec?.nodeName !== node)
    return 'node requested token bound to a pod scheduled on a different node'
  if (audiences.length > 1) return 'node may only request 0 or 1 audiences'
  const [audience = ''] = audiences
  return hasAudience(pod, audience) || mayAsk(audience)
    ? undefined
    : `audience ${goQuote(audience)} not found in pod spec volume`
}

const hasAudience = (pod: Pod, audience: string): boolean =>
  (pod.spec?.volumes ?? [])
    .flatMap(({ projected }) => projected?.sources ?? [])
    .some(
      ({ serviceAccountToken: token }) =>
        token !== undefined && (token.audience ?? '') === audience,
    )
