// What admission lets nodes write: their own Node, Lease, CSINode and slices, and the Pods that are bound to
// them. Follows `plugin/pkg/admission/noderestriction`. Others are none of its business.
import { isDeepStrictEqual } from 'node:util'
import { goQuote } from '../../meta/field-errors.ts'
import type { AdmissionContext } from '../../meta/kind.ts'
import type { KubeObject } from '../../meta/object.ts'
import { forbiddenStatus } from '../../meta/status.ts'
import type { ClusterRule } from '../../registry/admission.ts'
import type { Target } from '../../registry/target.ts'
import type { CertificateSigningRequest } from '../../schema/generated/certificates-v1.ts'
import type { Node, PersistentVolumeClaim } from '../../schema/generated/core-v1.ts'
import { isMaster } from '../authorizer.ts'
import { COMMON_NAME, parseRequest } from '../certificate-request.ts'
import { nodeOf } from './identity.ts'
import { forbiddenLabels } from './node-labels.ts'
import { podFault, podStatusFault } from './pod-restriction.ts'

/** A write of a node: the object as it would be, and as it was. */
interface Write {
  readonly node: string
  readonly name: string
  readonly namespace: string
  readonly context: AdmissionContext
  readonly next: KubeObject | undefined
  readonly old: KubeObject | undefined
}

/** Why a write is refused; undefined when it is not. */
type Judge = (write: Write) => string | undefined

/** Writes are judged before they are validated, deletes where they are checked. */
export const nodeRestriction: ClusterRule = {
  name: 'NodeRestriction',
  mutate(of, draft, old, context) {
    judge(of, draft, old, context)
    return draft
  },
  check(of, object, old, context) {
    if (context.operation === 'DELETE') judge(of, object, old, context)
  },
}

function judge(
  of: Target,
  next: KubeObject | undefined,
  old: KubeObject | undefined,
  context: AdmissionContext,
): void {
  const node = nodeOf(context.user)
  if (node === undefined || isMaster(context.user)) return
  const { group, plural } = of.kind
  const judges = JUDGES[group === '' ? plural : `${group}/${plural}`]
  const name = (next ?? old)?.metadata.name ?? of.name
  const why =
    node === ''
      ? `could not determine node from user ${goQuote(context.user.name)}`
      : judges?.({ node, name, namespace: of.namespace, context, next, old })
  if (why !== undefined) throw forbiddenStatus(of.kind, name, why)
}

const LEASES = 'kube-node-lease'

const JUDGES: Readonly<Record<string, Judge>> = {
  pods: write => (write.context.subresource === 'status' ? podStatusFault(write) : podFault(write)),
  nodes: nodeFault,
  persistentvolumeclaims: claimFault,
  'coordination.k8s.io/leases': ({ node, name, namespace }) => {
    if (namespace !== LEASES)
      return `can only access leases in the ${goQuote(LEASES)} system namespace`
    return name === node
      ? undefined
      : 'can only access node lease with the same name as the requesting node'
  },
  'storage.k8s.io/csinodes': ({ node, name }) =>
    name === node ? undefined : 'can only access CSINode with the same name as the requesting node',
  'resource.k8s.io/resourceslices': ({ node, next, old, context }) => {
    if (context.operation === 'UPDATE') return undefined
    const { spec } = (next ?? old ?? {}) as { spec?: { nodeName?: string } }
    const does = context.operation === 'CREATE' ? 'create' : 'delete'
    return spec?.nodeName === node
      ? undefined
      : `can only ${does} ResourceSlice with the same NodeName as the requesting node`
  },
  'certificates.k8s.io/certificatesigningrequests': requestFault,
}

function nodeFault({ node, name, next, old, context }: Write): string | undefined {
  if (name !== node) return `node ${goQuote(node)} is not allowed to modify node ${goQuote(name)}`
  if (context.operation === 'DELETE') return undefined
  const { spec, metadata } = next as Node
  const before = old as Node | undefined
  if (spec?.configSource !== undefined && before === undefined)
    return `node ${goQuote(node)} is not allowed to create pods with a non-nil configSource`
  if (
    spec?.configSource !== undefined &&
    !isDeepStrictEqual(spec.configSource, before?.spec?.configSource)
  )
    return `node ${goQuote(node)} is not allowed to update configSource to a new non-nil configSource`
  if (before !== undefined && !isDeepStrictEqual(spec?.taints ?? [], before.spec?.taints ?? []))
    return `node ${goQuote(node)} is not allowed to modify taints`
  const odd = forbiddenLabels(metadata.labels ?? {}, before?.metadata.labels ?? {})
  if (odd.length === 0) return undefined
  return before === undefined
    ? `node ${goQuote(node)} is not allowed to set the following labels: ${odd.join(', ')}`
    : `is not allowed to modify labels: ${odd.join(', ')}`
}

function claimFault({ node, next, old, context }: Write): string | undefined {
  if (context.subresource !== 'status') return 'may only update PVC status'
  if (context.operation !== 'UPDATE') return `unexpected operation ${goQuote(context.operation)}`
  if (isDeepStrictEqual(unchangeable(next), unchangeable(old))) return undefined
  return `node ${goQuote(node)} is not allowed to update fields other than status.capacity and status.conditions`
}

/** A claim without what its node may write. */
function unchangeable(object: KubeObject | undefined): unknown {
  const { metadata, status, ...rest } = object as PersistentVolumeClaim
  const { resourceVersion: _, managedFields: __, ...meta } = metadata
  const {
    capacity: _capacity,
    conditions: _conditions,
    allocatedResources: _resources,
    allocatedResourceStatuses: _statuses,
    ...others
  } = status ?? {}
  return { ...rest, metadata: meta, status: others }
}

const KUBELET_SIGNERS: readonly string[] = [
  'kubernetes.io/kubelet-serving',
  'kubernetes.io/kube-apiserver-client-kubelet',
]

function requestFault({ node, next, context }: Write): string | undefined {
  if (context.operation !== 'CREATE') return undefined
  const { spec } = next as CertificateSigningRequest
  if (spec === undefined || !KUBELET_SIGNERS.includes(spec.signerName)) return undefined
  // It has not been validated yet.
  const request = parseRequest(Buffer.from(spec.request ?? '', 'base64').toString('latin1'))
  if (request === undefined)
    return 'unable to parse csr: PEM block type must be CERTIFICATE REQUEST'
  return request.subject.get(COMMON_NAME)?.at(-1) === `system:node:${node}`
    ? undefined
    : `can only create a node CSR with CN=system:node:${node}`
}
